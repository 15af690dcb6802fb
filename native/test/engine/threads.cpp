#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "engine-kit.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {

std::unique_ptr<Engine> realTime(FakeBoard &board) {
  auto options = board.options();
  options.pace = EngineOptions::Pace::realTime;
  board.sleepUs = 100;
  return std::make_unique<Engine>(options, FakeBoard::api());
}

} // namespace

TEST_CASE("With a thread of its own, an engine carries out the commands of several others") {
  FakeBoard board(8);
  board.sayForever(7, digit('9', 400) + idle(400));
  const auto engine = realTime(board);
  std::atomic<std::uint32_t> done = 0, digits = 0;
  std::atomic<bool> wake = false;
  engine->onEvents([](void *context) { static_cast<std::atomic<bool> *>(context)->store(true); },
                   &wake);
  engine->start();
  engine->detect(7, kDetectDtmf);
  const auto conference = engine->createConference(3);
  engine->join(conference, 6, {});
  engine->join(conference, 7, {});

  static constexpr std::uint32_t kEach = 25;
  std::vector<std::thread> callers;
  for (std::uint32_t port = 0; port < 3; ++port)
    callers.emplace_back([&, port] {
      const std::vector<std::uint8_t> octets(200, 0x12);
      PlayOptions play;
      play.sounds = {Sound::fromRaw(octets, Coder::aLaw, 8'000, CP_LAW_A)};
      RecordOptions record;
      for (std::uint32_t round = 0; round < kEach; ++round) {
        const auto id = engine->play(port, play);
        record.writer = std::make_shared<KeptSound>();
        record.maxDurationMs = 10;
        engine->record(port, record);
        engine->trigger(port);
        engine->setGain(port, round % 2 == 0 ? 30 : 0, 0);
        engine->control(id, ControlAction::stop);
        board.tell(CP_EVENT_BITS, port, round);
        Event told{};
        told.type = EventType::signalling;
        engine->post(told, octets);
      }
    });
  std::atomic<bool> over = false;
  std::uint64_t tapped = 0;
  const auto tap = engine->openTap(1u << static_cast<unsigned>(EventType::board), 16);
  std::thread tapper([&] {
    Event events[8];
    while (tap->wait(1'000)) tapped += tap->take(events);
  });
  std::thread streamer([&] {
    const auto stream = engine->openStream(5, 100);
    std::vector<std::uint8_t> octets(160);
    while (stream->wait(1'000) && !over) {
      octets.resize(stream->read(octets));
      stream->write(octets);
      octets.resize(160);
    }
  });
  std::vector<Event> events(64);
  const auto take = [&] {
    while (const std::size_t count = engine->takeEvents(events))
      for (std::size_t at = 0; at < count; ++at) {
        done += events[at].type == EventType::operationDone;
        digits += events[at].type == EventType::detected;
      }
  };
  while (done < 3 * kEach * 2 || digits < 4) {
    take();
    std::this_thread::yield();
  }
  for (std::thread &caller : callers) caller.join();
  over = true;
  engine->stop();
  tapper.join();
  streamer.join();
  take();
  CHECK(done == 3 * kEach * 2);
  CHECK(wake);
  CHECK(tapped > 0);
  CHECK(engine->counters().blocks > 0);
  CHECK(engine->counters().workNs >= engine->counters().longestBlockNs);
}

TEST_CASE("A board that is pulled out stops the thread; nothing is called after stop") {
  FakeBoard board;
  const auto engine = realTime(board);
  GenerateOptions generate;
  generate.program = {{{{425}, {-100}, 250, 250}}, 0};
  engine->generate(0, generate);
  const auto tap = engine->openTap(1u << static_cast<unsigned>(EventType::boardRemoved), 4);
  engine->start();
  board.tell(CP_EVENT_REMOVED, 0);
  Event event;
  while (tap->take({&event, 1}) == 0) CHECK(tap->wait(1'000));
  engine->stop();
  CHECK_FALSE(tap->wait(0));
  const std::uint64_t blocks = board.blocks;
  CHECK(engine->counters().blocks <= blocks);
}

} // namespace crosspoint::test
