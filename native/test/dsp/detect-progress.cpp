#include <doctest/doctest.h>

#include <string>

#include "dsp/call-progress-bank.h"
#include "dsp/tone-countries.h"
#include "test/dsp/detect-support.h"

using namespace crosspoint::dsp;
using namespace crosspoint::dsp::test;

namespace {

/** A tone as the country plays it, for some seconds, after a moment of silence. */
Samples played(const ToneCadence &cadence, double ms, double dbm0, double frequencyFactor = 1,
               double lengthFactor = 1, double noiseDbm0 = -65) {
  Sound sound(340);
  for (double at = 340; at < ms;)
    for (const ToneStep &step : cadence.used()) {
      const double onMs = step.onMs == 0 ? ms : step.onMs * lengthFactor;
      for (const std::uint16_t hertz : step.hertz)
        if (hertz != 0)
          sound.addTone(at, onMs, hertz * frequencyFactor, dbm0, 0, step.modulationHertz,
                        step.modulationHertz == 0 ? 0 : 1);
      at += onMs + step.offMs * lengthFactor;
    }
  sound.addNoise(noiseDbm0, 3);
  Samples samples = sound.aLaw();
  samples.resize(framesOf(ms));
  return samples;
}

std::vector<Heard> heardIn(std::string_view country, const Samples &samples) {
  // The tables of all countries are made once.
  static CallProgressBank bank(1);
  bank.setCountry(0, country);
  return listen(bank, samples);
}

std::string names(const std::vector<Heard> &heard) {
  static const char *const kNames[] = {"", "dial", "ringback", "busy", "congestion", "special"};
  std::string result;
  for (const Heard &one : heard)
    if (one.begins) {
      result += result.empty() ? "" : " ";
      result += kNames[static_cast<int>(one.symbol)];
    }
  return result;
}

bool isSame(const ToneCadence &a, const ToneCadence &b) {
  if (a.count != b.count) return false;
  for (std::size_t i = 0; i < a.count; ++i)
    if (a.steps[i].onMs != b.steps[i].onMs || a.steps[i].offMs != b.steps[i].offMs) return false;
  return true;
}

} // namespace

TEST_CASE("every country's tones are told from each other") {
  for (const CountryTones &country : countryTones()) {
    for (const ProgressTone tone : {ProgressTone::dial, ProgressTone::ringback, ProgressTone::busy,
                                    ProgressTone::congestion, ProgressTone::special}) {
      // The same cadence (and frequencies so near that they sound alike) is busy.
      const bool isBusyAsWell =
          tone == ProgressTone::congestion &&
          (isSame(country.of(tone), country.of(ProgressTone::busy)) || country.code == "AU");
      static const char *const kNames[] = {"", "dial", "ringback", "busy", "congestion", "special"};
      const std::string wanted = kNames[isBusyAsWell ? 3 : static_cast<int>(tone)];
      for (const double level : {-8.0, -28.0}) {
        CAPTURE(country.code);
        CAPTURE(level);
        CHECK(names(heardIn(country.code, played(country.of(tone), 14'000, level))) == wanted);
      }
    }
  }
}

TEST_CASE("tones are found off their frequency and off their cadence, and in noise") {
  for (const char *const code : {"US", "GB", "DE", "FR", "CN", "IN", "BR"}) {
    const CountryTones &country = findCountryTones(code);
    for (const double frequency : {0.98, 1.02})
      for (const double length : {0.94, 1.06}) {
        CAPTURE(std::string(code));
        CAPTURE(frequency);
        CAPTURE(length);
        const auto heard = [&](ProgressTone tone) {
          return names(
              heardIn(code, played(country.of(tone), 12'000, -16, frequency, length, -36)));
        };
        CHECK(heard(ProgressTone::dial) == "dial");
        CHECK(heard(ProgressTone::ringback) == "ringback");
        CHECK(heard(ProgressTone::busy) == "busy");
        CHECK(heard(ProgressTone::congestion) == "congestion");
      }
  }
}

TEST_CASE("a call that is dialled, rings and is busy: each tone begins and ends where it does") {
  Sound sound(500);
  sound.addTone(500, 3000, 350, -14);
  sound.addTone(500, 3000, 440, -14);
  for (const double at : {6000.0, 12'000.0}) {
    sound.addTone(at, 2000, 440, -19);
    sound.addTone(at, 2000, 480, -19);
  }
  for (double at = 16'000; at < 20'000; at += 1000) {
    sound.addTone(at, 500, 480, -24);
    sound.addTone(at, 500, 620, -24);
  }
  sound.silence(3000);
  sound.addNoise(-60, 3);
  const std::vector<Heard> heard = heardIn("US", sound.muLaw());
  REQUIRE(heard.size() == 6);
  CHECK(names(heard) == "dial ringback busy");
  const double expectedMs[] = {500, 3500, 6000, 14'000, 16'000, 19'500};
  for (std::size_t i = 0; i < heard.size(); ++i) {
    CAPTURE(i);
    CHECK(heard[i].begins == (i % 2 == 0));
    CHECK(std::abs(static_cast<double>(heard[i].frame) / 8 - expectedMs[i]) < 60);
  }
  CHECK(heard[0].levelDbm0 == doctest::Approx(-11).epsilon(0.1));
}

TEST_CASE("speech, digits and tones of another country are no progress tones") {
  Samples speakers;
  for (const char *const voice : {"en", "en+f3", "de", "fr+f2", "it"})
    append(speakers,
           speech(voice,
                  "Hello? Who is there? No, nobody of this name lives here. Ooh, aah, mmm, well, "
                  "good bye then, and give my regards to all of them at home."));
  for (const char *const code : {"US", "GB", "DE", "JP"}) {
    CAPTURE(std::string(code));
    CHECK((speakers.empty() || heardIn(code, speakers).empty()));
    Sound digits(200);
    for (double at = 200; at < 3000; at += 200) {
      digits.addTone(at, 100, 697, -10);
      digits.addTone(at, 100, 1209, -10);
    }
    CHECK(heardIn(code, digits.aLaw()).empty());
  }
  CHECK(heardIn("US", played(findCountryTones("DE").of(ProgressTone::busy), 6000, -10)).empty());
  CHECK(heardIn("DE", played(findCountryTones("US").of(ProgressTone::busy), 6000, -10)).empty());
}
