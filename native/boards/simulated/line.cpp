#include "boards/simulated/line.h"

#include <cmath>

#include "boards/settings/companding.h"

namespace crosspoint::boards {

void OctetTable::setIdentity() {
  isIdentity_.store(true, std::memory_order_relaxed);
  for (unsigned i = 0; i < 256; ++i)
    octets_[i].store(static_cast<std::uint8_t>(i), std::memory_order_relaxed);
}

void OctetTable::set(cp_law from, cp_law to, std::int32_t tenths) {
  if (from == to && tenths == 0) {
    setIdentity();
    return;
  }
  const double factor = std::pow(10.0, tenths / 200.0);
  for (unsigned i = 0; i < 256; ++i)
    octets_[i].store(compress(to, expand(from, static_cast<std::uint8_t>(i)) * factor),
                     std::memory_order_relaxed);
  isIdentity_.store(false, std::memory_order_relaxed);
}

} // namespace crosspoint::boards
