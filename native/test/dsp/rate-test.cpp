#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "dsp/resampler.h"
#include "dsp/time-scale.h"

using namespace crosspoint::dsp;

namespace {

using Samples = std::vector<std::int16_t>;

Samples sine(double hertz, double rate, double seconds, double peak = 16'000) {
  Samples samples(static_cast<std::size_t>(seconds * rate));
  for (std::size_t at = 0; at < samples.size(); ++at)
    samples[at] = static_cast<std::int16_t>(std::lround(
        peak * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(at) / rate)));
  return samples;
}

/** Pulses of a voice: 15 harmonics, falling, so that the pitch can be told. */
Samples voice(double hertz, double seconds) {
  Samples samples(static_cast<std::size_t>(seconds * 8'000));
  for (std::size_t at = 0; at < samples.size(); ++at) {
    double value = 0;
    for (int harmonic = 1; harmonic <= 15; ++harmonic)
      value += std::sin(2 * std::numbers::pi * hertz * harmonic * static_cast<double>(at) / 8'000) /
               harmonic;
    samples[at] = static_cast<std::int16_t>(std::lround(6'000 * value));
  }
  return samples;
}

struct Reader {
  const Samples &samples;
  std::size_t at = 0;
  static std::size_t read(void *context, std::int16_t *into, std::size_t frames) {
    auto &self = *static_cast<Reader *>(context);
    const std::size_t count = std::min(frames, self.samples.size() - self.at);
    std::copy_n(self.samples.begin() + static_cast<std::ptrdiff_t>(self.at), count, into);
    self.at += count;
    return count;
  }
};

Samples scaled(const Samples &samples, std::uint32_t percent, std::size_t block = 80) {
  TimeScale scale;
  scale.setPercent(percent);
  Reader reader{samples};
  Samples result;
  for (;;) {
    Samples some(block);
    some.resize(scale.process(Reader::read, &reader, some.data(), block));
    result.insert(result.end(), some.begin(), some.end());
    if (some.size() < block) return result;
  }
}

double power(const Samples &samples, double hertz) {
  double real = 0, imaginary = 0;
  const std::size_t count = samples.size();
  for (std::size_t at = 0; at < count; ++at) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(at) / 8'000;
    const double window =
        1 - std::cos(2 * std::numbers::pi * static_cast<double>(at) / static_cast<double>(count));
    real += window * samples[at] * std::cos(angle);
    imaginary += window * samples[at] * std::sin(angle);
  }
  return real * real + imaginary * imaginary;
}

/** The strongest frequency around one. */
double strongest(const Samples &samples, double around) {
  double best = 0, most = -1;
  for (double hertz = around * 0.8; hertz < around * 1.25; hertz += around / 400) {
    const double found = power(samples, hertz);
    if (found > most) {
      most = found;
      best = hertz;
    }
  }
  return best;
}

/** The sine that fits best is taken out; what is left is noise and distortion. */
double signalToNoise(const Samples &samples, double hertz) {
  double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0, total = 0;
  const std::size_t from = samples.size() / 4, to = samples.size() * 3 / 4;
  for (std::size_t at = from; at < to; ++at) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(at) / 8'000;
    const double s = std::sin(angle), c = std::cos(angle);
    ss += s * s, cc += c * c, sc += s * c, ys += samples[at] * s, yc += samples[at] * c;
    total += static_cast<double>(samples[at]) * samples[at];
  }
  const double determinant = ss * cc - sc * sc;
  const double a = (ys * cc - yc * sc) / determinant, b = (yc * ss - ys * sc) / determinant;
  const double signal = a * ys + b * yc;
  return 10 * std::log10(signal / (total - signal));
}

double rms(const Samples &samples) {
  double sum = 0;
  for (const std::int16_t sample : samples) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

} // namespace

TEST_CASE(
    "at any speed the sound is as long as it should be, within 2 per cent, and has its pitch") {
  for (const double hertz : {95.0, 140.0, 230.0}) {
    const Samples spoken = voice(hertz, 3);
    for (const std::uint32_t percent : {50U, 67U, 80U, 90U, 110U, 125U, 150U, 200U}) {
      CAPTURE(hertz);
      CAPTURE(percent);
      const Samples heard = scaled(spoken, percent);
      const double wanted = static_cast<double>(spoken.size()) * 100 / percent;
      CHECK(std::abs(static_cast<double>(heard.size()) / wanted - 1) < 0.02);
      CHECK(std::abs(strongest(heard, hertz) / hertz - 1) < 0.01);
      CHECK(std::abs(20 * std::log10(rms(heard) / rms(spoken))) < 1);
    }
  }
}

TEST_CASE("at the pace it was spoken the sound is not touched") {
  std::mt19937 random(4);
  Samples noise(5'003);
  for (auto &sample : noise) sample = static_cast<std::int16_t>(random());
  CHECK(scaled(noise, 100) == noise);
}

TEST_CASE("blocks of any size give the same sound") {
  const Samples spoken = voice(120, 1);
  const Samples whole = scaled(spoken, 140, 80);
  CHECK(scaled(spoken, 140, 8) == whole);
  CHECK(scaled(spoken, 140, 777) == whole);
}

TEST_CASE("the speed may change in the sound, and the position says where in it one is") {
  const Samples spoken = voice(120, 4);
  TimeScale scale;
  Reader reader{spoken};
  std::int16_t some[800];
  std::mt19937 random(8);
  std::uint64_t before = 0;
  for (;;) {
    scale.setPercent(50 + static_cast<std::uint32_t>(random() % 151));
    const std::size_t made = scale.process(Reader::read, &reader, some, 800);
    REQUIRE(scale.position() >= before);
    before = scale.position();
    if (made < 800) break;
  }
  CHECK(before >= spoken.size());
  scale.reset();
  CHECK(scale.position() == 0);
  Samples nothing;
  Reader empty{nothing};
  CHECK(scale.process(Reader::read, &empty, some, 800) == 0);
  scale.setPercent(10);
  CHECK(scale.percent() == 50);
  scale.setPercent(1'000);
  CHECK(scale.percent() == 200);
}

Samples at8000(const Samples &samples, std::uint32_t rate) {
  Resampler resampler(rate);
  Samples made;
  // In two pieces: where they meet is not to be heard.
  const auto half = static_cast<std::ptrdiff_t>(samples.size() / 2);
  resampler.process({samples.begin(), samples.begin() + half}, made);
  resampler.process({samples.begin() + half, samples.end()}, made);
  resampler.finish(made);
  return made;
}

TEST_CASE("a sine keeps its frequency and level from any rate, with 50 dB to what is not it") {
  for (const std::uint32_t rate :
       {6'000U, 7'999U, 11'025U, 16'000U, 22'050U, 32'000U, 44'100U, 48'000U, 96'000U}) {
    for (const double hertz : {50.0, 1'004.0, 2'400.0, 3'400.0}) {
      if (hertz > 0.43 * rate) continue;
      CAPTURE(rate);
      CAPTURE(hertz);
      const Samples got = at8000(sine(hertz, rate, 0.5), rate);
      CHECK(std::abs(static_cast<double>(got.size()) - 4'000) <= 1);
      CHECK(signalToNoise(got, hertz) > 60);
      const Samples middle(got.begin() + 1'000, got.begin() + 3'000);
      CHECK(std::abs(20 * std::log10(rms(middle) / (16'000 / std::sqrt(2)))) < 0.1);
    }
  }
}

TEST_CASE("what 8 kHz cannot carry does not come back as something else") {
  for (const std::uint32_t rate : {16'000U, 44'100U, 48'000U, 96'000U}) {
    for (const double hertz : {4'050.0, 5'000.0, 7'000.0}) {
      CAPTURE(rate);
      CAPTURE(hertz);
      const Samples got = at8000(sine(hertz, rate, 0.5), rate);
      const Samples middle(got.begin() + 1'000, got.begin() + 3'000);
      CHECK(20 * std::log10((rms(middle) + 1e-9) / 11'314) < -70);
    }
  }
}

TEST_CASE("nothing becomes nothing, and other rates are refused") {
  const Samples some = sine(440, 8'000, 0.1);
  CHECK(at8000(some, 8'000).size() == some.size());
  CHECK(at8000({}, 44'100).empty());
  CHECK_THROWS_AS(at8000(some, 5'999), std::invalid_argument);
  CHECK_THROWS_AS(at8000(some, 96'001), std::invalid_argument);
}

TEST_CASE("sox makes nearly the same of noise within the voice band") {
  if (std::system("sox --version >/dev/null 2>&1") != 0) {
    MESSAGE("sox is not installed");
    return;
  }
  Samples sound(22'050, 0);
  std::mt19937 random(6);
  for (int tone = 0; tone < 60; ++tone) {
    const double hertz = 100 + static_cast<double>(random() % 3'200);
    const double phase = static_cast<double>(random() % 1'000);
    for (std::size_t at = 0; at < sound.size(); ++at)
      sound[at] = static_cast<std::int16_t>(
          sound[at] +
          400 * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(at) / 44'100 + phase));
  }
  const auto folder =
      std::filesystem::temp_directory_path() / ("rate-" + std::to_string(std::random_device{}()));
  std::filesystem::create_directory(folder);
  const std::string in = (folder / "in").string(), out = (folder / "out").string();
  std::ofstream(in, std::ios::binary)
      .write(reinterpret_cast<const char *>(sound.data()),
             static_cast<std::streamsize>(sound.size() * 2));
  REQUIRE(std::system(
              ("sox -D -t s16 -r 44100 -c 1 " + in + " -t s16 " + out + " rate -v 8000").c_str()) ==
          0);
  std::ifstream file(out, std::ios::binary);
  const std::string octets((std::istreambuf_iterator<char>(file)), {});
  std::filesystem::remove_all(folder);
  Samples expected(octets.size() / 2);
  std::copy_n(octets.data(), expected.size() * 2, reinterpret_cast<char *>(expected.data()));
  const Samples got = at8000(sound, 44'100);
  REQUIRE(std::abs(static_cast<long>(got.size()) - static_cast<long>(expected.size())) <= 1);
  double difference = 0, total = 0;
  for (std::size_t at = 400; at + 400 < std::min(got.size(), expected.size()); ++at) {
    difference += std::pow(got[at] - expected[at], 2);
    total += std::pow(expected[at], 2);
  }
  CHECK(10 * std::log10(total / difference) > 50);
}
