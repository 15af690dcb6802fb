#include <doctest/doctest.h>

#include <algorithm>

#include "dsp/g711.h"
#include "engine-kit.h"
#include "engine/engine-error.h"

namespace crosspoint::test {

using namespace crosspoint::engine;

namespace {

/** The model: the sum of the rows, saturated, coded. */
std::vector<std::uint8_t> mixOf(const std::vector<std::vector<std::uint8_t>> &rows, cp_law law) {
  std::vector<std::int32_t> sum(rows.empty() ? kBlock : rows[0].size());
  for (const auto &row : rows) {
    std::vector<std::int16_t> samples(row.size());
    dsp::decode(law, row.data(), samples.data(), samples.size());
    for (std::size_t at = 0; at < row.size(); ++at) sum[at] += samples[at];
  }
  std::vector<std::int16_t> samples(sum.size());
  for (std::size_t at = 0; at < sum.size(); ++at)
    samples[at] =
        static_cast<std::int16_t>(std::clamp<std::int32_t>(sum[at], INT16_MIN, INT16_MAX));
  std::vector<std::uint8_t> octets(sum.size());
  dsp::encode(law, samples.data(), octets.data(), octets.size());
  return octets;
}

} // namespace

TEST_CASE("Every party hears the others and not itself, exactly") {
  for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
    Bench bench(5, law);
    const auto conference = bench.engine->createConference();
    std::vector<std::vector<std::uint8_t>> said;
    for (std::uint32_t port = 0; port < 5; ++port) {
      said.push_back(noise(kBlock, port + 1));
      bench.board.say(port, said[port]);
      if (port < 4) bench.engine->join(conference, port, {true, port != 3, 0});
    }
    bench.step(1);
    bench.step(1);
    CHECK(bench.board.lastRow(0) == mixOf({said[1], said[2], said[3]}, law));
    CHECK(bench.board.lastRow(1) == mixOf({said[0], said[2], said[3]}, law));
    CHECK(bench.board.lastRow(2) == mixOf({said[0], said[1], said[3]}, law));
    CHECK(bench.board.lastRow(3) == idle(80, law));
    CHECK(bench.board.lastRow(4) == idle(80, law));
  }
}

TEST_CASE("Who only listens hears all, a coach is heard by one") {
  Bench bench(5);
  const auto conference = bench.engine->createConference();
  std::vector<std::vector<std::uint8_t>> said;
  for (std::uint32_t port = 0; port < 5; ++port) {
    said.push_back(noise(kBlock, port + 1));
    bench.board.say(port, said[port]);
  }
  bench.engine->join(conference, 0, {});
  bench.engine->join(conference, 1, {});
  bench.engine->join(conference, 2, {false, true, 0});
  bench.engine->join(conference, 3, {false, true, 0});
  bench.engine->join(conference, 4, {true, true, 1});
  bench.step(2);
  CHECK(bench.board.lastRow(0) == mixOf({said[1], said[4]}, CP_LAW_A));
  CHECK(bench.board.lastRow(1) == mixOf({said[0]}, CP_LAW_A));
  CHECK(bench.board.lastRow(2) == mixOf({said[0], said[1]}, CP_LAW_A));
  CHECK(bench.board.lastRow(3) == bench.board.lastRow(2));
  CHECK(bench.board.lastRow(4) == mixOf({said[0], said[1]}, CP_LAW_A));
}

