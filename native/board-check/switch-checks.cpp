// The switch and the clocks.
#include <array>

#include "board-check/checks.h"

namespace crosspoint::check {

namespace {

constexpr std::uint32_t kSettle = 4;
constexpr std::uint32_t kSampled = 20;

std::unique_ptr<Opened> openWithPorts(const Subject &subject, std::uint32_t ports) {
  auto board = subject.open();
  if (board->info().ports < ports)
    throw Skipped{"there are fewer than " + std::to_string(ports) + " ports"};
  return board;
}

std::uint8_t idleOf(const Opened &board) {
  return board.info().port_law == CP_LAW_A ? 0xD5 : 0xFF;
}

bool isIdle(const Opened &board, std::uint32_t port) {
  return board.heard(port, idleOf(board)) ||
         (board.info().port_law == CP_LAW_A && board.heard(port, 0x55));
}

void checkIdle(Subject &subject) {
  const auto board = openWithPorts(subject, 1);
  board->exchange(kSettle);
  for (std::uint32_t port = 0; port < board->info().ports; ++port)
    demand(isIdle(*board, port), "port " + std::to_string(port) + " is not idle");
}

void checkConnect(Subject &subject) {
  const auto board = openWithPorts(subject, 2);
  const std::uint32_t last = board->info().ports - 1;
  demandResult(board->set(board->portHears(last), board->portSends(0), CP_OUTPUT_CONNECT), CP_OK,
               "set_outputs");
  for (const std::uint8_t octet : {std::uint8_t{0x00}, std::uint8_t{0x12}, std::uint8_t{0xFE}}) {
    board->fillPort(0, octet);
    board->exchange(kSettle);
    demand(board->heard(last, octet), "a port does not hear what it is connected to");
  }
  if (last > 1) demand(isIdle(*board, 1), "a port hears what it is not connected to");
}

void checkPattern(Subject &subject) {
  const auto board = openWithPorts(subject, 1);
  demandResult(board->set(board->portHears(0), {}, CP_OUTPUT_PATTERN, 0x3C), CP_OK,
               "set_outputs with a pattern");
  board->exchange(kSettle);
  demand(board->heard(0, 0x3C), "a port does not hear the pattern of its output");
}

void checkDisable(Subject &subject) {
  const auto board = openWithPorts(subject, 1);
  demandResult(board->set(board->portHears(0), board->portSends(0), CP_OUTPUT_CONNECT), CP_OK,
               "set_outputs");
  board->fillPort(0, 0x21);
  board->exchange(kSettle);
  demandResult(board->set(board->portHears(0), {}, CP_OUTPUT_DISABLE), CP_OK, "set_outputs");
  board->exchange(kSettle);
  demand(isIdle(*board, 0), "a disabled output goes on");
  demandResult(board->set(board->portHears(0), board->portSends(0), CP_OUTPUT_CONNECT), CP_OK,
               "set_outputs");
  demandResult(subject.api->reset_switch(**board), CP_OK, "reset_switch");
  board->exchange(kSettle);
  demand(isIdle(*board, 0), "an output goes on after reset_switch");
}

void checkQuery(Subject &subject) {
  const auto board = openWithPorts(subject, 2);
  const cp_terminus output = board->portHears(1);
  const cp_terminus input = board->portSends(0);
  const auto query = [&] {
    cp_output answer{output, {9, 9, 9, 9}, 9, 9};
    demandResult(subject.api->query_output(**board, &answer), CP_OK, "query_output");
    return answer;
  };
  demand(query().mode == CP_OUTPUT_DISABLE, "an output is not disabled from the start");
  demandResult(board->set(output, input, CP_OUTPUT_CONNECT), CP_OK, "set_outputs");
  const cp_output connected = query();
  demand(connected.mode == CP_OUTPUT_CONNECT && connected.input.bus == input.bus &&
             connected.input.stream == input.stream && connected.input.timeslot == input.timeslot,
         "query_output tells another connection than was made");
  demandResult(board->set(output, {}, CP_OUTPUT_PATTERN, 0x77), CP_OK, "set_outputs");
  demand(query().mode == CP_OUTPUT_PATTERN && query().pattern == 0x77,
         "query_output does not tell the pattern");
}

void checkSample(Subject &subject) {
  const auto board = openWithPorts(subject, 1);
  board->fillPort(0, 0x6B);
  demandResult(board->set(board->portHears(0), board->portSends(0), CP_OUTPUT_CONNECT), CP_OK,
               "set_outputs");
  board->exchange(kSettle);
  // A board may keep samples only once somebody has asked for one.
  std::uint8_t octet = 0;
  for (std::uint32_t i = 0; i < kSampled && octet != 0x6B; ++i) {
    demandResult(subject.api->sample_input(**board, board->portSends(0), &octet), CP_OK,
                 "sample_input");
    board->exchange(1);
  }
  demand(octet == 0x6B, "sample_input does not tell what the input carries, after twenty blocks");
}

void checkTermini(Subject &subject) {
  const auto board = openWithPorts(subject, 1);
  const cp_terminus good = board->portHears(0);
  const cp_terminus input = board->portSends(0);
  cp_terminus beyond = good;
  beyond.stream = static_cast<std::uint16_t>(board->info().local_streams + 1);
  demandResult(board->set(beyond, input, CP_OUTPUT_CONNECT), CP_ERROR_INVALID_STREAM,
               "an output beyond the local streams");
  beyond = input;
  beyond.stream = static_cast<std::uint16_t>(board->info().local_streams);
  demandResult(board->set(good, beyond, CP_OUTPUT_CONNECT), CP_ERROR_INVALID_STREAM,
               "an input beyond the local streams");
  beyond = input;
  beyond.timeslot = 4'096;
  demandResult(board->set(good, beyond, CP_OUTPUT_CONNECT), CP_ERROR_INVALID_TIMESLOT,
               "an input in timeslot 4096");
  demandResult(board->set(input, good, CP_OUTPUT_CONNECT), CP_ERROR_INVALID_STREAM,
               "an output on an even stream");
  demandResult(board->set(good, input, 7), CP_ERROR_INVALID_MODE, "an output in mode 7");
  cp_output answer{good, {}, 0, 0};
  demandResult(subject.api->query_output(**board, &answer), CP_OK, "query_output");
  demand(answer.mode == CP_OUTPUT_DISABLE, "a refused set_outputs changed the output");
}

void checkAllOrNothing(Subject &subject) {
  const auto board = openWithPorts(subject, 2);
  cp_terminus beyond = board->portHears(1);
  beyond.timeslot = 4'096;
  const std::array<cp_output, 2> outputs{
      cp_output{board->portHears(0), board->portSends(0), CP_OUTPUT_CONNECT, 0},
      cp_output{beyond, board->portSends(0), CP_OUTPUT_CONNECT, 0}};
  demandResult(subject.api->set_outputs(**board, outputs.data(), 2), CP_ERROR_INVALID_TIMESLOT,
               "set_outputs with a good output and a bad one");
  cp_output answer{board->portHears(0), {}, 0, 0};
  demandResult(subject.api->query_output(**board, &answer), CP_OK, "query_output");
  demand(answer.mode == CP_OUTPUT_DISABLE,
         "a refused set_outputs made the connections before the bad one");
}

cp_clock_config clockConfig(cp_clock_mode mode, cp_clock_source source) {
  cp_clock_config config{};
  config.size = sizeof config;
  config.mode = mode;
  config.source = source;
  return config;
}

constexpr cp_terminus kBusTerminus{CP_BUS_CT, 0, 0, 0};

void checkStandalone(Subject &subject) {
  const auto board = openWithPorts(subject, 1);
  if (!board->can(CP_CAN_CT_BUS)) throw Skipped{"the board has no CT bus"};
  demandResult(board->set(kBusTerminus, board->portSends(0), CP_OUTPUT_CONNECT), CP_ERROR_STATE,
               "a connection to the bus of a board that stands alone");
  demandResult(board->set(board->portHears(0), kBusTerminus, CP_OUTPUT_CONNECT), CP_ERROR_STATE,
               "a connection from the bus of a board that stands alone");
}

void checkClock(Subject &subject) {
  const auto board = openWithPorts(subject, 1);
  if (!board->can(CP_CAN_CLOCK) || !subject.api->configure_clock || !subject.api->query_clock)
    throw Skipped{"the board has no clocks"};
  const cp_board_api &api = *subject.api;
  cp_clock_info info{};
  info.size = sizeof info;
  demandResult(api.query_clock(**board, &info), CP_OK, "query_clock");
  demand(info.config.mode == CP_CLOCK_STANDALONE, "a board does not start standalone");
  auto config = clockConfig(CP_CLOCK_MASTER_A, static_cast<cp_clock_source>(7));
  demandResult(api.configure_clock(**board, &config), CP_ERROR_INVALID_CLOCK,
               "configure_clock with a source that there is not");
  config = clockConfig(CP_CLOCK_MASTER_A, CP_SOURCE_NETWORK);
  config.network = board->info().spans;
  demandResult(api.configure_clock(**board, &config), CP_ERROR_INVALID_CLOCK,
               "configure_clock with a span too many");
  demandResult(api.query_clock(**board, &info), CP_OK, "query_clock");
  demand(info.config.mode == CP_CLOCK_STANDALONE, "a refused configure_clock changed the mode");
  config = clockConfig(CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR);
  demandResult(api.configure_clock(**board, &config), CP_OK,
               "configure_clock as master A from the oscillator");
  board->exchange(kSettle);
  demandResult(api.query_clock(**board, &info), CP_OK, "query_clock");
  demand(info.config.mode == CP_CLOCK_MASTER_A && info.drives_a == 1 && info.bus_a == CP_CLOCK_GOOD,
         "a master A does not drive clock A");
}

void checkBus(Subject &subject) {
  const auto board = openWithPorts(subject, 2);
  if (!board->can(CP_CAN_CT_BUS) || !subject.api->configure_clock)
    throw Skipped{"the board has no CT bus"};
  const auto config = clockConfig(CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR);
  demandResult(subject.api->configure_clock(**board, &config), CP_OK, "configure_clock");
  demandResult(board->set(kBusTerminus, board->portSends(0), CP_OUTPUT_CONNECT), CP_OK,
               "a connection to the bus");
  demandResult(board->set(board->portHears(1), kBusTerminus, CP_OUTPUT_CONNECT), CP_OK,
               "a connection from the bus");
  board->fillPort(0, 0x19);
  board->exchange(kSettle);
  demand(board->heard(1, 0x19), "what goes to the bus does not come from it");
  cp_terminus beyond = kBusTerminus;
  beyond.stream = CP_CT_STREAMS;
  demandResult(board->set(beyond, board->portSends(0), CP_OUTPUT_CONNECT), CP_ERROR_INVALID_STREAM,
               "stream 32 of the bus");
  beyond = kBusTerminus;
  beyond.timeslot = CP_CT_TIMESLOTS;
  demandResult(board->set(beyond, board->portSends(0), CP_OUTPUT_CONNECT),
               CP_ERROR_INVALID_TIMESLOT, "timeslot 128 of the bus");
}

void checkSpeed(Subject &subject) {
  const auto board = openWithPorts(subject, 1);
  if (!board->can(CP_CAN_STREAM_SPEED) || !subject.api->set_stream_speed ||
      !subject.api->query_stream_speed)
    throw Skipped{"the board's streams have one speed"};
  const cp_board_api &api = *subject.api;
  demandResult(api.set_stream_speed(**board, 0, 3), CP_ERROR_INVALID_SPEED, "a speed of 3 Mb/s");
  demandResult(api.set_stream_speed(**board, CP_CT_STREAMS, 8), CP_ERROR_INVALID_STREAM,
               "the speed of stream 32");
  demandResult(api.set_stream_speed(**board, 20, 2), CP_ERROR_INVALID_SPEED, "2 Mb/s on stream 20");
  demandResult(api.set_stream_speed(**board, 1, 2), CP_OK, "2 Mb/s on stream 1");
  std::uint32_t speed = 0;
  demandResult(api.query_stream_speed(**board, 3, &speed), CP_OK, "query_stream_speed");
  demand(speed == 2, "the four streams of a group do not share their speed");
}

} // namespace

std::vector<Check> switchChecks() {
  return {
      {"switch.idle", "a port to which nothing is connected hears idle", checkIdle},
      {"switch.connect", "a connected port hears every octet, and no other port does",
       checkConnect},
      {"switch.pattern", "a pattern is heard in every frame", checkPattern},
      {"switch.disable", "a disabled output and a reset switch are idle", checkDisable},
      {"switch.query", "query_output tells what was set", checkQuery},
      {"switch.sample", "sample_input tells what an input carries", checkSample},
      {"switch.termini",
       "termini that there are not are refused with their codes, and change nothing", checkTermini},
      {"switch.all-or-nothing", "all outputs of a call are set, or none", checkAllOrNothing},
      {"clock.standalone", "a board starts off the bus, and refuses connections to it",
       checkStandalone},
      {"clock.configure",
       "a master drives its clock; what cannot be is refused and changes nothing", checkClock},
      {"bus.connect", "a bus slot carries what is sent into it", checkBus},
      {"bus.speed", "streams run at 2, 4 or 8 Mb/s in groups of four, from 16 on at 8 only",
       checkSpeed},
  };
}

} // namespace crosspoint::check
