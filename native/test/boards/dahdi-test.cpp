#include <doctest/doctest.h>

#include "test/boards/dahdi/fake-dahdi.h"
#include "test/boards/opened-board.h"

using namespace crosspoint::test;
using namespace crosspoint::boards::dahdi;

namespace {

/** The board in front of devices that are none. Lines 0 to 30 are the E1, 31 and 32 office ports, 33 a station port, 34 E&M. */
struct Board {
  explicit Board(const std::string &settings = R"({"devices":"/fake","ports":4})")
      : library(libraryNamed("board-dahdi-fake")),
        fake(*(reinterpret_cast<FakeDahdiEntry>(library.symbol("fake_dahdi")))()),
        board(((void)fake.reset(), library.api()), settings) {}
  ~Board() {
    board.close();
    CHECK(fake.openFiles == 0);
    CHECK_MESSAGE(fake.mistakes.empty(), fake.mistakes.front());
  }
  const cp_board_api &api() const { return library.api(); }

  const BoardLibrary &library;
  FakeDahdi &fake;
  OpenedBoard board;
};

} // namespace

TEST_CASE("DAHDI's spans and channels become spans and lines, each named for its own end") {
  Board b;
  REQUIRE(b.board.opened() == CP_OK);
  CHECK(b.board.info().spans == 2);
  CHECK(b.board.info().lines == 35);
  CHECK(b.board.span(0).kind == CP_SPAN_E1);
  CHECK(b.board.span(0).config.framing == CP_FRAMING_CCS);
  CHECK(b.board.span(1).kind == CP_SPAN_ANALOGUE);
  CHECK(b.board.span(1).first_line == 31);
  CHECK(b.board.line(15).timeslot == 16);
  CHECK(b.board.line(31).kind == CP_LINE_FXO);
  CHECK(b.board.line(33).kind == CP_LINE_FXS);
  CHECK(b.board.line(34).kind == CP_LINE_E_AND_M);
  CHECK(b.board.log().find("not on hardware") != std::string::npos);
}

TEST_CASE("sound goes between channels and ports, in the law of the ports") {
  Board b;
  REQUIRE(b.api().open_line(*b.board, 3, CP_LINE_AUDIO) == CP_OK);
  CHECK(b.fake.channels[4].law == kLawA);
  CHECK(b.fake.channels[4].buffers.size == 8);
  b.board.connect(3, 2);
  b.fake.channels[4].heard = 0x47;
  b.board.fillPort(2, 0x48);
  step(2, b.board);
  CHECK(b.board.heard(2, 0x47));
  CHECK(b.board.heard(1, 0xD5));
  CHECK(b.fake.channels[4].written == std::vector<std::uint8_t>(8, 0x48));
  REQUIRE(b.api().open_line(*b.board, 3, CP_LINE_CLOSED) == CP_OK);
  step(2, b.board);
  CHECK(b.board.heard(2, 0xD5));
  CHECK(b.fake.channels[4].opened == 0);
}

TEST_CASE("a D-channel gives and takes frames without the check sequence") {
  Board b;
  REQUIRE(b.api().open_line(*b.board, 15, CP_LINE_HDLC) == CP_OK);
  FakeChannel &channel = b.fake.channels[16];
  CHECK(channel.isHdlc);
  const std::uint8_t frame[] = {2, 1, 0x7F};
  REQUIRE(b.api().send_frame(*b.board, 15, frame, 3) == CP_OK);
  REQUIRE(channel.framesWritten.size() == 1);
  CHECK(channel.framesWritten[0] == std::vector<std::uint8_t>{2, 1, 0x7F, 0, 0});
  channel.framesToRead.push_back({4, 5, 6, 0xAA, 0xBB});
  channel.framesToRead.push_back({7, 0xAA, 0xBB});
  channel.framesToRead.push_back(std::vector<std::uint8_t>(600, 1));
  step(1, b.board);
  REQUIRE(b.board.frames().size() == 2);
  CHECK(b.board.frames()[0].octets == std::vector<std::uint8_t>{4, 5, 6});
  CHECK(b.board.frames()[1].octets == std::vector<std::uint8_t>{7});
  channel.events = {kEventAbort, kEventBadFcs};
  step(1, b.board);
  CHECK(b.board.values(CP_EVENT_FRAME_ERROR, 15) ==
        std::vector<std::uint32_t>{CP_FRAME_TOO_LONG, CP_FRAME_ABORTED, CP_FRAME_BAD_CHECK});
  while (b.api().send_frame(*b.board, 15, frame, 3) == CP_OK) {
  }
  CHECK(channel.framesWritten.size() == 16);
  CHECK(b.api().send_frame(*b.board, 15, frame, 3) == CP_ERROR_BUSY);
}

