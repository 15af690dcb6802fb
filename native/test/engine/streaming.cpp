#include <doctest/doctest.h>

#include <thread>

#include "engine-kit.h"
#include "engine/engine-error.h"
#include "engine/stream.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {
std::vector<std::uint8_t> readAll(AudioStream &stream) {
  std::vector<std::uint8_t> octets(stream.readable());
  octets.resize(stream.read(octets));
  return octets;
}
} // namespace

TEST_CASE("A stream has what the port hears, and sends what is written, a block later") {
  Bench bench;
  bench.board.keep(0);
  const auto heard = noise(800, 1), said = noise(300, 2);
  bench.board.say(0, heard);
  const auto stream = bench.engine->openStream(0, 200);
  CHECK(stream->write(said) == 300);
  bench.step(6);
  CHECK(readAll(*stream) == part(heard, 0, 480));
  CHECK(part(bench.board.sent(0), 80, 400) == said + idle(100));
  CHECK(stream->overruns() == 0);
  CHECK(stream->underruns() == 1);
  CHECK(bench.engine->counters().streamUnderruns == 1);
  bench.step(10);
  CHECK(stream->underruns() == 1);
}

TEST_CASE("A reader that is late loses the oldest and is told") {
  Bench bench;
  const auto heard = noise(8'000);
  bench.board.say(0, heard);
  const auto stream = bench.engine->openStream(0, 100);
  bench.step(30);
  const auto late = readAll(*stream);
  CHECK(stream->overruns() == 1);
  CHECK(bench.engine->counters().streamOverruns == 1);
  CHECK(late == part(heard, 2'400 - late.size(), late.size()));
  CHECK(late.size() == 600);
  bench.step(2);
  CHECK(readAll(*stream) == part(heard, 2'400, 160));
  CHECK(stream->overruns() == 1);
}

TEST_CASE("A reader gets pieces of any size") {
  Bench bench;
  const auto heard = noise(800);
  bench.board.say(0, heard);
  const auto stream = bench.engine->openStream(0, 200);
  std::vector<std::uint8_t> all;
  std::vector<std::uint8_t> some(7);
  for (int block = 0; block < 10; ++block) {
    bench.step();
    while (const std::size_t count = stream->read(some))
      all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
  }
  CHECK(all == heard);
}

TEST_CASE("A writer gets as much into the ring as there is room for") {
  Bench bench;
  bench.board.keep(0);
  const auto said = noise(2'000);
  const auto stream = bench.engine->openStream(0, 100);
  CHECK(stream->writable() == 800);
  CHECK(stream->write(said) == 800);
  CHECK(stream->write(said) == 0);
  bench.step();
  CHECK(stream->writable() == 80);
  CHECK(stream->write(std::span(said).subspan(800)) == 80);
  bench.step(11);
  CHECK(part(bench.board.sent(0), 80, 880) == part(said, 0, 880));
}

TEST_CASE("A port has one stream; when it is closed there may be another") {
  Bench bench;
  auto stream = bench.engine->openStream(0, 100);
  CHECK_THROWS_AS(bench.engine->openStream(0, 100), EngineError);
  SUBCASE("closed by its owner") {
    stream->close();
    CHECK_FALSE(stream->wait(0));
    CHECK(stream->write(noise(8)) == 0);
  }
  SUBCASE("let go") {
    stream.reset();
  }
  auto next = bench.engine->openStream(0, 100);
  bench.step(2);
  CHECK(next->readable() == 160);
  CHECK_THROWS_AS(bench.engine->openStream(0, 0), EngineError);
}

TEST_CASE("A player covers a stream") {
  Bench bench;
  const auto stream = bench.engine->openStream(0, 100);
  stream->write(noise(800));
  const auto octets = noise(160, 3);
  bench.engine->play(0, bench.playing(octets));
  bench.step(2);
  CHECK(bench.board.lastRow(0) == part(octets, 0, 80));
  bench.step(2);
  CHECK(bench.board.lastRow(0) == part(noise(800), 160, 80));
}

TEST_CASE("A reader on another thread sees whole octets in order while it is overtaken") {
  HeardRing ring(512);
  static constexpr std::uint64_t kBlocks = 20'000;
  std::atomic<bool> over = false;
  std::thread writer([&] {
    // Octet n of the stream is n / 8 modulo 251 in every word.
    std::vector<std::uint8_t> block(80);
    for (std::uint64_t number = 0; number < kBlocks; ++number) {
      for (std::size_t at = 0; at < block.size(); ++at)
        block[at] = static_cast<std::uint8_t>((number * 10 + at / 8) % 251);
      ring.put(block);
      if (number % 16 == 0) std::this_thread::yield();
    }
    over = true;
  });
  std::uint64_t lost = 0;
  bool ordered = true;
  std::vector<std::uint8_t> some(96);
  while (!over || ring.readable() != 0) {
    const std::size_t count = ring.read(some, lost);
    for (std::size_t at = 8; at < count; at += 8) ordered &= some[at] == (some[at - 8] + 1) % 251;
    if (count == 0) std::this_thread::yield();
  }
  writer.join();
  CHECK(ordered);
}

} // namespace crosspoint::test
