#include "engine/sound-format.h"

namespace crosspoint::engine {

namespace {

SoundFormat g726(std::uint32_t bits) noexcept {
  // Eight samples end on a whole octet at every rate.
  return {.coding = SampleCoding::g726, .unitOctets = bits, .unitFrames = 8, .bitsPerSample = bits};
}

SoundFormat plain(Coder coder, bool wav) noexcept {
  switch (coder) {
    case Coder::aLaw:
      return {.coding = SampleCoding::aLaw, .unitOctets = 1, .bitsPerSample = 8};
    case Coder::muLaw:
      return {.coding = SampleCoding::muLaw, .unitOctets = 1, .bitsPerSample = 8};
    case Coder::linear16:
      return {};
    case Coder::g726At16:
      return g726(2);
    case Coder::g726At24:
      return g726(3);
    case Coder::g726At32:
      return g726(4);
    case Coder::g726At40:
      return g726(5);
    case Coder::gsm:
      return {.coding = SampleCoding::gsm,
              .unitOctets = wav ? 65u : 33u,
              .unitFrames = wav ? 320u : 160u,
              .bitsPerSample = 0};
    case Coder::okiAdpcm:
      return {
          .coding = SampleCoding::okiAdpcm, .unitOctets = 1, .unitFrames = 2, .bitsPerSample = 4};
  }
  return {};
}

} // namespace

SoundFormat formatOf(Coder coder, Container container) noexcept {
  SoundFormat format = plain(coder, container == Container::wav);
  format.wavPacking = container == Container::wav;
  return format;
}

const char *nameOf(SampleCoding coding) noexcept {
  switch (coding) {
    case SampleCoding::unsigned8:
      return "8-bit PCM";
    case SampleCoding::linear16:
      return "16-bit PCM";
    case SampleCoding::linear24:
      return "24-bit PCM";
    case SampleCoding::linear32:
      return "32-bit PCM";
    case SampleCoding::float32:
      return "32-bit floating point";
    case SampleCoding::aLaw:
      return "A-law";
    case SampleCoding::muLaw:
      return "\xC2\xB5-law";
    case SampleCoding::g726:
      return "G.726";
    case SampleCoding::gsm:
      return "GSM 06.10";
    case SampleCoding::okiAdpcm:
      return "Oki ADPCM";
    case SampleCoding::imaAdpcm:
      return "IMA ADPCM";
  }
  return "unknown";
}

} // namespace crosspoint::engine
