#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <random>
#include <thread>

#include "engine-kit.h"
#include "engine/bounded-queue.h"
#include "engine/engine-error.h"
#include "engine/event-queue.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {
Event signalling(std::uint32_t line = 0) {
  Event event{};
  event.type = EventType::signalling;
  event.port = line;
  return event;
}
} // namespace

TEST_CASE("Events that nobody takes are dropped, counted, and told before the next that is kept") {
  EngineOptions options;
  options.eventCapacity = 8;
  Bench bench(4, options);
  for (std::uint32_t number = 0; number < 11; ++number) bench.board.tell(CP_EVENT_BITS, 0, number);
  CHECK(bench.engine->counters().eventsLost == 3);
  auto events = bench.events();
  REQUIRE(events.size() == 8);
  CHECK(events[7].value == 7);
  bench.board.tell(CP_EVENT_BITS, 0, 11);
  events = bench.events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].type == EventType::eventsLost);
  CHECK(events[0].value == 3);
  CHECK(events[1].value == 11);
  bench.board.tell(CP_EVENT_BITS, 0, 12);
  CHECK(bench.events().size() == 1);
}

TEST_CASE("A dead consumer does not stop the bus") {
  EngineOptions options;
  options.eventCapacity = 8;
  Bench bench(4, options);
  bench.engine->detect(0, kDetectDtmf);
  bench.board.sayForever(0, digit('1', 800) + idle(800));
  bench.step(1'000);
  CHECK(bench.engine->counters().blocks == 1'000);
  CHECK(bench.engine->counters().eventsLost > 50);
}

TEST_CASE("Commands for which there is no room are refused, counted, and leave nothing behind") {
  EngineOptions options;
  options.commandCapacity = 4;
  Bench bench(4, options);
  const auto play = bench.playing(noise(80'000));
  for (std::uint32_t port = 0; port < 4; ++port) bench.engine->play(port, play);
  try {
    bench.engine->trigger(0);
    FAIL("it was queued");
  } catch (const EngineError &error) {
    CHECK(error.code == "resource-busy");
  }
  CHECK_THROWS_AS(bench.engine->play(0, play), EngineError);
  CHECK(bench.engine->counters().commandsRefused == 2);
  bench.step();
  CHECK_NOTHROW(bench.engine->trigger(0));
}

TEST_CASE("Who takes events is woken once for many, and again when it has taken all") {
  Bench bench;
  static int woken;
  woken = 0;
  FakeBoard board;
  Engine engine(board.options(), FakeBoard::api());
  engine.onEvents([](void *context) { ++*static_cast<int *>(context); }, &woken);
  engine.start();
  engine.step(3);
  CHECK(woken == 0);
  board.tell(CP_EVENT_BITS, 0, 1);
  board.tell(CP_EVENT_BITS, 0, 2);
  CHECK(woken == 0);
  engine.step(1);
  CHECK(woken == 1);
  board.tell(CP_EVENT_BITS, 0, 3);
  engine.step(1);
  CHECK(woken == 1);
  Event events[3];
  CHECK(engine.takeEvents(events) == 3);
  engine.step(1);
  // Three came for three: who takes has to ask once more, and is not woken before.
  board.tell(CP_EVENT_BITS, 0, 4);
  engine.step(1);
  CHECK(woken == 1);
  CHECK(engine.takeEvents(events) == 1);
  engine.post(signalling(), {});
  CHECK(woken == 2);
  CHECK(engine.takeEvents(events) == 1);
  engine.stop();
  engine.post(signalling(), {});
  CHECK(woken == 2);
  CHECK(engine.takeEvents(events) == 1);
}

TEST_CASE("A tap has the types it wants, with their octets, and does not take them from anybody") {
  Bench bench;
  const auto tap = bench.engine->openTap(1u << static_cast<unsigned>(EventType::frame) |
                                             1u << static_cast<unsigned>(EventType::boardRemoved),
                                         4);
  const std::vector<std::uint8_t> octets = {1, 2, 3};
  bench.board.tellFrame(0, octets);
  bench.board.tell(CP_EVENT_BITS, 0, 1);
  CHECK(tap->wait(0));
  Event event;
  REQUIRE(tap->take({&event, 1}) == 1);
  CHECK(event.type == EventType::frame);
  const auto got = tap->octetsOf(event);
  CHECK(std::vector(got.begin(), got.end()) == octets);
  CHECK(tap->take({&event, 1}) == 0);
  CHECK(bench.events().size() == 2);
  for (int frame = 0; frame < 6; ++frame) bench.board.tellFrame(0, octets);
  Event events[8];
  CHECK(tap->take(events) == 4);
  bench.board.tellFrame(0, octets);
  REQUIRE(tap->take(events) == 2);
  CHECK(events[0].type == EventType::eventsLost);
  CHECK(events[0].value == 2);
  bench.board.result = CP_ERROR_REMOVED;
  bench.step();
  CHECK(tap->take(events) == 1);
  CHECK(tap->wait(0));
  bench.engine->stop();
  CHECK_FALSE(tap->wait(0));
}

TEST_CASE("There are only so many taps, and one that is let go makes room") {
  Bench bench;
  std::vector<std::shared_ptr<EventTap>> taps;
  for (int number = 0; number < 16; ++number) taps.push_back(bench.engine->openTap(~0u, 4));
  CHECK_THROWS_AS(bench.engine->openTap(~0u, 4), EngineError);
  taps.pop_back();
  CHECK_NOTHROW(bench.engine->openTap(~0u, 4));
  // A tap may outlive the engine.
  bench.engine.reset();
  CHECK_FALSE(taps[0]->wait(0));
}

TEST_CASE("What is posted comes among the others, with octets of any length up to 65535") {
  Bench bench;
  const auto longest = noise(65'535);
  CHECK(bench.engine->post(signalling(7), longest));
  Event event;
  REQUIRE(bench.engine->takeEvents({&event, 1}) == 1);
  CHECK(event.port == 7);
  const auto octets = bench.engine->octetsOf(event);
  CHECK(std::vector(octets.begin(), octets.end()) == longest);
  CHECK_FALSE(bench.engine->post(signalling(), noise(65'536)));
  std::uint32_t kept = 0;
  while (bench.engine->post(signalling(), longest)) ++kept;
  // Sixteen would be the whole megabyte; some is given up at its end.
  CHECK(kept >= 13);
  CHECK(kept <= 15);
}

TEST_CASE("Octets of every length come back whole, whatever the order of their release") {
  OctetStore store(4'096);
  std::mt19937 random(5);
  std::map<std::uint64_t, std::vector<std::uint8_t>> held;
  std::uint32_t full = 0;
  for (int round = 0; round < 20'000; ++round) {
    const auto octets = noise(1 + random() % 300, static_cast<std::uint32_t>(random()));
    const std::uint64_t position = store.put(octets);
    if (position != OctetStore::kFull)
      held.emplace(position, octets);
    else
      ++full;
    if (position == OctetStore::kFull || random() % 8 == 0) {
      // What is not released yet at the tail holds up everything behind it, so that room comes back when all is.
      while (held.size() > (position == OctetStore::kFull ? 0u : 2u)) {
        auto chosen = held.begin();
        std::advance(chosen, static_cast<std::ptrdiff_t>(random() % held.size()));
        const auto got = store.at(chosen->first, chosen->second.size());
        REQUIRE(std::equal(got.begin(), got.end(), chosen->second.begin(), chosen->second.end()));
        store.release(chosen->first);
        held.erase(chosen);
      }
      store.reclaim();
    }
  }
  CHECK(full > 0);
  CHECK(full < 10'000);
}

TEST_CASE("A queue of several producers loses nothing and keeps the order of each") {
  static constexpr std::uint64_t kEach = 20'000;
  static constexpr std::uint64_t kProducers = 3;
  BoundedQueue<std::uint64_t> queue(64);
  std::vector<std::thread> producers;
  for (std::uint64_t producer = 0; producer < kProducers; ++producer)
    producers.emplace_back([&queue, producer] {
      for (std::uint64_t number = 0; number < kEach; ++number)
        while (!queue.push(producer << 32 | number)) std::this_thread::yield();
    });
  std::uint64_t next[kProducers] = {};
  bool ordered = true;
  for (std::uint64_t taken = 0; taken < kEach * kProducers;) {
    std::uint64_t value;
    if (!queue.pop(value)) {
      std::this_thread::yield();
      continue;
    }
    ordered &= next[value >> 32]++ == (value & 0xFFFFFFFF);
    ++taken;
  }
  for (std::thread &producer : producers) producer.join();
  CHECK(ordered);
  CHECK(queue.empty());
}

TEST_CASE("Events with octets of several threads arrive whole, or are counted as lost") {
  static constexpr std::uint32_t kEach = 5'000;
  EventQueue queue(256, 1 << 16);
  std::vector<std::thread> producers;
  for (std::uint32_t producer = 0; producer < 3; ++producer)
    producers.emplace_back([&queue, producer] {
      for (std::uint32_t number = 0; number < kEach; ++number) {
        Event event{};
        event.type = EventType::frame;
        event.value = number;
        const std::vector<std::uint8_t> octets(1 + number % 200,
                                               static_cast<std::uint8_t>(number + producer));
        event.code = static_cast<std::uint32_t>(octets[0]);
        queue.push(event, octets);
      }
    });
  std::uint64_t taken = 0;
  std::uint64_t told = 0;
  bool whole = true;
  std::vector<Event> some(32);
  const auto take = [&] {
    const std::size_t count = queue.take(some);
    for (std::size_t at = 0; at < count; ++at) {
      const Event &event = some[at];
      if (event.type == EventType::eventsLost) {
        told += event.value;
        continue;
      }
      ++taken;
      for (const std::uint8_t octet : queue.octetsOf(event)) whole &= octet == event.code;
      whole &= queue.octetsOf(event).size() == 1 + event.value % 200;
    }
    return count;
  };
  while (taken + queue.lost() < 3 * kEach) take();
  for (std::thread &producer : producers) producer.join();
  while (take() != 0) {
  }
  CHECK(whole);
  CHECK(taken + queue.lost() == 3 * kEach);
  CHECK(told <= queue.lost());
}

} // namespace crosspoint::test
