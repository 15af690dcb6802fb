#pragma once

#include <cstddef>
#include <cstdint>

#include "crosspoint/board.h"
#include "dsp/instruction-set.h"

namespace crosspoint::dsp {

/**
 * G.711, bit-exact with the Recommendation, octets as they are on the line: every second bit of A-law inverted (XOR 0x55),
 * µ-law complemented. Linear samples are 16 bits wide: 13-bit A-law and 14-bit µ-law values shifted to the left.
 * Input and output may begin anywhere and have any length; they must not overlap.
 */
class G711 {
public:
  explicit G711(InstructionSet set = bestInstructionSet()) noexcept;

  void decode(cp_law law, const std::uint8_t *octets, std::int16_t *samples,
              std::size_t count) const noexcept {
    (law == CP_LAW_A ? decodeA_ : decodeMu_)(octets, samples, count);
  }
  void encode(cp_law law, const std::int16_t *samples, std::uint8_t *octets,
              std::size_t count) const noexcept {
    (law == CP_LAW_A ? encodeA_ : encodeMu_)(samples, octets, count);
  }

private:
  using Decode = void (*)(const std::uint8_t *, std::int16_t *, std::size_t) noexcept;
  using Encode = void (*)(const std::int16_t *, std::uint8_t *, std::size_t) noexcept;

  Decode decodeA_;
  Decode decodeMu_;
  Encode encodeA_;
  Encode encodeMu_;
};

/** With the best instruction set, found out at the first call of any of the three. */
void decode(cp_law law, const std::uint8_t *octets, std::int16_t *samples,
            std::size_t count) noexcept;
void encode(cp_law law, const std::int16_t *samples, std::uint8_t *octets,
            std::size_t count) noexcept;
/** From one law to another as tables 3 and 4 of G.711 have it; a copy where both are the same. `from` and `to` may be the same memory. */
void transcode(cp_law from, cp_law to, const std::uint8_t *in, std::uint8_t *out,
               std::size_t count) noexcept;

/** What a line without sound carries: the smallest positive value of the law, which is what 0 is coded as. */
constexpr std::uint8_t idleOctet(cp_law law) noexcept {
  return law == CP_LAW_A ? 0xD5 : 0xFF;
}

} // namespace crosspoint::dsp
