#include <doctest/doctest.h>

#include "dsp/g711.h"
#include "engine-kit.h"
#include "engine/engine-error.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {
RecordOptions into(const std::shared_ptr<KeptSound> &writer) {
  RecordOptions options;
  options.writer = writer;
  return options;
}
} // namespace

TEST_CASE("What a port hears is recorded octet for octet") {
  Bench bench;
  const auto writer = std::make_shared<KeptSound>();
  const auto octets = noise(800);
  bench.board.say(2, octets);
  const auto id = bench.engine->record(2, into(writer));
  bench.step(5);
  bench.engine->control(id, ControlAction::pause);
  bench.step(2);
  bench.engine->control(id, ControlAction::resume);
  bench.step(1);
  bench.engine->control(id, ControlAction::stop);
  const auto done = bench.done(id, 1);
  CHECK(done.reason == Reason::stopped);
  CHECK(done.position == 480);
  CHECK(writer->octets == part(octets, 0, 400) + part(octets, 560, 80));
  CHECK(writer->finished == 1);
}

TEST_CASE("The longest duration ends a recording to the frame") {
  Bench bench;
  const auto writer = std::make_shared<KeptSound>();
  const auto octets = noise(800);
  bench.board.say(0, octets);
  auto options = into(writer);
  options.maxDurationMs = 33;
  const auto done = bench.done(bench.engine->record(0, options));
  CHECK(done.reason == Reason::maxDuration);
  CHECK(writer->octets == part(octets, 0, 264));
}

TEST_CASE("Silence after voice ends a recording, and a click in it does not help") {
  Bench bench;
  const auto writer = std::make_shared<KeptSound>();
  // The second silence is broken by a click of 10 ms, which does not count as voice.
  bench.board.say(0, tone(500, -20, 1'600) + idle(2'400) + tone(500, -20, 800) + idle(1'600) +
                         tone(500, -10, 80) + idle(8'000));
  auto options = into(writer);
  options.silenceMs = 400;
  const auto done = bench.done(bench.engine->record(0, options));
  CHECK(done.reason == Reason::silence);
  CHECK(done.position == 1'600 + 2'400 + 800 + 3'200);
  CHECK(writer->finished == 1);
}

TEST_CASE("Sound below the threshold is silence") {
  for (const int dbm0 : {-38, -42}) {
    Bench bench;
    const auto writer = std::make_shared<KeptSound>();
    bench.board.say(0, tone(500, -20, 800) + tone(500, dbm0, 8'000));
    auto options = into(writer);
    options.silenceMs = 200;
    options.maxDurationMs = 1'000;
    const auto done = bench.done(bench.engine->record(0, options));
    CHECK(done.reason == (dbm0 < -40 ? Reason::silence : Reason::maxDuration));
  }
}

TEST_CASE("Silence before the first voice has a time of its own") {
  Bench bench;
  auto options = into(std::make_shared<KeptSound>());
  options.silenceMs = 100;
  options.initialSilenceMs = 300;
  SUBCASE("that ends the recording when nobody speaks") {
    const auto done = bench.done(bench.engine->record(0, options));
    CHECK(done.reason == Reason::initialSilence);
    CHECK(done.position == 2'400);
  }
  SUBCASE("and is over when somebody does") {
    bench.board.say(0, idle(1'600) + tone(500, -20, 400));
    const auto done = bench.done(bench.engine->record(0, options));
    CHECK(done.reason == Reason::silence);
    CHECK(done.position == 1'600 + 400 + 800);
  }
  SUBCASE("or the same as any silence, where it has none") {
    options.initialSilenceMs = 0;
    const auto done = bench.done(bench.engine->record(0, options));
    CHECK(done.reason == Reason::silence);
    CHECK(done.position == 800);
  }
}

TEST_CASE("Silence does not end a recording before its shortest duration") {
  Bench bench;
  auto options = into(std::make_shared<KeptSound>());
  options.silenceMs = 100;
  options.minDurationMs = 500;
  const auto done = bench.done(bench.engine->record(0, options));
  CHECK(done.reason == Reason::silence);
  CHECK(done.position == 4'000);
}

TEST_CASE("A beep comes first and is not recorded") {
  Bench bench;
  bench.board.keep(0);
  const auto writer = std::make_shared<KeptSound>();
  auto options = into(writer);
  options.beepHertz = 1'000;
  options.beepMs = 25;
  options.maxDurationMs = 20;
  const auto octets = noise(800);
  bench.board.say(0, octets);
  const auto done = bench.done(bench.engine->record(0, options));
  bench.step(2);
  CHECK(done.position == 160);
  // The beep is made in blocks 0 to 2, recording begins with block 3.
  CHECK(writer->octets == part(octets, 240, 160));
  CHECK(part(bench.board.sent(0), 80, 200) == tone(1'000, -10, 200));
  CHECK(part(bench.board.sent(0), 280, 40) == idle(40));
}

TEST_CASE("A writer that takes no more ends the recording as overrun, counted") {
  Bench bench;
  const auto writer = std::make_shared<KeptSound>(CP_LAW_A, 200);
  const auto done = bench.done(bench.engine->record(0, into(writer)));
  CHECK(done.reason == Reason::overrun);
  CHECK(done.position == 200);
  CHECK(writer->finished == 1);
  CHECK(bench.engine->counters().recordOverruns == 1);
}

TEST_CASE("The last reference to a writer or a sound is not dropped on the frame path") {
  Bench bench;
  auto writer = std::make_shared<KeptSound>();
  const std::weak_ptr<KeptSound> watched = writer;
  auto options = into(writer);
  options.maxDurationMs = 10;
  bench.engine->record(0, options);
  options.writer.reset();
  writer.reset();
  bench.step(2);
  CHECK_FALSE(watched.expired());
  // Any call of the control side, or taking events, frees what has ended.
  bench.events();
  CHECK(watched.expired());
}

TEST_CASE("A writer that the engine cannot fill, or of the other law, is refused") {
  class Deaf : public SoundWriter {};
  Bench bench;
  RecordOptions options;
  CHECK_THROWS_AS(bench.engine->record(0, options), EngineError);
  options.writer = std::make_shared<KeptSound>(CP_LAW_MU);
  CHECK_THROWS_AS(bench.engine->record(0, options), EngineError);
}

TEST_CASE("A recording to memory is a file with what was heard") {
  Bench bench;
  const auto writer = SoundWriter::toMemory(Container::raw, Coder::aLaw, CP_LAW_A, 1 << 20);
  RecordOptions options;
  options.writer = writer;
  options.maxDurationMs = 50;
  bench.board.say(0, noise(400));
  CHECK(bench.done(bench.engine->record(0, options)).reason == Reason::maxDuration);
}

} // namespace crosspoint::test
