#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "dsp/answer-bank.h"
#include "dsp/call-progress-bank.h"
#include "dsp/dtmf-bank.h"
#include "dsp/fax-tone-bank.h"
#include "dsp/r2-bank.h"
#include "dsp/tone-correlator.h"
#include "dsp/voice-activity-bank.h"
#include "test/dsp/detect-support.h"

// What holds for every bank: no matter with which instructions, in which blocks, among which other channels.
using namespace crosspoint::dsp;
using namespace crosspoint::dsp::test;

namespace {

struct Kind {
  const char *name;
  std::function<std::unique_ptr<DetectorBank>(std::size_t, InstructionSet)> make;
};

const std::vector<Kind> &kinds() {
  static const std::vector<Kind> all = {
      {"DTMF", [](auto n, auto set) { return std::make_unique<DtmfBank>(n, DtmfOptions{}, set); }},
      {"R2", [](auto n, auto set) { return std::make_unique<R2Bank>(n, R2Options{}, set); }},
      {"fax",
       [](auto n, auto set) { return std::make_unique<FaxToneBank>(n, FaxToneOptions{}, set); }},
      {"progress",
       [](auto n, auto set) {
         auto bank = std::make_unique<CallProgressBank>(n, CallProgressOptions{}, set);
         static constexpr const char *kCountries[] = {"US", "GB", "DE", "JP"};
         for (std::uint32_t channel = 0; channel < n; ++channel)
           bank->setCountry(channel, kCountries[channel % 4]);
         return bank;
       }},
      {"voice",
       [](auto n, auto set) {
         return std::make_unique<VoiceActivityBank>(n, VoiceActivityOptions{}, set);
       }},
      {"answer",
       [](auto n, auto set) { return std::make_unique<AnswerBank>(n, AnswerOptions{}, set); }}};
  return all;
}

/** Something for every detector, in an order of its own. */
Samples medley(std::uint32_t seed) {
  static const std::vector<std::vector<double>> kChords = {
      {697, 1209}, {941, 1633}, {852, 1477}, {1380, 1980}, {1620, 1740}, {1500, 1620}, {1100},
      {2100},      {350, 440},  {440, 480},  {480, 620},   {425},        {400, 450},   {1000}};
  std::mt19937 random(seed);
  Sound sound(seed * 3 % 100);
  for (int i = 0; i < 10; ++i) {
    const double ms = std::vector<double>{30, 60, 240, 375, 500, 500}[random() % 6];
    const auto &chord = kChords[random() % kChords.size()];
    const double level = -6 - static_cast<double>(random() % 30);
    for (int burst = 0; burst < 4; ++burst) {
      const double at = static_cast<double>(sound.frames()) / 8;
      for (const double hertz : chord) sound.addTone(at, ms, hertz, level);
      sound.silence(ms);
    }
  }
  sound.addNoise(-50 + static_cast<double>(random() % 20), seed);
  Samples samples = sound.aLaw();
  samples.resize(8 * 12'000);
  return samples;
}

std::vector<Samples> medleys(std::size_t channels) {
  std::vector<Samples> streams;
  for (std::size_t channel = 0; channel < channels; ++channel)
    streams.push_back(medley(static_cast<std::uint32_t>(channel + 1)));
  return streams;
}

std::vector<Heard> sorted(std::vector<Heard> heard) {
  std::stable_sort(heard.begin(), heard.end(),
                   [](const Heard &a, const Heard &b) { return a.channel < b.channel; });
  return heard;
}

} // namespace

TEST_CASE("banks: every instruction set and every cut into blocks finds the same") {
  const std::vector<Samples> streams = medleys(19);
  for (const Kind &kind : kinds()) {
    CAPTURE(std::string(kind.name));
    auto reference = kind.make(streams.size(), InstructionSet::portable);
    const std::vector<Heard> expected = sorted(listen(*reference, streams, 160));
    CHECK(expected.size() > (std::string(kind.name) == "answer" ? 1 : 5));
    for (const InstructionSet set : instructionSets())
      for (const std::size_t block :
           {std::size_t{8}, std::size_t{160}, std::size_t{648}, std::size_t{0}}) {
        CAPTURE(block);
        auto bank = kind.make(streams.size(), set);
        CHECK(sorted(listen(*bank, streams, block)) == expected);
      }
  }
}

TEST_CASE("banks: a channel finds the same alone as among others, and after a reset") {
  const std::vector<Samples> streams = medleys(6);
  for (const Kind &kind : kinds()) {
    CAPTURE(std::string(kind.name));
    auto together = kind.make(streams.size(), bestInstructionSet());
    const std::vector<Heard> all = listen(*together, streams);
    for (std::uint32_t channel = 0; channel < streams.size(); ++channel) together->reset(channel);
    CHECK(listen(*together, streams) == all);
    // In the bank's last channel, with others before it left out.
    auto alone = kind.make(streams.size(), bestInstructionSet());
    const std::uint32_t channel = 4;
    std::vector<Detection> storage(1000);
    Detections found(storage);
    const Samples &stream = streams[channel];
    const auto frames = stream.size();
    alone->process({stream.data() - channel * std::size_t{0}, 0, frames, {&channel, 1}}, found);
    std::vector<Heard> expected;
    for (const Heard &one : all)
      if (one.channel == channel) expected.push_back(one);
    std::vector<Heard> heard;
    for (const Detection &one : found.found())
      heard.push_back({one.channel, one.signal, one.symbol, one.begins, one.levelDbm0, one.frame});
    CHECK(heard == expected);
  }
}

TEST_CASE(
    "banks: a reset in the midst forgets what was heard and keeps the windows of all channels "
    "together") {
  const Samples stream = medley(3);
  for (const Kind &kind : kinds()) {
    CAPTURE(std::string(kind.name));
    auto bank = kind.make(2, bestInstructionSet());
    std::vector<Detection> storage(1000);
    Detections found(storage);
    const std::uint32_t both[] = {0, 1};
    // The second channel starts anew after 1001 times eight frames, with what the first hears from then on.
    const std::size_t cut = 8008;
    bank->process({stream.data(), 0, cut, both}, found);
    for (const std::uint32_t channel : both) bank->reset(channel);
    found.clear();
    bank->process({stream.data() + cut, 0, 24'000, both}, found);
    std::string first;
    std::string second;
    for (const Detection &one : found.found())
      (one.channel == 0 ? first : second) += std::to_string(one.frame) + one.symbol + ' ';
    if (std::string(kind.name) != "progress") CHECK(first == second);
  }
}

TEST_CASE("banks: any samples at all do no harm") {
  std::mt19937 random(17);
  for (const Kind &kind : kinds()) {
    for (const InstructionSet set : instructionSets()) {
      auto bank = kind.make(17, set);
      std::vector<Samples> streams(17, Samples(16'000));
      for (std::size_t channel = 0; channel < streams.size(); ++channel)
        for (std::size_t frame = 0; frame < 16'000; ++frame) {
          const auto period = 2 + channel * 5;
          const bool isHigh = frame / period % 2 == 0;
          const auto any = static_cast<std::int16_t>(random());
          const std::int16_t square = isHigh ? std::numeric_limits<std::int16_t>::max()
                                             : std::numeric_limits<std::int16_t>::min();
          streams[channel][frame] = channel % 3 == 0 ? any
                                    : channel == 16  ? std::int16_t{-32768}
                                                     : square;
        }
      const std::vector<Heard> heard = listen(*bank, streams, 0);
      for (const Heard &one : heard) CHECK(one.channel < 17);
    }
  }
}

TEST_CASE(
    "correlator: levels and frequencies of tones are measured, the same with every instruction "
    "set") {
  const std::vector<double> hertz = {697, 1209, 350};
  for (const InstructionSet set : instructionSets()) {
    const ToneCorrelator correlator(hertz, 128, set);
    std::vector<Samples> rows(16);
    const std::int16_t *pointers[16];
    for (std::size_t lane = 0; lane < 16; ++lane) {
      Sound sound(16);
      sound.addTone(0, 16, 697, -3.0 * static_cast<double>(lane), 0.4 * static_cast<double>(lane));
      rows[lane] = sound.linear();
      pointers[lane] = rows[lane].data();
    }
    Correlation found;
    correlator.correlate(pointers, found);
    for (std::size_t lane = 0; lane < 12; ++lane) {
      const Phasor phasor = ToneCorrelator::phasor(found, 0, lane);
      const float power = correlator.toneScale() *
                          (phasor.real * phasor.real + phasor.imaginary * phasor.imaginary);
      const float whole = correlator.energyScale() * static_cast<float>(found.energy[lane]);
      CHECK(10 * std::log10(power / meanSquareOfDbm0(0)) ==
            doctest::Approx(-3.0 * static_cast<double>(lane)).epsilon(0.01));
      CHECK(power / whole == doctest::Approx(1).epsilon(0.05));
    }
  }
  CHECK_THROWS_AS(ToneCorrelator(hertz, 100, InstructionSet::portable), std::invalid_argument);
  CHECK_THROWS_AS(ToneCorrelator(hertz, 1024, InstructionSet::portable), std::invalid_argument);
  CHECK_THROWS_AS(ToneCorrelator({}, 128, InstructionSet::portable), std::invalid_argument);
}