TEST_CASE("every event of DAHDI becomes what it means on that kind of line") {
  Board b;
  const struct {
    std::uint32_t line;
    std::int32_t code;
    std::uint32_t type;
    std::uint32_t value;
  } cases[] = {
      {31, kEventRingBegin, CP_EVENT_RING_BEGIN, 0},
      {31, kEventRingOffHook, CP_EVENT_RING_END, 0},
      {31, kEventPolarity, CP_EVENT_POLARITY, 1},
      {31, kEventPolarity, CP_EVENT_POLARITY, 0},
      {31, kEventOnHook, CP_EVENT_ON_HOOK, 0},
      {33, kEventRingOffHook, CP_EVENT_OFF_HOOK, 0},
      {33, kEventWinkFlash, CP_EVENT_FLASH, 0},
      {33, kEventPulseDigit | '7', CP_EVENT_PULSE_DIGIT, '7'},
      {33, kEventDtmfDown | '#', CP_EVENT_DIGIT_BEGIN, '#'},
      {33, kEventDtmfUp | '#', CP_EVENT_DIGIT_END, '#'},
      {34, kEventWinkFlash, CP_EVENT_WINK, 0},
      {34, kEventHookComplete, CP_EVENT_HOOK_DONE, 0},
      {34, kEventDialComplete, CP_EVENT_TONE_DONE, 0},
      {0, kEventRxCng, CP_EVENT_TONE, CP_TONE_CNG},
      {0, kEventRxCed, CP_EVENT_TONE, CP_TONE_CED},
      {0, kEventReadOverrun, CP_EVENT_OVERRUN, 0},
      {0, kEventWriteUnderrun, CP_EVENT_UNDERRUN, 0},
  };
  for (const auto &c : cases) {
    REQUIRE(b.api().open_line(*b.board, c.line, CP_LINE_AUDIO) == CP_OK);
    b.board.forget();
    b.fake.channels[static_cast<std::int32_t>(c.line) + 1].events.push_back(c.code);
    step(1, b.board);
    CAPTURE(c.code);
    CHECK(b.board.values(c.type, c.line) == std::vector<std::uint32_t>{c.value});
    CHECK(b.board.events().size() == 1);
  }
}

TEST_CASE("bits, alarms and a span's counters come from the devices") {
  Board b;
  REQUIRE(b.api().open_line(*b.board, 0, CP_LINE_AUDIO) == CP_OK);
  b.fake.channels[1].receivedBits = 13;
  b.fake.channels[1].events.push_back(kEventBitsChanged);
  step(1, b.board);
  CHECK(b.board.values(CP_EVENT_BITS, 0) == std::vector<std::uint32_t>{13});
  CHECK(b.board.line(0).rx_bits == 13);
  REQUIRE(b.api().set_bits(*b.board, 0, 5) == CP_OK);
  CHECK(b.fake.channels[1].sentBits == 5);

  b.fake.spans[1].alarms = kAlarmRed | kAlarmLos;
  b.fake.channels[1].events.push_back(kEventAlarm);
  step(1, b.board);
  CHECK(b.board.values(CP_EVENT_ALARM, 0) ==
        std::vector<std::uint32_t>{CP_ALARM_RED | CP_ALARM_LOS});
  b.fake.spans[1].alarms = 0;
  b.fake.channels[1].events = {kEventNoAlarm, kEventNoAlarm};
  step(1, b.board);
  CHECK(b.board.count(CP_EVENT_ALARM) == 2);
}

