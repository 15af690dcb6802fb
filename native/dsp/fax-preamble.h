#pragma once

#include <cstdint>

namespace crosspoint::dsp {

/**
 * Finds the HDLC flags of 300 bit/s that precede every T.30 message: V.21, channel 2, 1650 Hz for a one and 1850 Hz for a zero. In
 * flags six ones alternate with one or two zeros, so it is enough to measure how long each frequency lasts.
 */
class FaxPreamble {
public:
  /** The last `fresh` of `count` samples are new; as many as a bit lasts have to precede them. */
  void feed(const std::int16_t *samples, std::uint32_t count, std::uint32_t fresh);
  /** Flags one after the other, up to now. */
  int flags() const { return flags_; }
  void clear() { *this = {}; }

private:
  void endRun();

  bool isOne_ = false;
  bool hadOnes_ = false;
  std::uint32_t run_ = 0;
  int flags_ = 0;
};

} // namespace crosspoint::dsp
