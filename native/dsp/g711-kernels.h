#pragma once

#include <cstddef>
#include <cstdint>

/** The same four functions once per instruction set; any length, unaligned. */
namespace crosspoint::dsp::g711 {

void decodeAPortable(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept;
void decodeMuPortable(const std::uint8_t *octets, std::int16_t *samples,
                      std::size_t count) noexcept;
void encodeAPortable(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept;
void encodeMuPortable(const std::int16_t *samples, std::uint8_t *octets,
                      std::size_t count) noexcept;

#if defined(__x86_64__)
void decodeAAvx2(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept;
void decodeMuAvx2(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept;
void encodeAAvx2(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept;
void encodeMuAvx2(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept;

void decodeAAvx512(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept;
void decodeMuAvx512(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept;
void encodeAAvx512(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept;
void encodeMuAvx512(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept;
#endif

} // namespace crosspoint::dsp::g711
