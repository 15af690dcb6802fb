#if defined(__x86_64__)
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma")

// The compiler's own header starts from undefined registers on purpose, and GCC 12 warns of it.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>

#include "dsp/mixer-kernels.h"

namespace crosspoint::dsp::mixer {

namespace {

constexpr std::size_t kLanes = 32;

__mmask32 lanes(std::size_t left) {
  return left >= kLanes ? ~0U : (1U << left) - 1U;
}

__m512i load(__mmask32 lanes, const std::int16_t *from) {
  return _mm512_maskz_loadu_epi16(lanes, from);
}

/** As in mixer-avx2.cpp. */
struct Split {
  __m512i nearest;
  __m512i left;
};

Split split(__m512i low, __m512i high) {
  const __m512i most = _mm512_set1_epi32(32767);
  const __m512i least = _mm512_set1_epi32(-32768);
  const __m512i nearLow = _mm512_max_epi32(_mm512_min_epi32(low, most), least);
  const __m512i nearHigh = _mm512_max_epi32(_mm512_min_epi32(high, most), least);
  return {_mm512_packs_epi32(nearLow, nearHigh),
          _mm512_packs_epi32(_mm512_sub_epi32(low, nearLow), _mm512_sub_epi32(high, nearHigh))};
}

Split sum(const std::int16_t *const *talkers, std::size_t count, std::size_t at, __mmask32 mask) {
  const __m512i ones = _mm512_set1_epi16(1);
  const __m512i zero = _mm512_setzero_si512();
  // Two pairs of sums, because each addition has to wait for the one before it.
  __m512i low = zero, high = zero, otherLow = zero, otherHigh = zero;
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const __m512i a = load(mask, talkers[i] + at);
    const __m512i b = load(mask, talkers[i + 1] + at);
    const __m512i c = load(mask, talkers[i + 2] + at);
    const __m512i d = load(mask, talkers[i + 3] + at);
    low = _mm512_dpwssd_epi32(low, _mm512_unpacklo_epi16(a, b), ones);
    high = _mm512_dpwssd_epi32(high, _mm512_unpackhi_epi16(a, b), ones);
    otherLow = _mm512_dpwssd_epi32(otherLow, _mm512_unpacklo_epi16(c, d), ones);
    otherHigh = _mm512_dpwssd_epi32(otherHigh, _mm512_unpackhi_epi16(c, d), ones);
  }
  for (; i < count; ++i) {
    const __m512i a = load(mask, talkers[i] + at);
    low = _mm512_dpwssd_epi32(low, _mm512_unpacklo_epi16(a, zero), ones);
    high = _mm512_dpwssd_epi32(high, _mm512_unpackhi_epi16(a, zero), ones);
  }
  return split(_mm512_add_epi32(low, otherLow), _mm512_add_epi32(high, otherHigh));
}

} // namespace

void mixAvx512(const std::int16_t *const *talkers, std::size_t talkerCount,
               const MixListener *listeners, std::size_t listenerCount,
               std::size_t frames) noexcept {
  for (std::size_t at = 0; at < frames; at += kLanes) {
    const __mmask32 mask = lanes(frames - at);
    const Split all = sum(talkers, talkerCount, at, mask);
    const __m512i whole = _mm512_adds_epi16(all.nearest, all.left);
    for (std::size_t i = 0; i < listenerCount; ++i) {
      const MixListener &one = listeners[i];
      const __m512i heard =
          one.self == nullptr
              ? whole
              : _mm512_adds_epi16(_mm512_subs_epi16(all.nearest, load(mask, one.self + at)),
                                  all.left);
      _mm512_mask_storeu_epi16(one.out + at, mask, heard);
    }
  }
}

std::uint32_t loudnessAvx512(const std::int16_t *row, std::size_t frames) noexcept {
  const __m512i ones = _mm512_set1_epi16(1);
  __m512i total = _mm512_setzero_si512();
  for (std::size_t at = 0; at < frames; at += kLanes) {
    const __m512i samples = load(lanes(frames - at), row + at);
    // Times its own sign; -32768 times -1 is 32768 in the 32 bits of the product.
    const __m512i sign = _mm512_or_si512(_mm512_srai_epi16(samples, 15), ones);
    total = _mm512_dpwssd_epi32(total, samples, sign);
  }
  return static_cast<std::uint32_t>(_mm512_reduce_add_epi32(total));
}

} // namespace crosspoint::dsp::mixer
#endif
