#include <doctest/doctest.h>

#include <cmath>

#include "dsp/g711.h"
#include "engine-kit.h"
#include "engine/engine-error.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

TEST_CASE("A sound is sent octet for octet, from the block on after the command") {
  Bench bench;
  bench.board.keep(1);
  const auto octets = noise(1'000);
  bench.engine->play(1, bench.playing(octets));
  bench.step(15);
  // What a block makes goes out with the next exchange.
  CHECK(bench.board.sent(1) == idle(80) + octets + idle(15 * 80 - 1'080));
  CHECK(bench.board.lastRow(0) == idle(80));
  const auto done = bench.events(EventType::operationDone);
  REQUIRE(done.size() == 1);
  CHECK(done[0].reason == Reason::endOfData);
  CHECK(done[0].position == 1'000);
  CHECK(done[0].port == 1);
  // The block in which the last octet was made: 0-based block 12.
  CHECK(done[0].frame == 12 * 80);
}

TEST_CASE("A list of sounds is sent without a gap, from an offset") {
  Bench bench(2, CP_LAW_MU);
  bench.board.keep(0);
  const auto one = noise(333, 1), two = noise(1, 2), three = noise(500, 3);
  PlayOptions options;
  options.sounds = {bench.sound(one), bench.sound(two), bench.sound(three)};
  options.offsetMs = 10;
  const auto id = bench.engine->play(0, options);
  CHECK(bench.done(id).position == 834);
  bench.step(2);
  const auto all = one + two + three;
  CHECK(part(bench.board.sent(0), 80, 754) == part(all, 80, 754));
  CHECK(part(bench.board.sent(0), 834, 40) == idle(40, CP_LAW_MU));
}

TEST_CASE("Two sounds of which one is asked for when the other has ended") {
  Bench bench;
  const auto first = bench.engine->play(0, bench.playing(noise(80)));
  CHECK(bench.done(first).reason == Reason::endOfData);
  const auto second = bench.engine->play(0, bench.playing(noise(80, 9)));
  CHECK(bench.done(second).reason == Reason::endOfData);
  CHECK(first != second);
}

TEST_CASE("A second player on a port is refused as busy, and the first goes on") {
  Bench bench;
  bench.board.keep(0);
  const auto octets = noise(800);
  const auto first = bench.engine->play(0, bench.playing(octets));
  const auto second = bench.engine->play(0, bench.playing(noise(800, 2)));
  bench.step();
  const auto done = bench.events(EventType::operationDone);
  REQUIRE(done.size() == 1);
  CHECK(done[0].operation == second);
  CHECK(done[0].reason == Reason::failed);
  CHECK(done[0].code == 1);
  CHECK(bench.done(first).reason == Reason::endOfData);
  bench.step();
  CHECK(part(bench.board.sent(0), 80, 800) == octets);
}

TEST_CASE("Stop ends a player before the next block") {
  Bench bench;
  bench.board.keep(0);
  const auto octets = noise(8'000);
  const auto id = bench.engine->play(0, bench.playing(octets));
  bench.step(3);
  bench.engine->control(id, ControlAction::stop);
  bench.step(3);
  CHECK(bench.board.sent(0) == idle(80) + part(octets, 0, 240) + idle(160));
  const auto done = bench.done(id, 0);
  CHECK(done.reason == Reason::stopped);
  CHECK(done.position == 240);
  SUBCASE("and stopping it once more does nothing") {
    bench.engine->control(id, ControlAction::stop);
    bench.step();
    CHECK(bench.events().empty());
  }
}

TEST_CASE("Pause holds the position, resume goes on from there") {
  Bench bench;
  bench.board.keep(0);
  const auto octets = noise(8'000);
  auto options = bench.playing(octets);
  options.startPaused = true;
  const auto id = bench.engine->play(0, options);
  bench.step(2);
  bench.engine->control(id, ControlAction::resume);
  bench.step(2);
  bench.engine->control(id, ControlAction::togglePause);
  bench.step(3);
  bench.engine->control(id, ControlAction::togglePause);
  bench.step(2);
  bench.engine->control(id, ControlAction::pause);
  bench.step(2);
  CHECK(bench.board.sent(0) ==
        idle(240) + part(octets, 0, 160) + idle(240) + part(octets, 160, 160) + idle(80));
  const auto changes = bench.events(EventType::operationChanged);
  REQUIRE(changes.size() == 4);
  CHECK(changes[1].code == static_cast<std::uint32_t>(ControlAction::togglePause));
  CHECK(changes[1].position == 160);
  CHECK(changes[1].operation == id);
}

TEST_CASE("What changes nothing is not told") {
  Bench bench;
  const auto id = bench.engine->play(0, bench.playing(noise(8'000)));
  bench.engine->control(id, ControlAction::resume);
  bench.engine->control(id, ControlAction::volumeNormal);
  bench.engine->control(id, ControlAction::jumpStart);
  bench.step();
  CHECK(bench.events().empty());
}

TEST_CASE("Jumps, each to the frame") {
  struct Case {
    ControlAction action;
    std::int32_t amount;
    std::uint64_t expected;
  };
  // Sounds of 1600, 2400 and 4000 frames; the jump is made at 2000.
  static constexpr Case kCases[] = {
      {ControlAction::jumpForward, 0, 2'000 + 4 * 8},
      {ControlAction::jumpForward, 100, 2'800},
      {ControlAction::jumpForward, 100'000, 8'000},
      {ControlAction::jumpBackward, 0, 2'000 - 4 * 8},
      {ControlAction::jumpBackward, 100, 1'200},
      {ControlAction::jumpBackward, 2'000'000'000, 0},
      {ControlAction::jumpStart, 0, 1'600},
      {ControlAction::jumpEnd, 0, 4'000},
      {ControlAction::jumpListStart, 0, 0},
      {ControlAction::jumpListEnd, 0, 8'000},
      {ControlAction::nextSound, 0, 4'000},
      {ControlAction::nextSound, 2, 8'000},
      {ControlAction::nextSound, 7, 8'000},
      {ControlAction::previousSound, 0, 0},
      {ControlAction::previousSound, 5, 0},
  };
  for (const Case &each : kCases) {
    CAPTURE(static_cast<int>(each.action));
    CAPTURE(each.amount);
    Bench bench;
    bench.board.keep(0);
    const auto one = noise(1'600, 1), two = noise(2'400, 2), three = noise(4'000, 3);
    PlayOptions options;
    options.sounds = {bench.sound(one), bench.sound(two), bench.sound(three)};
    options.jumpMs = 4;
    const auto id = bench.engine->play(0, options);
    bench.step(25);
    bench.engine->control(id, each.action, each.amount);
    bench.step(2);
    const auto all = one + two + three + idle(160);
    CHECK(part(bench.board.sent(0), 80, 2'000) == part(all, 0, 2'000));
    CHECK(part(bench.board.sent(0), 2'080, 80) == part(all, each.expected, 80));
    if (each.expected == 8'000) CHECK(bench.done(id, 0).reason == Reason::endOfData);
  }
}

TEST_CASE("A jump to the end of a player that is paused ends it when it is resumed") {
  Bench bench;
  auto options = bench.playing(noise(800));
  options.startPaused = true;
  const auto id = bench.engine->play(0, options);
  bench.engine->control(id, ControlAction::jumpListEnd);
  bench.step(3);
  CHECK(bench.events(EventType::operationDone).empty());
  bench.engine->control(id, ControlAction::resume);
  CHECK(bench.done(id, 1).reason == Reason::endOfData);
}

TEST_CASE("The longest duration is counted in what was sent, to the frame") {
  Bench bench;
  bench.board.keep(0);
  const auto octets = noise(800);
  auto options = bench.playing(octets);
  options.maxDurationMs = 25;
  const auto id = bench.engine->play(0, options);
  bench.step(1);
  bench.engine->control(id, ControlAction::pause);
  bench.step(5);
  bench.engine->control(id, ControlAction::resume);
  const auto done = bench.done(id);
  CHECK(done.reason == Reason::maxDuration);
  CHECK(done.position == 200);
  bench.step(2);
  CHECK(part(bench.board.sent(0), 160, 80) == idle(80));
  CHECK(part(bench.board.sent(0), 560, 200) == part(octets, 80, 120) + idle(80));
}

TEST_CASE("Volume is decibels, its normal is the octets as they are") {
  for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
    Bench bench(2, law);
    bench.board.keep(0);
    const auto octets = tone(1'000, -20, 1'600, law);
    auto options = bench.playing(octets);
    options.volumeTenths = 60;
    options.volumeStepTenths = 120;
    const auto id = bench.engine->play(0, options);
    const auto level = [&](std::size_t block) {
      const auto row = part(bench.board.sent(0), block * 80, 80);
      std::vector<std::int16_t> samples(80);
      dsp::decode(law, row.data(), samples.data(), samples.size());
      double sum = 0;
      for (const double sample : samples) sum += sample * sample;
      return 10 * std::log10(sum / 80 / (dsp::kZeroDbm0Peak * dsp::kZeroDbm0Peak / 2));
    };
    bench.step(2);
    bench.engine->control(id, ControlAction::volumeDown);
    bench.step();
    bench.engine->control(id, ControlAction::volumeToggle);
    bench.step();
    bench.engine->control(id, ControlAction::volumeToggle);
    bench.step();
    bench.engine->control(id, ControlAction::volumeUp, 30);
    bench.step();
    bench.engine->control(id, ControlAction::volumeNormal);
    bench.step(2);
    CHECK(level(1) == doctest::Approx(-14).epsilon(0.01));
    CHECK(level(3) == doctest::Approx(-26).epsilon(0.01));
    CHECK(part(bench.board.sent(0), 320, 80) == part(octets, 240, 80));
    CHECK(level(5) == doctest::Approx(-26).epsilon(0.01));
    CHECK(level(6) == doctest::Approx(-23).epsilon(0.01));
    CHECK(part(bench.board.sent(0), 560, 80) == part(octets, 480, 80));
  }
}

TEST_CASE("The gain of a port is put on everything it hears and sends") {
  Bench bench;
  bench.board.keep(0);
  const auto octets = tone(1'000, -20, 800);
  bench.engine->setGain(0, 60, -60);
  bench.engine->play(0, bench.playing(octets));
  const auto writer = std::make_shared<KeptSound>();
  RecordOptions record;
  record.writer = writer;
  bench.engine->record(0, record);
  bench.board.say(0, octets);
  bench.step(3);
  const auto peak = [](const std::vector<std::uint8_t> &coded) {
    std::vector<std::int16_t> samples(coded.size());
    dsp::decode(CP_LAW_A, coded.data(), samples.data(), samples.size());
    return static_cast<double>(*std::max_element(samples.begin(), samples.end()));
  };
  const double plain = peak(part(octets, 0, 80));
  CHECK(peak(part(bench.board.sent(0), 80, 80)) == doctest::Approx(plain / 1.995).epsilon(0.03));
  CHECK(peak(part(writer->octets, 0, 80)) == doctest::Approx(plain * 1.995).epsilon(0.03));
  bench.engine->setGain(0, 0, 0);
  bench.step(2);
  CHECK(part(bench.board.sent(0), 320, 80) == part(octets, 240, 80));
}

TEST_CASE("Speed changes how long a sound lasts and not its pitch") {
  for (const std::uint32_t percent : {50u, 80u, 125u, 200u}) {
    CAPTURE(percent);
    Bench bench;
    bench.board.keep(0);
    const std::size_t frames = 16'000;
    auto options = bench.playing(tone(500, -15, frames));
    options.speedPercent = percent;
    const auto id = bench.engine->play(0, options);
    const auto done = bench.done(id);
    CHECK(done.reason == Reason::endOfData);
    CHECK(done.position == frames);
    const double expected = frames * 100.0 / percent;
    CHECK(std::abs(static_cast<double>(done.frame) - expected) < 400);
    // 500 Hz cross zero upwards 500 times a second, whatever the speed.
    const auto sent = part(bench.board.sent(0), 800, static_cast<std::size_t>(expected) - 1'600);
    std::vector<std::int16_t> samples(sent.size());
    dsp::decode(CP_LAW_A, sent.data(), samples.data(), samples.size());
    std::size_t crossings = 0;
    for (std::size_t at = 1; at < samples.size(); ++at)
      crossings += samples[at - 1] < 0 && samples[at] >= 0;
    CHECK(static_cast<double>(crossings) ==
          doctest::Approx(static_cast<double>(samples.size()) / 16).epsilon(0.01));
  }
}

TEST_CASE(
    "Speed goes up and down while a sound plays, positions and jumps stay frames of the list") {
  Bench bench;
  bench.board.keep(0);
  const auto octets = tone(400, -15, 8'000) + noise(8'000);
  auto options = bench.playing(octets);
  options.speedStepPercent = 50;
  const auto id = bench.engine->play(0, options);
  bench.step(10);
  bench.engine->control(id, ControlAction::speedUp);
  bench.step(20);
  bench.engine->control(id, ControlAction::speedToggle);
  bench.step(10);
  bench.engine->control(id, ControlAction::speedToggle);
  bench.step(1);
  const auto changes = bench.events(EventType::operationChanged);
  REQUIRE(changes.size() == 3);
  CHECK(changes[0].position == 800);
  CHECK(std::abs(static_cast<double>(changes[1].position) - (800 + 2'400)) < 400);
  CHECK(std::abs(static_cast<double>(changes[2].position) - (800 + 2'400 + 800)) < 400);
  bench.engine->control(id, ControlAction::speedNormal);
  bench.engine->control(id, ControlAction::jumpEnd);
  bench.engine->control(id, ControlAction::jumpBackward, 1'000);
  bench.step(2);
  // After a jump at normal speed octets are copied again.
  CHECK(bench.board.lastRow(0) == part(octets, 8'000, 80));
  CHECK(bench.done(id).position == 16'000);
}

TEST_CASE("What is wrong with a request is thrown before anything is queued") {
  Bench bench;
  const auto good = bench.playing(noise(80));
  const auto refused = [&](std::uint32_t port, const PlayOptions &options) {
    try {
      bench.engine->play(port, options);
    } catch (const EngineError &error) {
      return error.code;
    }
    return std::string("accepted");
  };
  CHECK(refused(4, good) == "invalid-request");
  CHECK(refused(0, {}) == "invalid-request");
  auto slow = good;
  slow.speedPercent = 49;
  CHECK(refused(0, slow) == "invalid-request");
  auto otherLaw = good;
  const std::vector<std::uint8_t> octets(80);
  otherLaw.sounds = {Sound::fromRaw(octets, Coder::muLaw, 8'000, CP_LAW_MU)};
  CHECK(refused(0, otherLaw) == "invalid-request");
  auto none = good;
  none.sounds.push_back(nullptr);
  CHECK(refused(0, none) == "invalid-request");
  auto noAction = good;
  noAction.controls = {{Condition::digit, static_cast<ControlAction>(99)}};
  CHECK(refused(0, noAction) == "invalid-request");
  auto noCondition = good;
  noCondition.controls = {{static_cast<Condition>(0), ControlAction::stop}};
  CHECK(refused(0, noCondition) == "invalid-request");
  bench.step();
  CHECK(bench.events().empty());
}

} // namespace crosspoint::test
