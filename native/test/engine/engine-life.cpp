#include <doctest/doctest.h>

#include <string>

#include "engine-kit.h"
#include "engine/engine-error.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {

std::string codeOf(const std::function<void()> &request) {
  try {
    request();
  } catch (const EngineError &error) {
    return error.code;
  }
  return "accepted";
}

void startEverything(Bench &bench) {
  bench.engine->play(0, bench.playing(noise(80'000)));
  RecordOptions record;
  record.writer = std::make_shared<KeptSound>();
  bench.engine->record(0, record);
  GenerateOptions generate;
  generate.program = {{{{425}, {-100}, 250, 250}}, 0};
  bench.engine->generate(1, generate);
}

} // namespace

TEST_CASE("A board that is pulled out ends every operation with its cause, then says so") {
  for (const bool byEvent : {true, false}) {
    Bench bench;
    startEverything(bench);
    // An end of its own by run-time control would hide the cause.
    auto options = bench.playing(noise(80'000));
    options.controls = {{Condition::recordDone, ControlAction::stop},
                        {Condition::playDone, ControlAction::stop}};
    bench.engine->play(2, options);
    const auto conference = bench.engine->createConference();
    bench.engine->join(conference, 3, {});
    const auto stream = bench.engine->openStream(3, 100);
    bench.step(3);
    // One that is asked for at that moment is ended as well.
    bench.engine->play(3, bench.playing(noise(800)));
    if (byEvent)
      bench.board.tell(CP_EVENT_REMOVED, 0);
    else
      bench.board.result = CP_ERROR_REMOVED;
    bench.step(5);
    const auto events = bench.events();
    REQUIRE(events.size() == 6);
    for (std::size_t at = 0; at < 5; ++at) {
      CHECK(events[at].type == EventType::operationDone);
      CHECK(events[at].reason == Reason::boardRemoved);
    }
    CHECK(events[5].type == EventType::boardRemoved);
    CHECK_FALSE(stream->wait(0));
    CHECK(codeOf([&] { bench.engine->play(0, bench.playing(noise(80))); }) ==
          "device-out-of-service");
    CHECK_NOTHROW(bench.engine->trigger(0));
    CHECK_NOTHROW(bench.engine->leave(3));
    bench.engine->stop();
    CHECK(bench.events().empty());
  }
}

TEST_CASE("Stop ends every operation as closed; what was told stays readable") {
  Bench bench;
  startEverything(bench);
  bench.step(2);
  bench.engine->stop();
  const auto events = bench.events();
  REQUIRE(events.size() == 3);
  for (const Event &event : events) CHECK(event.reason == Reason::closed);
  CHECK(codeOf([&] { bench.engine->play(0, bench.playing(noise(80))); }) == "shutting-down");
  CHECK(codeOf([&] { bench.step(); }) == "wrong-state");
  CHECK(codeOf([&] { bench.engine->start(); }) == "wrong-state");
  CHECK_FALSE(bench.board.closed);
  bench.engine.reset();
  CHECK(bench.board.closed);
}

TEST_CASE("An engine that never started ends what waits all the same") {
  FakeBoard board;
  Engine engine(board.options(), FakeBoard::api());
  GenerateOptions generate;
  generate.program = {{{{425}, {-100}, 250, 250}}, 0};
  const auto id = engine.generate(1, generate);
  engine.stop();
  Event event;
  REQUIRE(engine.takeEvents({&event, 1}) == 1);
  CHECK(event.operation == id);
  CHECK(event.reason == Reason::closed);
}

TEST_CASE("A board that cannot be opened says why") {
  FakeBoard board;
  board.openResult = CP_ERROR_INVALID_SETTINGS;
  try {
    Engine engine(board.options(), FakeBoard::api());
    FAIL("it opened");
  } catch (const EngineError &error) {
    CHECK(error.code == "invalid-configuration");
    CHECK(error.result == CP_ERROR_INVALID_SETTINGS);
    CHECK(std::string(error.what()).find("there is no such device") != std::string::npos);
  }
  board.openResult = CP_ERROR_DEVICE;
  CHECK(codeOf([&] { Engine engine(board.options(), FakeBoard::api()); }) ==
        "device-out-of-service");
  board.openResult = CP_OK;
  board.info.block_frames = 160;
  CHECK(codeOf([&] { Engine engine(board.options(), FakeBoard::api()); }) ==
        "device-out-of-service");
  CHECK(board.closed);
}

TEST_CASE("Options and tables that cannot work are refused") {
  FakeBoard board;
  for (const std::uint32_t frames : {0u, 12u, 8'008u}) {
    auto options = board.options();
    options.blockFrames = frames;
    CHECK(codeOf([&] { Engine engine(options, FakeBoard::api()); }) == "invalid-configuration");
  }
  auto older = FakeBoard::api();
  older.abi = CP_BOARD_ABI + 1;
  CHECK(codeOf([&] { Engine engine(board.options(), older); }) == "invalid-configuration");
  auto shorter = FakeBoard::api();
  shorter.size = 32;
  CHECK(codeOf([&] { Engine engine(board.options(), shorter); }) == "invalid-configuration");
  auto options = board.options();
  options.library = "/nowhere/board.so";
  CHECK(codeOf([&] { Engine engine(options); }) == "invalid-configuration");
  options.library = "libm.so.6";
  CHECK(codeOf([&] { Engine engine(options); }) == "invalid-configuration");
}

TEST_CASE("Members behind the size of a board's table count as absent") {
  FakeBoard board;
  auto shorter = FakeBoard::api();
  shorter.size = offsetof(cp_board_api, configure_span);
  Engine engine(board.options(), shorter);
  CHECK((engine.api().exchange != nullptr));
  CHECK((engine.api().set_outputs == nullptr));
  CHECK(engine.board() != nullptr);
  CHECK(engine.info().ports == 4);
  CHECK(engine.control().owns_lock());
}

TEST_CASE("Blocks that were missed are counted, told, and pass in the engine's time") {
  Bench bench;
  bench.step(2);
  bench.board.late = 3;
  bench.step(1);
  const auto late = bench.events(EventType::late);
  REQUIRE(late.size() == 1);
  CHECK(late[0].value == 3);
  CHECK(late[0].frame == 5 * 80);
  CHECK(bench.engine->counters().lateBlocks == 3);
  CHECK(bench.engine->counters().blocks == 3);
}

TEST_CASE("A board that fails for a while is logged once, and the ports hear nothing") {
  Bench bench;
  const auto writer = std::make_shared<KeptSound>();
  RecordOptions record;
  record.writer = writer;
  bench.engine->record(0, record);
  bench.board.sayForever(0, noise(80));
  bench.board.result = CP_ERROR_DEVICE;
  bench.step(3);
  bench.board.result = CP_OK;
  bench.step(1);
  CHECK(writer->octets == idle(240) + noise(80));
  const auto logs = bench.events(EventType::log);
  REQUIRE(logs.size() == 1);
  CHECK(logs[0].value == 3);
  CHECK(logs[0].code == 14);
}

TEST_CASE("Several engines at once do not know of each other") {
  Bench one(2, CP_LAW_A), two(3, CP_LAW_MU);
  one.engine->play(0, one.playing(noise(800, 1)));
  two.engine->play(0, two.playing(noise(400, 2)));
  one.board.keep(0);
  two.board.keep(0);
  for (int block = 0; block < 12; ++block) {
    one.step();
    two.step();
  }
  CHECK(part(one.board.sent(0), 80, 800) == noise(800, 1));
  CHECK(part(two.board.sent(0), 80, 400) == noise(400, 2));
  CHECK(one.events().size() == 1);
  CHECK(two.events().size() == 1);
}

TEST_CASE("What the board tells comes as events, with frames and logs as octets") {
  Bench bench;
  bench.board.tell(CP_EVENT_BITS, 2, 0xD);
  const std::vector<std::uint8_t> octets = {0x00, 0x01, 0x7F, 0x42};
  bench.board.tellFrame(3, octets);
  bench.board.host.log(bench.board.host.context, 1, "hello");
  Event events[4];
  REQUIRE(bench.engine->takeEvents(events) == 3);
  CHECK(events[0].type == EventType::board);
  CHECK(events[0].code == CP_EVENT_BITS);
  CHECK(events[0].port == 2);
  CHECK(events[0].value == 0xD);
  CHECK(events[1].type == EventType::frame);
  CHECK(events[1].port == 3);
  const auto frame = bench.engine->octetsOf(events[1]);
  CHECK(std::vector(frame.begin(), frame.end()) == octets);
  CHECK(events[2].type == EventType::log);
  const auto text = bench.engine->octetsOf(events[2]);
  CHECK(std::string(text.begin(), text.end()) == "hello");
  CHECK(bench.engine->octetsOf(events[0]).empty());
}

} // namespace crosspoint::test
