#include <doctest/doctest.h>

#include <array>
#include <string>
#include <tuple>

#include "dsp/dtmf-bank.h"
#include "test/dsp/detect-support.h"
#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

using namespace crosspoint::dsp;
using namespace crosspoint::dsp::test;

namespace {

constexpr std::array<double, 4> kRows = {697, 770, 852, 941};
constexpr std::array<double, 4> kColumns = {1209, 1336, 1477, 1633};
const std::string kDigits = "123A456B789C*0#D";

/** How digits are sent. Levels are of the row; the column is `twistDb` above. */
struct Keys {
  double onMs = 50;
  double offMs = 50;
  double rowDbm0 = -12;
  double twistDb = 0;
  double offset = 0;
  double noiseDbm0 = -70;
  double dialDbm0 = -99;
};

Sound keyed(const std::string &digits, const Keys &keys, std::uint32_t seed = 1) {
  Sound sound(60);
  std::mt19937 random(seed);
  const auto some = [&](unsigned most) { return static_cast<double>(random() % most); };
  for (const char digit : digits) {
    const std::size_t index = kDigits.find(digit);
    const double at = static_cast<double>(sound.frames()) / 8;
    sound.addTone(at, keys.onMs, kRows[index / 4] * (1 + keys.offset), keys.rowDbm0,
                  some(628) / 100);
    sound.addTone(at, keys.onMs, kColumns[index % 4] * (1 + keys.offset),
                  keys.rowDbm0 + keys.twistDb, some(628) / 100);
    // Every position of a digit beside the windows comes about.
    sound.silence(keys.offMs + some(80) / 8);
  }
  sound.silence(60);
  sound.addNoise(keys.noiseDbm0, seed);
  if (keys.dialDbm0 > -90) {
    sound.addTone(0, static_cast<double>(sound.frames()) / 8, 350, keys.dialDbm0);
    sound.addTone(0, static_cast<double>(sound.frames()) / 8, 440, keys.dialDbm0);
  }
  return sound;
}

std::string found(const Samples &samples, const DtmfOptions &options = {}) {
  DtmfBank bank(1, options);
  return begun(listen(bank, samples));
}

std::string all(int times = 4) {
  std::string digits;
  for (int i = 0; i < times; ++i) digits += kDigits;
  return digits;
}

/** Digits of `sent` that were received in their order: the longest common subsequence. */
std::size_t correct(const std::string &sent, const std::string &received) {
  std::vector<std::size_t> row(received.size() + 1);
  for (const char digit : sent) {
    std::size_t diagonal = 0;
    for (std::size_t i = 1; i <= received.size(); ++i) {
      const std::size_t above = row[i];
      row[i] = received[i - 1] == digit ? diagonal + 1 : std::max(above, row[i - 1]);
      diagonal = above;
    }
  }
  return row.back();
}

} // namespace

TEST_CASE("DTMF: every digit at every level that a line has is found, through A-law and mu-law") {
  for (const double level : {-3.0, -10.0, -20.0, -30.0, -36.0, -40.0, -42.0}) {
    CAPTURE(level);
    Keys keys;
    keys.rowDbm0 = level;
    const Sound sound = keyed(all(), keys);
    CHECK(found(sound.linear()) == all());
    CHECK(found(sound.aLaw()) == all());
    CHECK(found(sound.muLaw()) == all());
  }
  Keys weak;
  weak.rowDbm0 = -45;
  CHECK(found(keyed(all(), weak).linear()).empty());
}

TEST_CASE("DTMF: 40 ms are a digit and 23 ms are none, 40 ms are a pause and 10 ms are none") {
  Keys keys;
  keys.onMs = keys.offMs = 40;
  CHECK(found(keyed(all(20), keys).aLaw()) == all(20));
  keys.onMs = 23;
  CHECK(found(keyed(all(20), keys).aLaw()).empty());
  for (const double gapMs : {5.0, 10.0, 40.0}) {
    CAPTURE(gapMs);
    Sound twice(50);
    for (const double at : {50.0, 130.0 + gapMs})
      for (const double hertz : {770.0, 1336.0}) twice.addTone(at, 80, hertz, -10);
    twice.silence(100);
    CHECK(found(twice.aLaw()) == (gapMs < 40 ? "5" : "55"));
  }
}

TEST_CASE("DTMF: frequencies 1.5 % off are accepted and 3.5 % off refused, at 40 ms and in noise") {
  for (const double offset : {-0.015, -0.01, 0.01, 0.015}) {
    CAPTURE(offset);
    Keys keys;
    keys.onMs = keys.offMs = 40;
    keys.offset = offset;
    keys.noiseDbm0 = -21;
    CHECK(found(keyed(all(), keys).aLaw()) == all());
  }
  for (const double offset : {-0.05, -0.035, -0.03, 0.03, 0.035, 0.05}) {
    CAPTURE(offset);
    Keys keys;
    keys.onMs = 100;
    keys.offset = offset;
    CHECK(found(keyed(all(), keys).aLaw()).empty());
  }
}

