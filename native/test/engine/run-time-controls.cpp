#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "engine-kit.h"
#include "engine/engine-error.h"
#include "engine/run-time-rules.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {

/** What is done to a port so that a condition comes to pass, after everything has run for some blocks. */
void bringAbout(Bench &bench, Condition condition) {
  switch (condition) {
    case Condition::digit:
    case Condition::digitEnds:
      bench.board.say(0, digit('5', 480));
      bench.step(30);
      return;
    case Condition::triggered:
      bench.engine->trigger(0);
      return;
    case Condition::disconnected:
      bench.engine->disconnect(0);
      return;
    default:
      FAIL("no such case");
  }
}

constexpr Condition kConditions[] = {Condition::digit, Condition::digitEnds, Condition::triggered,
                                     Condition::disconnected};

} // namespace

TEST_CASE("Every condition does every action to a player") {
  for (const Condition condition : kConditions) {
    for (int number = 1; number <= static_cast<int>(ControlAction::volumeToggle); ++number) {
      const auto action = static_cast<ControlAction>(number);
      CAPTURE(static_cast<int>(condition));
      CAPTURE(number);
      Bench bench;
      PlayOptions options = bench.playing(noise(160'000));
      options.sounds = {options.sounds[0], options.sounds[0], options.sounds[0]};
      options.offsetMs = 25'000;
      options.startPaused = action == ControlAction::resume;
      options.controls = {{condition, action}};
      // What goes back to normal, or toggles, needs something to go back from.
      if (action == ControlAction::speedNormal || action == ControlAction::speedToggle)
        options.speedPercent = 120;
      if (action == ControlAction::volumeNormal || action == ControlAction::volumeToggle)
        options.volumeTenths = 40;
      const auto id = bench.engine->play(0, options);
      bench.step(5);
      CHECK(bench.events().empty());
      bringAbout(bench, condition);
      bench.step();
      const auto events = bench.events();
      if (action == ControlAction::stop) {
        REQUIRE(events.size() == 1);
        CHECK(events[0].type == EventType::operationDone);
        CHECK(events[0].reason == Reason::runTimeControl);
        CHECK(events[0].code == static_cast<std::uint32_t>(condition));
        const bool byDigit = condition == Condition::digit || condition == Condition::digitEnds;
        CHECK(events[0].symbol == (byDigit ? '5' : 0));
      } else if (action == ControlAction::jumpListEnd) {
        REQUIRE(events.size() == 2);
        CHECK(events[1].reason == Reason::endOfData);
      } else {
        REQUIRE(events.size() == 1);
        CHECK(events[0].type == EventType::operationChanged);
        CHECK(events[0].code == static_cast<std::uint32_t>(action));
      }
      CHECK(events[0].operation == id);
    }
  }
}

TEST_CASE("Every condition ends a recorder and a generator") {
  for (const Condition condition : kConditions) {
    CAPTURE(static_cast<int>(condition));
    Bench bench;
    RecordOptions record;
    record.writer = std::make_shared<KeptSound>();
    record.controls = {{condition, ControlAction::stop}};
    GenerateOptions generate;
    generate.program = {{{{425}, {-100}, 250, 250}}, 0};
    generate.controls = {{condition, ControlAction::stop}};
    const auto recorded = bench.engine->record(0, record);
    const auto generated = bench.engine->generate(0, generate);
    bench.step(5);
    bringAbout(bench, condition);
    bench.step();
    const auto done = bench.events(EventType::operationDone);
    REQUIRE(done.size() == 2);
    CHECK(done[0].operation == recorded);
    CHECK(done[1].operation == generated);
    CHECK(done[0].reason == Reason::runTimeControl);
    CHECK(done[1].reason == Reason::runTimeControl);
  }
}

TEST_CASE("What a digit stops is silent from the block on in which the digit is found") {
  for (const char symbol : std::string("1234567890*#ABCD")) {
    for (std::size_t shift = 0; shift < 80; shift += 16) {
      CAPTURE(symbol);
      CAPTURE(shift);
      Bench bench;
      bench.board.keep(0);
      bench.engine->detect(0, kDetectDtmf);
      auto options = bench.playing(noise(80'000));
      options.controls = {{Condition::digit, ControlAction::stop}};
      const auto id = bench.engine->play(0, options);
      bench.step(3);
      bench.board.say(0, idle(shift) + digit(symbol, 800));
      std::uint64_t foundAt = 0;
      for (std::uint32_t block = 3; foundAt == 0 && block < 30; ++block) {
        bench.step();
        for (const Event &event : bench.events()) {
          if (event.type == EventType::detected) {
            CHECK(event.symbol == symbol);
            CHECK(event.begins == 1);
            // The digit is told by the moment when it began, the stop by its block.
            CHECK(std::abs(static_cast<double>(event.frame) - 240.0 - static_cast<double>(shift)) <
                  40);
          } else {
            CHECK(event.operation == id);
            CHECK(event.symbol == symbol);
            foundAt = block;
          }
        }
      }
      REQUIRE(foundAt != 0);
      bench.step();
      // The exchange after block n carries what block n made: nothing of the player.
      CHECK(bench.board.lastRow(0) == idle(80));
      CHECK(part(bench.board.sent(0), foundAt * 80, 80) != idle(80));
    }
  }
}

TEST_CASE("Only the digits that a control names fire it") {
  Bench bench;
  auto options = bench.playing(noise(80'000));
  options.controls = {{Condition::digit, ControlAction::stop, digitBit('#') | digitBit('3')},
                      {Condition::digit, ControlAction::volumeUp, digitBit('1')}};
  const auto id = bench.engine->play(0, options);
  bench.board.say(0, digit('2', 800) + idle(800) + digit('1', 800) + idle(800) + digit('#', 800));
  bench.step(40);
  const auto events = bench.events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == EventType::operationChanged);
  const auto done = bench.done(id);
  CHECK(done.reason == Reason::runTimeControl);
  CHECK(done.symbol == '#');
}

TEST_CASE("Controls are carried out in the order of the list, and none after a stop") {
  Bench bench;
  auto options = bench.playing(noise(80'000));
  options.controls = {{Condition::triggered, ControlAction::pause},
                      {Condition::triggered, ControlAction::jumpForward},
                      {Condition::triggered, ControlAction::stop},
                      {Condition::triggered, ControlAction::volumeUp}};
  bench.engine->play(0, options);
  bench.step();
  bench.engine->trigger(0);
  bench.step();
  const auto events = bench.events();
  REQUIRE(events.size() == 3);
  CHECK(events[0].code == static_cast<std::uint32_t>(ControlAction::pause));
  CHECK(events[1].code == static_cast<std::uint32_t>(ControlAction::jumpForward));
  CHECK(events[2].reason == Reason::runTimeControl);
}

TEST_CASE("A recorder starts when the prompt has been played, and a digit ends both") {
  Bench bench;
  auto prompt = bench.playing(noise(400));
  RecordOptions record;
  const auto writer = std::make_shared<KeptSound>();
  record.writer = writer;
  record.startPaused = true;
  record.controls = {{Condition::playDone, ControlAction::resume},
                     {Condition::digit, ControlAction::stop}};
  const auto heard = noise(800, 7);
  bench.board.say(0, heard);
  const auto recorded = bench.engine->record(0, record);
  bench.engine->play(0, prompt);
  bench.step(10);
  // The prompt ends in block 4; what comes in from block 5 on is recorded.
  CHECK(writer->octets == part(heard, 400, 400));
  bench.events();
  bench.board.say(0, digit('7', 800));
  CHECK(bench.done(recorded).symbol == '7');
}

TEST_CASE("The start of a player and the ends of recorder and generator fire controls") {
  Bench bench;
  GenerateOptions generate;
  generate.program = {{{{1'000}, {-100}, 20, 0}}, 1};
  RecordOptions record;
  record.writer = std::make_shared<KeptSound>();
  record.controls = {{Condition::generateDone, ControlAction::stop}};
  auto options = bench.playing(noise(8'000));
  options.controls = {{Condition::playStarted, ControlAction::volumeDown},
                      {Condition::recordDone, ControlAction::stop}};
  bench.engine->play(0, options);
  bench.engine->record(0, record);
  bench.engine->generate(0, generate);
  bench.step(5);
  const auto events = bench.events();
  REQUIRE(events.size() == 4);
  CHECK(events[0].type == EventType::operationChanged);
  CHECK(events[1].reason == Reason::endOfData);
  CHECK(events[2].code == static_cast<std::uint32_t>(Condition::generateDone));
  CHECK(events[3].code == static_cast<std::uint32_t>(Condition::recordDone));
}

TEST_CASE("The hook and the alarms of a line that is bound to a port disconnect it") {
  struct Case {
    std::uint32_t type, line, value;
    bool disconnects;
  };
  // Port 0 is bound to line 3, which is in span 1.
  static constexpr Case kCases[] = {
      {CP_EVENT_ON_HOOK, 3, 0, true},
      {CP_EVENT_ON_HOOK, 2, 0, false},
      {CP_EVENT_OFF_HOOK, 3, 0, false},
      {CP_EVENT_ALARM, 1, CP_ALARM_LOS, true},
      {CP_EVENT_ALARM, 1, CP_ALARM_LFA | CP_ALARM_YELLOW, true},
      {CP_EVENT_ALARM, 1, CP_ALARM_YELLOW, false},
      {CP_EVENT_ALARM, 1, 0, false},
      {CP_EVENT_ALARM, 0, CP_ALARM_LOS, false},
  };
  for (const Case &each : kCases) {
    CAPTURE(each.type);
    CAPTURE(each.line);
    CAPTURE(each.value);
    Bench bench;
    auto options = bench.playing(noise(80'000));
    options.controls = {{Condition::disconnected, ControlAction::stop}};
    bench.engine->bindLine(0, 3);
    const auto bound = bench.engine->play(0, options);
    const auto unbound = bench.engine->play(1, options);
    bench.step();
    bench.board.tell(each.type, each.line, each.value);
    bench.step();
    const auto done = bench.events(EventType::operationDone);
    REQUIRE(done.size() == (each.disconnects ? 1 : 0));
    if (each.disconnects) {
      CHECK(done[0].operation == bound);
      CHECK(done[0].code == static_cast<std::uint32_t>(Condition::disconnected));
      bench.engine->bindLine(0, kNoLine);
      bench.engine->play(0, options);
      bench.step();
      bench.board.tell(each.type, each.line, each.value);
      bench.step();
      CHECK(bench.events(EventType::operationDone).empty());
    }
    (void)unbound;
  }
}

TEST_CASE("A detector tells an application only what it asked for") {
  Bench bench;
  auto options = bench.playing(noise(80'000));
  options.controls = {{Condition::digit, ControlAction::volumeUp}};
  bench.engine->play(0, options);
  bench.board.say(0, digit('1', 800) + idle(800));
  bench.step(20);
  CHECK(bench.events(EventType::detected).empty());
  bench.engine->detect(0, kDetectDtmf);
  bench.board.say(0, digit('2', 800) + idle(800));
  bench.step(20);
  const auto detected = bench.events(EventType::detected);
  REQUIRE(detected.size() == 2);
  CHECK(detected[0].symbol == '2');
  CHECK(detected[0].code == static_cast<std::uint32_t>(dsp::Signal::dtmf));
  CHECK(detected[0].begins == 1);
  CHECK(detected[1].begins == 0);
  CHECK(std::abs(detected[0].levelDbm0 - -7) <= 1);
  bench.engine->detect(0, 0);
  bench.board.say(0, digit('3', 800) + idle(800));
  bench.step(20);
  CHECK(bench.events(EventType::detected).empty());
}

TEST_CASE("Tones of a country, voice and fax are told, and end what waits for them") {
  Bench bench;
  bench.engine->detect(0,
                       kDetectCallProgress | kDetectVoice | kDetectFax | kDetectAnswer |
                           kDetectR2Forward | kDetectR2Backward,
                       "de");
  RecordOptions record;
  record.writer = std::make_shared<KeptSound>();
  record.controls = {{Condition::tone, ControlAction::stop,
                      1u << static_cast<unsigned>(dsp::Signal::callProgress)}};
  const auto id = bench.engine->record(0, record);
  auto busy = idle(0);
  // Germany: 425 Hz, 480 ms on and off.
  for (int burst = 0; burst < 6; ++burst) busy = busy + tone(425, -15, 3'840) + idle(3'840);
  bench.board.say(0, idle(1'600) + busy);
  std::uint32_t signals = 0;
  Event ended{};
  for (int block = 0; block < 600; ++block) {
    bench.step();
    for (const Event &event : bench.events()) {
      if (event.type == EventType::detected) signals |= 1u << event.code;
      if (event.type == EventType::operationDone) ended = event;
    }
  }
  CHECK((signals >> static_cast<unsigned>(dsp::Signal::callProgress) & 1) != 0);
  CHECK((signals >> static_cast<unsigned>(dsp::Signal::dtmf) & 1) == 0);
  CHECK(ended.operation == id);
  CHECK(ended.reason == Reason::runTimeControl);
  CHECK(ended.code == static_cast<std::uint32_t>(Condition::tone));
  CHECK(ended.symbol == static_cast<char>(dsp::ProgressTone::busy));
  CHECK_THROWS_AS(bench.engine->detect(0, kDetectCallProgress, "Germany"), EngineError);
  CHECK_THROWS_AS(bench.engine->detect(0, 1u << 7), EngineError);
}

TEST_CASE("Voice pauses a player and its end resumes it") {
  Bench bench;
  auto options = bench.playing(noise(160'000));
  options.controls = {{Condition::voiceBegins, ControlAction::pause},
                      {Condition::voiceEnds, ControlAction::resume}};
  bench.engine->play(0, options);
  bench.board.say(0, idle(4'000) + tone(500, -15, 4'000) + idle(16'000));
  bench.step(300);
  const auto changes = bench.events(EventType::operationChanged);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].code == static_cast<std::uint32_t>(ControlAction::pause));
  CHECK(changes[1].code == static_cast<std::uint32_t>(ControlAction::resume));
  CHECK(changes[0].position == changes[1].position);
}

TEST_CASE("A detector that begins to run has not heard what was before") {
  Bench bench;
  bench.engine->detect(0, kDetectDtmf);
  bench.board.sayForever(0, digit('4', 8'000));
  bench.step(10);
  CHECK(bench.events(EventType::detected).size() == 1);
  bench.engine->detect(0, 0);
  bench.step(10);
  bench.board.sayForever(0, {});
  bench.engine->detect(0, kDetectDtmf);
  bench.step(20);
  // Had it kept its state, the end of the digit would be told.
  CHECK(bench.events(EventType::detected).empty());
}

} // namespace crosspoint::test