TEST_CASE("hooks, tones, digits, gains, echo cancelling and conferences reach the channel") {
  Board b;
  CHECK(b.api().hook(*b.board, 31, CP_HOOK_OFF) == CP_ERROR_STATE);
  REQUIRE(b.api().open_line(*b.board, 31, CP_LINE_AUDIO) == CP_OK);
  FakeChannel &office = b.fake.channels[32];
  CHECK(b.api().hook(*b.board, 31, CP_HOOK_OFF) == CP_OK);
  CHECK(office.hook == kOffHook);
  CHECK(b.api().hook(*b.board, 31, CP_HOOK_FLASH) == CP_OK);
  CHECK(b.api().dial(*b.board, 31, "123#", 0) == CP_OK);
  CHECK(office.dialled == "T123#");
  CHECK(b.api().dial(*b.board, 31, "123#", 1) == CP_ERROR_INVALID_ARGUMENT);
  CHECK(b.api().dial(*b.board, 31, "90", 1) == CP_OK);
  CHECK(office.dialled == "P90");
  CHECK(b.api().send_tone(*b.board, 31, CP_TONE_RINGBACK) == CP_OK);
  CHECK(office.tone == kToneRing);
  CHECK(b.api().send_tone(*b.board, 31, CP_TONE_NONE) == CP_OK);
  CHECK(office.tone == kToneStop);
  CHECK(b.api().send_tone(*b.board, 31, CP_TONE_CNG) == CP_ERROR_NOT_SUPPORTED);
  CHECK(b.api().detect(*b.board, 31, 1) == CP_OK);
  CHECK(office.detects == kToneDetectOn);
  CHECK(b.api().set_echo_cancel(*b.board, 31, 128) == CP_OK);
  CHECK(office.taps == 128);
  CHECK(b.api().set_gain(*b.board, 31, 0, -240) == CP_OK);
  CHECK(office.gains.rx[0x2A] == 0x2A);
  CHECK(office.gains.tx[0x2A] != 0x2A);
  CHECK(b.api().join_conference(*b.board, 31, 7, 1, 0) == CP_OK);
  CHECK(office.conference.conference == 7);
  CHECK(office.conference.mode == (kConfConf | kConfTalker));
  CHECK(b.api().join_conference(*b.board, 31, 0, 0, 0) == CP_OK);
  CHECK(office.conference.mode == kConfNormal);

  REQUIRE(b.api().open_line(*b.board, 33, CP_LINE_AUDIO) == CP_OK);
  CHECK(b.api().hook(*b.board, 33, CP_HOOK_RING) == CP_OK);
  CHECK(b.fake.channels[34].hook == kRing);
  CHECK(b.api().hook(*b.board, 33, CP_HOOK_POLARITY_REVERSED) == CP_OK);
  CHECK(b.fake.channels[34].polarity == 1);
  CHECK(b.api().open_line(*b.board, 31, CP_LINE_CLOSED) == CP_OK);
  CHECK(office.hook == kOnHook);
}

TEST_CASE("spans are configured, started, stopped and looped by their own numbers") {
  Board b(R"({"devices":"/fake","ports":4,"spans":[1]})");
  CHECK(b.board.info().lines == 31);
  const cp_span_config config{sizeof config, CP_FRAMING_CAS, CP_CODING_HDB3, CP_LAW_A, 1, 0};
  CHECK(b.api().configure_span(*b.board, 0, &config) == CP_ERROR_STATE);
  CHECK(b.api().stop_span(*b.board, 0) == CP_OK);
  CHECK_FALSE(b.fake.spans[1].isStarted);
  CHECK(b.board.span(0).alarms == CP_ALARM_NOT_OPEN);
  CHECK(b.api().configure_span(*b.board, 0, &config) == CP_OK);
  CHECK(b.fake.spans[1].lineConfig == (kConfigHdb3 | kConfigCrc4));
  CHECK(b.api().start_span(*b.board, 0) == CP_OK);
  CHECK(b.api().loop_span(*b.board, 0, 1) == CP_OK);
  CHECK(b.fake.spans[1].maintenance == kMaintLocalLoop);
}

TEST_CASE("what is not there, or in use by another program, is told") {
  {
    Board b;
    b.fake.channels[2].opened = 1;
    CHECK(b.api().open_line(*b.board, 1, CP_LINE_AUDIO) == CP_ERROR_BUSY);
    b.fake.openError = EIO;
    CHECK(b.api().open_line(*b.board, 2, CP_LINE_AUDIO) == CP_ERROR_DEVICE);
  }
  CHECK(Board(R"({"devices":"/nowhere"})").board.opened() == CP_ERROR_DEVICE);
  CHECK(Board(R"({"devices":"/fake","spans":[9]})").board.opened() == CP_ERROR_DEVICE);
  CHECK(Board(R"({"devices":"/fake","spans":["1"]})").board.opened() == CP_ERROR_INVALID_SETTINGS);
}

TEST_CASE("a card that is pulled out ends the board, with one last event") {
  Board b;
  REQUIRE(b.api().open_line(*b.board, 0, CP_LINE_AUDIO) == CP_OK);
  b.fake.channels[1].events = {kEventRemoved, kEventOnHook};
  CHECK(b.board.exchange() == CP_ERROR_REMOVED);
  CHECK(b.api().start_span(*b.board, 0) == CP_ERROR_REMOVED);
  REQUIRE(b.board.events().size() == 1);
  CHECK(b.board.events()[0].type == CP_EVENT_REMOVED);
}

TEST_CASE("where there is no DAHDI, its board says so") {
  OpenedBoard board(libraryNamed("board-dahdi").api(), R"({"devices":"/no/dahdi/here"})");
  CHECK(board.opened() == CP_ERROR_DEVICE);
  CHECK(board.log().find("/no/dahdi/here/ctl") != std::string::npos);
}
