// The table, open and close, sizes, and what the board says about itself.
#include <cstring>
#include <set>
#include <utility>

#include "board-check/checks.h"

namespace crosspoint::check {

namespace {

void checkTable(Subject &subject) {
  const cp_board_api &api = *subject.api;
  demand(api.size >= sizeof(std::uint32_t) * 2, "size is not set");
  demand(api.abi == CP_BOARD_ABI, "abi is not CP_BOARD_ABI");
  demand(api.name && *api.name, "name is missing");
  const std::pair<const void *, const char *> needed[] = {
      {reinterpret_cast<const void *>(api.open), "open"},
      {reinterpret_cast<const void *>(api.close), "close"},
      {reinterpret_cast<const void *>(api.info), "info"},
      {reinterpret_cast<const void *>(api.span_info), "span_info"},
      {reinterpret_cast<const void *>(api.line_info), "line_info"},
      {reinterpret_cast<const void *>(api.port_info), "port_info"},
      {reinterpret_cast<const void *>(api.exchange), "exchange"},
      {reinterpret_cast<const void *>(api.open_line), "open_line"},
      {reinterpret_cast<const void *>(api.reset_switch), "reset_switch"},
      {reinterpret_cast<const void *>(api.set_outputs), "set_outputs"},
      {reinterpret_cast<const void *>(api.query_output), "query_output"},
      {reinterpret_cast<const void *>(api.sample_input), "sample_input"},
  };
  for (const auto &[function, name] : needed)
    demand(function != nullptr, std::string(name) + " is null and belongs to no facet");
}

void checkOtherAbi(Subject &subject) {
  demand(subject.entry(0) == nullptr, "the entry answers a table for ABI 0");
  demand(subject.entry(CP_BOARD_ABI + 1'000) == nullptr,
         "the entry answers a table for an ABI to come");
  demand(subject.entry(CP_BOARD_ABI) == subject.api, "the entry answers another table each time");
}

void checkOpens(Subject &subject) {
  const auto board = subject.open();
  demand(board->strangeEvent().empty(), board->strangeEvent());
}

void refuseOpen(const Subject &subject, const char *settings, std::uint32_t frames,
                cp_result wanted, const std::string &what) {
  auto *untouched = reinterpret_cast<cp_board *>(&wanted);
  cp_board *board = untouched;
  int logged = 0;
  cp_board_host host{};
  host.size = sizeof host;
  host.context = &logged;
  host.event = [](void *, const cp_board_event *) {};
  host.frame = [](void *, std::uint32_t, const std::uint8_t *, std::uint32_t) {};
  host.log = [](void *context, int, const char *) { ++*static_cast<int *>(context); };
  const cp_result result = subject.api->open(settings, frames, &host, &board);
  if (result == CP_OK && board && board != untouched) subject.api->close(board);
  demandResult(result, wanted, what);
  demand(board == untouched, what + " touched *board");
  if (wanted == CP_ERROR_INVALID_SETTINGS)
    demand(logged > 0, what + " did not say in the log what is wrong");
}

void checkRefusesSettings(Subject &subject) {
  refuseOpen(subject, "{", subject.blockFrames, CP_ERROR_INVALID_SETTINGS,
             "open with half a JSON object");
  refuseOpen(subject, "[]", subject.blockFrames, CP_ERROR_INVALID_SETTINGS, "open with a list");
}

void checkRefusesBlock(Subject &subject) {
  refuseOpen(subject, subject.settings.c_str(), 0, CP_ERROR_INVALID_ARGUMENT,
             "open with blocks of 0 frames");
  refuseOpen(subject, subject.settings.c_str(), 12, CP_ERROR_INVALID_ARGUMENT,
             "open with blocks that are no multiple of CP_WORD_FRAMES");
}

void checkInfo(Subject &subject) {
  const auto board = subject.open();
  const cp_board_info &info = board->info();
  demand(info.size == sizeof info, "info changed `size`");
  demand(info.block_frames == subject.blockFrames, "block_frames is not what was asked for");
  demand(info.local_streams % 2 == 0, "local streams do not come in pairs");
  demand(info.port_law == CP_LAW_A || info.port_law == CP_LAW_MU, "port_law is no law");
  for (const auto &[text, size] :
       {std::pair{info.model, sizeof info.model}, std::pair{info.serial, sizeof info.serial},
        std::pair{info.driver, sizeof info.driver}})
    demand(std::memchr(text, 0, size) != nullptr, "a text of info has no end");
  demand(info.model[0] != 0, "the board has no model");
}

void checkFacets(Subject &subject) {
  const auto board = subject.open();
  const cp_board_api &api = *subject.api;
  const struct {
    std::uint32_t bit;
    const void *function;
    const char *name;
  } facets[] = {
      {CP_CAN_CLOCK, reinterpret_cast<const void *>(api.configure_clock), "configure_clock"},
      {CP_CAN_CLOCK, reinterpret_cast<const void *>(api.query_clock), "query_clock"},
      {CP_CAN_STREAM_SPEED, reinterpret_cast<const void *>(api.set_stream_speed),
       "set_stream_speed"},
      {CP_CAN_STREAM_SPEED, reinterpret_cast<const void *>(api.query_stream_speed),
       "query_stream_speed"},
      {CP_CAN_HDLC, reinterpret_cast<const void *>(api.send_frame), "send_frame"},
      {CP_CAN_BITS, reinterpret_cast<const void *>(api.set_bits), "set_bits"},
      {CP_CAN_HOOK, reinterpret_cast<const void *>(api.hook), "hook"},
      {CP_CAN_TONES, reinterpret_cast<const void *>(api.send_tone), "send_tone"},
      {CP_CAN_DETECT, reinterpret_cast<const void *>(api.detect), "detect"},
      {CP_CAN_CONFERENCE, reinterpret_cast<const void *>(api.join_conference), "join_conference"},
      {CP_CAN_ECHO_CANCEL, reinterpret_cast<const void *>(api.set_echo_cancel), "set_echo_cancel"},
      {CP_CAN_GAIN, reinterpret_cast<const void *>(api.set_gain), "set_gain"},
  };
  for (const auto &facet : facets)
    if (board->can(facet.bit))
      demand(facet.function != nullptr,
             std::string("the board has the facet of ") + facet.name + ", which is null");
  if (board->info().spans > 0) {
    demand(api.configure_span && api.start_span && api.stop_span,
           "there are spans, but not all functions for them");
  }
}

template <typename Info, typename Ask>
void checkSize(const std::string &name, Ask &&ask) {
  // Room behind a structure that says it is shorter must stay as it was.
  struct {
    Info info;
    std::uint8_t behind[64];
  } guarded;
  const auto fill = [&] { std::memset(static_cast<void *>(&guarded), 0xC3, sizeof guarded); };
  fill();
  guarded.info.size = sizeof(Info) + 32;
  demandResult(ask(&guarded.info), CP_OK, name + " with room for more");
  demand(guarded.info.size == sizeof(Info) + 32, name + " changed `size`");
  for (std::size_t i = 32; i < sizeof guarded.behind; ++i)
    demand(guarded.behind[i] == 0xC3, name + " wrote beyond `size`");
  fill();
  guarded.info.size = 8;
  demandResult(ask(&guarded.info), CP_OK, name + " with `size` 8");
  const auto *octets = reinterpret_cast<const std::uint8_t *>(&guarded);
  for (std::size_t i = 8; i < sizeof guarded; ++i)
    demand(octets[i] == 0xC3, name + " wrote beyond `size` 8, at octet " + std::to_string(i));
}

void checkSizes(Subject &subject) {
  const auto board = subject.open();
  const cp_board_api &api = *subject.api;
  checkSize<cp_board_info>("info", [&](auto *into) { return api.info(**board, into); });
  if (board->info().spans > 0)
    checkSize<cp_span_info>("span_info",
                            [&](auto *into) { return api.span_info(**board, 0, into); });
  if (board->info().lines > 0)
    checkSize<cp_line_info>("line_info",
                            [&](auto *into) { return api.line_info(**board, 0, into); });
  if (board->info().ports > 0)
    checkSize<cp_port_info>("port_info",
                            [&](auto *into) { return api.port_info(**board, 0, into); });
  if (board->can(CP_CAN_CLOCK) && api.query_clock)
    checkSize<cp_clock_info>("query_clock",
                             [&](auto *into) { return api.query_clock(**board, into); });
}

void checkPlaces(Subject &subject) {
  const auto board = subject.open();
  const cp_board_info &info = board->info();
  std::set<std::pair<std::uint32_t, std::uint32_t>> places;
  const auto place = [&](std::uint32_t stream, std::uint32_t timeslot, const std::string &what) {
    demand(stream % 2 == 0, what + " is on an odd stream");
    demand(stream + 1 < info.local_streams, what + " is beyond the local streams");
    demand(places.emplace(stream, timeslot).second, what + " is where something else is");
  };
  for (std::uint32_t port = 0; port < info.ports; ++port) {
    const cp_terminus at = board->portSends(port);
    place(at.stream, at.timeslot, "port " + std::to_string(port));
  }
  for (std::uint32_t line = 0; line < info.lines; ++line) {
    const cp_line_info at = board->line(line);
    place(at.even_stream, at.stream_timeslot, "line " + std::to_string(line));
    demand(at.span < info.spans, "line " + std::to_string(line) + " is of no span");
    demand(at.mode == CP_LINE_CLOSED, "line " + std::to_string(line) + " is open from the start");
  }
  std::uint32_t lines = 0;
  for (std::uint32_t span = 0; span < info.spans; ++span) {
    cp_span_info at{};
    at.size = sizeof at;
    demandResult(subject.api->span_info(**board, span, &at), CP_OK, "span_info");
    demand(at.first_line == lines,
           "span " + std::to_string(span) + " does not follow the one before");
    for (std::uint32_t line = at.first_line; line < at.first_line + at.lines; ++line)
      demand(board->line(line).span == span,
             "line " + std::to_string(line) + " and its span disagree");
    lines += at.lines;
  }
  demand(lines == info.lines, "the lines of the spans are not the lines of the board");
}

void checkNumbers(Subject &subject) {
  const auto board = subject.open();
  const cp_board_api &api = *subject.api;
  cp_span_info span{};
  span.size = sizeof span;
  demandResult(api.span_info(**board, board->info().spans, &span), CP_ERROR_INVALID_ARGUMENT,
               "span_info of a span too many");
  cp_line_info line{};
  line.size = sizeof line;
  demandResult(api.line_info(**board, board->info().lines, &line), CP_ERROR_INVALID_ARGUMENT,
               "line_info of a line too many");
  cp_port_info port{};
  port.size = sizeof port;
  demandResult(api.port_info(**board, board->info().ports, &port), CP_ERROR_INVALID_ARGUMENT,
               "port_info of a port too many");
  demandResult(api.open_line(**board, board->info().lines, CP_LINE_AUDIO),
               CP_ERROR_INVALID_ARGUMENT, "open_line of a line too many");
}

void checkReopens(Subject &subject) {
  for (int i = 0; i < 20; ++i) subject.open();
}

void checkNothingAfterClose(Subject &subject) {
  const auto board = subject.open();
  board->exchange(2);
  board->close();
  const std::uint64_t told = board->told();
  // Another one, which takes its time, so that threads left behind would come to speak.
  subject.open()->exchange(3);
  demand(board->told() == told, "the board spoke to its host after close");
}

} // namespace

std::vector<Check> tableChecks() {
  return {
      {"abi.table", "the table says its size, ABI and name, and has what every board needs",
       checkTable},
      {"abi.other", "the entry answers null for an ABI that it cannot speak", checkOtherAbi},
      {"open.opens", "open gives a board", checkOpens},
      {"open.settings",
       "what is no JSON object is refused, in the log as well, and *board is untouched",
       checkRefusesSettings},
      {"open.block", "a block that is no multiple of CP_WORD_FRAMES is refused", checkRefusesBlock},
      {"info.consistent", "info tells what was asked for, and text ends", checkInfo},
      {"info.facets", "a facet comes with its functions", checkFacets},
      {"info.sizes", "no structure is written beyond the size that it says", checkSizes},
      {"info.places", "every line and port has a pair of local streams of its own", checkPlaces},
      {"arguments.numbers", "a span, line or port that there is not is an invalid argument",
       checkNumbers},
      {"close.reopens", "a board can be opened as often as it is closed", checkReopens},
      {"close.silent", "after close nothing is told any more", checkNothingAfterClose},
  };
}

} // namespace crosspoint::check
