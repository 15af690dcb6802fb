#if defined(__x86_64__)
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx2,fma")

// The compiler's own header starts from undefined registers on purpose, and GCC 12 warns of it.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>

#include "dsp/g711-kernels.h"

namespace crosspoint::dsp::g711 {

namespace {

__m512i negateWhereClear(__m512i octets, __m512i magnitude) {
  const __mmask32 negative = _mm512_testn_epi16_mask(octets, _mm512_set1_epi16(0x80));
  return _mm512_mask_sub_epi16(magnitude, negative, _mm512_setzero_si512(), magnitude);
}

__m512i decodeA32(__m512i octets) {
  const __m512i code = _mm512_xor_si512(octets, _mm512_set1_epi16(0x55));
  const __m512i mantissa = _mm512_and_si512(code, _mm512_set1_epi16(0x0F));
  const __m512i step = _mm512_add_epi16(_mm512_slli_epi16(mantissa, 4), _mm512_set1_epi16(8));
  const __m512i segment = _mm512_and_si512(_mm512_srli_epi16(code, 4), _mm512_set1_epi16(7));
  const __mmask32 above = _mm512_test_epi16_mask(segment, segment);
  const __m512i shifted = _mm512_sllv_epi16(_mm512_add_epi16(step, _mm512_set1_epi16(0x100)),
                                            _mm512_sub_epi16(segment, _mm512_set1_epi16(1)));
  return negateWhereClear(octets, _mm512_mask_mov_epi16(step, above, shifted));
}

__m512i decodeMu32(__m512i octets) {
  const __m512i code = _mm512_andnot_si512(octets, _mm512_set1_epi16(0x7F));
  const __m512i mantissa = _mm512_and_si512(code, _mm512_set1_epi16(0x0F));
  const __m512i bias = _mm512_set1_epi16(0x84);
  const __m512i step = _mm512_add_epi16(_mm512_slli_epi16(mantissa, 3), bias);
  const __m512i shifted = _mm512_sllv_epi16(step, _mm512_srli_epi16(code, 4));
  return negateWhereClear(octets, _mm512_sub_epi16(shifted, bias));
}

/** As in g711-avx2.cpp: a float's exponent and mantissa are segment and step. */
__m512i floatCode(__m512i magnitude) {
  const __m512i zero = _mm512_setzero_si512();
  const __m512i low =
      _mm512_castps_si512(_mm512_cvtepi32_ps(_mm512_unpacklo_epi16(magnitude, zero)));
  const __m512i high =
      _mm512_castps_si512(_mm512_cvtepi32_ps(_mm512_unpackhi_epi16(magnitude, zero)));
  const __m512i both = _mm512_packus_epi32(_mm512_srli_epi32(low, 19), _mm512_srli_epi32(high, 19));
  return _mm512_sub_epi16(both, _mm512_set1_epi16(134 << 4));
}

__m512i encodeA32(__m512i samples) {
  const __m512i negative = _mm512_srai_epi16(samples, 15);
  const __m512i magnitude = _mm512_xor_si512(samples, negative);
  const __m512i linear = _mm512_min_epi16(_mm512_srli_epi16(magnitude, 4), _mm512_set1_epi16(0x0F));
  const __m512i code = _mm512_max_epi16(floatCode(magnitude), linear);
  const __m512i sign = _mm512_andnot_si512(negative, _mm512_set1_epi16(0x80));
  return _mm512_xor_si512(_mm512_or_si512(code, sign), _mm512_set1_epi16(0x55));
}

__m512i encodeMu32(__m512i samples) {
  const __m512i negative = _mm512_srai_epi16(samples, 15);
  const __m512i biased = _mm512_add_epi16(_mm512_abs_epi16(samples), _mm512_set1_epi16(0x84));
  const __m512i code = floatCode(_mm512_min_epu16(biased, _mm512_set1_epi16(0x7FFF)));
  const __m512i sign = _mm512_and_si512(negative, _mm512_set1_epi16(0x80));
  return _mm512_xor_si512(_mm512_or_si512(code, sign), _mm512_set1_epi16(0xFF));
}

template <__m512i (*Kernel)(__m512i)>
std::size_t decodeAll(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) {
  std::size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    const __m512i wide =
        _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(octets + i)));
    _mm512_storeu_si512(samples + i, Kernel(wide));
  }
  return i;
}

template <__m512i (*Kernel)(__m512i)>
std::size_t encodeAll(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) {
  std::size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    const __m256i codes = _mm512_cvtepi16_epi8(Kernel(_mm512_loadu_si512(samples + i)));
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(octets + i), codes);
  }
  return i;
}

} // namespace

// What is left over is less work for the narrower kernel: a block of 10 ms ends with half a register.

void decodeAAvx512(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept {
  const std::size_t done = decodeAll<decodeA32>(octets, samples, count);
  decodeAAvx2(octets + done, samples + done, count - done);
}

void decodeMuAvx512(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept {
  const std::size_t done = decodeAll<decodeMu32>(octets, samples, count);
  decodeMuAvx2(octets + done, samples + done, count - done);
}

void encodeAAvx512(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept {
  const std::size_t done = encodeAll<encodeA32>(samples, octets, count);
  encodeAAvx2(samples + done, octets + done, count - done);
}

void encodeMuAvx512(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept {
  const std::size_t done = encodeAll<encodeMu32>(samples, octets, count);
  encodeMuAvx2(samples + done, octets + done, count - done);
}

} // namespace crosspoint::dsp::g711
#endif
