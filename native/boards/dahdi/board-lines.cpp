#include <algorithm>
#include <cmath>
#include <cstring>

#include "boards/dahdi/board.h"
#include "dsp/gain-table.h"

namespace crosspoint::boards::dahdi {

cp_result DahdiBoard::configureSpan(std::uint32_t index, const cp_span_config &config) {
  if (index >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  Span &span = *spans_[index];
  if (config.framing < CP_FRAMING_CCS || config.framing > CP_FRAMING_ESF ||
      config.coding < CP_CODING_HDB3 || config.coding > CP_CODING_B8ZS ||
      (config.law != CP_LAW_A && config.law != CP_LAW_MU))
    return CP_ERROR_INVALID_ARGUMENT;
  if (span.kind == CP_SPAN_ANALOGUE) return CP_ERROR_NOT_SUPPORTED;
  if (span.isStarted) return CP_ERROR_STATE;
  LineConfig wanted{};
  wanted.span = span.number;
  wanted.sync = config.gives_clock ? 0 : 1;
  constexpr std::int32_t framings[] = {kConfigCcs, 0, kConfigD4, kConfigEsf};
  constexpr std::int32_t codings[] = {kConfigHdb3, kConfigAmi, kConfigB8zs};
  wanted.lineConfig = framings[config.framing] | codings[config.coding] |
                      (config.crc4 ? std::int32_t{kConfigCrc4} : 0);
  const cp_result result =
      check(devices_->control(control_, kSpanConfig, &wanted), "configuring a span");
  if (result == CP_OK) span.config = config;
  return result;
}

cp_result DahdiBoard::startSpan(std::uint32_t index, bool isStarted) {
  if (index >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  Span &span = *spans_[index];
  if (span.isStarted == isStarted) return CP_OK;
  std::int32_t number = span.number;
  const cp_result result = check(
      devices_->control(control_, isStarted ? kStartUp : kShutDown, &number), "starting a span");
  if (result == CP_OK) span.isStarted = isStarted;
  return result;
}

cp_result DahdiBoard::loopSpan(std::uint32_t index, bool isLooped) {
  if (index >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  if (spans_[index]->kind == CP_SPAN_ANALOGUE) return CP_ERROR_NOT_SUPPORTED;
  Maintenance wanted{spans_[index]->number, isLooped ? kMaintLocalLoop : kMaintNone};
  return check(devices_->control(control_, kMaintenance, &wanted), "looping a span");
}

void DahdiBoard::closeLine(Line &line) {
  const std::lock_guard guard(line.gate);
  if (line.descriptor < 0) return;
  if (line.kind != CP_LINE_DIGITAL) {
    std::int32_t onHook = kOnHook;
    devices_->control(line.descriptor, kHook, &onHook);
  }
  devices_->close(line.descriptor);
  line.descriptor = -1;
  line.mode = CP_LINE_CLOSED;
  line.isOffHook = false;
}

cp_result DahdiBoard::prepare(Line &line, int descriptor, cp_line_mode mode) {
  const auto set = [&](unsigned long request, std::int32_t value, const char *what) {
    return check(devices_->control(descriptor, request, &value),
                 "channel " + std::to_string(line.channel) + ", " + what);
  };
  cp_result result = set(kSpecify, line.channel, "opening");
  if (result != CP_OK) return result;
  if (line.kind == CP_LINE_DIGITAL) {
    result = set(kAudioMode, mode == CP_LINE_AUDIO ? 1 : 0, "audio mode");
    if (result == CP_OK && mode == CP_LINE_HDLC) result = set(kHdlcFcsMode, 1, "HDLC mode");
    if (result != CP_OK) return result;
  }
  if (mode == CP_LINE_AUDIO) {
    result = set(kSetLinear, 0, "linear");
    if (result == CP_OK) result = set(kSetLaw, settings_.law == CP_LAW_A ? kLawA : kLawMu, "law");
    if (result != CP_OK) return result;
  }
  BufferInfo buffers{};
  buffers.txPolicy = buffers.rxPolicy = kImmediate;
  // HDLC takes a buffer for each frame; sound two or three blocks, because every one more is delay.
  buffers.count = mode == CP_LINE_HDLC ? 16 : 4;
  buffers.size = mode == CP_LINE_HDLC ? static_cast<std::int32_t>(CP_FRAME_MAX + 2)
                                      : static_cast<std::int32_t>(block_);
  return check(devices_->control(descriptor, kSetBufferInfo, &buffers),
               "channel " + std::to_string(line.channel) + ", buffers");
}

cp_result DahdiBoard::openLine(std::uint32_t index, cp_line_mode mode) {
  if (index >= lines_.size()) return CP_ERROR_INVALID_ARGUMENT;
  if (mode < CP_LINE_CLOSED || mode > CP_LINE_HDLC) return CP_ERROR_INVALID_MODE;
  Line &line = *lines_[index];
  if (line.kind != CP_LINE_DIGITAL && mode > CP_LINE_AUDIO) return CP_ERROR_INVALID_MODE;
  if (mode == line.mode) return CP_OK;
  closeLine(line);
  if (mode == CP_LINE_CLOSED) return CP_OK;
  const std::string path = settings_.devices + "/channel";
  const int descriptor = devices_->open(path);
  if (descriptor < 0)
    return check(descriptor, path) == CP_ERROR_BUSY ? CP_ERROR_BUSY : CP_ERROR_DEVICE;
  const cp_result result = prepare(line, descriptor, mode);
  if (result != CP_OK) {
    devices_->close(descriptor);
    return result;
  }
  const std::lock_guard guard(line.gate);
  line.descriptor = descriptor;
  line.mode = mode;
  return CP_OK;
}

cp_result DahdiBoard::tell(Line &line, unsigned long request, std::int32_t value,
                           const char *what) {
  if (line.mode == CP_LINE_CLOSED) return CP_ERROR_STATE;
  return check(devices_->control(line.descriptor, request, &value),
               "channel " + std::to_string(line.channel) + ", " + what);
}

cp_result DahdiBoard::hook(std::uint32_t index, cp_hook operation) {
  if (index >= lines_.size() || operation < CP_HOOK_ON || operation > CP_HOOK_POLARITY_REVERSED)
    return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (line.kind == CP_LINE_DIGITAL) return CP_ERROR_NOT_SUPPORTED;
  if (line.mode == CP_LINE_CLOSED) return CP_ERROR_STATE;
  if (operation >= CP_HOOK_POLARITY_NORMAL)
    return tell(line, kSetPolarity, operation == CP_HOOK_POLARITY_REVERSED ? 1 : 0, "polarity");
  static_assert(CP_HOOK_RING_OFF == static_cast<int>(kRingOff) &&
                CP_HOOK_FLASH == static_cast<int>(kFlashHook));
  const cp_result result = tell(line, kHook, operation, "hook");
  if (result == CP_OK && (operation == CP_HOOK_OFF || operation == CP_HOOK_START))
    line.isOffHook = true;
  if (result == CP_OK && operation == CP_HOOK_ON) line.isOffHook = false;
  return result;
}

cp_result DahdiBoard::setBits(std::uint32_t index, std::uint8_t abcd) {
  if (index >= lines_.size() || abcd > 15) return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (line.kind != CP_LINE_DIGITAL) return CP_ERROR_NOT_SUPPORTED;
  const cp_result result = tell(line, kSetTxBits, abcd, "bits");
  if (result == CP_OK) line.sentBits = abcd;
  return result;
}

cp_result DahdiBoard::setGain(std::uint32_t index, std::int32_t rxTenths, std::int32_t txTenths) {
  if (index >= lines_.size() || rxTenths < -240 || rxTenths > 240 || txTenths < -240 ||
      txTenths > 240)
    return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (line.mode == CP_LINE_CLOSED) return CP_ERROR_STATE;
  Gains gains{};
  const dsp::GainTable rx(settings_.law, rxTenths), tx(settings_.law, txTenths);
  for (unsigned i = 0; i < 256; ++i) {
    gains.rx[i] = rx[static_cast<std::uint8_t>(i)];
    gains.tx[i] = tx[static_cast<std::uint8_t>(i)];
  }
  return check(devices_->control(line.descriptor, kSetGains, &gains), "gains");
}

cp_result DahdiBoard::setEchoCancel(std::uint32_t index, std::uint32_t taps) {
  if (index >= lines_.size() || taps > 1'024) return CP_ERROR_INVALID_ARGUMENT;
  return tell(*lines_[index], kEchoCancel, static_cast<std::int32_t>(taps), "echo cancelling");
}

cp_result DahdiBoard::sendFrame(std::uint32_t index, const std::uint8_t *octets,
                                std::uint32_t length) {
  if (index >= lines_.size() || !octets || length == 0 || length > CP_FRAME_MAX)
    return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (line.mode != CP_LINE_HDLC) return CP_ERROR_STATE;
  // DAHDI puts the check sequence over the last two octets of what it is given.
  std::array<std::uint8_t, CP_FRAME_MAX + 2> frame{};
  std::memcpy(frame.data(), octets, length);
  const std::int64_t written = devices_->write(line.descriptor, frame.data(), length + 2);
  // The real-time thread fetches the events for which this answers so; the queue takes the frame after that.
  if (written == -kEventPending) return CP_ERROR_BUSY;
  return check(written, "sending a frame");
}

cp_result DahdiBoard::sendTone(std::uint32_t index, cp_tone tone) {
  if (index >= lines_.size() || tone < CP_TONE_NONE || tone > CP_TONE_CED)
    return CP_ERROR_INVALID_ARGUMENT;
  if (tone > CP_TONE_CONGESTION) return CP_ERROR_NOT_SUPPORTED;
  constexpr std::int32_t tones[] = {kToneStop, kToneDial, kToneBusy, kToneRing, kToneCongestion};
  return tell(*lines_[index], kSendTone, tones[tone], "tone");
}

cp_result DahdiBoard::dial(std::uint32_t index, const char *digits, bool pulse) {
  if (index >= lines_.size() || !digits) return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  const std::size_t length = std::strlen(digits);
  const char *allowed = pulse ? "0123456789" : "0123456789*#ABCD";
  DialOperation operation{};
  if (length == 0 || length + 2 > sizeof operation.digits || std::strspn(digits, allowed) != length)
    return CP_ERROR_INVALID_ARGUMENT;
  if (line.mode == CP_LINE_CLOSED) return CP_ERROR_STATE;
  operation.operation = kDialReplace;
  operation.digits[0] = pulse ? 'P' : 'T';
  std::memcpy(operation.digits + 1, digits, length);
  return check(devices_->control(line.descriptor, kDial, &operation), "dialling");
}

cp_result DahdiBoard::detect(std::uint32_t index, bool isOn) {
  if (index >= lines_.size()) return CP_ERROR_INVALID_ARGUMENT;
  return tell(*lines_[index], kToneDetect, isOn ? kToneDetectOn : 0, "tone detection");
}

cp_result DahdiBoard::joinConference(std::uint32_t index, std::uint32_t conference, bool talks,
                                     bool listens) {
  if (index >= lines_.size() || conference > kMostConferences) return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (line.mode != CP_LINE_AUDIO) return CP_ERROR_STATE;
  Conference wanted{0, static_cast<std::int32_t>(conference), kConfNormal};
  if (conference != 0)
    wanted.mode = kConfConf | (talks ? kConfTalker : 0) | (listens ? kConfListener : 0);
  return check(devices_->control(line.descriptor, kSetConference, &wanted), "conference");
}

} // namespace crosspoint::boards::dahdi
