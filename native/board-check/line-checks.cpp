// Spans, lines and HDLC: through a loop of the board where it has one.
#include <algorithm>

#include "board-check/checks.h"

namespace crosspoint::check {

namespace {

constexpr std::uint32_t kPatience = 100;

/** The first line that opens in this mode, on a digital span that loops. */
std::uint32_t loopedLine(const Subject &subject, const Opened &board, cp_line_mode mode) {
  const cp_board_api &api = *subject.api;
  if (!api.loop_span || !api.start_span) throw Skipped{"the board cannot loop a span"};
  for (std::uint32_t line = 0; line < board.info().lines; ++line) {
    const cp_line_info info = board.line(line);
    if (info.kind != CP_LINE_DIGITAL) continue;
    if (api.start_span(*board, info.span) != CP_OK) continue;
    if (api.loop_span(*board, info.span, 1) != CP_OK) continue;
    if (api.open_line(*board, line, mode) == CP_OK) return line;
  }
  throw Skipped{"no digital line that can be looped"};
}

void checkModes(Subject &subject) {
  const auto board = subject.open();
  if (board->info().lines == 0) throw Skipped{"there are no lines"};
  const cp_board_api &api = *subject.api;
  demandResult(api.open_line(**board, 0, CP_LINE_AUDIO), CP_OK, "open_line for audio");
  demand(board->line(0).mode == CP_LINE_AUDIO, "line_info does not tell the mode");
  demandResult(api.open_line(**board, 0, CP_LINE_CLOSED), CP_OK, "open_line to close");
  demand(board->line(0).mode == CP_LINE_CLOSED, "the line did not close");
}

void checkSpans(Subject &subject) {
  const auto board = subject.open();
  const cp_board_api &api = *subject.api;
  if (board->info().spans == 0 || !api.start_span || !api.stop_span)
    throw Skipped{"there are no spans"};
  const std::uint32_t beyond = board->info().spans;
  demandResult(api.start_span(**board, beyond), CP_ERROR_INVALID_ARGUMENT,
               "start_span of a span too many");
  demandResult(api.stop_span(**board, beyond), CP_ERROR_INVALID_ARGUMENT,
               "stop_span of a span too many");
  demandResult(api.start_span(**board, 0), CP_OK, "start_span");
  cp_span_info info{};
  info.size = sizeof info;
  demandResult(api.span_info(**board, 0, &info), CP_OK, "span_info");
  demand(info.started != 0, "a started span is not told as started");
  demandResult(api.stop_span(**board, 0), CP_OK, "stop_span");
  demandResult(api.span_info(**board, 0, &info), CP_OK, "span_info");
  demand(info.started == 0, "a stopped span is told as started");
}

void checkGains(Subject &subject) {
  const auto board = subject.open();
  if (!board->can(CP_CAN_GAIN) || !subject.api->set_gain || board->info().lines == 0)
    throw Skipped{"the board has no gains"};
  const cp_board_api &api = *subject.api;
  demandResult(api.open_line(**board, 0, CP_LINE_AUDIO), CP_OK, "open_line");
  demandResult(api.set_gain(**board, 0, 241, 0), CP_ERROR_INVALID_ARGUMENT, "set_gain of 24.1 dB");
  demandResult(api.set_gain(**board, 0, 0, -241), CP_ERROR_INVALID_ARGUMENT,
               "set_gain of -24.1 dB");
  demandResult(api.set_gain(**board, 0, 240, -240), CP_OK, "set_gain of 24 dB");
}

void checkBits(Subject &subject) {
  const auto board = subject.open();
  if (!board->can(CP_CAN_BITS) || !subject.api->set_bits) throw Skipped{"the board has no bits"};
  const cp_board_api &api = *subject.api;
  demandResult(api.set_bits(**board, board->info().lines, 0), CP_ERROR_INVALID_ARGUMENT,
               "set_bits of a line too many");
  demandResult(api.set_bits(**board, 0, 16), CP_ERROR_INVALID_ARGUMENT,
               "set_bits of more than four bits");
}

void checkHook(Subject &subject) {
  const auto board = subject.open();
  if (!board->can(CP_CAN_HOOK) || !subject.api->hook) throw Skipped{"the board has no hooks"};
  const cp_board_api &api = *subject.api;
  demandResult(api.hook(**board, board->info().lines, CP_HOOK_ON), CP_ERROR_INVALID_ARGUMENT,
               "hook of a line too many");
  for (std::uint32_t line = 0; line < board->info().lines; ++line) {
    if (board->line(line).kind != CP_LINE_FXO) continue;
    demandResult(api.hook(**board, line, CP_HOOK_OFF), CP_ERROR_STATE, "hook of a closed line");
    demandResult(api.open_line(**board, line, CP_LINE_AUDIO), CP_OK, "open_line");
    demandResult(api.hook(**board, line, CP_HOOK_OFF), CP_OK, "hook");
    demand(board->line(line).off_hook == 1, "line_info does not tell that the line is off-hook");
    demandResult(api.open_line(**board, line, CP_LINE_CLOSED), CP_OK, "open_line to close");
    demand(board->line(line).off_hook == 0, "a closed line is not on-hook");
    return;
  }
  throw Skipped{"there is no office port"};
}

void checkFrameArguments(Subject &subject) {
  const auto board = subject.open();
  if (!board->can(CP_CAN_HDLC) || !subject.api->send_frame) throw Skipped{"the board has no HDLC"};
  const cp_board_api &api = *subject.api;
  const std::vector<std::uint8_t> octets(CP_FRAME_MAX + 1, 0x55);
  demandResult(api.send_frame(**board, 0, octets.data(), 4), CP_ERROR_STATE,
               "send_frame on a line that is closed");
  const std::uint32_t line = loopedLine(subject, *board, CP_LINE_HDLC);
  demandResult(api.send_frame(**board, line, octets.data(), 0), CP_ERROR_INVALID_ARGUMENT,
               "send_frame of nothing");
  demandResult(api.send_frame(**board, line, octets.data(), CP_FRAME_MAX + 1),
               CP_ERROR_INVALID_ARGUMENT, "send_frame of more than CP_FRAME_MAX octets");
}

void checkFrames(Subject &subject) {
  const auto board = subject.open();
  if (!board->can(CP_CAN_HDLC) || !subject.api->send_frame) throw Skipped{"the board has no HDLC"};
  const std::uint32_t line = loopedLine(subject, *board, CP_LINE_HDLC);
  board->exchange(10);
  std::vector<std::vector<std::uint8_t>> sent;
  for (const std::size_t length :
       {std::size_t{1}, std::size_t{5}, std::size_t{260}, std::size_t{CP_FRAME_MAX}}) {
    sent.emplace_back(length);
    for (std::size_t i = 0; i < length; ++i)
      sent.back()[i] = static_cast<std::uint8_t>(i * 7 + length);
    demandResult(subject.api->send_frame(**board, line, sent.back().data(),
                                         static_cast<std::uint32_t>(length)),
                 CP_OK, "send_frame");
  }
  for (std::uint32_t i = 0; i < kPatience && board->frames().size() < sent.size(); ++i)
    board->exchange(1);
  demand(board->frames() == sent,
         "the frames that came back over the loop are not those that were sent");
}

void checkLoop(Subject &subject) {
  const auto board = subject.open();
  if (board->info().ports == 0) throw Skipped{"there are no ports"};
  const std::uint32_t line = loopedLine(subject, *board, CP_LINE_CLEAR);
  const cp_line_info info = board->line(line);
  const cp_terminus sends{CP_BUS_LOCAL, 0, static_cast<std::uint16_t>(info.even_stream),
                          static_cast<std::uint16_t>(info.stream_timeslot)};
  cp_terminus hears = sends;
  ++hears.stream;
  demandResult(board->set(board->portHears(0), sends, CP_OUTPUT_CONNECT), CP_OK,
               "connecting a line to a port");
  demandResult(board->set(hears, board->portSends(0), CP_OUTPUT_CONNECT), CP_OK,
               "connecting a port to a line");
  board->fillPort(0, 0x5A);
  for (std::uint32_t i = 0; i < kPatience; ++i) {
    board->exchange(1);
    if (board->heard(0, 0x5A)) return;
  }
  throw Failed{"what a port sends into a looped line does not come back as it was"};
}

} // namespace

std::vector<Check> lineChecks() {
  return {
      {"lines.modes", "a line opens and closes, and says so", checkModes},
      {"spans.start", "a span starts and stops, and says so", checkSpans},
      {"lines.gains", "gains go from -24 to 24 dB", checkGains},
      {"lines.bits", "bits are four, of a line that there is", checkBits},
      {"lines.hook", "a hook needs an open line, and closing goes on-hook", checkHook},
      {"hdlc.arguments", "frames have 1 to CP_FRAME_MAX octets, on a line for HDLC",
       checkFrameArguments},
      {"hdlc.loop", "frames come back over a loop whole and in order", checkFrames},
      {"lines.loop", "a clear line carries octets as they are", checkLoop},
  };
}

} // namespace crosspoint::check
