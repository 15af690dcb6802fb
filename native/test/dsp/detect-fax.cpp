#include <doctest/doctest.h>

#include <string>

#include "dsp/fax-tone-bank.h"
#include "test/dsp/detect-support.h"
#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

using namespace crosspoint::dsp;
using namespace crosspoint::dsp::test;

namespace {

std::string found(const Samples &samples) {
  FaxToneBank bank(1);
  return begun(listen(bank, samples));
}

Samples toneOf(double hertz, double ms, double dbm0, double noiseDbm0 = -60) {
  Sound sound(100);
  sound.addTone(100, ms, hertz, dbm0);
  sound.silence(300);
  sound.addNoise(noiseDbm0, 4);
  return sound.muLaw();
}

} // namespace

TEST_CASE("fax: CNG within 38 Hz and 15 % of half a second, at every level of T.30") {
  for (const double hertz : {1062.0, 1080.0, 1100.0, 1138.0})
    for (const double ms : {425.0, 500.0, 575.0})
      for (const double dbm0 : {-6.0, -20.0, -40.0}) {
        CAPTURE(hertz);
        CAPTURE(ms);
        CAPTURE(dbm0);
        CHECK(found(toneOf(hertz, ms, dbm0, dbm0 - 12)) == "G");
      }
  CHECK(found(toneOf(1100, 350, -20)).empty());
  CHECK(found(toneOf(1000, 500, -20)).empty());
  CHECK(found(toneOf(1200, 500, -20)).empty());
  CHECK(found(toneOf(1100, 500, -50, -90)).empty());
}

TEST_CASE("fax: begin and end of CNG are dated within 10 ms") {
  FaxToneBank bank(1);
  const std::vector<Heard> heard = listen(bank, toneOf(1100, 500, -13));
  REQUIRE(heard.size() == 2);
  CHECK(heard[0].signal == Signal::faxCng);
  CHECK(heard[0].begins);
  CHECK(heard[0].levelDbm0 == -13);
  CHECK(std::abs(heard[0].frame - 800) < 80);
  CHECK_FALSE(heard[1].begins);
  CHECK(std::abs(heard[1].frame - 4800) < 80);
}

TEST_CASE("fax: CED within 15 Hz; other frequencies, speech-like sound and short tones are none") {
  for (const double hertz : {2085.0, 2100.0, 2115.0})
    for (const double dbm0 : {-6.0, -25.0, -40.0})
      CHECK(found(toneOf(hertz, 2600, dbm0, dbm0 - 12)) == "D");
  CHECK(found(toneOf(2060, 2600, -20)).empty());
  CHECK(found(toneOf(2225, 2600, -20)).empty());
  CHECK(found(toneOf(2100, 300, -20)).empty());
  Sound both(3000);
  both.addTone(100, 2600, 2100, -20);
  both.addTone(100, 2600, 700, -20);
  CHECK(found(both.muLaw()).empty());
}

#ifdef HAVE_SPANDSP

namespace {

Samples sentBySpandsp(int tone, double seconds, double gain = 1) {
  modem_connect_tones_tx_state_t *const state = modem_connect_tones_tx_init(nullptr, tone);
  Samples samples(800 + static_cast<std::size_t>(seconds * 8000));
  modem_connect_tones_tx(state, samples.data() + 800, static_cast<int>(samples.size() - 800));
  modem_connect_tones_tx_free(state);
  samples.resize(samples.size() + 2400);
  for (std::int16_t &sample : samples) sample = clip(sample * gain);
  Sound sound;
  sound.add(samples);
  sound.addNoise(-55, 6);
  return sound.aLaw();
}

} // namespace

TEST_CASE("fax: the tones that spandsp sends are found and told from each other") {
  for (const double gain : {1.0, 0.1}) {
    CAPTURE(gain);
    CHECK(found(sentBySpandsp(MODEM_CONNECT_TONES_FAX_CNG, 10, gain)) == "GGG");
    CHECK(found(sentBySpandsp(MODEM_CONNECT_TONES_ANS, 4, gain)) == "D");
    CHECK(found(sentBySpandsp(MODEM_CONNECT_TONES_ANSAM, 4, gain)) == "D");
    CHECK(found(sentBySpandsp(MODEM_CONNECT_TONES_ANS_PR, 4, gain)) == "DR");
    CHECK(found(sentBySpandsp(MODEM_CONNECT_TONES_ANSAM_PR, 4, gain)) == "DR");
    CHECK(found(sentBySpandsp(MODEM_CONNECT_TONES_BELL_ANS, 4, gain)).empty());
    CHECK(found(sentBySpandsp(MODEM_CONNECT_TONES_CALLING_TONE, 4, gain)).empty());
  }
}

namespace {

/** HDLC flags, then bits that are none. */
int nextBit(void *position) {
  const int at = (*static_cast<int *>(position))++;
  return at < 300 ? 0x7E >> (at % 8) & 1 : at * 7 / 3 % 2;
}

} // namespace

TEST_CASE(
    "fax: the preamble of V.21 is found at every level and rate of noise, and random bits are "
    "none") {
  for (const double level : {-10.0, -25.0, -38.0}) {
    CAPTURE(level);
    int position = 0;
    fsk_tx_state_t *const state =
        fsk_tx_init(nullptr, &preset_fsk_specs[FSK_V21CH2], nextBit, &position);
    fsk_tx_power(state, static_cast<float>(level));
    Samples samples(16'000);
    fsk_tx(state, samples.data() + 800, 15'200);
    fsk_tx_free(state);
    Sound sound;
    sound.add(samples);
    sound.addNoise(level - 15, 2);
    FaxToneBank bank(1);
    const std::vector<Heard> heard = listen(bank, sound.aLaw());
    REQUIRE(heard.size() == 2);
    CHECK(heard[0].symbol == 'V');
    CHECK(std::abs(heard[0].frame - 800) < 500);
    CHECK(std::abs(heard[1].frame - 8800) < 800);
  }
}

#endif
