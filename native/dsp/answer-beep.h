#pragma once

#include <cstddef>
#include <cstdint>

namespace crosspoint::dsp {

/**
 * Whether 20 ms of sound are one sine, and of which frequency. Of a sine, the sum of a sample's two neighbours is the sample times
 * twice the cosine of the angle between samples; what is left of the best such fit is everything else.
 */
class SineFit {
public:
  static constexpr std::uint32_t kFrame = 160;

  std::uint32_t wanted() const { return kFrame - filled_; }
  /** `count` a multiple of 8; true if the frame is complete: then ask, and `clear`. */
  bool add(const std::int16_t *samples, std::size_t count) noexcept;
  double meanSquare() const;
  /** 0 for a pure sine, 1 for white noise. */
  double impurity() const;
  double hertz() const;
  void clear();

private:
  double cosine() const;

  std::uint32_t filled_ = 0;
  std::int16_t before_[2] = {};
  std::int64_t middle_ = 0;
  std::int64_t both_ = 0;
  std::int64_t sides_ = 0;
};

} // namespace crosspoint::dsp
