#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "crosspoint/board.h"

namespace crosspoint::engine {

/** The most that is put on or taken off a sound or a port, in tenths of a decibel. */
inline constexpr std::int32_t kMostGainTenths = 300;

/** Louder or softer, octet by octet of G.711: each is decoded, multiplied, rounded and coded once, when the table is made. */
class GainTable {
public:
  GainTable(cp_law law, std::int32_t tenths) noexcept { set(law, tenths); }

  void set(cp_law law, std::int32_t tenths) noexcept;
  void apply(const std::uint8_t *from, std::uint8_t *to, std::size_t count) const noexcept {
    for (std::size_t at = 0; at < count; ++at) to[at] = table_[from[at]];
  }

private:
  std::array<std::uint8_t, 256> table_;
};

} // namespace crosspoint::engine
