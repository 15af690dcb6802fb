#if defined(__x86_64__)
#pragma GCC target("avx2,fma")

#include <immintrin.h>

#include "dsp/g711-kernels.h"

namespace crosspoint::dsp::g711 {

namespace {

/** 2^segment for µ-law and 2^(segment - 1) for A-law, as the factor that a 16-bit multiplication shifts by. */
__m256i factors(bool muLaw) {
  const __m128i table = muLaw ? _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0)
                              : _mm_setr_epi8(1, 1, 2, 4, 8, 16, 32, 64, 0, 0, 0, 0, 0, 0, 0, 0);
  return _mm256_broadcastsi128_si256(table);
}

/** Negates where bit 7 of the octet is 0; the sign source is never 0 because that would clear the value. */
__m256i signedBy(__m256i octets, __m256i magnitude) {
  const __m256i source = _mm256_slli_epi16(_mm256_xor_si256(octets, _mm256_set1_epi16(0x80)), 8);
  return _mm256_sign_epi16(magnitude, _mm256_or_si256(source, _mm256_set1_epi16(1)));
}

__m256i decodeA16(__m256i octets) {
  const __m256i code = _mm256_xor_si256(octets, _mm256_set1_epi16(0x55));
  const __m256i magnitude = _mm256_and_si256(code, _mm256_set1_epi16(0x7F));
  const __m256i mantissa = _mm256_and_si256(code, _mm256_set1_epi16(0x0F));
  __m256i step = _mm256_add_epi16(_mm256_slli_epi16(mantissa, 4), _mm256_set1_epi16(8));
  const __m256i above = _mm256_cmpgt_epi16(magnitude, _mm256_set1_epi16(0x0F));
  step = _mm256_add_epi16(step, _mm256_and_si256(above, _mm256_set1_epi16(0x100)));
  // The high octet of each index is made negative, which the shuffle answers with 0.
  const __m256i segment =
      _mm256_or_si256(_mm256_srli_epi16(magnitude, 4), _mm256_set1_epi16(-0x8000));
  const __m256i factor = _mm256_shuffle_epi8(factors(false), segment);
  return signedBy(octets, _mm256_mullo_epi16(step, factor));
}

__m256i decodeMu16(__m256i octets) {
  const __m256i code = _mm256_andnot_si256(octets, _mm256_set1_epi16(0x7F));
  const __m256i mantissa = _mm256_and_si256(code, _mm256_set1_epi16(0x0F));
  const __m256i bias = _mm256_set1_epi16(0x84);
  const __m256i step = _mm256_add_epi16(_mm256_slli_epi16(mantissa, 3), bias);
  const __m256i segment = _mm256_or_si256(_mm256_srli_epi16(code, 4), _mm256_set1_epi16(-0x8000));
  const __m256i factor = _mm256_shuffle_epi8(factors(true), segment);
  return signedBy(octets, _mm256_sub_epi16(_mm256_mullo_epi16(step, factor), bias));
}

/**
 * Segment and the four bits after the leading one, as they stand in a float: exponent and the top of the mantissa.
 * Exact, because 15 bits fit a float's mantissa. 128…255 becomes 0x00…0x0F, 256…511 0x10…0x1F and so on.
 */
__m256i floatCode(__m256i magnitude) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i low =
      _mm256_castps_si256(_mm256_cvtepi32_ps(_mm256_unpacklo_epi16(magnitude, zero)));
  const __m256i high =
      _mm256_castps_si256(_mm256_cvtepi32_ps(_mm256_unpackhi_epi16(magnitude, zero)));
  const __m256i both = _mm256_packus_epi32(_mm256_srli_epi32(low, 19), _mm256_srli_epi32(high, 19));
  return _mm256_sub_epi16(both, _mm256_set1_epi16(134 << 4));
}

__m256i encodeA16(__m256i samples) {
  const __m256i negative = _mm256_srai_epi16(samples, 15);
  const __m256i magnitude = _mm256_xor_si256(samples, negative);
  // The first segment has the step of the second: it is linear, and above it the other is always larger.
  const __m256i linear = _mm256_min_epi16(_mm256_srli_epi16(magnitude, 4), _mm256_set1_epi16(0x0F));
  const __m256i code = _mm256_max_epi16(floatCode(magnitude), linear);
  const __m256i sign = _mm256_andnot_si256(negative, _mm256_set1_epi16(0x80));
  return _mm256_xor_si256(_mm256_or_si256(code, sign), _mm256_set1_epi16(0x55));
}

__m256i encodeMu16(__m256i samples) {
  const __m256i negative = _mm256_srai_epi16(samples, 15);
  const __m256i biased = _mm256_add_epi16(_mm256_abs_epi16(samples), _mm256_set1_epi16(0x84));
  const __m256i code = floatCode(_mm256_min_epu16(biased, _mm256_set1_epi16(0x7FFF)));
  const __m256i sign = _mm256_and_si256(negative, _mm256_set1_epi16(0x80));
  return _mm256_xor_si256(_mm256_or_si256(code, sign), _mm256_set1_epi16(0xFF));
}

template <__m256i (*Kernel)(__m256i)>
std::size_t decodeAll(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) {
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m256i wide =
        _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i *>(octets + i)));
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(samples + i), Kernel(wide));
  }
  return i;
}

template <__m256i (*Kernel)(__m256i)>
std::size_t encodeAll(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) {
  std::size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    const __m256i a = Kernel(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(samples + i)));
    const __m256i b =
        Kernel(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(samples + i + 16)));
    const __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi16(a, b), 0xD8);
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(octets + i), packed);
  }
  for (; i + 16 <= count; i += 16) {
    const __m256i a = Kernel(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(samples + i)));
    const __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi16(a, a), 0x08);
    _mm_storeu_si128(reinterpret_cast<__m128i *>(octets + i), _mm256_castsi256_si128(packed));
  }
  return i;
}

} // namespace

void decodeAAvx2(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept {
  const std::size_t done = decodeAll<decodeA16>(octets, samples, count);
  decodeAPortable(octets + done, samples + done, count - done);
}

void decodeMuAvx2(const std::uint8_t *octets, std::int16_t *samples, std::size_t count) noexcept {
  const std::size_t done = decodeAll<decodeMu16>(octets, samples, count);
  decodeMuPortable(octets + done, samples + done, count - done);
}

void encodeAAvx2(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept {
  const std::size_t done = encodeAll<encodeA16>(samples, octets, count);
  encodeAPortable(samples + done, octets + done, count - done);
}

void encodeMuAvx2(const std::int16_t *samples, std::uint8_t *octets, std::size_t count) noexcept {
  const std::size_t done = encodeAll<encodeMu16>(samples, octets, count);
  encodeMuPortable(samples + done, octets + done, count - done);
}

} // namespace crosspoint::dsp::g711
#endif
