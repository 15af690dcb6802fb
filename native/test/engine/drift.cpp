#include <doctest/doctest.h>

#include "engine-kit.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {

/** Counts what it is given, so that a day does not have to be kept. */
class Counted : public SoundWriter, public SoundSink {
public:
  cp_law law() const noexcept override { return CP_LAW_A; }
  std::size_t put(std::span<const std::uint8_t> octets) noexcept override {
    count += octets.size();
    return octets.size();
  }
  void finish() noexcept override {}
  std::uint64_t count = 0;
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
constexpr std::uint64_t kHours = 1;
#else
constexpr std::uint64_t kHours = 24;
#endif
constexpr std::uint64_t kFramesPerHour = 8'000 * 3'600;

} // namespace

TEST_CASE("A simulated day does not drift by a frame") {
  Bench bench(2);
  const auto writer = std::make_shared<Counted>();
  RecordOptions record;
  record.writer = writer;
  const auto recorded = bench.engine->record(0, record);
  // A minute of sound, jumped back to its start whenever it has been played: by itself, at the end of every round.
  const std::uint64_t minute = 8'000 * 60;
  auto options = bench.playing(noise(minute));
  const std::uint64_t rounds = kHours * 60;
  options.sounds.assign(rounds, options.sounds[0]);
  const auto played = bench.engine->play(1, options);
  bench.step(static_cast<std::uint32_t>(kHours * kFramesPerHour / kBlock));
  const auto ended = bench.events(EventType::operationDone);
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].operation == played);
  CHECK(ended[0].position == kHours * kFramesPerHour);
  CHECK(ended[0].frame == kHours * kFramesPerHour - kBlock);
  bench.engine->control(recorded, ControlAction::stop);
  const auto done = bench.done(recorded, 1);
  CHECK(done.position == kHours * kFramesPerHour);
  CHECK(done.frame == kHours * kFramesPerHour);
  CHECK(writer->count == kHours * kFramesPerHour);
  CHECK(bench.engine->counters().blocks == kHours * kFramesPerHour / kBlock + 1);
}

} // namespace crosspoint::test
