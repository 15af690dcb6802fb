#include "dsp/mixer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>
#include <vector>

using namespace crosspoint::dsp;

namespace {

std::vector<InstructionSet> sets() {
  std::vector<InstructionSet> all;
  for (const InstructionSet set :
       {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512})
    if (set <= bestInstructionSet()) all.push_back(set);
  return all;
}

std::int16_t saturate(std::int64_t value) {
  return static_cast<std::int16_t>(std::clamp<std::int64_t>(value, -32'768, 32'767));
}

/** Rows of sound, one after the other. */
struct Rows {
  Rows(std::size_t channels, std::size_t strideOfRows)
      : stride(strideOfRows), samples(channels * stride) {}
  std::int16_t *row(std::size_t channel) { return samples.data() + channel * stride; }

  std::size_t stride;
  std::vector<std::int16_t> samples;
};

void tone(std::int16_t *out, std::size_t frames, double peak) {
  for (std::size_t at = 0; at < frames; ++at)
    out[at] = static_cast<std::int16_t>(
        peak * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(at) / 8'000));
}

} // namespace

TEST_CASE("the sum less oneself is exact for any samples, any number of talkers and any length") {
  for (const InstructionSet set : sets()) {
    CAPTURE(static_cast<int>(set));
    const Mixer mixer(set);
    std::mt19937 random(11);
    for (int round = 0; round < 300; ++round) {
      const std::size_t count = random() % 70;
      const std::size_t frames = random() % 180;
      CAPTURE(round);
      // In turn: small values, all values, and nothing but the two ends, which is where lanes overflow.
      Rows in(count + 1, 211), out(count + 1, 223);
      for (auto &sample : in.samples)
        sample = round % 3 == 0
                     ? static_cast<std::int16_t>(static_cast<int>(random() % 2001) - 1000)
                 : round % 3 == 1 ? static_cast<std::int16_t>(random())
                                  : static_cast<std::int16_t>(random() % 8 != 0 ? 32'767 : -32'768);
      std::fill(out.samples.begin(), out.samples.end(), std::int16_t{-77});
      std::vector<const std::int16_t *> talkers;
      std::vector<MixListener> listeners{{nullptr, out.row(count)}};
      for (std::size_t i = 0; i < count; ++i) {
        talkers.push_back(in.row(i));
        listeners.push_back({in.row(i), out.row(i)});
      }
      mixer.mix(talkers, listeners, frames);
      for (std::size_t at = 0; at < frames; ++at) {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += in.row(i)[at];
        REQUIRE(out.row(count)[at] == saturate(sum));
        for (std::size_t i = 0; i < count; ++i)
          REQUIRE(out.row(i)[at] == saturate(sum - in.row(i)[at]));
      }
      for (std::size_t i = 0; i <= count; ++i)
        for (std::size_t at = frames; at < out.stride; ++at) REQUIRE(out.row(i)[at] == -77);
      if (count > 0) {
        std::uint32_t loudness = 0;
        for (std::size_t at = 0; at < frames; ++at)
          loudness += static_cast<std::uint32_t>(std::abs(int{in.row(0)[at]}));
        REQUIRE(mixer.loudness(in.row(0), frames) == loudness);
      }
    }
  }
}

TEST_CASE("random parties that talk, listen and coach hear exactly what a plain model says") {
  for (const InstructionSet set : sets()) {
    CAPTURE(static_cast<int>(set));
    std::mt19937 random(23);
    const auto below = [&](unsigned limit) { return static_cast<unsigned>(random()) % limit; };
    constexpr unsigned channels = 24;
    Conference conference(channels, 0, set);
    for (int block = 0; block < 400; ++block) {
      for (int change = 0; change < 3; ++change) {
        const unsigned channel = below(channels);
        if (below(3) == 0)
          conference.leave(channel);
        else
          REQUIRE(conference.join(
              {channel, below(4) != 0, below(4) != 0, below(4) == 0 ? 1 + below(channels) : 0}));
      }
      const std::size_t frames = 8 * (1 + below(20));
      Rows in(channels, 200), out(channels, 200);
      for (auto &sample : in.samples) sample = static_cast<std::int16_t>(random());
      std::fill(out.samples.begin(), out.samples.end(), std::int16_t{-77});
      conference.mix(in.samples.data(), in.stride, out.samples.data(), out.stride, frames);
      for (unsigned channel = 0; channel < channels; ++channel) {
        const auto parties = conference.parties();
        const auto self = std::find_if(parties.begin(), parties.end(), [&](const Party &party) {
          return party.channel == channel;
        });
        for (std::size_t at = 0; at < frames; ++at) {
          std::int64_t sum = 0;
          for (const Party &party : parties)
            if (party.channel != channel && party.talks &&
                (party.coachOf == 0 || party.coachOf == channel + 1))
              sum += in.row(party.channel)[at];
          const bool listens = self != parties.end() && self->listens;
          // Who coaches himself is heard by himself: nonsense that has to stay defined.
          if (listens && self->talks && self->coachOf == channel + 1) sum += in.row(channel)[at];
          REQUIRE(out.row(channel)[at] == (listens ? saturate(sum) : -77));
        }
      }
    }
  }
}

TEST_CASE("only the loudest are heard, and who is heard stays until another is 3 dB louder") {
  constexpr std::size_t frames = 80;
  Conference conference(4, 2);
  for (std::uint32_t channel = 0; channel < 4; ++channel) conference.join({.channel = channel});
  Rows in(4, frames), out(4, frames);
  const auto block = [&](double a, double b, double c, double d) {
    const double peaks[] = {a, b, c, d};
    for (std::size_t channel = 0; channel < 4; ++channel)
      tone(in.row(channel), frames, peaks[channel]);
    conference.mix(in.samples.data(), frames, out.samples.data(), frames, frames);
    std::vector<bool> heard;
    for (std::uint32_t channel = 0; channel < 4; ++channel)
      heard.push_back(conference.isHeard(channel));
    return heard;
  };
  CHECK(block(1'000, 8'000, 4'000, 2'000) == std::vector<bool>{false, true, true, false});
  CHECK(conference.activeTalker() == 1);
  for (std::size_t at = 0; at < frames; ++at) {
    CHECK(out.row(0)[at] == in.row(1)[at] + in.row(2)[at]);
    CHECK(out.row(1)[at] == in.row(2)[at]);
  }
  CHECK(block(1'000, 8'000, 4'000, 5'000) == std::vector<bool>{false, true, true, false});
  CHECK(block(1'000, 8'000, 4'000, 6'000) == std::vector<bool>{false, true, false, true});
  CHECK(block(1'000, 8'000, 4'000, 10'000) == std::vector<bool>{false, true, false, true});
  CHECK(conference.activeTalker() == 1);
  block(1'000, 8'000, 4'000, 12'000);
  CHECK(conference.activeTalker() == 3);
}

TEST_CASE("nobody is the active talker where all are silent, or have left") {
  constexpr std::size_t frames = 80;
  Conference conference(2);
  Rows in(2, frames), out(2, frames);
  conference.join({.channel = 0});
  conference.mix(in.samples.data(), frames, out.samples.data(), frames, frames);
  CHECK(conference.activeTalker() == Conference::kNobody);
  tone(in.row(0), frames, 4'000);
  conference.mix(in.samples.data(), frames, out.samples.data(), frames, frames);
  CHECK(conference.activeTalker() == 0);
  tone(in.row(0), frames, 0);
  for (int block = 0; block < 200; ++block)
    conference.mix(in.samples.data(), frames, out.samples.data(), frames, frames);
  CHECK(conference.activeTalker() == Conference::kNobody);
  tone(in.row(0), frames, 4'000);
  conference.mix(in.samples.data(), frames, out.samples.data(), frames, frames);
  CHECK(conference.leave(0));
  CHECK_FALSE(conference.leave(0));
  CHECK(conference.activeTalker() == Conference::kNobody);
}

TEST_CASE("a full conference refuses another party but takes new options of one it has") {
  Conference conference(1);
  CHECK(conference.join({.channel = 7}));
  CHECK_FALSE(conference.join({.channel = 8}));
  CHECK(conference.join({.channel = 7, .talks = false}));
  CHECK_FALSE(conference.parties()[0].talks);
}
