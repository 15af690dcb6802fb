#if defined(__x86_64__)
#pragma GCC target("avx2,fma")

#include <immintrin.h>

#include "dsp/mixer-kernels.h"

namespace crosspoint::dsp::mixer {

namespace {

constexpr std::size_t kLanes = 16;

__m256i load(const std::int16_t *from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from));
}

/**
 * A 32-bit sum as two 16-bit ones whose own sum it is: the nearest 16-bit value and what is left, both saturated. Then
 * sum - self, saturated, is (nearest -s self) +s left for every self: where the first operation saturates, the rest has the same sign.
 */
struct Split {
  __m256i nearest;
  __m256i left;
};

Split split(__m256i low, __m256i high) {
  const __m256i most = _mm256_set1_epi32(32767);
  const __m256i least = _mm256_set1_epi32(-32768);
  const __m256i nearLow = _mm256_max_epi32(_mm256_min_epi32(low, most), least);
  const __m256i nearHigh = _mm256_max_epi32(_mm256_min_epi32(high, most), least);
  return {_mm256_packs_epi32(nearLow, nearHigh),
          _mm256_packs_epi32(_mm256_sub_epi32(low, nearLow), _mm256_sub_epi32(high, nearHigh))};
}

Split sum(const std::int16_t *const *talkers, std::size_t count, std::size_t at) {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i low = _mm256_setzero_si256();
  __m256i high = low;
  for (std::size_t i = 0; i < count; i += 2) {
    const __m256i a = load(talkers[i] + at);
    const __m256i b = i + 1 < count ? load(talkers[i + 1] + at) : _mm256_setzero_si256();
    low = _mm256_add_epi32(low, _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), ones));
    high = _mm256_add_epi32(high, _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), ones));
  }
  return split(low, high);
}

} // namespace

void mixAvx2(const std::int16_t *const *talkers, std::size_t talkerCount,
             const MixListener *listeners, std::size_t listenerCount, std::size_t frames) noexcept {
  std::size_t at = 0;
  for (; at + kLanes <= frames; at += kLanes) {
    const Split all = sum(talkers, talkerCount, at);
    const __m256i whole = _mm256_adds_epi16(all.nearest, all.left);
    for (std::size_t i = 0; i < listenerCount; ++i) {
      const MixListener &one = listeners[i];
      const __m256i heard =
          one.self == nullptr
              ? whole
              : _mm256_adds_epi16(_mm256_subs_epi16(all.nearest, load(one.self + at)), all.left);
      _mm256_storeu_si256(reinterpret_cast<__m256i *>(one.out + at), heard);
    }
  }
  if (at < frames) mixFrames(talkers, talkerCount, listeners, listenerCount, at, frames);
}

std::uint32_t loudnessAvx2(const std::int16_t *row, std::size_t frames) noexcept {
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i total = _mm256_setzero_si256();
  std::size_t at = 0;
  for (; at + kLanes <= frames; at += kLanes) {
    const __m256i samples = load(row + at);
    // Times its own sign; -32768 times -1 is 32768 in the 32 bits of the product.
    const __m256i sign = _mm256_or_si256(_mm256_srai_epi16(samples, 15), ones);
    total = _mm256_add_epi32(total, _mm256_madd_epi16(samples, sign));
  }
  alignas(32) std::uint32_t lanes[8];
  _mm256_store_si256(reinterpret_cast<__m256i *>(lanes), total);
  std::uint32_t sum = 0;
  for (const std::uint32_t lane : lanes) sum += lane;
  return sum + loudnessPortable(row + at, frames - at);
}

} // namespace crosspoint::dsp::mixer
#endif
