// G.726 and GSM, which come with the optional module.
#include <doctest/doctest.h>

#include "engine/engine-error.h"
#include "engine/sound-sink.h"
#include "engine/sound.h"
#include "sound-sox.h"

using namespace crosspoint;
using namespace crosspoint::engine;
using namespace crosspoint::test;

namespace {

Octets recorded(Container container, Coder coder, const Octets &octets) {
  const auto writer = SoundWriter::toMemory(container, coder, CP_LAW_MU, 1 << 20);
  auto &sink = dynamic_cast<SoundSink &>(*writer);
  sink.put(octets);
  sink.finish();
  writer->drain();
  return writer->take();
}

Octets muLawSpeech(std::size_t frames) {
  return encoded(CP_LAW_MU, speech(frames));
}

/** A head of a Sun file, in which sox knows G.726 at 24, 32 and 40 kbit/s under their older names. */
Octets sunFile(std::uint8_t encoding, const Octets &data) {
  Octets file = {'.', 's', 'n', 'd', 0, 0, 0, 24};
  for (int shift = 24; shift >= 0; shift -= 8)
    file.push_back(static_cast<std::uint8_t>(data.size() >> shift));
  for (const std::uint8_t octet :
       std::initializer_list<std::uint8_t>{0, 0, 0, encoding, 0, 0, 0x1F, 0x40, 0, 0, 0, 1})
    file.push_back(octet);
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

constexpr std::pair<Coder, double> kRates[] = {
    {Coder::g726At16, 8}, {Coder::g726At24, 15}, {Coder::g726At32, 20}, {Coder::g726At40, 25}};

} // namespace

TEST_CASE("G.726 comes back at every rate, from WAV files and raw ones") {
  if (!useCodecModule()) {
    MESSAGE("the codec module is not built");
    return;
  }
  const Octets octets = muLawSpeech(8'003);
  std::size_t bits = 2;
  for (const auto &[coder, decibels] : kRates) {
    CAPTURE(bits);
    const Octets raw = recorded(Container::raw, coder, octets);
    CHECK(raw.size() == 1'001 * bits);
    const auto fromRaw = Sound::fromRaw(raw, coder, 8'000, CP_LAW_MU);
    CHECK(fromRaw->octets().size() == 8'008);
    CHECK(likeness(decoded(CP_LAW_MU, octets), decoded(CP_LAW_MU, fromRaw->octets())) > decibels);
    const auto fromWav = Sound::fromOctets(recorded(Container::wav, coder, octets), CP_LAW_MU);
    REQUIRE(fromWav->octets().size() == 8'003);
    CHECK(
        std::equal(fromWav->octets().begin(), fromWav->octets().end(), fromRaw->octets().begin()));
    ++bits;
  }
}

TEST_CASE("raw G.726 is packed as in RTP, in WAV files the other way round") {
  if (!useCodecModule()) {
    MESSAGE("the codec module is not built");
    return;
  }
  const Octets octets = muLawSpeech(800);
  const Octets raw = recorded(Container::raw, Coder::g726At32, octets);
  const Octets wav = recorded(Container::wav, Coder::g726At32, octets);
  REQUIRE(wav.size() == 58 + 400);
  for (std::size_t at = 0; at < raw.size(); ++at)
    CHECK(wav[58 + at] == static_cast<std::uint8_t>(raw[at] << 4 | raw[at] >> 4));
}

TEST_CASE("sox, which has G.726 from the CCITT's own program, hears the same") {
  if (!useCodecModule() || !hasSox()) {
    MESSAGE("the codec module is not built, or sox is not installed");
    return;
  }
  const Folder folder;
  const Octets octets = muLawSpeech(8'000);
  for (const auto &[coder, encoding] : {std::pair<Coder, std::uint8_t>{Coder::g726At32, 23},
                                        {Coder::g726At24, 25},
                                        {Coder::g726At40, 26}}) {
    CAPTURE(encoding);
    const Octets raw = recorded(Container::raw, coder, octets);
    writeFile(folder / "in.au", sunFile(encoding, raw));
    const Octets wanted = soxLaw(folder / "in.au", CP_LAW_MU);
    const auto found = Sound::fromRaw(raw, coder, 8'000, CP_LAW_MU);
    CHECK(wanted == Octets(found->octets().begin(), found->octets().end()));
  }
}

TEST_CASE("a GSM recording is heard by sox as by us, and is as long as it was") {
  if (!useCodecModule() || !hasSox()) {
    MESSAGE("the codec module is not built, or sox is not installed");
    return;
  }
  const Folder folder;
  const Octets octets = muLawSpeech(8'100);
  const Octets wav = recorded(Container::wav, Coder::gsm, octets);
  writeFile(folder / "out.wav", wav);
  const auto found = Sound::fromOctets(wav, CP_LAW_MU);
  CHECK(found->octets().size() == 8'100);
  CHECK(likeness(decoded(CP_LAW_MU, octets), decoded(CP_LAW_MU, found->octets())) > 5);
  const Octets wanted = soxLaw(folder / "out.wav", CP_LAW_MU);
  REQUIRE(wanted.size() >= 8'100);
  CHECK(std::equal(found->octets().begin(), found->octets().end(), wanted.begin()));
  // Raw: 33 octets for 20 ms, as the .gsm files of sox have it.
  const Octets raw = recorded(Container::raw, Coder::gsm, octets);
  CHECK(raw.size() == 51 * 33);
  writeFile(folder / "out.gsm", raw);
  const auto fromRaw = Sound::fromRaw(raw, Coder::gsm, 8'000, CP_LAW_MU);
  CHECK(soxLaw(folder / "out.gsm", CP_LAW_MU) ==
        Octets(fromRaw->octets().begin(), fromRaw->octets().end()));
}

TEST_CASE("without the module its coders are refused, and no file is left behind") {
  const Folder folder;
  const auto codeOf = [](const auto &what) -> std::string {
    try {
      what();
    } catch (const EngineError &error) {
      return error.code;
    }
    return "";
  };
  // A library that is none, and one that is no codec module.
  writeFile(folder / "empty.so", {});
  for (const std::string &path : {std::string("/nowhere/codec.so"), folder / "empty.so"}) {
    setCodecModule(path);
    CHECK(codeOf([&] {
            SoundWriter::toFile(folder / "out.wav", Container::wav, Coder::g726At32, CP_LAW_A);
          }) == "service-not-supported");
    CHECK_FALSE(std::filesystem::exists(folder / "out.wav"));
    CHECK(codeOf([] { Sound::fromRaw(Octets(33), Coder::gsm, 8'000, CP_LAW_A); }) ==
          "service-not-supported");
  }
  useCodecModule();
}
