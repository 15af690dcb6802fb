#include "boards/dahdi/board.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "boards/local-streams.h"
#include "dsp/g711.h"
#include "settings/json.h"

namespace crosspoint::boards::dahdi {

Settings Settings::parse(const std::string &text) {
  const settings::Json json = settings::Json::parse(text);
  settings::JsonFields fields(json);
  Settings settings;
  settings.devices = fields.string("devices", settings.devices, 256);
  for (const settings::Json &span : fields.array("spans", kMostSpans)) {
    if (span.kind() != settings::Json::Kind::number || span.number() < 1 ||
        span.number() > kMostSpans)
      span.refuse("a span of DAHDI, 1 to 128, expected");
    settings.spans.push_back(static_cast<std::int32_t>(span.number()));
  }
  settings.ports = static_cast<std::uint32_t>(fields.integer("ports", 32, 0, 1'024));
  settings.law = static_cast<cp_law>(fields.word("law", 0, {"a", "mu"}));
  fields.finish();
  return settings;
}

std::unique_ptr<DahdiBoard> DahdiBoard::open(const char *text, std::uint32_t blockFrames,
                                             const cp_board_host *host, cp_result &result) {
  Settings settings = Settings::parse(text);
  auto devices = makeDevices();
  if (!devices) {
    Host(host).log(3, "there is no DAHDI for this operating system");
    result = CP_ERROR_NOT_SUPPORTED;
    return nullptr;
  }
  std::unique_ptr<DahdiBoard> board(
      new DahdiBoard(std::move(settings), blockFrames, host, std::move(devices)));
  result = board->findSpans();
  if (result != CP_OK) return nullptr;
  board->findLines();
  board->host_.log(
      1, "this board has been tried against a simulated device layer only, not on hardware");
  return board;
}

DahdiBoard::DahdiBoard(Settings settings, std::uint32_t blockFrames, const cp_board_host *host,
                       std::unique_ptr<Devices> devices)
    : settings_(std::move(settings)),
      block_(blockFrames),
      idle_(dsp::idleOctet(settings_.law)),
      host_(host),
      devices_(std::move(devices)) {}

DahdiBoard::~DahdiBoard() {
  for (const auto &line : lines_) closeLine(*line);
  for (const auto &span : spans_)
    if (span->isStarted) devices_->control(control_, kShutDown, &span->number);
  if (control_ >= 0) devices_->close(control_);
}

cp_result DahdiBoard::check(std::int64_t answer, const std::string &what) const {
  if (answer >= 0) return CP_OK;
  const auto error = static_cast<int>(-answer);
  // A hook operation goes on after the call.
  if (error == EINPROGRESS) return CP_OK;
  if (error == EAGAIN || error == EBUSY) return CP_ERROR_BUSY;
  host_.log(3, what + ": " + std::strerror(error));
  if (error == EINVAL) return CP_ERROR_INVALID_ARGUMENT;
  if (error == ENOTTY || error == ENOSYS) return CP_ERROR_NOT_SUPPORTED;
  return CP_ERROR_DEVICE;
}

cp_result DahdiBoard::findSpans() {
  const std::string path = settings_.devices + "/ctl";
  control_ = devices_->open(path);
  if (control_ < 0) return check(control_, path) == CP_ERROR_BUSY ? CP_ERROR_BUSY : CP_ERROR_DEVICE;
  for (std::int32_t number = 1; number <= kMostSpans; ++number) {
    const auto &wanted = settings_.spans;
    const bool isWanted =
        wanted.empty() || std::find(wanted.begin(), wanted.end(), number) != wanted.end();
    SpanInfo status{};
    status.span = number;
    if (!isWanted) continue;
    if (devices_->control(control_, kSpanStatus, &status) < 0) {
      if (wanted.empty()) continue;
      host_.log(3, "span " + std::to_string(number) + " is not there");
      return CP_ERROR_DEVICE;
    }
    auto span = std::make_unique<Span>();
    span->number = number;
    const std::string type(status.spanType, strnlen(status.spanType, sizeof status.spanType));
    const bool isE1 = type == "E1" || (type != "T1" && status.totalChannels == 31);
    const bool isT1 = type == "T1";
    span->kind = isE1 ? CP_SPAN_E1 : isT1 ? CP_SPAN_T1 : CP_SPAN_ANALOGUE;
    span->config.size = sizeof span->config;
    span->config.law = isT1 || !isE1 ? CP_LAW_MU : CP_LAW_A;
    const std::int32_t bits = status.lineConfig;
    span->config.framing = bits & kConfigEsf   ? CP_FRAMING_ESF
                           : bits & kConfigD4  ? CP_FRAMING_D4
                           : bits & kConfigCcs ? CP_FRAMING_CCS
                                               : CP_FRAMING_CAS;
    span->config.coding = bits & kConfigB8zs   ? CP_CODING_B8ZS
                          : bits & kConfigHdb3 ? CP_CODING_HDB3
                                               : CP_CODING_AMI;
    span->config.crc4 = (bits & kConfigCrc4) ? 1 : 0;
    // What dahdi_cfg has set up is running already.
    span->isStarted = (status.alarms & kAlarmNotOpen) == 0;
    span->alarms.store(static_cast<std::uint32_t>(status.alarms));
    spans_.push_back(std::move(span));
  }
  if (!spans_.empty()) return CP_OK;
  host_.log(3, settings_.devices + " has no spans");
  return CP_ERROR_DEVICE;
}

void DahdiBoard::findLines() {
  std::vector<std::vector<std::unique_ptr<Line>>> found(spans_.size());
  for (std::int32_t channel = 1; channel <= kMostChannels; ++channel) {
    Params params{};
    params.channel = channel;
    if (devices_->control(control_, kGetParams, &params) < 0) continue;
    for (std::uint32_t i = 0; i < spans_.size(); ++i) {
      if (spans_[i]->number != params.span) continue;
      auto line = std::make_unique<Line>();
      line->channel = channel;
      line->span = i;
      line->timeslot = static_cast<std::uint32_t>(params.positionInSpan);
      // DAHDI names a channel after the far end: one that is signalled FXS is our office port.
      line->kind = (params.signalling & kSigFxs)               ? CP_LINE_FXO
                   : (params.signalling & kSigFxo)             ? CP_LINE_FXS
                   : (params.signalling & (kSigEm | kSigEmE1)) ? CP_LINE_E_AND_M
                                                               : CP_LINE_DIGITAL;
      line->receivedBits.store(static_cast<std::uint8_t>(params.rxBits & 15));
      if (line->timeslot >= 1 && line->timeslot < CP_CT_TIMESLOTS)
        found[i].push_back(std::move(line));
    }
  }
  for (std::uint32_t i = 0; i < spans_.size(); ++i) {
    spans_[i]->firstLine = static_cast<std::uint32_t>(lines_.size());
    spans_[i]->lines = static_cast<std::uint32_t>(found[i].size());
    for (auto &line : found[i]) lines_.push_back(std::move(line));
  }
  const std::uint32_t pairs =
      localStreamsOf(static_cast<std::uint32_t>(spans_.size()), settings_.ports) / 2;
  switch_ = std::make_unique<SoftSwitch>(pairs, block_, idle_);
  ready_.resize(lines_.size());
  readyLines_.resize(lines_.size());
}

cp_result DahdiBoard::info(cp_board_info &info) const {
  info = {};
  info.capabilities = CP_CAN_HDLC | CP_CAN_BITS | CP_CAN_HOOK | CP_CAN_TONES | CP_CAN_DETECT |
                      CP_CAN_CONFERENCE | CP_CAN_ECHO_CANCEL | CP_CAN_GAIN;
  std::snprintf(info.model, sizeof info.model, "DAHDI");
  std::snprintf(info.serial, sizeof info.serial, "%.31s", settings_.devices.c_str());
  std::snprintf(info.driver, sizeof info.driver, "crosspoint dahdi");
  info.block_frames = block_;
  info.spans = static_cast<std::uint32_t>(spans_.size());
  info.lines = static_cast<std::uint32_t>(lines_.size());
  info.ports = settings_.ports;
  info.local_streams = localStreamsOf(info.spans, info.ports);
  info.port_law = settings_.law;
  return CP_OK;
}

cp_result DahdiBoard::spanInfo(std::uint32_t index, cp_span_info &info) const {
  if (index >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  const Span &span = *spans_[index];
  SpanInfo status{};
  status.span = span.number;
  const cp_result result = check(devices_->control(control_, kSpanStatus, &status), "span status");
  if (result != CP_OK) return result;
  info = {};
  info.kind = span.kind;
  info.config = span.config;
  info.started = span.isStarted;
  info.alarms = 0;
  const struct {
    std::int32_t theirs;
    std::uint32_t ours;
  } alarms[] = {{kAlarmRecover, CP_ALARM_RECOVERING},
                {kAlarmLoopback, CP_ALARM_LOOPBACK},
                {kAlarmYellow, CP_ALARM_YELLOW},
                {kAlarmRed, CP_ALARM_RED},
                {kAlarmBlue, CP_ALARM_BLUE},
                {kAlarmNotOpen, CP_ALARM_NOT_OPEN},
                {kAlarmLos, CP_ALARM_LOS},
                {kAlarmLfa, CP_ALARM_LFA},
                {kAlarmLmfa, CP_ALARM_LMFA}};
  for (const auto &alarm : alarms)
    if (status.alarms & alarm.theirs) info.alarms |= alarm.ours;
  info.first_line = span.firstLine;
  info.lines = span.lines;
  info.bpv = static_cast<std::uint32_t>(status.bpv);
  info.crc4_errors = static_cast<std::uint32_t>(status.crc4);
  info.e_bits = static_cast<std::uint32_t>(status.eBits);
  info.framing_errors = status.framingErrors;
  info.slips = static_cast<std::uint32_t>(status.irqMisses);
  info.errored_seconds = status.erroredSeconds;
  return CP_OK;
}

cp_result DahdiBoard::lineInfo(std::uint32_t index, cp_line_info &info) const {
  if (index >= lines_.size()) return CP_ERROR_INVALID_ARGUMENT;
  const Line &line = *lines_[index];
  info = {};
  info.kind = line.kind;
  info.mode = line.mode;
  info.span = line.span;
  info.timeslot = line.timeslot;
  info.even_stream = line.span * 2;
  info.stream_timeslot = line.timeslot;
  info.rx_bits = line.receivedBits.load();
  info.tx_bits = line.sentBits;
  info.off_hook = line.isOffHook;
  return CP_OK;
}

cp_result DahdiBoard::portInfo(std::uint32_t port, cp_port_info &info) const {
  if (port >= settings_.ports) return CP_ERROR_INVALID_ARGUMENT;
  info = {};
  info.even_stream = static_cast<std::uint32_t>(spans_.size()) * 2 + port / CP_CT_TIMESLOTS * 2;
  info.stream_timeslot = port % CP_CT_TIMESLOTS;
  return CP_OK;
}

} // namespace crosspoint::boards::dahdi
