#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "boards/simulated/faults.h"
#include "test/boards/opened-board.h"

using namespace crosspoint::test;

namespace {

const cp_board_api &api() {
  return libraryNamed("board-simulated").api();
}

cp_result fault(const OpenedBoard &board, int kind, std::uint32_t a = 0, std::uint32_t b = 0) {
  const auto entry = reinterpret_cast<cp_simulated_fault_entry>(
      libraryNamed("board-simulated").symbol("cp_simulated_fault"));
  return entry(*board, kind, a, b);
}

std::string settings(const std::string &backplane, int slot, const std::string &rest = "",
                     const std::string &pace = "stepped") {
  return R"({"backplane":")" + backplane + R"(","slot":)" + std::to_string(slot) + R"(,"pace":")" +
         pace + R"(","ports":4)" + rest + "}";
}

cp_terminus bus(unsigned stream, unsigned timeslot) {
  return {CP_BUS_CT, 0, static_cast<std::uint16_t>(stream), static_cast<std::uint16_t>(timeslot)};
}

cp_result configure(const OpenedBoard &board, cp_clock_mode mode, cp_clock_source source,
                    cp_clock_source fallback = CP_SOURCE_NONE, std::uint32_t network = 0) {
  const cp_clock_config config{sizeof config,
                               mode,
                               source,
                               network,
                               static_cast<std::uint8_t>(fallback != CP_SOURCE_NONE),
                               fallback,
                               0,
                               CP_SOURCE_NONE,
                               0};
  return api().configure_clock(*board, &config);
}

} // namespace

TEST_CASE("what one board sends in a bus slot, the others hear; two cannot send in the same") {
  OpenedBoard a(api(), settings("bus", 0)), b(api(), settings("bus", 1)),
      c(api(), settings("bus", 2));
  CHECK(a.link(bus(3, 127), a.portSends(0)) == CP_ERROR_STATE);
  REQUIRE(configure(a, CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR) == CP_OK);
  REQUIRE(configure(b, CP_CLOCK_SLAVE, CP_SOURCE_BUS_A, CP_SOURCE_BUS_B) == CP_OK);
  REQUIRE(configure(c, CP_CLOCK_SLAVE, CP_SOURCE_BUS_A, CP_SOURCE_BUS_B) == CP_OK);
  REQUIRE(a.link(bus(3, 127), a.portSends(0)) == CP_OK);
  REQUIRE(b.link(b.portHears(1), bus(3, 127)) == CP_OK);
  REQUIRE(c.link(c.portHears(2), bus(3, 127)) == CP_OK);
  a.fillPort(0, 0x77);
  step(3, a, b, c);
  CHECK(b.heard(1, 0x77));
  CHECK(c.heard(2, 0x77));
  CHECK(b.heard(0, 0xD5));

  // All of a call, or nothing of it.
  const cp_output outputs[] = {{bus(5, 5), c.portSends(0), CP_OUTPUT_CONNECT, 0},
                               {bus(3, 127), c.portSends(1), CP_OUTPUT_CONNECT, 0}};
  CHECK(api().set_outputs(*c, outputs, 2) == CP_ERROR_CONFLICT);
  cp_output query{bus(5, 5), {}, 9, 9};
  REQUIRE(api().query_output(*c, &query) == CP_OK);
  CHECK(query.mode == CP_OUTPUT_DISABLE);
  CHECK(b.link(bus(5, 5), b.portSends(0)) == CP_OK);

  const cp_output disable{bus(3, 127), {}, CP_OUTPUT_DISABLE, 0};
  REQUIRE(api().set_outputs(*a, &disable, 1) == CP_OK);
  step(3, a, b, c);
  CHECK(b.heard(1, 0xD5));
  CHECK(api().set_outputs(*c, outputs + 1, 1) == CP_OK);
}

