#include <doctest/doctest.h>

#include <numeric>

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

/** Two boards with a cable between their first spans, both started. */
struct Pair {
  explicit Pair(const std::string &kind, const std::string &farKind = "",
                std::uint32_t blockFrames = 8)
      : near(api(),
             R"({"backplane":"cable","slot":0,"pace":"stepped","ports":4,"spans":[{"kind":")" +
                 kind + R"("}],"cables":[{"span":0,"to":{"slot":1,"span":0}}]})",
             blockFrames),
        far(api(),
            R"({"backplane":"cable","slot":1,"pace":"stepped","ports":4,"spans":[{"kind":")" +
                (farKind.empty() ? kind : farKind) + R"("}]})",
            blockFrames) {
    REQUIRE(near.opened() == CP_OK);
    REQUIRE(far.opened() == CP_OK);
    api().start_span(*near, 0);
    api().start_span(*far, 0);
  }

  void configure(cp_framing framing, cp_coding coding) {
    for (OpenedBoard *board : {&near, &far}) {
      api().stop_span(**board, 0);
      const cp_span_config config{sizeof config, framing, coding, CP_LAW_A, 0, 0};
      REQUIRE(api().configure_span(**board, 0, &config) == CP_OK);
      api().start_span(**board, 0);
    }
  }
  void open(std::uint32_t line, cp_line_mode mode) {
    REQUIRE(api().open_line(*near, line, mode) == CP_OK);
    REQUIRE(api().open_line(*far, line, mode) == CP_OK);
  }
  void run(std::uint32_t blocks) { step(blocks, near, far); }

  OpenedBoard near, far;
};

} // namespace

TEST_CASE("every timeslot of an E1 cable carries its own octets, both ways, bit by bit") {
  Pair pair("e1");
  for (std::uint32_t line = 0; line < 31; ++line) {
    pair.open(line, CP_LINE_CLEAR);
    // Every line sends what only it sends: a pattern at the switch.
    for (OpenedBoard *board : {&pair.near, &pair.far}) {
      const cp_output output{board->lineHears(line),
                             {},
                             CP_OUTPUT_PATTERN,
                             static_cast<std::uint8_t>(line + (board == &pair.far ? 128 : 0))};
      REQUIRE(api().set_outputs(**board, &output, 1) == CP_OK);
    }
  }
  for (std::uint32_t line = 0; line < 31; ++line) {
    pair.near.link(pair.near.portHears(0), pair.near.lineSends(line));
    pair.far.link(pair.far.portHears(0), pair.far.lineSends(line));
    pair.run(3);
    CHECK(pair.near.heard(0, static_cast<std::uint8_t>(line + 128)));
    CHECK(pair.far.heard(0, static_cast<std::uint8_t>(line)));
  }
}

TEST_CASE("sound comes through a cable in order and without a gap, whatever the block") {
  for (const std::uint32_t frames : {8u, 16u, 80u, 256u}) {
    Pair pair("e1", "", frames);
    pair.open(0, CP_LINE_AUDIO);
    pair.near.connect(0, 0);
    pair.far.connect(0, 0);
    pair.run(3);
    std::vector<std::uint8_t> heard;
    std::uint8_t next = 0;
    for (int block = 0; block < 40; ++block) {
      for (std::uint32_t i = 0; i < frames; ++i) pair.near.txOf(0)[i] = next++;
      pair.run(1);
      heard.insert(heard.end(), pair.far.rxOf(0), pair.far.rxOf(0) + frames);
    }
    // One block late, and from then on as it was sent.
    for (std::size_t i = frames; i < heard.size(); ++i)
      REQUIRE(heard[i] == static_cast<std::uint8_t>(i - frames));
  }
}

TEST_CASE("a port that is connected to nothing, and a line that is closed, are idle") {
  Pair pair("e1");
  pair.run(2);
  CHECK(pair.near.heard(0, 0xD5));
  pair.near.connect(0, 0);
  pair.run(2);
  CHECK(pair.near.heard(0, 0xD5));
}

