#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include "engine-kit.h"

namespace {
/** Of this thread: how often memory was asked for, and given back. */
thread_local std::uint64_t allocated = 0;
thread_local std::uint64_t freed = 0;
} // namespace

void *operator new(std::size_t size) {
  ++allocated;
  if (void *memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void *operator new(std::size_t size, const std::nothrow_t &) noexcept {
  ++allocated;
  return std::malloc(size);
}
void operator delete(void *memory) noexcept {
  freed += memory != nullptr;
  std::free(memory);
}
void operator delete(void *memory, std::size_t) noexcept {
  operator delete(memory);
}
void operator delete(void *memory, const std::nothrow_t &) noexcept {
  operator delete(memory);
}

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {

/** Takes octets without keeping them, for a vector that grows would count. */
class Sink : public SoundWriter, public SoundSink {
public:
  cp_law law() const noexcept override { return CP_LAW_A; }
  std::size_t put(std::span<const std::uint8_t> octets) noexcept override { return octets.size(); }
  void finish() noexcept override {}
};

void startOn(Bench &bench, std::uint32_t port) {
  auto play = bench.playing(noise(8'000));
  play.speedPercent = port % 2 == 0 ? 100 : 120;
  play.volumeTenths = 20;
  play.maxDurationMs = 900;
  play.controls = {{Condition::digit, ControlAction::volumeUp},
                   {Condition::digitEnds, ControlAction::speedUp},
                   {Condition::recordDone, ControlAction::jumpListStart}};
  bench.engine->play(port, play);
  RecordOptions record;
  record.writer = std::make_shared<Sink>();
  record.silenceMs = 30'000;
  record.maxDurationMs = 500;
  record.beepHertz = 1'000;
  bench.engine->record(port, record);
  GenerateOptions generate;
  generate.program = {{{{425, 440}, {-100, -100}, 25, 25}}, 10};
  bench.engine->generate(port, generate);
  bench.engine->setGain(port, 10, -10);
  bench.engine->detect(port, 0x7F, "FR");
  bench.engine->trigger(port);
  bench.engine->bindLine(port, 1);
}

} // namespace

TEST_CASE("The frame path neither allocates nor frees") {
  EngineOptions options;
  options.eventCapacity = 64;
  Bench bench(4, options);
  const auto conference = bench.engine->createConference(2);
  std::vector<std::shared_ptr<AudioStream>> streams;
  for (std::uint32_t port = 0; port < 4; ++port) {
    bench.board.sayForever(port, digit('5', 800) + noise(1'600, port) + idle(800));
    bench.engine->join(conference, port, {});
    startOn(bench, port);
    streams.push_back(bench.engine->openStream(port, 100));
  }
  bench.board.late = 1;
  bench.board.tell(CP_EVENT_ALARM, 0, CP_ALARM_LOS);
  bench.engine->destroyConference(bench.engine->createConference());
  const std::uint64_t allocatedBefore = allocated;
  const std::uint64_t freedBefore = freed;
  bench.step(70);
  streams[0]->close();
  bench.step(70);
  CHECK(allocated == allocatedBefore);
  CHECK(freed == freedBefore);
  // Operations have ended in the meantime, so that there was something that could have been freed.
  CHECK(bench.events(EventType::operationDone).size() >= 4);
  CHECK(freed > freedBefore);
}

} // namespace crosspoint::test