TEST_CASE("a board that leaves the bus, or the backplane, frees what it sent") {
  OpenedBoard a(api(), settings("leave", 0)), b(api(), settings("leave", 1));
  configure(a, CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR);
  configure(b, CP_CLOCK_SLAVE, CP_SOURCE_BUS_A);
  REQUIRE(a.link(bus(0, 0), a.portSends(0)) == CP_OK);
  CHECK(b.link(bus(0, 0), b.portSends(0)) == CP_ERROR_CONFLICT);
  REQUIRE(configure(a, CP_CLOCK_STANDALONE, CP_SOURCE_OSCILLATOR) == CP_OK);
  REQUIRE(b.link(bus(0, 0), b.portSends(0)) == CP_OK);
  configure(a, CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR);
  CHECK(a.link(bus(0, 0), a.portSends(0)) == CP_ERROR_CONFLICT);
  b.close();
  CHECK(a.link(bus(0, 0), a.portSends(0)) == CP_OK);
}

TEST_CASE("when master A dies B is promoted and the slaves follow it") {
  OpenedBoard a(api(), settings("clocks", 0)), b(api(), settings("clocks", 1)),
      c(api(), settings("clocks", 2));
  REQUIRE(configure(a, CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR) == CP_OK);
  CHECK(configure(c, CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR) == CP_ERROR_CONFLICT);
  REQUIRE(configure(b, CP_CLOCK_MASTER_B, CP_SOURCE_BUS_A, CP_SOURCE_OSCILLATOR) == CP_OK);
  REQUIRE(configure(c, CP_CLOCK_SLAVE, CP_SOURCE_BUS_A, CP_SOURCE_BUS_B) == CP_OK);
  step(3, a, b, c);
  CHECK(c.clock().current_source == CP_SOURCE_BUS_A);
  CHECK(c.clock().bus_a == CP_CLOCK_GOOD);
  CHECK(c.clock().bus_b == CP_CLOCK_GOOD);
  CHECK(a.clock().drives_a == 1);
  CHECK(b.clock().drives_b == 1);

  REQUIRE(b.link(bus(1, 1), b.portSends(0)) == CP_OK);
  REQUIRE(c.link(c.portHears(0), bus(1, 1)) == CP_OK);
  b.fillPort(0, 0x21);
  fault(a, CP_FAULT_REMOVE);
  step(3, a, b, c);
  CHECK(b.clock().current_source == CP_SOURCE_OSCILLATOR);
  CHECK(b.clock().fallback_occurred == 1);
  CHECK(c.clock().current_source == CP_SOURCE_BUS_B);
  CHECK(c.clock().bus_a == CP_CLOCK_BAD);
  CHECK(b.values(CP_EVENT_CLOCK_FALLBACK, 0) == std::vector<std::uint32_t>{CP_SOURCE_OSCILLATOR});
  CHECK(c.values(CP_EVENT_CLOCK_FALLBACK, 0) == std::vector<std::uint32_t>{CP_SOURCE_BUS_B});
  CHECK(c.heard(0, 0x21));

  // Another primary master: the promoted one and the slave go on until they are told, or B fails as well.
  a.close();
  OpenedBoard other(api(), settings("clocks", 0));
  REQUIRE(configure(other, CP_CLOCK_MASTER_A, CP_SOURCE_BUS_B, CP_SOURCE_OSCILLATOR) == CP_OK);
  step(3, other, b, c);
  CHECK(c.clock().bus_a == CP_CLOCK_GOOD);
  CHECK(c.clock().current_source == CP_SOURCE_BUS_B);
  CHECK(b.clock().current_source == CP_SOURCE_OSCILLATOR);
  fault(b, CP_FAULT_OSCILLATOR, 1);
  step(4, other, b, c);
  CHECK(b.count(CP_EVENT_CLOCK_LOST) == 1);
  CHECK(b.clock().drives_b == 0);
  CHECK(other.clock().current_source == CP_SOURCE_OSCILLATOR);
  CHECK(c.clock().current_source == CP_SOURCE_BUS_A);
  fault(b, CP_FAULT_OSCILLATOR, 0);
  step(2, other, b, c);
  REQUIRE(configure(b, CP_CLOCK_MASTER_B, CP_SOURCE_OSCILLATOR) == CP_OK);
  CHECK(b.clock().fallback_occurred == 0);
}