TEST_CASE("bits of CAS arrive as they are set, once for each change, and not without CAS") {
  Pair pair("e1");
  pair.open(4, CP_LINE_AUDIO);
  CHECK(api().set_bits(*pair.near, 4, 5) == CP_ERROR_STATE);
  pair.configure(CP_FRAMING_CAS, CP_CODING_HDB3);
  pair.run(3);
  pair.far.forget();
  REQUIRE(api().set_bits(*pair.near, 4, 9) == CP_OK);
  pair.run(5);
  REQUIRE(api().set_bits(*pair.near, 4, 13) == CP_OK);
  pair.run(5);
  CHECK(pair.far.values(CP_EVENT_BITS, 4) == std::vector<std::uint32_t>{9, 13});
  CHECK(pair.far.line(4).rx_bits == 13);
  CHECK(pair.near.line(4).tx_bits == 13);
  CHECK(pair.near.count(CP_EVENT_BITS) == 0);
  CHECK(api().open_line(*pair.near, 15, CP_LINE_AUDIO) == CP_ERROR_STATE);
}

TEST_CASE("HDLC frames arrive whole, in order, after the time that their octets take") {
  Pair pair("e1");
  pair.open(15, CP_LINE_HDLC);
  std::vector<std::uint8_t> longFrame(260);
  std::iota(longFrame.begin(), longFrame.end(), std::uint8_t{1});
  const std::uint8_t shortFrame[] = {2, 1, 0x7F};
  pair.run(3);
  REQUIRE(api().send_frame(*pair.near, 15, longFrame.data(), 260) == CP_OK);
  REQUIRE(api().send_frame(*pair.near, 15, shortFrame, 3) == CP_OK);
  pair.run(30);
  CHECK(pair.far.frames().empty());
  pair.run(10);
  REQUIRE(pair.far.frames().size() == 2);
  CHECK(pair.far.frames()[0].octets == longFrame);
  CHECK(pair.far.frames()[0].line == 15);
  CHECK(pair.far.frames()[1].octets == std::vector<std::uint8_t>{2, 1, 0x7F});

  REQUIRE(fault(pair.near, CP_FAULT_DAMAGE_FRAME, 15) == CP_OK);
  pair.run(1);
  pair.far.forget();
  api().send_frame(*pair.near, 15, shortFrame, 3);
  api().send_frame(*pair.near, 15, shortFrame, 2);
  pair.run(10);
  REQUIRE(pair.far.frames().size() == 1);
  CHECK(pair.far.frames()[0].octets.size() == 2);
  CHECK(pair.far.values(CP_EVENT_FRAME_ERROR, 15) ==
        std::vector<std::uint32_t>{CP_FRAME_BAD_CHECK});
}

