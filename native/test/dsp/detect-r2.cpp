#include <doctest/doctest.h>

#include <array>
#include <string>

#include "dsp/r2-bank.h"
#include "test/dsp/detect-support.h"
#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

using namespace crosspoint::dsp;
using namespace crosspoint::dsp::test;

namespace {

const std::string kSignals = "1234567890BCDEF";
constexpr std::array<double, 6> kForward = {1380, 1500, 1620, 1740, 1860, 1980};
constexpr std::array<double, 6> kBackward = {1140, 1020, 900, 780, 660, 540};

struct Compelled {
  double onMs = 60;
  double offMs = 60;
  double dbm0 = -15;
  double twistDb = 0;
  double offsetHertz = 0;
  double noiseDbm0 = -60;
};

/** Two out of six, after Q.441. */
Sound signalled(const std::string &signals, R2Direction direction, const Compelled &how) {
  const auto &hertz = direction == R2Direction::forward ? kForward : kBackward;
  Sound sound(50);
  std::mt19937 random(3);
  for (const char signal : signals) {
    std::size_t high = 1;
    std::size_t index = kSignals.find(signal);
    while (index >= high) index -= high++;
    const double at = static_cast<double>(sound.frames()) / 8;
    sound.addTone(at, how.onMs, hertz[index] + how.offsetHertz, how.dbm0, 1);
    sound.addTone(at, how.onMs, hertz[high] + how.offsetHertz, how.dbm0 + how.twistDb, 2);
    sound.silence(how.offMs + static_cast<double>(random() % 64) / 8);
  }
  sound.silence(60);
  sound.addNoise(how.noiseDbm0, 8);
  return sound;
}

std::string found(const Samples &samples, R2Direction direction) {
  R2Options options;
  options.direction = direction;
  R2Bank bank(1, options);
  return begun(listen(bank, samples));
}

constexpr R2Direction kBoth[] = {R2Direction::forward, R2Direction::backward};

} // namespace

TEST_CASE(
    "R2: all fifteen signals of both directions within the levels, twists and offsets of Q.455") {
  for (const R2Direction direction : kBoth)
    for (const double dbm0 : {-5.0, -20.0, -35.0})
      for (const double twist : {-7.0, 0.0, 7.0})
        for (const double offset : {-10.0, 0.0, 10.0}) {
          CAPTURE(dbm0);
          CAPTURE(twist);
          CAPTURE(offset);
          Compelled how;
          how.dbm0 = dbm0 - std::min(twist, 0.0);
          how.twistDb = twist;
          how.offsetHertz = offset;
          how.noiseDbm0 = dbm0 - 15;
          CHECK(found(signalled(kSignals, direction, how).aLaw(), direction) == kSignals);
        }
}

TEST_CASE("R2: begin and end are told soon enough for compelled signalling") {
  for (const R2Direction direction : kBoth) {
    R2Options options;
    options.direction = direction;
    R2Bank bank(1, options);
    const Samples samples = signalled(kSignals + kSignals, direction, {}).aLaw();
    std::vector<Detection> storage(16);
    const std::uint32_t channel = 0;
    int events = 0;
    for (std::size_t at = 0; at + 8 <= samples.size(); at += 8) {
      Detections detections(storage);
      bank.process({samples.data() + at, 8, 8, {&channel, 1}}, detections);
      for (const Detection &one : detections.found()) {
        ++events;
        // What is told is later than what it tells about by this many frames.
        CHECK(8 - one.frame < 8 * 36);
        CHECK(8 - one.frame > 8 * 8);
      }
    }
    CHECK(events == 60);
  }
}

TEST_CASE("R2: bursts of 7 ms, too weak, too uneven and single or triple tones are no signals") {
  for (const R2Direction direction : kBoth) {
    Compelled brief;
    brief.onMs = 7;
    CHECK(found(signalled(kSignals, direction, brief).aLaw(), direction).empty());
    Compelled weak;
    weak.dbm0 = -43;
    CHECK(found(signalled(kSignals, direction, weak).aLaw(), direction).empty());
    Compelled uneven;
    uneven.twistDb = -14;
    CHECK(found(signalled(kSignals, direction, uneven).aLaw(), direction).empty());
    const auto &hertz = direction == R2Direction::forward ? kForward : kBackward;
    for (std::size_t first = 0; first < 6; ++first) {
      Sound one(30);
      one.addTone(30, 100, hertz[first], -10);
      one.silence(40);
      CHECK(found(one.aLaw(), direction).empty());
      one.addTone(30, 100, hertz[(first + 1) % 6], -10);
      one.addTone(30, 100, hertz[(first + 3) % 6], -10);
      CHECK(found(one.aLaw(), direction).empty());
    }
    // The other direction's signals are another system.
    const R2Direction other =
        direction == R2Direction::forward ? R2Direction::backward : R2Direction::forward;
    CHECK(found(signalled(kSignals, direction, {}).aLaw(), other).empty());
  }
}

TEST_CASE("R2: a signal is not ended by a gap of 7 ms") {
  Sound sound(50);
  for (const double at : {50.0, 107.0})
    for (const double hertz : {1380.0, 1500.0}) sound.addTone(at, 50, hertz, -15);
  sound.silence(80);
  CHECK(found(sound.aLaw(), R2Direction::forward) == "1");
}

#ifdef HAVE_SPANDSP

TEST_CASE("R2: what spandsp sends is found, and what we find spandsp finds in the same sound") {
  for (const R2Direction direction : kBoth) {
    const bool isForward = direction == R2Direction::forward;
    r2_mf_tx_state_t *const sender = r2_mf_tx_init(nullptr, isForward);
    r2_mf_rx_state_t *const receiver = r2_mf_rx_init(nullptr, isForward, nullptr, nullptr);
    Samples samples(400);
    std::string theirs;
    for (const char signal : kSignals) {
      Samples some(1200);
      r2_mf_tx_put(sender, signal);
      r2_mf_tx(sender, some.data(), 640);
      r2_mf_tx_put(sender, 0);
      r2_mf_tx(sender, some.data() + 640, 560);
      append(samples, some);
      r2_mf_rx(receiver, some.data(), 500);
      theirs += static_cast<char>(r2_mf_rx_get(receiver));
      r2_mf_rx(receiver, some.data() + 500, 700);
    }
    CHECK(theirs == kSignals);
    CHECK(found(samples, direction) == theirs);
    r2_mf_tx_free(sender);
    r2_mf_rx_free(receiver);
  }
}

#endif
