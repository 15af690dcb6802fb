#include "engine-kit.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "dsp/block.h"
#include "dsp/g711.h"

namespace crosspoint::test {

using engine::Event;
using engine::EventType;

Bench::Bench(std::uint32_t ports, cp_law law)
    : board(ports, law),
      engine(std::make_unique<engine::Engine>(board.options(), FakeBoard::api())) {
  engine->start();
}

Bench::Bench(std::uint32_t ports, const engine::EngineOptions &changes) : board(ports) {
  engine::EngineOptions options = changes;
  options.settings = board.options().settings;
  options.pace = engine::EngineOptions::Pace::stepped;
  engine = std::make_unique<engine::Engine>(options, FakeBoard::api());
  engine->start();
}

std::vector<Event> Bench::events() {
  std::vector<Event> all;
  std::vector<Event> some(64);
  while (const std::size_t count = engine->takeEvents(some))
    all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
  return all;
}

std::vector<Event> Bench::events(EventType type) {
  auto all = events();
  std::erase_if(all, [type](const Event &event) { return event.type != type; });
  return all;
}

Event Bench::done(engine::OperationId operation, std::uint32_t most) {
  for (std::uint32_t block = 0; block <= most; ++block) {
    for (const Event &event : events(EventType::operationDone))
      if (event.operation == operation) return event;
    step();
  }
  FAIL("the operation does not end");
  return {};
}

std::shared_ptr<const engine::Sound> Bench::sound(const std::vector<std::uint8_t> &octets) const {
  const bool a = board.info.port_law == CP_LAW_A;
  return engine::Sound::fromRaw(octets, a ? engine::Coder::aLaw : engine::Coder::muLaw, 8'000,
                                board.info.port_law);
}

engine::PlayOptions Bench::playing(const std::vector<std::uint8_t> &octets) const {
  engine::PlayOptions options;
  options.sounds = {sound(octets)};
  return options;
}

KeptSound::KeptSound(cp_law law, std::size_t most) : law_(law), most_(most) {}

std::size_t KeptSound::put(std::span<const std::uint8_t> more) noexcept {
  const std::size_t count = std::min(more.size(), most_ - octets.size());
  octets.insert(octets.end(), more.begin(), more.begin() + static_cast<std::ptrdiff_t>(count));
  return count;
}

std::vector<std::uint8_t> noise(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> octets(count);
  for (std::uint8_t &octet : octets) octet = static_cast<std::uint8_t>(random());
  return octets;
}

std::vector<std::uint8_t> idle(std::size_t count, cp_law law) {
  return std::vector<std::uint8_t>(count, dsp::idleOctet(law));
}

namespace {
std::vector<std::uint8_t> tones(std::initializer_list<double> hertz, double dbm0, std::size_t count,
                                cp_law law) {
  const double peak = dsp::kZeroDbm0Peak * std::pow(10, dbm0 / 20);
  std::vector<std::int16_t> samples(count);
  for (std::size_t at = 0; at < count; ++at) {
    double sum = 0;
    for (const double each : hertz)
      sum += peak * std::sin(2 * std::numbers::pi * each * static_cast<double>(at) / 8'000);
    samples[at] = static_cast<std::int16_t>(sum);
  }
  std::vector<std::uint8_t> octets(count);
  dsp::encode(law, samples.data(), octets.data(), count);
  return octets;
}
} // namespace

std::vector<std::uint8_t> tone(double hertz, double dbm0, std::size_t count, cp_law law) {
  return tones({hertz}, dbm0, count, law);
}

std::vector<std::uint8_t> digit(char symbol, std::size_t count, cp_law law) {
  static const std::string keys = "123A456B789C*0#D";
  static constexpr double kRows[] = {697, 770, 852, 941};
  static constexpr double kColumns[] = {1'209, 1'336, 1'477, 1'633};
  const std::size_t key = keys.find(symbol);
  return tones({kRows[key / 4], kColumns[key % 4]}, -10, count, law);
}

std::vector<std::uint8_t> operator+(std::vector<std::uint8_t> first,
                                    const std::vector<std::uint8_t> &second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::vector<std::uint8_t> part(const std::vector<std::uint8_t> &whole, std::size_t from,
                               std::size_t count) {
  REQUIRE(from + count <= whole.size());
  const auto begin = whole.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

} // namespace crosspoint::test
