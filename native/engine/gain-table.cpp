#include "engine/gain-table.h"

#include <algorithm>
#include <cmath>

#include "dsp/g711-scalar.h"

namespace crosspoint::engine {

void GainTable::set(cp_law law, std::int32_t tenths) noexcept {
  const double factor = std::pow(10.0, tenths / 200.0);
  for (unsigned octet = 0; octet < table_.size(); ++octet) {
    const auto code = static_cast<std::uint8_t>(octet);
    const int sample = law == CP_LAW_A ? dsp::g711::decodeA(code) : dsp::g711::decodeMu(code);
    const auto louder = static_cast<std::int16_t>(
        std::clamp(std::lround(sample * factor), long{INT16_MIN}, long{INT16_MAX}));
    if (tenths == 0)
      table_[octet] = code;
    else
      table_[octet] = law == CP_LAW_A ? dsp::g711::encodeA(louder) : dsp::g711::encodeMu(louder);
  }
}

} // namespace crosspoint::engine
