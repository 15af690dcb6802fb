#include "dsp/gain.h"

#include <algorithm>
#include <cmath>

namespace crosspoint::dsp {

namespace {
constexpr std::int32_t kMost = 480;
}

Gain::Gain(std::int32_t tenths) noexcept
    : tenths_(std::clamp(tenths, -kMost, kMost)),
      factor_(static_cast<float>(std::pow(10.0, tenths_ / 200.0))) {}

void Gain::apply(std::int16_t *samples, std::size_t count) const noexcept {
  if (isNothing()) return;
  for (std::size_t at = 0; at < count; ++at) {
    const float value = static_cast<float>(samples[at]) * factor_;
    // Rounded by hand: lrint would follow whatever rounding mode the thread has.
    const float rounded = value + (value < 0 ? -0.5F : 0.5F);
    samples[at] = static_cast<std::int16_t>(std::min(std::max(rounded, -32768.0F), 32767.0F));
  }
}

} // namespace crosspoint::dsp
