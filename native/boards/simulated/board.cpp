#include "boards/simulated/board.h"

#include <cmath>
#include <cstdio>
#include <numeric>

#include "boards/local-streams.h"
#include "dsp/g711.h"

namespace crosspoint::boards {

namespace {

void putText(char *into, std::size_t size, const std::string &text) {
  std::snprintf(into, size, "%s", text.c_str());
}

} // namespace

std::unique_ptr<Board> Board::open(const char *text, std::uint32_t blockFrames,
                                   const cp_board_host *host, cp_result &result) {
  const Settings settings = Settings::parse(text);
  std::unique_ptr<Board> board(new Board(settings, blockFrames / CP_WORD_FRAMES, host));
  std::vector<std::shared_ptr<Wire>> wires;
  for (const auto &span : board->spans_) wires.push_back(span->wire);
  const auto why = board->backplane_->join(settings, *board, board->progress_, wires, result);
  if (why) {
    board->host_.log(3, *why);
    return nullptr;
  }
  board->isSeated_ = true;
  return board;
}

Board::Board(const Settings &settings, std::uint32_t blockWords, const cp_board_host *host)
    : settings_(settings),
      blockWords_(blockWords),
      host_(host),
      backplane_(Backplane::named(settings.backplane)),
      progress_(std::make_shared<Progress>(blockWords)),
      fabric_(*backplane_, settings.slot,
              localStreamsOf(static_cast<std::uint32_t>(settings.spans.size()), settings.ports),
              dsp::idleOctet(settings.law), blockWords),
      clock_(*backplane_, settings.slot,
             static_cast<std::int32_t>(std::lround(settings.oscillatorPpm * 1'000))),
      pacer_(settings.pace, blockWords, backplane_->epoch()) {
  for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
    std::iota(otherLaw_[law].begin(), otherLaw_[law].end(), std::uint8_t{0});
    dsp::transcode(law, settings.law, otherLaw_[law].data(), otherLaw_[law].data(), 256);
  }
  for (const SpanSettings &span : settings.spans) addSpan(span);
}

void Board::addSpan(const SpanSettings &settings) {
  auto span = std::make_unique<Span>();
  span->type = settings.type;
  span->firstLine = static_cast<std::uint32_t>(lines_.size());
  span->lines = settings.lines;
  span->config.size = sizeof(cp_span_config);
  span->config.law = settings_.law;
  if (settings.type == SpanType::e1) {
    span->config = {sizeof(cp_span_config), CP_FRAMING_CCS, CP_CODING_HDB3, CP_LAW_A, 0, 0};
  } else if (settings.type == SpanType::t1) {
    span->config = {sizeof(cp_span_config), CP_FRAMING_ESF, CP_CODING_B8ZS, CP_LAW_MU, 0, 0};
  }
  span->framing.store(span->config.framing);
  span->wire = std::make_shared<Wire>(progress_, settings.lines, span->config.law);
  for (std::uint32_t index = 0; index < settings.lines; ++index) {
    auto line = std::make_unique<Line>();
    line->kind = settings.type == SpanType::fxs   ? CP_LINE_FXS
                 : settings.type == SpanType::fxo ? CP_LINE_FXO
                 : settings.type == SpanType::em  ? CP_LINE_E_AND_M
                                                  : CP_LINE_DIGITAL;
    line->span = static_cast<std::uint32_t>(spans_.size());
    line->timeslot = index + 1;
    line->analogue = AnalogueLine(settings.type, settings_.ringOnMs, settings_.ringOffMs);
    lines_.push_back(std::move(line));
  }
  spans_.push_back(std::move(span));
  for (std::uint32_t index = 0; index < settings.lines; ++index)
    setTables(*lines_[spans_.back()->firstLine + index]);
}

Board::~Board() {
  if (!isSeated_) return;
  progress_->leave();
  backplane_->releaseAll(settings_.slot);
  backplane_->leave(settings_.slot);
}

cp_result Board::configureClock(const cp_clock_config &config) {
  const cp_result result = clock_.configure(config, static_cast<std::uint32_t>(spans_.size()));
  // Without the bus's clock nothing may be sent on it.
  if (result == CP_OK) (*fabric_).setBusEnabled(clock_.isOnBus());
  return result;
}

void Board::setLinks(Links links) {
  const std::lock_guard guard(gate_);
  std::swap(pendingLinks_, links);
  linksVersion_.fetch_add(1, std::memory_order_release);
}

cp_result Board::info(cp_board_info &info) const {
  info = {};
  info.capabilities =
      CP_CAN_CT_BUS | CP_CAN_CLOCK | CP_CAN_STREAM_SPEED | CP_CAN_FRAMED | CP_CAN_GAIN;
  for (const auto &span : spans_)
    info.capabilities |= span->isDigital() ? CP_CAN_HDLC | CP_CAN_BITS : CP_CAN_HOOK;
  putText(info.model, sizeof info.model, "Simulated H.100");
  putText(info.serial, sizeof info.serial,
          settings_.backplane + "/" + std::to_string(settings_.slot));
  putText(info.driver, sizeof info.driver, "crosspoint simulated-h100");
  info.block_frames = blockWords_ * CP_WORD_FRAMES;
  info.spans = static_cast<std::uint32_t>(spans_.size());
  info.lines = static_cast<std::uint32_t>(lines_.size());
  info.ports = settings_.ports;
  info.local_streams = localStreamsOf(info.spans, info.ports);
  info.port_law = settings_.law;
  return CP_OK;
}

cp_result Board::spanInfo(std::uint32_t index, cp_span_info &info) const {
  if (index >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  const Span &span = *spans_[index];
  info = {};
  info.kind = span.type == SpanType::e1   ? CP_SPAN_E1
              : span.type == SpanType::t1 ? CP_SPAN_T1
                                          : CP_SPAN_ANALOGUE;
  info.config = span.config;
  info.started = span.isStarted.load();
  info.alarms = span.alarms.load() & ~static_cast<std::uint32_t>(CP_ALARM_NOT_OPEN);
  if (!info.started) info.alarms = CP_ALARM_NOT_OPEN;
  info.first_line = span.firstLine;
  info.lines = span.lines;
  info.slips = span.slips.load();
  info.errored_seconds = span.erroredSeconds.load();
  return CP_OK;
}

cp_result Board::lineInfo(std::uint32_t index, cp_line_info &info) const {
  if (index >= lines_.size()) return CP_ERROR_INVALID_ARGUMENT;
  const Line &line = *lines_[index];
  info = {};
  info.kind = line.kind;
  info.mode = line.mode.load();
  info.span = line.span;
  info.timeslot = line.timeslot;
  info.even_stream = line.span * 2;
  info.stream_timeslot = line.timeslot;
  info.rx_bits = line.receivedBits.load();
  info.tx_bits = line.sendBits.load();
  info.off_hook = line.isOffHook;
  return CP_OK;
}

cp_result Board::portInfo(std::uint32_t port, cp_port_info &info) const {
  if (port >= settings_.ports) return CP_ERROR_INVALID_ARGUMENT;
  info = {};
  info.even_stream = static_cast<std::uint32_t>(spans_.size()) * 2 + port / CP_CT_TIMESLOTS * 2;
  info.stream_timeslot = port % CP_CT_TIMESLOTS;
  return CP_OK;
}

} // namespace crosspoint::boards