TEST_CASE("DTMF: the high tone may be 8 dB weaker or 4 dB stronger") {
  for (const auto &[twist, isAccepted] : {std::pair(-8.0, true),
                                          {-6.0, true},
                                          {4.0, true},
                                          {-9.5, false},
                                          {-12.0, false},
                                          {5.5, false},
                                          {9.0, false}}) {
    CAPTURE(twist);
    Keys keys;
    keys.twistDb = twist;
    CHECK(found(keyed(all(), keys).aLaw()) == (isAccepted ? all() : ""));
  }
}

TEST_CASE("DTMF: digits are heard over a dial tone that is louder than they are") {
  for (const double level : {-30.0, -20.0, -15.0, -12.0, -9.0, -6.0}) {
    CAPTURE(level);
    Keys keys;
    keys.dialDbm0 = level;
    CHECK(found(keyed(all(), keys).aLaw()) == all());
  }
  Keys loud;
  loud.dialDbm0 = -6;
  DtmfOptions without;
  without.toleratesDialTone = false;
  CHECK(found(keyed(all(), loud).aLaw(), without).empty());
}

TEST_CASE("DTMF: begin and end are dated within 6 ms, and the level within 1 dB") {
  for (const double onMs : {40.0, 77.0, 200.0, 1500.0})
    for (int phase = 0; phase < 64; phase += 7) {
      CAPTURE(onMs);
      CAPTURE(phase);
      Sound sound;
      const double at = 50 + phase / 8.0;
      sound.addTone(at, onMs, 852, -13);
      sound.addTone(at, onMs, 1209, -13);
      sound.silence(100);
      sound.addNoise(-65, 1);
      DtmfBank bank(1);
      const std::vector<Heard> heard = listen(bank, sound.aLaw());
      REQUIRE(heard.size() == 2);
      CHECK(heard[0].begins);
      CHECK_FALSE(heard[1].begins);
      CHECK(heard[0].symbol == '7');
      CHECK(heard[0].levelDbm0 == doctest::Approx(-10).epsilon(0.1));
      CHECK(std::abs(static_cast<double>(heard[0].frame) / 8 - at) < 6);
      CHECK(std::abs(static_cast<double>(heard[1].frame) / 8 - at - onMs) < 6);
    }
}

TEST_CASE("DTMF: strings of digits of any lengths at random levels come out as they were sent") {
  std::mt19937 random(11);
  for (int round = 0; round < 20; ++round) {
    std::string sent;
    Samples samples;
    for (int i = 0; i < 30; ++i) {
      Keys keys;
      keys.onMs = 40 + static_cast<double>(random() % 160);
      keys.offMs = 40 + static_cast<double>(random() % 160);
      keys.rowDbm0 = -5 - static_cast<double>(random() % 30);
      keys.twistDb = static_cast<double>(random() % 10) - 6;
      keys.offset = (static_cast<double>(random() % 29) - 14) / 1000;
      sent += kDigits[random() % 16];
      append(
          samples,
          keyed(sent.substr(sent.size() - 1), keys, static_cast<std::uint32_t>(random())).aLaw());
    }
    CHECK(found(samples) == sent);
  }
}

TEST_CASE("DTMF: one tone alone, three tones and tones of other systems are no digits") {
  Sound sound(50);
  double at = 50;
  const auto together = [&](std::initializer_list<double> tones) {
    for (const double hertz : tones) sound.addTone(at, 100, hertz, -12);
    sound.silence(60);
    at += 160;
  };
  for (const double row : kRows) together({row});
  for (const double column : kColumns) together({column});
  together({697, 770});
  together({1209, 1477});
  together({697, 1209, 1477});
  together({697, 941, 1336});
  together({770, 1336, 2500});
  // MF-R2, R1, ringing, special information tones, fax.
  for (const auto &[a, b] : {std::pair(1380.0, 1500.0),
                             {900.0, 1020.0},
                             {700.0, 900.0},
                             {1100.0, 1700.0},
                             {440.0, 480.0},
                             {480.0, 620.0},
                             {950.0, 1400.0}})
    together({a, b});
  sound.silence(50);
  CHECK(found(sound.aLaw()).empty());
}

#ifdef HAVE_SPANDSP

