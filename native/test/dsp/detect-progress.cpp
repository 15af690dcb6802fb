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
  CallProgressBank bank(1);
  bank.setCountry(0, country);
  return listen(bank, samples);
}

std::string names(const std::vector<Heard> &heard) {
  static const char *const kNames[] = {"", "dial", "ringback", "busy", "congestion", "special"};
  std::string result;
  for (const Heard &one : heard)
    if (one.begins)
      result += (result.empty() ? "" : " ") + std::string(kNames[static_cast<int>(one.symbol)]);
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
