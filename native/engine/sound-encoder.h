#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "crosspoint/board.h"
#include "engine/sound-format.h"
#include "engine/sound-source.h"

namespace crosspoint::engine {

/** Octets of G.711 at 8 kHz to what a recording is coded in. Works in whole units; what is left over waits for more. */
class SoundEncoder {
public:
  /** Throws EngineError "service-not-supported" where it needs the codec module, which is not there. */
  static std::unique_ptr<SoundEncoder> make(const SoundFormat &format, cp_law law);
  virtual ~SoundEncoder() = default;

  /** Appends to `into`. */
  virtual void encode(std::span<const std::uint8_t> octets, std::vector<std::uint8_t> &into) = 0;
  /** The last unit is filled up with silence. */
  virtual void finish(std::vector<std::uint8_t> & /*into*/) {}
  /** Goes on from what a file already has: an adaptive coder takes on the state in which its decoder will be. */
  virtual void goOn(SoundSource & /*source*/, std::uint64_t /*offset*/, std::uint64_t /*length*/) {}
};

} // namespace crosspoint::engine