TEST_CASE("a primary master falls back from a span that is lost, and returns to it") {
  OpenedBoard office(api(), settings("netclock", 5));
  OpenedBoard a(api(),
                settings("netclock", 0, R"(,"cables":[{"span":0,"to":{"slot":5,"span":0}}])"));
  api().start_span(*a, 0);
  api().start_span(*office, 0);
  step(4, office, a);
  REQUIRE(configure(a, CP_CLOCK_MASTER_A, CP_SOURCE_NETWORK, CP_SOURCE_OSCILLATOR, 0) == CP_OK);
  CHECK(configure(a, CP_CLOCK_MASTER_A, CP_SOURCE_NETWORK, CP_SOURCE_OSCILLATOR, 1) ==
        CP_ERROR_INVALID_CLOCK);
  step(2, office, a);
  CHECK(a.clock().current_source == CP_SOURCE_NETWORK);
  CHECK(a.clock().bus_a == CP_CLOCK_GOOD);
  fault(a, CP_FAULT_CUT, 0);
  step(3, office, a);
  CHECK(a.clock().current_source == CP_SOURCE_OSCILLATOR);
  CHECK(a.clock().fallback_occurred == 1);
  fault(a, CP_FAULT_MEND, 0);
  step(3, office, a);
  CHECK(a.clock().current_source == CP_SOURCE_NETWORK);
  CHECK(a.clock().fallback_occurred == 0);
  CHECK(a.count(CP_EVENT_CLOCK_FALLBACK) == 1);
  CHECK(a.count(CP_EVENT_CLOCK_RECOVERED) == 1);
}

TEST_CASE("a master without any source has lost its clock, and its slaves know it") {
  OpenedBoard a(api(), settings("lost", 0)), b(api(), settings("lost", 1));
  configure(a, CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR);
  configure(b, CP_CLOCK_SLAVE, CP_SOURCE_BUS_A);
  step(2, a, b);
  fault(a, CP_FAULT_OSCILLATOR, 1);
  step(2, a, b);
  CHECK(a.count(CP_EVENT_CLOCK_LOST) == 1);
  CHECK(b.count(CP_EVENT_CLOCK_LOST) == 1);
  CHECK(b.clock().bus_a == CP_CLOCK_BAD);
  fault(a, CP_FAULT_OSCILLATOR, 0);
  step(2, a, b);
  CHECK(b.clock().bus_a == CP_CLOCK_GOOD);
  CHECK(b.count(CP_EVENT_CLOCK_RECOVERED) == 1);
}

TEST_CASE("settings that do not fit are refused with what is wrong and where") {
  struct Case {
    const char *settings;
    const char *tells;
  };
  const Case cases[] = {
      {"", "ends too early"},
      {"[]", "object"},
      {R"({"slot":32})", "column 9"},
      {R"({"slot":1.5})", "whole number"},
      {"{\n  \"slut\":1}", "line 2, column 10: \"slut\" is not known"},
      {R"({"spans":[{"kind":"e3"}]})", "e1"},
      {R"({"spans":[{}]})", "missing"},
      {R"({"spans":[{"kind":"e1","lines":4}]})", "lines"},
      {R"({"pace":"real","pace":"stepped"})", "twice"},
      {R"({"cables":[{"span":1,"to":{"span":0}}]})", "span"},
      {R"({"cables":[{"span":0,"to":{"span":0}}]})", "loop_span"},
      {R"({"cables":[{"span":0,"to":{"span":7}}]})", "no slot 0 span 7"},
      {R"({"spans":[{"kind":"e1"},{"kind":"t1"}],"cables":[{"span":0,"to":{"span":1}}]})",
       "does not fit"},
      {R"({"spans":[{"kind":"e1"},{"kind":"e1"},{"kind":"e1"}],
           "cables":[{"span":0,"to":{"span":1}},{"span":2,"to":{"span":1}}]})",
       "another cable is in"},
      {R"({"faults":[{"atMs":1,"kind":"fire"}]})", "remove"},
      {R"({"law":"a"} x)", "follows"},
  };
  for (const Case &c : cases) {
    OpenedBoard board(api(), c.settings);
    CAPTURE(c.settings);
    CHECK(board.opened() == CP_ERROR_INVALID_SETTINGS);
    CHECK_MESSAGE(board.log().find(c.tells) != std::string::npos, board.log());
  }
  OpenedBoard first(api(), settings("same", 3));
  OpenedBoard second(api(), settings("same", 3));
  CHECK(second.opened() == CP_ERROR_BUSY);
  OpenedBoard real(api(), settings("same", 4, "", "real"));
  CHECK(real.opened() == CP_ERROR_INVALID_SETTINGS);
}

