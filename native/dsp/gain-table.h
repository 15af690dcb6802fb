#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "crosspoint/board.h"

namespace crosspoint::dsp {

/**
 * Louder or softer, and from law to law, octet by octet of G.711: each is decoded, multiplied, rounded and coded once, when the table is made. At 0 dB
 * it is the transcoding of G.711.
 */
class GainTable {
public:
  GainTable(cp_law law, std::int32_t tenths) noexcept { set(law, law, tenths); }
  GainTable(cp_law from, cp_law to, std::int32_t tenths) noexcept { set(from, to, tenths); }

  void set(cp_law from, cp_law to, std::int32_t tenths) noexcept;
  std::uint8_t operator[](std::uint8_t octet) const noexcept { return table_[octet]; }
  void apply(const std::uint8_t *from, std::uint8_t *to, std::size_t count) const noexcept {
    for (std::size_t at = 0; at < count; ++at) to[at] = table_[from[at]];
  }

private:
  std::array<std::uint8_t, 256> table_;
};

} // namespace crosspoint::dsp
