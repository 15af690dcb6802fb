#include "trunk/span-lines.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/engine-error.h"
#include "trunk/register-signals.h"
#include "trunk/trunk.h"

namespace crosspoint::trunk {
namespace {

[[noreturn]] void refuse(const std::string &what, cp_result result) {
  throw engine::EngineError("invalid-configuration", what, -1, result);
}

/** Where the D-channel is on a span with common channel signalling (Q.931 §4.5.13, G.704). */
std::uint32_t usualFrameTimeslot(const cp_span_info &info) {
  if (info.kind == CP_SPAN_T1) return 24;
  return info.kind == CP_SPAN_E1 && info.config.framing != CP_FRAMING_CAS ? 16 : 0;
}

} // namespace

SpanLines::SpanLines(engine::Engine &engine, std::uint32_t span, std::uint32_t frameTimeslot,
                     const std::vector<std::uint32_t> &ports, bool connects)
    : engine_(engine), span_(span), connects_(connects) {
  const auto lock = engine_.control();
  const cp_board_api &api = engine_.api();
  info_.size = sizeof info_;
  const cp_result result = api.span_info(engine_.board(), span, &info_);
  if (result != CP_OK) refuse("the board has no span " + std::to_string(span), result);
  const std::uint32_t frames =
      frameTimeslot == kUsualTimeslot ? usualFrameTimeslot(info_) : frameTimeslot;
  for (std::uint32_t i = 0; i < info_.lines; ++i) {
    cp_line_info line{};
    line.size = sizeof line;
    if (api.line_info(engine_.board(), info_.first_line + i, &line) != CP_OK) continue;
    if (frames != 0 && line.timeslot == frames) {
      frameLine_ = info_.first_line + i;
      continue;
    }
    // Timeslot 16 carries the bits of all others, where the board counts it as a line.
    if (info_.kind == CP_SPAN_E1 && info_.config.framing == CP_FRAMING_CAS && line.timeslot == 16)
      continue;
    const std::uint32_t port =
        lines_.size() < ports.size() ? ports[lines_.size()] : engine::kNoLine;
    if (port != engine::kNoLine && port >= engine_.info().ports)
      refuse("the board has no port " + std::to_string(port), CP_ERROR_INVALID_ARGUMENT);
    lines_.push_back({info_.first_line + i, line.timeslot, port});
  }
  if (frames != 0 && frameLine_ == CP_LINE_ANY)
    refuse("the span has no timeslot " + std::to_string(frames), CP_ERROR_INVALID_TIMESLOT);
}

void SpanLines::open() {
  const auto lock = engine_.control();
  const cp_board_api &api = engine_.api();
  const auto opened = [&](std::uint32_t line, cp_line_mode mode) {
    cp_line_info info{};
    info.size = sizeof info;
    if (api.line_info(engine_.board(), line, &info) == CP_OK && info.mode == mode) return;
    const cp_result result = api.open_line(engine_.board(), line, mode);
    if (result != CP_OK) refuse("line " + std::to_string(line) + " cannot be opened", result);
  };
  if (frameLine_ != CP_LINE_ANY) opened(frameLine_, CP_LINE_HDLC);
  for (const SpanLine &line : lines_) opened(line.line, CP_LINE_AUDIO);
}

void SpanLines::closeFrameLine() {
  if (frameLine_ == CP_LINE_ANY) return;
  const auto lock = engine_.control();
  engine_.api().open_line(engine_.board(), frameLine_, CP_LINE_CLOSED);
}

cp_result SpanLines::sendFrame(std::uint32_t line, const std::uint8_t *octets,
                               std::uint32_t length) {
  const auto lock = engine_.control();
  return engine_.api().send_frame(engine_.board(), line, octets, length);
}

cp_result SpanLines::setBits(std::uint32_t line, std::uint8_t abcd) {
  const auto lock = engine_.control();
  if (engine_.api().set_bits == nullptr) return CP_ERROR_NOT_SUPPORTED;
  return engine_.api().set_bits(engine_.board(), line, abcd);
}

cp_result SpanLines::sendTone(std::uint32_t number, bool forward, char symbol) {
  SpanLine *line = findLine(number);
  if (line == nullptr || line->port == engine::kNoLine) return CP_ERROR_NOT_SUPPORTED;
  if (line->tone != 0) engine_.control(std::exchange(line->tone, 0), engine::ControlAction::stop);
  if (symbol == 0) return CP_OK;
  auto program = registerSignal(forward, symbol);
  if (!program) return CP_ERROR_INVALID_ARGUMENT;
  engine::GenerateOptions options;
  options.program = std::move(*program);
  line->tone = engine_.generate(line->port, options);
  return CP_OK;
}

cp_result SpanLines::connect(const SpanLine &line) {
  const auto lock = engine_.control();
  const cp_board_api &api = engine_.api();
  cp_line_info lineInfo{};
  lineInfo.size = sizeof lineInfo;
  cp_port_info portInfo{};
  portInfo.size = sizeof portInfo;
  cp_result result = api.line_info(engine_.board(), line.line, &lineInfo);
  if (result == CP_OK) result = api.port_info(engine_.board(), line.port, &portInfo);
  if (result != CP_OK) return result;
  const auto local = [](std::uint32_t stream, std::uint32_t timeslot) {
    return cp_terminus{CP_BUS_LOCAL, 0, static_cast<std::uint16_t>(stream),
                       static_cast<std::uint16_t>(timeslot)};
  };
  const cp_output outputs[]{
      {local(portInfo.even_stream + 1, portInfo.stream_timeslot),
       local(lineInfo.even_stream, lineInfo.stream_timeslot), CP_OUTPUT_CONNECT, 0},
      {local(lineInfo.even_stream + 1, lineInfo.stream_timeslot),
       local(portInfo.even_stream, portInfo.stream_timeslot), CP_OUTPUT_CONNECT, 0},
  };
  return api.set_outputs(engine_.board(), outputs, 2);
}

cp_result SpanLines::listen(std::uint32_t number, cp_listen what) {
  SpanLine *line = findLine(number);
  if (line == nullptr || line->port == engine::kNoLine) return CP_ERROR_NOT_SUPPORTED;
  if (line->listens == what) return CP_OK;
  const bool begins = std::exchange(line->listens, what) == CP_LISTEN_NOTHING;
  if (begins && connects_) {
    const cp_result result = connect(*line);
    if (result != CP_OK) return result;
    engine_.bindLine(line->port, line->line);
  }
  const std::uint32_t detectors = what == CP_LISTEN_R2_FORWARD    ? engine::kDetectR2Forward
                                  : what == CP_LISTEN_R2_BACKWARD ? engine::kDetectR2Backward
                                                                  : 0u;
  engine_.detect(line->port, detectors);
  return CP_OK;
}

void SpanLines::disconnect(std::uint32_t number) {
  const SpanLine *line = findLine(number);
  if (line != nullptr && line->port != engine::kNoLine) engine_.disconnect(line->port);
}

void SpanLines::silence() {
  for (SpanLine &line : lines_) {
    if (line.tone != 0) engine_.control(std::exchange(line.tone, 0), engine::ControlAction::stop);
    if (std::exchange(line.listens, CP_LISTEN_NOTHING) != CP_LISTEN_NOTHING)
      engine_.detect(line.port, 0);
  }
}

const SpanLine *SpanLines::listeningAt(std::uint32_t port) const {
  const auto found = std::ranges::find_if(lines_, [&](const SpanLine &line) {
    return line.port == port && line.listens != CP_LISTEN_NOTHING;
  });
  return found != lines_.end() ? &*found : nullptr;
}

SpanLine *SpanLines::findLine(std::uint32_t line) {
  const auto found = std::ranges::find(lines_, line, &SpanLine::line);
  return found != lines_.end() ? &*found : nullptr;
}

const SpanLine *SpanLines::find(std::uint32_t line) const {
  const auto found = std::ranges::find(lines_, line, &SpanLine::line);
  return found != lines_.end() ? &*found : nullptr;
}

std::uint8_t SpanLines::receivedBits(std::uint32_t line) {
  const auto lock = engine_.control();
  cp_line_info info{};
  info.size = sizeof info;
  return engine_.api().line_info(engine_.board(), line, &info) == CP_OK ? info.rx_bits
                                                                        : std::uint8_t{0};
}

std::uint32_t SpanLines::alarms() {
  const auto lock = engine_.control();
  cp_span_info info{};
  info.size = sizeof info;
  return engine_.api().span_info(engine_.board(), span_, &info) == CP_OK ? info.alarms : 0;
}

} // namespace crosspoint::trunk
