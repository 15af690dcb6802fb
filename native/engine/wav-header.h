#pragma once

#include <cstdint>
#include <vector>

#include "engine/sound-format.h"
#include "engine/sound-output.h"

namespace crosspoint::engine {

/** Below what others take for a length that is not known. */
inline constexpr std::uint64_t kMostWavOctets = 0x7FFF'0000;

/** The head of a WAV file that is being written, and where its lengths stand. */
class WavHeader {
public:
  /** Of a file that exists. */
  WavHeader(std::uint64_t dataOffset, std::uint64_t factOffset)
      : dataOffset_(dataOffset), factOffset_(factOffset) {}

  /** Writes the head of an empty file of one channel. */
  static WavHeader begin(SoundOutput &output, const SoundFormat &format);

  /** Makes the lengths true. */
  bool update(SoundOutput &output, std::uint64_t dataLength, std::uint64_t frames) const;

  std::uint64_t dataOffset() const noexcept { return dataOffset_; }

private:
  std::uint64_t dataOffset_;
  /** 0: there is none. */
  std::uint64_t factOffset_;
};

} // namespace crosspoint::engine
