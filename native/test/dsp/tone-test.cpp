#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "dsp/block.h"
#include "dsp/g711.h"
#include "dsp/gain-table.h"
#include "dsp/tone-countries.h"
#include "dsp/tone-generator.h"
#include "dsp/tone-program.h"

#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

using namespace crosspoint::dsp;

namespace {

std::vector<std::int16_t> play(const ToneProgram &program, std::size_t most = 80'000,
                               std::size_t block = 80) {
  ToneGenerator generator;
  generator.start(program);
  std::vector<std::int16_t> samples;
  while (generator.isRunning() && samples.size() < most) {
    std::vector<std::int16_t> some(block);
    some.resize(generator.generate(some.data(), block));
    samples.insert(samples.end(), some.begin(), some.end());
  }
  return samples;
}

/** The level of one frequency in dBm0, over whole periods of a hertz as far as there are samples. */
double levelAt(const std::vector<std::int16_t> &samples, std::size_t from, std::size_t count,
               double hertz) {
  double real = 0, imaginary = 0;
  for (std::size_t at = 0; at < count; ++at) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(at) / kSampleRate;
    real += samples[from + at] * std::cos(angle);
    imaginary += samples[from + at] * std::sin(angle);
  }
  const double peak = 2 * std::hypot(real, imaginary) / static_cast<double>(count);
  return 20 * std::log10(peak / kZeroDbm0Peak + 1e-9);
}

constexpr double kSilenceDbm0 = -90;

/** Mean power in dBm0. */
double levelDbm0(const std::int16_t *samples, std::size_t count) {
  double power = 0;
  for (std::size_t at = 0; at < count; ++at)
    power += static_cast<double>(samples[at]) * samples[at];
  if (power == 0) return kSilenceDbm0;
  return 10 * std::log10(power / static_cast<double>(count) / (kZeroDbm0Peak * kZeroDbm0Peak / 2));
}

} // namespace

