#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace crosspoint::dsp {

inline constexpr double kSampleRate = 8000.0;

/** Sample value of a sine of 0 dBm0 peak (G.711: +3.17 dBm0 is full scale for µ-law, +3.14 for A-law). */
inline constexpr double kZeroDbm0Peak = 22'800.0;

/**
 * One block of many channels: linear samples as G.711 gives them (16 bits, the lowest two zero), each channel's
 * frames one after the other. The samples of channel `c` begin at `samples + c * stride`; rows are aligned to 64 octets where
 * `stride` is a multiple of 32.
 */
struct Block {
  const std::int16_t *samples;
  std::size_t stride;
  std::size_t frames;
  /** The channels to work on, ascending; the others are left alone. */
  std::span<const std::uint32_t> channels;
};

enum class Signal : std::uint8_t {
  dtmf = 1,
  r2Forward,
  r2Backward,
  /** `symbol` is a `ProgressTone`. */
  callProgress,
  faxCng,
  faxCed,
  /** CED with the phase reversals or the V.21 preamble that tells a fax from a modem. */
  faxPreamble,
  voice,
  /** `symbol`: 'H' a human answered, 'M' a machine, 'B' the beep of the machine, '?' undecided. */
  answer,
};

/** Something that began or ended on a channel, in the order of time within a channel. */
struct Detection {
  std::uint32_t channel;
  Signal signal;
  /** '0'…'9', '*', '#', 'A'…'D' for DTMF; '1'…'9','0','B'…'F' as in Q.441 for R2; else as `Signal` says. */
  char symbol;
  bool begins;
  std::int8_t levelDbm0;
  /** Frames from the beginning of the block to the moment meant; negative where it lies in an earlier block. */
  std::int32_t frame;
};

/** Where detectors put what they found. Bounded and made beforehand: what does not fit is counted. */
class Detections {
public:
  explicit Detections(std::span<Detection> storage) : storage_(storage) {}

  void clear() { count_ = 0; }
  void add(const Detection &found) {
    if (count_ < storage_.size())
      storage_[count_++] = found;
    else
      ++lost_;
  }
  std::span<const Detection> found() const { return storage_.first(count_); }
  std::uint64_t lost() const { return lost_; }

private:
  std::span<Detection> storage_;
  std::size_t count_ = 0;
  std::uint64_t lost_ = 0;
};

} // namespace crosspoint::dsp
