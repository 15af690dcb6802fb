#pragma once

#include <bit>
#include <cstdint>

/** G.711 of one sample, for tables and for what the vector kernels leave over. */
namespace crosspoint::dsp::g711 {

inline constexpr int kMuBias = 0x84;

constexpr std::int16_t decodeA(std::uint8_t octet) {
  const int code = octet ^ 0x55;
  const int segment = (code >> 4) & 7;
  const int step = ((code & 0x0F) << 4) + 8;
  const int magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1);
  return static_cast<std::int16_t>((code & 0x80) != 0 ? magnitude : -magnitude);
}

constexpr std::int16_t decodeMu(std::uint8_t octet) {
  const int code = ~octet & 0xFF;
  const int magnitude = ((((code & 0x0F) << 3) + kMuBias) << ((code >> 4) & 7)) - kMuBias;
  return static_cast<std::int16_t>((code & 0x80) != 0 ? -magnitude : magnitude);
}

constexpr std::uint8_t encodeA(std::int16_t sample) {
  const unsigned mask = sample >= 0 ? 0xD5U : 0x55U;
  const unsigned magnitude = static_cast<unsigned>(sample >= 0 ? sample : ~sample);
  const int segment = std::bit_width(magnitude | 0xFFU) - 8;
  const unsigned step = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 0x0FU;
  return static_cast<std::uint8_t>(((static_cast<unsigned>(segment) << 4) | step) ^ mask);
}

constexpr std::uint8_t encodeMu(std::int16_t sample) {
  const unsigned mask = sample >= 0 ? 0xFFU : 0x7FU;
  const unsigned magnitude = static_cast<unsigned>((sample >= 0 ? sample : -sample) + kMuBias);
  if (magnitude > 0x7FFFU) return static_cast<std::uint8_t>(0x7FU ^ mask);
  const int segment = std::bit_width(magnitude | 0xFFU) - 8;
  const unsigned step = (magnitude >> (segment + 3)) & 0x0FU;
  return static_cast<std::uint8_t>(((static_cast<unsigned>(segment) << 4) | step) ^ mask);
}

} // namespace crosspoint::dsp::g711
