#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/sound-format.h"

namespace crosspoint::engine {

/** The data of a sound file to linear samples of 16 bits, one channel, at the rate of the file. */
class SoundDecoder {
public:
  /** Throws EngineError "service-not-supported" where it needs the codec module, which is not there. */
  static std::unique_ptr<SoundDecoder> make(const SoundFormat &format);
  virtual ~SoundDecoder() = default;
  /** Whole units; appends to `into`. */
  virtual void decode(std::span<const std::uint8_t> octets, std::vector<std::int16_t> &into) = 0;
};

} // namespace crosspoint::engine
