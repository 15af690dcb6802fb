#include <array>
#include <cstring>

#include "dsp/g711-scalar.h"
#include "dsp/g711.h"

namespace crosspoint::dsp {

namespace {

using Table = std::array<std::uint8_t, 256>;

/**
 * Table 4 of G.711: decoded and encoded again, but in the sixth segment one step lower, so that µ-law to A-law and back is the
 * same octet wherever that is possible.
 */
constexpr Table aToMu() {
  Table table{};
  for (unsigned code = 0; code < 128; ++code) {
    const auto octet = static_cast<std::uint8_t>((code | 0x80U) ^ 0x55U);
    unsigned magnitude = g711::encodeMu(g711::decodeA(octet)) ^ 0xFFU;
    if ((code >> 4) == 5) --magnitude;
    table[octet] = static_cast<std::uint8_t>(magnitude ^ 0xFFU);
    table[octet ^ 0x80U] = static_cast<std::uint8_t>(magnitude ^ 0x7FU);
  }
  return table;
}

/** Table 3 of G.711, where a few magnitudes go one step higher than their decoded value would. */
constexpr Table muToA() {
  Table table{};
  for (unsigned code = 0; code < 128; ++code) {
    const auto octet = static_cast<std::uint8_t>(code ^ 0xFFU);
    unsigned magnitude = (g711::encodeA(g711::decodeMu(octet)) ^ 0x55U) & 0x7FU;
    if (code == 0x30 || code == 0x31 || code == 0x40 || (code > 0x50 && code < 0x60)) ++magnitude;
    table[octet] = static_cast<std::uint8_t>((magnitude | 0x80U) ^ 0x55U);
    table[octet ^ 0x80U] = static_cast<std::uint8_t>(magnitude ^ 0x55U);
  }
  return table;
}

constexpr Table kAToMu = aToMu();
constexpr Table kMuToA = muToA();

} // namespace

void transcode(cp_law from, cp_law to, const std::uint8_t *in, std::uint8_t *out,
               std::size_t count) noexcept {
  if (from == to) {
    if (count != 0) std::memmove(out, in, count);
    return;
  }
  const Table &table = from == CP_LAW_A ? kAToMu : kMuToA;
  for (std::size_t i = 0; i < count; ++i) out[i] = table[in[i]];
}

} // namespace crosspoint::dsp