namespace {

std::string foundBySpandsp(const Samples &samples, bool filtersDialTone = false) {
  dtmf_rx_state_t *const state = dtmf_rx_init(nullptr, nullptr, nullptr);
  dtmf_rx_parms(state, filtersDialTone, 8, 4, -42);
  std::string digits;
  char some[128];
  for (std::size_t at = 0; at < samples.size(); at += 160) {
    dtmf_rx(state, samples.data() + at,
            static_cast<int>(std::min<std::size_t>(160, samples.size() - at)));
    digits.append(some, dtmf_rx_get(state, some, sizeof some - 1));
  }
  dtmf_rx_free(state);
  return digits;
}

} // namespace

TEST_CASE("DTMF: what spandsp sends is found") {
  std::mt19937 random(5);
  for (const auto &[level, twist, on, off] : {std::tuple(-10, 0, 50, 55),
                                              {-3, 0, 100, 100},
                                              {-30, 3, 40, 40},
                                              {-20, -6, 40, 60},
                                              {-36, 0, 70, 45}}) {
    CAPTURE(level);
    std::string sent;
    for (int i = 0; i < 100; ++i) sent += kDigits[random() % 16];
    dtmf_tx_state_t *const state = dtmf_tx_init(nullptr);
    dtmf_tx_set_level(state, level, twist);
    dtmf_tx_set_timing(state, on, off);
    REQUIRE(dtmf_tx_put(state, sent.c_str(), -1) == 0);
    Samples samples(60'000 * 4);
    const int count = dtmf_tx(state, samples.data(), static_cast<int>(samples.size()));
    dtmf_tx_free(state);
    samples.resize(static_cast<std::size_t>(count + 800) / 8 * 8);
    CHECK(found(samples) == sent);
  }
}

TEST_CASE(
    "DTMF: in noise, off frequency and in a dial tone never fewer digits than spandsp finds") {
  const std::string sent = all(8);
  std::vector<Keys> cases;
  for (const double snr : {20.0, 12.0, 10.0, 8.0, 7.0, 6.0, 5.0, 4.0}) {
    Keys keys;
    keys.noiseDbm0 = keys.rowDbm0 + 3 - snr;
    cases.push_back(keys);
    keys.offset = 0.012;
    cases.push_back(keys);
    keys.twistDb = -5;
    cases.push_back(keys);
  }
  for (const double offset : {-0.015, -0.018, 0.015, 0.018}) {
    Keys keys;
    keys.offset = offset;
    cases.push_back(keys);
  }
  for (const double dial : {-25.0, -18.0, -12.0}) {
    Keys keys;
    keys.dialDbm0 = dial;
    cases.push_back(keys);
  }
  std::size_t ours = 0;
  std::size_t theirs = 0;
  for (const Keys &keys : cases) {
    CAPTURE(keys.noiseDbm0);
    CAPTURE(keys.offset);
    CAPTURE(keys.twistDb);
    CAPTURE(keys.dialDbm0);
    const Samples samples = keyed(sent, keys, 9).aLaw();
    const std::string received = found(samples);
    const std::size_t right = correct(sent, received);
    const std::size_t peer = std::max(correct(sent, foundBySpandsp(samples)),
                                      correct(sent, foundBySpandsp(samples, true)));
    CHECK(right >= peer);
    CHECK(received.size() == right);
    ours += right;
    theirs += peer;
  }
  CHECK(ours > theirs);
}

TEST_CASE("DTMF: speech makes no more digits than it does with spandsp") {
  static const char *const kText =
      "Please listen carefully, as our menu options have changed. For sales, press one. For "
      "support, press two. "
      "Otto, Ede und Uwe sagen: sieben, sechs, null, eins. Le cinq, le six, et le vingt-huit. "
      "Oh, no, who knew how few would do? You and I were away all year. Mamma mia, ma non troppo. "
      "Hello, hello, how are you, I am at home and alone, call me on oh one nine oh four four "
      "seven.";
  Samples speakers;
  for (const char *const voice :
       {"en", "en+f3", "de", "fr+f2", "es", "it+m3", "pl", "zh", "ja", "sv+f4"})
    for (const int pitch : {20, 60, 95}) append(speakers, speech(voice, kText, pitch));
  if (speakers.empty()) {
    MESSAGE("espeak-ng or sox is not installed: no speech to test with");
    return;
  }
  REQUIRE(speakers.size() > 8000 * 300);
  for (const double gain : {1.0, 0.3}) {
    Samples samples = speakers;
    for (std::int16_t &sample : samples) sample = clip(sample * gain);
    const std::string ours = found(samples);
    MESSAGE("false digits in ", samples.size() / 8000, " s of speech: ", ours.size(), ", spandsp ",
            foundBySpandsp(samples).size());
    CHECK(ours.size() <= foundBySpandsp(samples).size());
  }
}

#endif
