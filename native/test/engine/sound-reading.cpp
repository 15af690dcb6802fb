// What sox writes is what is read here; what sox makes of it is what has to come out.
#include <doctest/doctest.h>
#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

#include <cmath>

#include "engine/engine-error.h"
#include "engine/sound.h"
#include "sound-sox.h"

using namespace crosspoint;
using namespace crosspoint::engine;
using namespace crosspoint::test;

namespace {

const std::string kRawIn = " -t raw -r 8000 -e signed-integer -b 16 -c 1 ";

Octets octetsOf(const std::shared_ptr<const Sound> &sound) {
  return Octets(sound->octets().begin(), sound->octets().end());
}

/** From sample to sample. */
Samples changes(const Samples &samples) {
  Samples changes;
  for (std::size_t at = 1; at < samples.size(); ++at)
    changes.push_back(static_cast<std::int16_t>(samples[at] - samples[at - 1]));
  return changes;
}

} // namespace

TEST_CASE("every coding that sox writes at 8 kHz is read octet for octet as sox reads it") {
  if (!hasSox()) {
    MESSAGE("sox is not installed");
    return;
  }
  const bool hasModule = useCodecModule();
  const Folder folder;
  writeFile(folder / "in.raw", toOctets(speech(16'001)));
  for (const std::string coding :
       {"-e unsigned-integer -b 8", "-e signed-integer -b 16", "-e signed-integer -b 24",
        "-e signed-integer -b 32", "-e floating-point -b 32", "-e a-law", "-e mu-law",
        "-e ima-adpcm", "-e gsm-full-rate"}) {
    CAPTURE(coding);
    if (coding == "-e gsm-full-rate" && !hasModule) {
      MESSAGE("the codec module is not built: no GSM");
      continue;
    }
    const std::string file = folder / "out.wav";
    sox(kRawIn + (folder / "in.raw") + " " + coding + " " + file);
    for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
      Octets wanted = soxLaw(file, law);
      // From law to law the tables of G.711 decide, not the way by linear samples.
      if (coding == "-e a-law" || coding == "-e mu-law") {
        const bool isA = coding == "-e a-law";
        wanted = sox(file + (isA ? " -t al -" : " -t ul -"));
        dsp::transcode(isA ? CP_LAW_A : CP_LAW_MU, law, wanted.data(), wanted.data(),
                       wanted.size());
      }
      const Octets found = octetsOf(Sound::fromFile(file, law));
      REQUIRE(wanted.size() >= 16'001);
      // sox tells of the silence that fills up the last block; here it is left out.
      REQUIRE(found.size() >= 16'001);
      REQUIRE(found.size() <= wanted.size());
      CHECK(std::equal(found.begin(), found.end(), wanted.begin()));
    }
  }
}

TEST_CASE("both channels of a stereo file are heard, each at half its level") {
  if (!hasSox()) {
    MESSAGE("sox is not installed");
    return;
  }
  const Folder folder;
  Samples both;
  const Samples left = speech(8'000), right = speech(8'000, 8'000, 7);
  for (std::size_t at = 0; at < left.size(); ++at) {
    both.push_back(left[at]);
    both.push_back(static_cast<std::int16_t>(-right[(at * 3) % 8'000] / 2));
  }
  writeFile(folder / "in.raw", toOctets(both));
  for (const std::string coding :
       {"-e unsigned-integer -b 8", "-e signed-integer -b 16", "-e signed-integer -b 24",
        "-e floating-point -b 32", "-e a-law", "-e mu-law", "-e ima-adpcm"}) {
    CAPTURE(coding);
    const std::string file = folder / "out.wav";
    sox("-t raw -r 8000 -e signed-integer -b 16 -c 2 " + (folder / "in.raw") + " " + coding + " " +
        file);
    const Samples wanted = decoded(CP_LAW_MU, soxLaw(file, CP_LAW_MU));
    const Samples found = decoded(CP_LAW_MU, Sound::fromFile(file, CP_LAW_MU)->octets());
    // sox tells of the silence that fills up the last block of ADPCM.
    CHECK(found.size() == left.size());
    CHECK(wanted.size() >= found.size());
    // The half between two samples is rounded another way.
    CHECK(likeness(wanted, found) > 45);
  }
}

TEST_CASE("every rate from 6,000 to 96,000 Hz comes out at 8,000 as sox has it") {
  if (!hasSox()) {
    MESSAGE("sox is not installed");
    return;
  }
  const Folder folder;
  for (const std::uint32_t rate :
       {6'000u, 8'000u, 11'025u, 12'000u, 16'000u, 22'050u, 32'000u, 44'100u, 48'000u, 96'000u}) {
    CAPTURE(rate);
    const std::string file = folder / "in.wav";
    writeFile(folder / "in.raw", toOctets(speech(rate, rate)));
    sox("-t raw -r " + std::to_string(rate) + " -e signed-integer -b 16 -c 1 " +
        (folder / "in.raw") + " " + file);
    const Samples wanted = toSamples(sox(file + " -r 8000 -t raw -e signed-integer -b 16 -"));
    const Samples found = decoded(CP_LAW_A, Sound::fromFile(file, CP_LAW_A)->octets());
    CHECK(std::abs(static_cast<long>(found.size()) - static_cast<long>(wanted.size())) <= 2);
    CHECK(likeness(wanted, found) > 30);
  }
}

TEST_CASE("a file that sox writes into a pipe is read to its end") {
  if (!hasSox()) {
    MESSAGE("sox is not installed");
    return;
  }
  const Folder folder;
  writeFile(folder / "in.raw", toOctets(speech(4'000)));
  const Octets piped = sox(kRawIn + (folder / "in.raw") + " -e a-law -t wav -");
  REQUIRE(piped.size() > 4'000);
  CHECK(octetsOf(Sound::fromOctets(piped, CP_LAW_A)) ==
        sox(kRawIn + (folder / "in.raw") + " -t al -"));
}

TEST_CASE("raw Oki ADPCM, as on a Dialogic board, is read as sox reads it") {
  if (!hasSox()) {
    MESSAGE("sox is not installed");
    return;
  }
  const Folder folder;
  writeFile(folder / "in.raw", toOctets(speech(8'000)));
  sox(kRawIn + (folder / "in.raw") + " -t vox " + (folder / "out.vox"));
  const Octets vox = readFile(folder / "out.vox");
  REQUIRE(vox.size() == 4'000);
  const auto found = Sound::fromRaw(vox, Coder::okiAdpcm, 8'000, CP_LAW_MU);
  // sox cuts the sum of a difference, everybody else each of its parts: they part slowly, where nothing is heard.
  const Samples wanted = soxLinear("-t vox -r 8000 " + (folder / "out.vox"));
  CHECK(likeness(changes(wanted), changes(decoded(CP_LAW_MU, found->octets()))) > 20);
#ifdef HAVE_SPANDSP
  Samples exact(8'000);
  oki_adpcm_state_t *state = oki_adpcm_init(nullptr, 32'000);
  oki_adpcm_decode(state, exact.data(), vox.data(), 4'000);
  oki_adpcm_free(state);
  CHECK(octetsOf(found) == encoded(CP_LAW_MU, exact));
#endif
  // At 6 kHz the same octets are a third longer.
  CHECK(Sound::fromRaw(vox, Coder::okiAdpcm, 6'000, CP_LAW_MU)->octets().size() ==
        doctest::Approx(8'000 * 8 / 6).epsilon(0.001));
}

TEST_CASE("raw A-law, mu-law and linear sound is read as it is") {
  const Octets law = everyOctet(3'000);
  CHECK(octetsOf(Sound::fromRaw(law, Coder::aLaw, 8'000, CP_LAW_A)) == law);
  CHECK(octetsOf(Sound::fromRaw(law, Coder::muLaw, 8'000, CP_LAW_MU)) == law);
  CHECK(octetsOf(Sound::fromRaw(law, Coder::linear16, 8'000, CP_LAW_A)) ==
        encoded(CP_LAW_A, toSamples(law)));
}

TEST_CASE("a sound of more than 64 MiB is refused before it is read") {
  const Folder folder;
  const std::string path = folder / "long.wav";
  SoundWriter::toFile(path, Container::wav, Coder::aLaw, CP_LAW_A).reset();
  Octets head = readFile(path);
  const std::uint32_t length = (64u << 20) + 1;
  for (int octet = 0; octet < 4; ++octet)
    head[head.size() - 4 + static_cast<std::size_t>(octet)] =
        static_cast<std::uint8_t>(length >> 8 * octet);
  writeFile(path, head);
  std::filesystem::resize_file(path, head.size() + length);
  CHECK_THROWS_AS(Sound::fromFile(path, CP_LAW_A), EngineError);
}

TEST_CASE("what is no file is told with its name") {
  try {
    Sound::fromFile("/nowhere/at-all.wav", CP_LAW_A);
    FAIL("read");
  } catch (const EngineError &error) {
    CHECK(error.code == "unreadable-sound");
    CHECK(std::string(error.what()).find("/nowhere/at-all.wav") != std::string::npos);
  }
  CHECK_THROWS_AS(Sound::fromFile("/dev/zero", CP_LAW_A), EngineError);
  CHECK_THROWS_AS(Sound::fromFile("/tmp", CP_LAW_A), EngineError);
}