TEST_CASE("a frame queue that is full says so, and loses nothing of what it took") {
  Pair pair("e1");
  pair.open(15, CP_LINE_HDLC);
  pair.run(2);
  std::uint8_t frame[] = {0, 0};
  std::uint32_t sent = 0;
  while (api().send_frame(*pair.near, 15, frame, 2) == CP_OK && sent < 10'000)
    frame[0] = static_cast<std::uint8_t>(++sent);
  CHECK(sent >= 16);
  CHECK(api().send_frame(*pair.near, 15, frame, 2) == CP_ERROR_BUSY);
  pair.run(200);
  REQUIRE(pair.far.frames().size() == sent);
  for (std::uint32_t i = 0; i < sent; ++i) CHECK(pair.far.frames()[i].octets[0] == i);
}

TEST_CASE("alarms tell of a far end that is off, of a cut cable, and at the far end of our alarm") {
  Pair pair("e1");
  pair.run(4);
  CHECK(pair.near.span(0).alarms == 0);
  CHECK(pair.far.span(0).alarms == 0);
  pair.near.forget();
  pair.far.forget();
  api().stop_span(*pair.far, 0);
  pair.run(3);
  CHECK(pair.near.span(0).alarms == (CP_ALARM_LOS | CP_ALARM_RED));
  CHECK(pair.far.span(0).alarms == CP_ALARM_NOT_OPEN);
  api().start_span(*pair.far, 0);
  pair.run(5);
  CHECK(pair.near.span(0).alarms == 0);
  CHECK(pair.near.values(CP_EVENT_ALARM, 0) ==
        std::vector<std::uint32_t>{CP_ALARM_LOS | CP_ALARM_RED, 0});

  fault(pair.near, CP_FAULT_CUT, 0);
  pair.run(3);
  CHECK(pair.near.span(0).alarms == (CP_ALARM_LOS | CP_ALARM_RED));
  CHECK(pair.far.span(0).alarms == (CP_ALARM_LOS | CP_ALARM_RED));
  fault(pair.near, CP_FAULT_MEND, 0);
  pair.run(5);
  CHECK(pair.near.span(0).alarms == 0);
  CHECK(pair.far.span(0).alarms == 0);

  fault(pair.near, CP_FAULT_ALARM, 0, CP_ALARM_BLUE);
  pair.run(3);
  CHECK(pair.near.span(0).alarms == CP_ALARM_BLUE);
  CHECK(pair.far.span(0).alarms == CP_ALARM_YELLOW);
}

TEST_CASE("a board that is closed or pulled out leaves its far end without a signal") {
  Pair pair("e1");
  pair.open(0, CP_LINE_AUDIO);
  pair.near.connect(0, 0);
  pair.far.connect(0, 0);
  pair.far.fillPort(0, 0x12);
  pair.run(4);
  CHECK(pair.near.heard(0, 0x12));
  fault(pair.far, CP_FAULT_REMOVE);
  pair.run(4);
  CHECK(pair.near.heard(0, 0xD5));
  CHECK(pair.near.span(0).alarms == (CP_ALARM_LOS | CP_ALARM_RED));
  CHECK(pair.far.exchange() == CP_ERROR_REMOVED);
  CHECK(api().start_span(*pair.far, 0) == CP_ERROR_REMOVED);
  REQUIRE(pair.far.count(CP_EVENT_REMOVED) == 1);
  CHECK(pair.far.events().back().type == CP_EVENT_REMOVED);
}

TEST_CASE("law and gain are those of the line, and a clear line has neither") {
  Pair pair("e1");
  pair.open(0, CP_LINE_AUDIO);
  pair.near.connect(0, 0);
  pair.far.connect(0, 0);
  // 0xAC is the largest of the fifth segment but one; 6 dB are twice the value, one segment up.
  pair.near.fillPort(0, 0x80 ^ 0x55 ^ 0x40);
  REQUIRE(api().set_gain(*pair.near, 0, 0, 60) == CP_OK);
  pair.run(3);
  CHECK(pair.far.heard(0, 0x80 ^ 0x55 ^ 0x50));
  CHECK(api().set_gain(*pair.near, 0, 241, 0) == CP_ERROR_INVALID_ARGUMENT);
  pair.open(0, CP_LINE_CLEAR);
  pair.run(3);
  CHECK(pair.far.heard(0, 0x80 ^ 0x55 ^ 0x40));
}

TEST_CASE(
    "ringing goes from the station port to the office port in bursts, and stops when it is "
    "answered") {
  Pair pair("fxs", "fxo");
  pair.open(1, CP_LINE_AUDIO);
  pair.run(5);
  REQUIRE(api().hook(*pair.near, 1, CP_HOOK_RING) == CP_OK);
  pair.run(5'900);
  CHECK(pair.far.count(CP_EVENT_RING_BEGIN) == 2);
  CHECK(pair.far.count(CP_EVENT_RING_END) == 1);
  REQUIRE(api().hook(*pair.far, 1, CP_HOOK_OFF) == CP_OK);
  pair.run(10'000);
  CHECK(pair.near.values(CP_EVENT_OFF_HOOK, 1).size() == 1);
  CHECK(pair.far.count(CP_EVENT_RING_BEGIN) == 2);
  CHECK(pair.far.count(CP_EVENT_RING_END) == 2);
  CHECK(pair.far.line(1).off_hook == 1);

  pair.near.connect(1, 0);
  pair.far.connect(1, 0);
  pair.far.fillPort(0, 0x33);
  pair.run(3);
  CHECK(pair.near.heard(0, 0x33));

  REQUIRE(api().hook(*pair.far, 1, CP_HOOK_ON) == CP_OK);
  pair.run(1'000);
  CHECK(pair.near.count(CP_EVENT_ON_HOOK) == 1);
  CHECK(pair.near.count(CP_EVENT_FLASH) == 0);
}

TEST_CASE("a flash is no hang-up, and a reversed polarity and a dropped battery are told") {
  Pair pair("fxs", "fxo");
  pair.open(0, CP_LINE_AUDIO);
  REQUIRE(api().hook(*pair.far, 0, CP_HOOK_FLASH) == CP_ERROR_STATE);
  api().hook(*pair.far, 0, CP_HOOK_OFF);
  pair.run(100);
  REQUIRE(api().hook(*pair.far, 0, CP_HOOK_FLASH) == CP_OK);
  pair.run(2'000);
  CHECK(pair.near.count(CP_EVENT_FLASH) == 1);
  CHECK(pair.near.count(CP_EVENT_ON_HOOK) == 0);
  CHECK(pair.near.count(CP_EVENT_PULSE_DIGIT) == 0);
  CHECK(pair.far.count(CP_EVENT_HOOK_DONE) == 1);
  api().hook(*pair.near, 0, CP_HOOK_POLARITY_REVERSED);
  pair.run(5);
  api().hook(*pair.near, 0, CP_HOOK_POLARITY_NORMAL);
  pair.run(5);
  CHECK(pair.far.values(CP_EVENT_POLARITY, 0) == std::vector<std::uint32_t>{1, 0});
  api().hook(*pair.near, 0, CP_HOOK_ON);
  pair.run(600);
  CHECK(pair.far.count(CP_EVENT_ON_HOOK) == 1);
}

TEST_CASE("digits that are pulsed by make and break are counted at the far end") {
  Pair pair("fxs", "fxo");
  pair.open(2, CP_LINE_AUDIO);
  CHECK(api().dial(*pair.far, 2, "1590", 1) == CP_ERROR_STATE);
  api().hook(*pair.far, 2, CP_HOOK_OFF);
  pair.run(50);
  CHECK(api().dial(*pair.far, 2, "15#", 1) == CP_ERROR_INVALID_ARGUMENT);
  CHECK(api().dial(*pair.far, 2, "15", 0) == CP_ERROR_NOT_SUPPORTED);
  REQUIRE(api().dial(*pair.far, 2, "1590", 1) == CP_OK);
  pair.run(7'000);
  CHECK(pair.near.values(CP_EVENT_PULSE_DIGIT, 2) ==
        std::vector<std::uint32_t>{'1', '5', '9', '0'});
  CHECK(pair.near.count(CP_EVENT_FLASH) == 0);
  CHECK(pair.near.count(CP_EVENT_ON_HOOK) == 0);
  CHECK(pair.far.count(CP_EVENT_HOOK_DONE) == 1);
}

TEST_CASE("a wink on an E&M line is a wink, a seizure is a seizure") {
  Pair pair("em");
  pair.open(0, CP_LINE_AUDIO);
  pair.run(5);
  REQUIRE(api().hook(*pair.far, 0, CP_HOOK_WINK) == CP_OK);
  pair.run(400);
  CHECK(pair.near.count(CP_EVENT_WINK) == 1);
  CHECK(pair.near.count(CP_EVENT_OFF_HOOK) == 0);
  api().hook(*pair.far, 0, CP_HOOK_OFF);
  pair.run(400);
  CHECK(pair.near.count(CP_EVENT_WINK) == 1);
  CHECK(pair.near.count(CP_EVENT_OFF_HOOK) == 1);
}

TEST_CASE("T1 carries 24 lines with robbed bits") {
  Pair pair("t1");
  CHECK(pair.near.info().lines == 24);
  CHECK(pair.near.span(0).kind == CP_SPAN_T1);
  pair.open(23, CP_LINE_AUDIO);
  pair.run(3);
  REQUIRE(api().set_bits(*pair.far, 23, 15) == CP_OK);
  pair.run(3);
  CHECK(pair.near.values(CP_EVENT_BITS, 23) == std::vector<std::uint32_t>{15});
}

TEST_CASE("a span that is looped hears itself") {
  OpenedBoard board(api(), R"({"backplane":"loop","pace":"stepped","ports":2})");
  REQUIRE(board.opened() == CP_OK);
  api().start_span(*board, 0);
  api().open_line(*board, 3, CP_LINE_CLEAR);
  board.connect(3, 1);
  board.fillPort(1, 0x5A);
  step(3, board);
  CHECK(board.heard(1, 0xD5));
  REQUIRE(api().loop_span(*board, 0, 1) == CP_OK);
  step(4, board);
  CHECK(board.heard(1, 0x5A));
  CHECK(board.span(0).alarms == CP_ALARM_LOOPBACK);
  api().loop_span(*board, 0, 0);
  step(3, board);
  CHECK(board.heard(1, 0xD5));
}
