#include "boards/simulated/line.h"

#include "dsp/gain-table.h"

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
  const dsp::GainTable table(from, to, tenths);
  for (unsigned i = 0; i < 256; ++i)
    octets_[i].store(table[static_cast<std::uint8_t>(i)], std::memory_order_relaxed);
  isIdentity_.store(false, std::memory_order_relaxed);
}

} // namespace crosspoint::boards
