#pragma once

#include "dsp/block.h"

namespace crosspoint::dsp {

/**
 * One kind of detector for every channel of a board. Everything is allocated when it is made; `process` and `reset`
 * neither allocate nor throw. A channel that is left out of a block for a while has to be `reset` before it is in one again.
 */
class DetectorBank {
public:
  virtual ~DetectorBank() = default;
  /** Any number of frames that is a multiple of 8; the same result however the stream is cut into blocks. */
  virtual void process(const Block &block, Detections &found) noexcept = 0;
  virtual void reset(std::uint32_t channel) noexcept = 0;
};

} // namespace crosspoint::dsp
