#pragma once

#include <cmath>
#include <cstdint>

#include "crosspoint/board.h"

namespace crosspoint::boards {

/** What a silent line carries: the smallest positive value of the law (G.711). */
inline std::uint8_t idleOctet(cp_law law) {
  return law == CP_LAW_A ? 0xD5 : 0xFF;
}

inline std::uint64_t wordOf(std::uint8_t octet) {
  return octet * 0x0101'0101'0101'0101u;
}

/** G.711 tables 1 and 2: the decoder output values on a scale of 16 bits. */
inline int expand(cp_law law, std::uint8_t octet) {
  if (law == CP_LAW_A) {
    const int code = octet ^ 0x55;
    const int segment = (code >> 4) & 7;
    const int step = ((code & 15) << 4) + 8;
    const int size = segment == 0 ? step : (step + 0x100) << (segment - 1);
    return (code & 0x80) ? size : -size;
  }
  const int code = ~octet;
  const int size = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return (code & 0x80) ? -size : size;
}

/** The octet whose value is nearest; of two equally near the one nearer to zero. Only for tables made off the frame path. */
inline std::uint8_t compress(cp_law law, double value) {
  std::uint8_t best = idleOctet(law);
  double distance = 1e9;
  for (int code = 0; code < 256; ++code) {
    const auto octet = static_cast<std::uint8_t>(code);
    const int candidate = expand(law, octet);
    const double d = std::fabs(candidate - value);
    if (d < distance || (d == distance && std::abs(candidate) < std::abs(expand(law, best)))) {
      best = octet;
      distance = d;
    }
  }
  return best;
}

} // namespace crosspoint::boards
