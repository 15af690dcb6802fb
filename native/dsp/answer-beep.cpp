#include "dsp/answer-beep.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/block.h"

namespace crosspoint::dsp {

bool SineFit::add(const std::int16_t *samples, std::size_t count) noexcept {
  std::int16_t row[10];
  for (std::size_t first = 0; first < count; first += 8) {
    row[0] = before_[0];
    row[1] = before_[1];
    // Eighths, so that eight squared sums of two fit into 32 bits.
    for (std::size_t i = 0; i < 8; ++i)
      row[i + 2] = static_cast<std::int16_t>(samples[first + i] >> 3);
    std::int32_t middle = 0;
    std::int32_t both = 0;
    std::int32_t sides = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const auto neighbours = static_cast<std::int16_t>(row[i] + row[i + 2]);
      middle += row[i + 1] * row[i + 1];
      both += row[i + 1] * neighbours;
      sides += neighbours * neighbours;
    }
    middle_ += middle;
    both_ += both;
    sides_ += sides;
    before_[0] = row[8];
    before_[1] = row[9];
  }
  filled_ += static_cast<std::uint32_t>(count);
  return filled_ >= kFrame;
}

double SineFit::meanSquare() const {
  return static_cast<double>(middle_) * 64 / kFrame;
}

double SineFit::cosine() const {
  return middle_ == 0 ? 0 : static_cast<double>(both_) / (2 * static_cast<double>(middle_));
}

double SineFit::impurity() const {
  if (middle_ == 0) return 1;
  const auto middle = static_cast<double>(middle_);
  const double left = static_cast<double>(sides_) -
                      static_cast<double>(both_) * static_cast<double>(both_) / middle;
  return std::max(left, 0.0) / ((2 + 4 * cosine() * cosine()) * middle);
}

double SineFit::hertz() const {
  return std::acos(std::clamp(cosine(), -1.0, 1.0)) * kSampleRate / (2 * std::numbers::pi);
}

void SineFit::clear() {
  filled_ = 0;
  middle_ = both_ = sides_ = 0;
}

} // namespace crosspoint::dsp
