#include "dsp/level.h"

#include <algorithm>
#include <cmath>

#include "dsp/block.h"

namespace crosspoint::dsp {

double levelDbm0(const std::int16_t *samples, std::size_t count) noexcept {
  std::uint64_t power = 0;
  for (std::size_t at = 0; at < count; ++at) {
    const auto sample = static_cast<std::int32_t>(samples[at]);
    power += static_cast<std::uint32_t>(sample * sample);
  }
  if (power == 0) return kSilenceDbm0;
  const double mean = static_cast<double>(power) / static_cast<double>(count);
  return std::max(kSilenceDbm0, 10.0 * std::log10(mean / (kZeroDbm0Peak * kZeroDbm0Peak / 2)));
}

} // namespace crosspoint::dsp
