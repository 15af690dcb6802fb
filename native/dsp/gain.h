#pragma once

#include <cstddef>
#include <cstdint>

namespace crosspoint::dsp {

/** An amplification, made once and used for many blocks. */
class Gain {
public:
  /** In tenths of a decibel, −480…480; what lies outside is taken as the end of the range. */
  explicit Gain(std::int32_t tenths = 0) noexcept;

  std::int32_t tenths() const noexcept { return tenths_; }
  bool isNothing() const noexcept { return tenths_ == 0; }
  /** In place; what does not fit into 16 bits becomes the largest value that does. */
  void apply(std::int16_t *samples, std::size_t count) const noexcept;

private:
  std::int32_t tenths_;
  float factor_;
};

} // namespace crosspoint::dsp