TEST_CASE("digits last as long as they should, to the frame, however the blocks are cut") {
  const ToneProgram program = dtmfProgram("1,#d", 61, 37);
  std::vector<std::int16_t> whole = play(program);
  REQUIRE(whole.size() == (3 * (61 + 37) + 1'000) * 8);
  std::size_t at = 0;
  const auto isSilent = [&](std::size_t frames) {
    const auto begin = whole.begin() + static_cast<std::ptrdiff_t>(at);
    at += frames;
    return std::all_of(begin, begin + static_cast<std::ptrdiff_t>(frames),
                       [](std::int16_t sample) { return sample == 0; });
  };
  CHECK_FALSE(isSilent(61 * 8));
  CHECK(whole[61 * 8 - 1] != 0);
  CHECK(isSilent(37 * 8 + 8'000));
  CHECK_FALSE(isSilent(61 * 8));
  CHECK(isSilent(37 * 8));
  for (const std::size_t block : {1, 8, 63, 64, 65, 1'000})
    CHECK(play(program, 80'000, block) == whole);
}

TEST_CASE("each frequency has the level that was asked for, within a tenth of a decibel") {
  ToneProgram program;
  program.segments = {{{400, 1'000, 2'700, 3'300}, {-60, -130, -200, -400}, 1'000, 0}};
  const auto samples = play(program);
  CHECK(std::abs(levelAt(samples, 0, 8'000, 400) + 6) < 0.01);
  CHECK(std::abs(levelAt(samples, 0, 8'000, 1'000) + 13) < 0.01);
  CHECK(std::abs(levelAt(samples, 0, 8'000, 2'700) + 20) < 0.02);
  CHECK(std::abs(levelAt(samples, 0, 8'000, 3'300) + 40) < 0.1);
  // What is not there is 80 dB down: the sine is good to the rounding of samples.
  CHECK(levelAt(samples, 0, 8'000, 1'200) < -80);
  CHECK(levelAt(samples, 0, 8'000, 2'000) < -80);
}

TEST_CASE("a full-scale sine is the sine, to half a step and the error of single precision") {
  ToneProgram program;
  program.segments = {{{997, 0, 0, 0}, {31, 0, 0, 0}, 10'000, 0}};
  const auto samples = play(program);
  const double peak = kZeroDbm0Peak * std::pow(10, 3.1 / 20);
  double worst = 0;
  for (std::size_t at = 0; at < samples.size(); ++at)
    worst =
        std::max(worst, std::abs(samples[at] - peak * std::sin(2 * std::numbers::pi * 997 *
                                                               static_cast<double>(at) / 8'000)));
  CHECK(worst < 0.6);
}

TEST_CASE("a continuous tone has no seam from one second to the next") {
  const auto samples = play(progressProgram(ProgressTone::dial, "DE"), 24'000);
  REQUIRE(samples.size() >= 24'000);
  for (std::size_t at = 0; at + 8'000 < 24'000; ++at) REQUIRE(samples[at] == samples[at + 8'000]);
}

TEST_CASE("too many loud tones at once saturate and do not wrap") {
  ToneProgram program;
  program.segments = {{{500, 500, 500, 500}, {30, 30, 30, 30}, 100, 0}};
  const auto samples = play(program);
  CHECK(*std::max_element(samples.begin(), samples.end()) == 32'767);
  CHECK(*std::min_element(samples.begin(), samples.end()) == -32'768);
  for (std::size_t at = 1; at < samples.size(); ++at)
    REQUIRE(std::abs(samples[at] - samples[at - 1]) < 50'000);
}

TEST_CASE("a program without a frame in it is over at once, whatever its repeats") {
  for (const std::uint32_t repeats : {0U, 1U, 5U}) {
    ToneProgram program;
    program.repeats = repeats;
    ToneGenerator generator;
    generator.start(program);
    CHECK_FALSE(generator.isRunning());
    program.segments = {{}, {}};
    generator.start(program);
    CHECK_FALSE(generator.isRunning());
    std::int16_t sample = 9;
    CHECK(generator.generate(&sample, 1) == 0);
    CHECK(sample == 0);
  }
}

TEST_CASE("repeats are counted, and stop ends a program without end") {
  ToneProgram program;
  program.segments = {{{440, 0, 0, 0}, {}, 10, 10}, {}, {{}, {}, 0, 5}};
  program.repeats = 3;
  CHECK(play(program).size() == 3 * 25 * 8);
  program.repeats = 0;
  ToneGenerator generator;
  generator.start(program);
  std::int16_t samples[1'000];
  for (int i = 0; i < 100; ++i) CHECK(generator.generate(samples, 1'000) == 1'000);
  generator.stop();
  CHECK(generator.generate(samples, 1'000) == 0);
}

TEST_CASE("what is not a digit is refused with its position, and so is what R2 does not have") {
  CHECK_THROWS_WITH_AS(dtmfProgram("12x"), "not a DTMF digit at position 2", std::invalid_argument);
  CHECK_THROWS_AS(r2Program('A', true), std::invalid_argument);
  CHECK_THROWS_AS(r2Program('*', false), std::invalid_argument);
  CHECK_THROWS_AS(progressProgram(static_cast<ProgressTone>(0), "DE"), std::invalid_argument);
}

#ifdef HAVE_SPANDSP
TEST_CASE("spandsp reads our DTMF, at every level from 0 to -25 dBm0") {
  const std::string digits = "1234567890*#ABCD";
  for (const int level : {-30, -70, -130, -250}) {
    CAPTURE(level);
    auto samples = play(dtmfProgram(digits, 60, 60, static_cast<std::int16_t>(level)));
    dtmf_rx_state_t *const detector = dtmf_rx_init(nullptr, nullptr, nullptr);
    dtmf_rx(detector, samples.data(), static_cast<int>(samples.size()));
    char found[64] = {};
    dtmf_rx_get(detector, found, 63);
    CHECK(found == digits);
    dtmf_rx_free(detector);
  }
}

TEST_CASE("spandsp reads our MFC-R2 signals in both directions") {
  for (const bool forward : {true, false}) {
    for (const char symbol : std::string("1234567890BCDEF")) {
      CAPTURE(forward);
      CAPTURE(symbol);
      auto samples = play(r2Program(symbol, forward), 800);
      r2_mf_rx_state_t *const detector = r2_mf_rx_init(nullptr, forward, nullptr, nullptr);
      r2_mf_rx(detector, samples.data(), static_cast<int>(samples.size()));
      CHECK(r2_mf_rx_get(detector) == symbol);
      r2_mf_rx_free(detector);
    }
  }
}
#endif

TEST_CASE("the table of countries is in order, complete and within the voice band") {
  const auto countries = countryTones();
  CHECK(countries.size() >= 31);
  for (std::size_t at = 1; at < countries.size(); ++at)
    CHECK(countries[at - 1].code < countries[at].code);
  for (const CountryTones &country : countries) {
    CAPTURE(std::string(country.code));
    CHECK((country.code.empty() || country.code.size() == 2));
    for (const ToneCadence &cadence : country.tones) {
      REQUIRE(cadence.count > 0);
      for (const ToneStep &step : cadence.used()) {
        CHECK(step.hertz[0] >= 300);
        for (const std::uint16_t hertz : step.hertz) CHECK(hertz <= 1'850);
        CHECK((step.modulationHertz == 0 || step.hertz[1] == 0));
        CHECK((step.onMs != 0 || (cadence.count == 1 && step.offMs == 0)));
      }
    }
    CHECK(country.of(ProgressTone::busy).used()[0].offMs > 0);
    CHECK(country.of(ProgressTone::ringback).used().back().offMs >= 2'000);
    CHECK(country.of(ProgressTone::confirmation).repeats == 3);
  }
}

TEST_CASE("countries are found in small letters too, and elsewhere is what E.180 recommends") {
  CHECK(findCountryTones("de").code == "DE");
  CHECK(findCountryTones("US").code == "US");
  for (const std::string_view unknown : {"", "X", "XX", "DEU"})
    CHECK(findCountryTones(unknown).code.empty());
  const ToneStep &ringback = findCountryTones("").of(ProgressTone::ringback).used()[0];
  CHECK(ringback.hertz[0] == 425);
  CHECK(ringback.onMs == 1'000);
  CHECK(ringback.offMs == 4'000);
}

TEST_CASE("progress tones sound as the table says: frequencies, sidebands and cadence") {
  const auto british = play(progressProgram(ProgressTone::ringback, "GB"), 48'000);
  CHECK(std::abs(levelAt(british, 0, 3'200, 400) + 10) < 0.3);
  CHECK(std::abs(levelAt(british, 0, 3'200, 450) + 10) < 0.3);
  CHECK(levelDbm0(british.data() + 3'200, 1'600) == kSilenceDbm0);
  CHECK(levelDbm0(british.data() + 4'800, 3'200) > -8);
  CHECK(levelDbm0(british.data() + 8'000, 16'000) == kSilenceDbm0);
  const auto indian = play(progressProgram(ProgressTone::dial, "IN"), 8'000);
  CHECK(std::abs(levelAt(indian, 0, 8'000, 400) + 10) < 0.05);
  CHECK(std::abs(levelAt(indian, 0, 8'000, 375) + 16) < 0.05);
  CHECK(std::abs(levelAt(indian, 0, 8'000, 425) + 16) < 0.05);
}

TEST_CASE("a sine of the reference peak is 0 dBm0") {
  ToneProgram program;
  program.segments = {{{1'000, 0, 0, 0}, {0, 0, 0, 0}, 1'000, 0}};
  auto samples = play(program);
  CHECK(std::abs(levelDbm0(samples.data(), samples.size())) < 0.01);
}

TEST_CASE("a gain takes each octet to the nearest value of the law, and stops at the largest") {
  for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
    std::vector<std::uint8_t> octets(256);
    std::iota(octets.begin(), octets.end(), std::uint8_t{0});
    std::vector<std::int16_t> values(256);
    decode(law, octets.data(), values.data(), values.size());
    for (const int tenths : {-240, -61, -10, 10, 60, 240}) {
      CAPTURE(tenths);
      const GainTable table(law, tenths);
      for (std::size_t octet = 0; octet < 256; ++octet) {
        const double exact =
            std::clamp(values[octet] * std::pow(10, tenths / 200.0), -32'767.0, 32'767.0);
        const double made = values[table[static_cast<std::uint8_t>(octet)]];
        // A step of the law is a sixteenth of its segment, and the largest value lies half a step below full scale.
        REQUIRE(std::abs(made - exact) <= std::max(16.0, std::abs(exact) / 16));
      }
    }
    const GainTable same(law, 0);
    for (std::size_t octet = 0; octet < 256; ++octet) REQUIRE(same[octets[octet]] == octets[octet]);
  }
  const GainTable other(CP_LAW_A, CP_LAW_MU, 0);
  CHECK(other[0xD5] == 0xFE);
}
