#include "dsp/g711.h"

#include <array>
#include <cstring>

#include "dsp/g711-kernels.h"
#include "dsp/g711-scalar.h"

namespace crosspoint::dsp {

namespace g711 {

namespace {

template <std::int16_t (*One)(std::uint8_t)>
constexpr std::array<std::int16_t, 256> decodeTable() {
  std::array<std::int16_t, 256> table{};
  for (unsigned octet = 0; octet < 256; ++octet)
    table[octet] = One(static_cast<std::uint8_t>(octet));
  return table;
}

constexpr auto kDecodeA = decodeTable<decodeA>();
constexpr auto kDecodeMu = decodeTable<decodeMu>();

} // namespace

void decodeAPortable(const std::uint8_t *octets, std::int16_t *samples,
                     std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) samples[i] = kDecodeA[octets[i]];
}

void decodeMuPortable(const std::uint8_t *octets, std::int16_t *samples,
                      std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) samples[i] = kDecodeMu[octets[i]];
}

void encodeAPortable(const std::int16_t *samples, std::uint8_t *octets,
                     std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) octets[i] = encodeA(samples[i]);
}

void encodeMuPortable(const std::int16_t *samples, std::uint8_t *octets,
                      std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) octets[i] = encodeMu(samples[i]);
}

} // namespace g711

G711::G711(InstructionSet set) noexcept
    : decodeA_(g711::decodeAPortable),
      decodeMu_(g711::decodeMuPortable),
      encodeA_(g711::encodeAPortable),
      encodeMu_(g711::encodeMuPortable) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512) {
    decodeA_ = g711::decodeAAvx512;
    decodeMu_ = g711::decodeMuAvx512;
    encodeA_ = g711::encodeAAvx512;
    encodeMu_ = g711::encodeMuAvx512;
  } else if (set == InstructionSet::avx2) {
    decodeA_ = g711::decodeAAvx2;
    decodeMu_ = g711::decodeMuAvx2;
    encodeA_ = g711::encodeAAvx2;
    encodeMu_ = g711::encodeMuAvx2;
  }
#else
  (void)set;
#endif
}

namespace {

const G711 &best() noexcept {
  static const G711 codec;
  return codec;
}

} // namespace

void decode(cp_law law, const std::uint8_t *octets, std::int16_t *samples,
            std::size_t count) noexcept {
  best().decode(law, octets, samples, count);
}

void encode(cp_law law, const std::int16_t *samples, std::uint8_t *octets,
            std::size_t count) noexcept {
  best().encode(law, samples, octets, count);
}

} // namespace crosspoint::dsp
