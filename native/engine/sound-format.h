#pragma once

#include <cstdint>

#include "engine/sound.h"

namespace crosspoint::engine {

/** How samples are written in a file: what is recorded in, and what is only read. */
enum class SampleCoding : std::uint8_t {
  unsigned8,
  linear16,
  linear24,
  linear32,
  float32,
  aLaw,
  muLaw,
  g726,
  gsm,
  okiAdpcm,
  imaAdpcm,
};

/** The data of a sound file, without the file around it. */
struct SoundFormat {
  SampleCoding coding = SampleCoding::linear16;
  std::uint32_t rate = 8'000;
  std::uint32_t channels = 1;
  /** The data can be cut after every so many octets, which are so many frames. */
  std::uint32_t unitOctets = 2;
  std::uint32_t unitFrames = 1;
  /** Of one code word, for G.726: 2…5. */
  std::uint32_t bitsPerSample = 16;
  /** Code words lie as in WAV files; raw files have them as RTP has. */
  bool wavPacking = true;

  bool operator==(const SoundFormat &) const = default;
};

/** What a coder writes at 8 kHz (Oki at 24 kbit/s: 6 kHz). */
SoundFormat formatOf(Coder coder, Container container) noexcept;

/** "G.726 at 32 kbit/s" and the like, for messages. */
const char *nameOf(SampleCoding coding) noexcept;

inline bool needsModule(SampleCoding coding) noexcept {
  return coding == SampleCoding::g726 || coding == SampleCoding::gsm;
}

} // namespace crosspoint::engine