TEST_CASE("Of many talkers the loudest are heard") {
  Bench bench(5);
  const auto conference = bench.engine->createConference(2);
  std::vector<std::vector<std::uint8_t>> said;
  for (std::uint32_t port = 0; port < 5; ++port) {
    said.push_back(tone(500 + 100 * port, -30.0 + 4 * ((port * 2) % 5), 8'000));
    bench.board.sayForever(port, said[port]);
    bench.engine->join(conference, port, {});
  }
  // Levels: -30, -22, -14, -26, -18: ports 2 and 4 are heard.
  bench.step(12);
  const auto row = [&](std::uint32_t port) { return part(said[port], 10 * 80, 80); };
  CHECK(bench.board.lastRow(0) == mixOf({row(2), row(4)}, CP_LAW_A));
  CHECK(bench.board.lastRow(2) == mixOf({row(4)}, CP_LAW_A));
}

TEST_CASE("Leaving, joining another and the end of a conference") {
  Bench bench(4);
  const auto one = bench.engine->createConference();
  const auto two = bench.engine->createConference();
  CHECK(one != two);
  for (std::uint32_t port = 0; port < 4; ++port) {
    bench.board.sayForever(port, noise(8'000, port));
    bench.engine->join(one, port, {});
  }
  bench.step(2);
  CHECK(bench.board.lastRow(0) != idle(80));
  SUBCASE("who leaves hears nothing any more") {
    bench.engine->leave(0);
    bench.engine->leave(0);
    bench.step(2);
    CHECK(bench.board.lastRow(0) == idle(80));
    CHECK(bench.board.lastRow(1) != idle(80));
  }
  SUBCASE("who joins another has left the first") {
    bench.engine->join(two, 0, {});
    bench.engine->join(two, 1, {});
    bench.step(2);
    CHECK(bench.board.lastRow(0) == mixOf({part(noise(8'000, 1), 160, 80)}, CP_LAW_A));
    CHECK(bench.board.lastRow(2) == mixOf({part(noise(8'000, 3), 160, 80)}, CP_LAW_A));
  }
  SUBCASE("a conference that is destroyed leaves silence") {
    bench.engine->destroyConference(one);
    bench.step(2);
    for (std::uint32_t port = 0; port < 4; ++port) CHECK(bench.board.lastRow(port) == idle(80));
    CHECK_THROWS_AS(bench.engine->join(one, 0, {}), EngineError);
    CHECK_THROWS_AS(bench.engine->destroyConference(one), EngineError);
  }
}

TEST_CASE("A prompt to one party covers what it hears, and nobody else hears it") {
  Bench bench(3);
  const auto conference = bench.engine->createConference();
  for (std::uint32_t port = 0; port < 3; ++port) {
    bench.board.sayForever(port, noise(80, port));
    bench.engine->join(conference, port, {});
  }
  bench.step(2);
  const auto mixed = bench.board.lastRow(0);
  const auto others = bench.board.lastRow(1);
  const auto prompt = noise(120, 99);
  const auto id = bench.engine->play(0, bench.playing(prompt));
  bench.step(2);
  CHECK(bench.board.lastRow(0) == part(prompt, 0, 80));
  CHECK(bench.board.lastRow(1) == others);
  bench.step();
  // Where it ends within a block, the conference is heard again at once.
  CHECK(bench.board.lastRow(0) == part(prompt, 80, 40) + part(mixed, 40, 40));
  CHECK(bench.done(id, 0).reason == Reason::endOfData);
}

TEST_CASE("A generator covers a player, which goes on beneath") {
  Bench bench;
  bench.board.keep(0);
  const auto octets = noise(800);
  bench.engine->play(0, bench.playing(octets));
  GenerateOptions options;
  options.program = {{{{1'000}, {-100}, 25, 0}}, 1};
  bench.engine->generate(0, options);
  bench.step(6);
  CHECK(part(bench.board.sent(0), 80, 200) == tone(1'000, -10, 200));
  CHECK(part(bench.board.sent(0), 280, 120) == part(octets, 200, 120));
}

TEST_CASE("Who is loudest is told when it is another, at most every 200 ms") {
  Bench bench(3);
  const auto conference = bench.engine->createConference();
  for (std::uint32_t port = 0; port < 3; ++port) bench.engine->join(conference, port, {});
  bench.step(10);
  CHECK(bench.events(EventType::activeTalker).empty());
  bench.board.say(1, tone(500, -15, 8'000));
  bench.step(90);
  auto told = bench.events(EventType::activeTalker);
  REQUIRE(told.size() == 1);
  CHECK(told[0].code == 1);
  CHECK(told[0].operation == conference);
  // Two that take turns every 50 ms are not told every time.
  for (int turn = 0; turn < 20; ++turn) {
    bench.board.say(0, turn % 2 == 0 ? tone(500, -5, 400) : idle(400));
    bench.board.say(2, turn % 2 == 1 ? tone(500, -5, 400) : idle(400));
  }
  bench.step(100);
  told = bench.events(EventType::activeTalker);
  CHECK(told.size() >= 1);
  CHECK(told.size() <= 5);
  for (std::size_t at = 1; at < told.size(); ++at)
    CHECK(told[at].frame - told[at - 1].frame >= 1'600);
  bench.step(400);
  told = bench.events(EventType::activeTalker);
  REQUIRE(told.size() >= 1);
  CHECK(told.back().code == 0xFFFFFFFF);
}

TEST_CASE("A conference of nobody, a port that is none and a coach of itself are refused") {
  Bench bench;
  const auto conference = bench.engine->createConference();
  CHECK_THROWS_AS(bench.engine->join(conference + 1, 0, {}), EngineError);
  CHECK_THROWS_AS(bench.engine->join(conference, 4, {}), EngineError);
  CHECK_THROWS_AS(bench.engine->join(conference, 2, {true, true, 3}), EngineError);
  CHECK_THROWS_AS(bench.engine->join(conference, 2, {true, true, 5}), EngineError);
  for (int more = 1; more < 4; ++more) bench.engine->createConference();
  CHECK_THROWS_AS(bench.engine->createConference(), EngineError);
}

} // namespace crosspoint::test
