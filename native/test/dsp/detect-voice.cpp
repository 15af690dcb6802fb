#include <doctest/doctest.h>

#include <string>

#include "dsp/answer-bank.h"
#include "dsp/voice-activity-bank.h"
#include "test/dsp/detect-support.h"

using namespace crosspoint::dsp;
using namespace crosspoint::dsp::test;

namespace {

/** Noise that swells and pauses as syllables do: what voice is to a detector of energy. */
void talk(Sound &sound, double fromMs, double ms, double dbm0) {
  for (double at = 0; at + 200 <= ms + 1; at += 200)
    for (int partial = 1; partial <= 12; ++partial)
      sound.addTone(fromMs + at, 170, 140 * partial + at / 20, dbm0 - 6 - partial, partial);
}

std::vector<Heard> heardIn(const Samples &samples, const VoiceActivityOptions &options = {}) {
  VoiceActivityBank bank(1, options);
  return listen(bank, samples);
}

std::string answered(const Sound &sound, const AnswerOptions &options = {}) {
  AnswerBank bank(1, options);
  return begun(listen(bank, sound.aLaw()));
}

} // namespace

TEST_CASE("voice: begin and end are where they are, and the pauses between syllables are none") {
  Sound sound(5000);
  talk(sound, 1000, 2000, -18);
  sound.addNoise(-58, 1);
  const std::vector<Heard> heard = heardIn(sound.aLaw());
  REQUIRE(heard.size() == 2);
  CHECK(heard[0].begins);
  CHECK(std::abs(heard[0].frame - 8000) <= 160);
  CHECK(std::abs(heard[1].frame - 8 * 2970) <= 160);
  CHECK(heard[1].levelDbm0 > -30);
  CHECK(heard[1].levelDbm0 < -10);
}

TEST_CASE("voice: silence, steady noise and clicks are none") {
  CHECK(heardIn(Sound(4000).linear()).empty());
  Sound noise(6000);
  noise.addNoise(-52, 2);
  CHECK(heardIn(noise.aLaw()).empty());
  Sound clicks(4000);
  for (double at = 500; at < 4000; at += 500) clicks.addTone(at, 8, 1000, -10);
  clicks.silence(500);
  CHECK(heardIn(clicks.aLaw()).empty());
}

TEST_CASE("voice: the noise floor gets used to louder noise, and voice still stands out of it") {
  Sound sound(16'000);
  Sound loud(14'000);
  loud.addNoise(-40, 3);
  const Samples quiet = Sound(2000).linear();
  Samples samples = quiet;
  append(samples, loud.linear());
  sound.add(samples);
  talk(sound, 13'000, 2000, -14);
  const std::vector<Heard> heard = heardIn(sound.aLaw());
  REQUIRE(heard.size() == 4);
  CHECK(heard[1].frame < 8 * 9000);
  CHECK(std::abs(heard[2].frame - 8 * 13'000) <= 240);
  CHECK(heard[3].frame < 8 * 15'300);
}

TEST_CASE("voice: with a long hang-over it ends a recording once, when the caller has stopped") {
  Sound sound(12'000);
  talk(sound, 500, 2000, -20);
  talk(sound, 4000, 1000, -20);
  sound.addNoise(-60, 4);
  VoiceActivityOptions options;
  options.hangoverMs = 3000;
  const std::vector<Heard> heard = heardIn(sound.aLaw(), options);
  REQUIRE(heard.size() == 2);
  CHECK(std::abs(heard[1].frame - 8 * 4970) <= 160);
}

TEST_CASE("voice: spoken sentences begin and end once each") {
  const Samples spoken = speech("en", "Good morning.");
  if (spoken.empty()) {
    MESSAGE("espeak-ng or sox is not installed: no speech to test with");
    return;
  }
  Samples samples;
  for (int i = 0; i < 3; ++i) {
    append(samples, Samples(8000));
    append(samples, spoken);
  }
  append(samples, Samples(8000));
  CHECK(begun(heardIn(samples)) == "VVV");
}

TEST_CASE("answer: a short greeting is a human, a long one a machine, nothing is undecided") {
  Sound human(6000);
  talk(human, 600, 800, -18);
  human.addNoise(-60, 1);
  CHECK(answered(human) == "H");
  Sound machine(9000);
  talk(machine, 600, 5000, -18);
  machine.addNoise(-60, 1);
  CHECK(answered(machine) == "M");
  Sound nobody(9000);
  nobody.addNoise(-60, 1);
  CHECK(answered(nobody) == "?");
}

TEST_CASE("answer: the beep of a machine is told with begin and end, whatever its frequency") {
  for (const double hertz : {850.0, 1000.0, 1400.0, 1750.0, 1995.0})
    for (const double ms : {200.0, 500.0}) {
      CAPTURE(hertz);
      Sound machine(12'000);
      talk(machine, 600, 5000, -18);
      machine.addTone(6000, ms, hertz, -15);
      machine.addNoise(-50, 1);
      AnswerBank bank(1);
      const std::vector<Heard> heard = listen(bank, machine.aLaw());
      CHECK(begun(heard) == "MB");
      REQUIRE(heard.size() == 3);
      CHECK(heard[1].levelDbm0 == doctest::Approx(-15).epsilon(0.1));
      CHECK(std::abs(heard[1].frame - 8 * 6000) <= 320);
      CHECK(std::abs(heard[2].frame - 8 * (6000 + static_cast<long>(ms))) <= 320);
    }
}

TEST_CASE("answer: ringing, digits, chirps and speech are no beep") {
  Sound sound(14'000);
  talk(sound, 300, 3000, -18);
  sound.addTone(4000, 1000, 425, -12);
  sound.addTone(6000, 500, 852, -12);
  sound.addTone(6000, 500, 1336, -12);
  for (int i = 0; i < 40; ++i) sound.addTone(7000 + i * 20, 20, 800 + i * 30, -12);
  sound.addNoise(-60, 2);
  CHECK(answered(sound) == "M");
  for (const char *const voice : {"en", "de", "fr+f2"}) {
    Sound spoken(300);
    spoken.add(
        speech(voice,
               "Hello, this is the answering machine of Ann and Hugh. We are not at home. "
               "Please leave your name and your number after the tone and we shall call you."));
    if (spoken.frames() > 8000) CHECK(answered(spoken) == "M");
  }
}
