#include "dsp/gain-table.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dsp/g711.h"

namespace crosspoint::dsp {

void GainTable::set(cp_law from, cp_law to, std::int32_t tenths) noexcept {
  std::iota(table_.begin(), table_.end(), std::uint8_t{0});
  if (tenths == 0) {
    transcode(from, to, table_.data(), table_.data(), table_.size());
    return;
  }
  const double factor = std::pow(10.0, tenths / 200.0);
  std::array<std::int16_t, 256> samples;
  decode(from, table_.data(), samples.data(), samples.size());
  for (std::int16_t &sample : samples)
    sample = static_cast<std::int16_t>(
        std::clamp(std::lround(sample * factor), long{INT16_MIN}, long{INT16_MAX}));
  encode(to, samples.data(), table_.data(), table_.size());
}

} // namespace crosspoint::dsp
