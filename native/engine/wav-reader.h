#pragma once

#include <cstdint>
#include <optional>

#include "engine/sound-format.h"
#include "engine/sound-source.h"

namespace crosspoint::engine {

/** Where the sound lies in a WAV file, and what it is coded in. */
struct WavLayout {
  SoundFormat format;
  std::uint64_t dataOffset = 0;
  /** What there really is, whatever the header of a streamed file says. */
  std::uint64_t dataLength = 0;
  /** From the chunk `fact`: coders that work in blocks fill up the last one. */
  std::optional<std::uint64_t> frames;
  /** Where the length of `fact` stands, 0 where there is none; that of `data` is four octets before the data. */
  std::uint64_t factOffset = 0;
  /** Nothing but padding follows the data: it can be appended to. */
  bool dataIsLast = false;
};

/** Reads the chunks of a RIFF/WAVE file. Throws EngineError "unreadable-sound" with the octet at which it cannot go on. */
WavLayout readWav(SoundSource &source);

} // namespace crosspoint::engine