TEST_CASE("faults of the settings come when they are due") {
  OpenedBoard board(api(), settings("due", 0, R"(,"faults":[{"atMs":10,"kind":"remove"}])"));
  std::uint32_t blocks = 0;
  while (board.exchange() == CP_OK) ++blocks;
  CHECK(blocks == 10);
  CHECK(board.count(CP_EVENT_REMOVED) == 1);
}

TEST_CASE(
    "a stream that runs at less than 8 Mb/s has fewer timeslots, streams 16 to 31 run at 8 only") {
  OpenedBoard board(api(), settings("speeds", 0));
  configure(board, CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR);
  REQUIRE(api().set_stream_speed(*board, 5, 2) == CP_OK);
  std::uint32_t speed = 0;
  REQUIRE(api().query_stream_speed(*board, 7, &speed) == CP_OK);
  CHECK(speed == 2);
  CHECK(board.link(bus(4, 32), board.portSends(0)) == CP_ERROR_INVALID_TIMESLOT);
  CHECK(board.link(bus(4, 31), board.portSends(0)) == CP_OK);
  CHECK(api().set_stream_speed(*board, 16, 4) == CP_ERROR_INVALID_SPEED);
  CHECK(api().set_stream_speed(*board, 0, 3) == CP_ERROR_INVALID_SPEED);
  CHECK(api().set_stream_speed(*board, 32, 8) == CP_ERROR_INVALID_STREAM);
}

TEST_CASE("two boards in real pace hear each other while they are controlled from another thread") {
  OpenedBoard a(api(),
                settings("real", 0, R"(,"cables":[{"span":0,"to":{"slot":1,"span":0}}])", "real"));
  OpenedBoard b(api(), settings("real", 1, "", "real"));
  REQUIRE(b.opened() == CP_OK);
  configure(a, CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR);
  configure(b, CP_CLOCK_SLAVE, CP_SOURCE_BUS_A);
  for (OpenedBoard *board : {&a, &b}) {
    api().start_span(**board, 0);
    api().open_line(**board, 0, CP_LINE_AUDIO);
    api().open_line(**board, 15, CP_LINE_HDLC);
    board->connect(0, 0);
  }
  a.link(bus(2, 2), a.portSends(1));
  b.link(b.portHears(1), bus(2, 2));
  a.fillPort(0, 0x41);
  a.fillPort(1, 0x42);
  std::atomic<std::uint32_t> heardByCable{0}, heardByBus{0};
  std::thread forA([&] {
    for (int i = 0; i < 300; ++i) a.exchange();
  });
  std::thread forB([&] {
    for (int i = 0; i < 300; ++i) {
      b.exchange();
      if (b.heard(0, 0x41)) ++heardByCable;
      if (b.heard(1, 0x42)) ++heardByBus;
    }
  });
  const std::uint8_t frame[] = {1, 2, 3};
  for (int i = 0; i < 100; ++i) {
    api().send_frame(*a, 15, frame, 3);
    b.link(b.portHears(2), bus(2, static_cast<unsigned>(i)));
    api().set_gain(*b, 0, 0, 0);
    a.span(0);
    b.clock();
    std::this_thread::yield();
  }
  forA.join();
  forB.join();
  CHECK(heardByCable > 0);
  CHECK(heardByBus > 0);
  CHECK(b.frames().size() > 0);
}
