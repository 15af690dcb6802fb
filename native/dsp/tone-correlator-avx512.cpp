#if defined(__x86_64__)
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")
// GCC 12 takes the deliberately undefined operands inside its own intrinsics for mistakes of ours.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>

#include "dsp/tone-correlator-kernels.h"

namespace crosspoint::dsp {
namespace {

/** Four vectors, each of two neighbouring frames of sixteen channels, out of eight frames of each channel. */
inline void loadPairs(const std::int16_t *const *samples, std::uint32_t frame, __m512i *pairs) {
  __m512i of[4];
  for (int i = 0; i < 4; ++i) {
    const auto eight = [&](int channel) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i *>(samples[channel] + frame));
    };
    of[i] = _mm512_castsi128_si512(eight(i));
    of[i] = _mm512_inserti32x4(of[i], eight(i + 4), 1);
    of[i] = _mm512_inserti32x4(of[i], eight(i + 8), 2);
    of[i] = _mm512_inserti32x4(of[i], eight(i + 12), 3);
  }
  const __m512i low01 = _mm512_unpacklo_epi32(of[0], of[1]);
  const __m512i high01 = _mm512_unpackhi_epi32(of[0], of[1]);
  const __m512i low23 = _mm512_unpacklo_epi32(of[2], of[3]);
  const __m512i high23 = _mm512_unpackhi_epi32(of[2], of[3]);
  pairs[0] = _mm512_unpacklo_epi64(low01, low23);
  pairs[1] = _mm512_unpackhi_epi64(low01, low23);
  pairs[2] = _mm512_unpacklo_epi64(high01, high23);
  pairs[3] = _mm512_unpackhi_epi64(high01, high23);
}

/** Each pair of 16 bits of a table for all channels. */
inline __m512i broadcast(const std::int16_t *pair) {
  int both;
  __builtin_memcpy(&both, pair, sizeof both);
  return _mm512_set1_epi32(both);
}

inline __m512i fold(const std::int16_t *const *samples, const CorrelatorRows &rows, __m512i *even,
                    __m512i *odd) {
  __m512i energy = _mm512_setzero_si512();
  for (std::uint32_t frame = 0; frame < rows.frames / 2; frame += 8) {
    __m512i front[4];
    __m512i back[4];
    loadPairs(samples, frame, front);
    loadPairs(samples, rows.frames - 8 - frame, back);
    for (std::uint32_t i = 0; i < 4; ++i) {
      const __m512i a = _mm512_srai_epi16(front[i], 1);
      const __m512i b = _mm512_rol_epi32(_mm512_srai_epi16(back[3 - i], 1), 16);
      const __m512i sum = _mm512_add_epi16(a, b);
      const __m512i difference = _mm512_sub_epi16(a, b);
      const __m512i weight = broadcast(rows.weights + frame + 2 * i);
      const __m512i weightedSum = _mm512_mulhrs_epi16(sum, weight);
      const __m512i weightedDifference = _mm512_mulhrs_epi16(difference, weight);
      energy = _mm512_dpwssd_epi32(energy, weightedSum, weightedSum);
      energy = _mm512_dpwssd_epi32(energy, weightedDifference, weightedDifference);
      even[frame / 2 + i] = sum;
      odd[frame / 2 + i] = difference;
    }
  }
  return energy;
}

template <int kTones>
inline const std::int16_t *correlate(const __m512i *even, const __m512i *odd,
                                     std::uint32_t pairCount, const std::int16_t *table,
                                     std::uint32_t firstTone, Correlation &result) {
  __m512i cosine[kTones];
  __m512i sine[kTones];
  for (int tone = 0; tone < kTones; ++tone) cosine[tone] = sine[tone] = _mm512_setzero_si512();
  for (std::uint32_t pair = 0; pair < pairCount; ++pair) {
    for (int tone = 0; tone < kTones; ++tone, table += 4) {
      cosine[tone] = _mm512_dpwssd_epi32(cosine[tone], even[pair], broadcast(table));
      sine[tone] = _mm512_dpwssd_epi32(sine[tone], odd[pair], broadcast(table + 2));
    }
  }
  for (int tone = 0; tone < kTones; ++tone) {
    _mm512_store_si512(result.cosine[firstTone + tone], cosine[tone]);
    _mm512_store_si512(result.sine[firstTone + tone], sine[tone]);
  }
  return table;
}

} // namespace

void correlateAvx512(const std::int16_t *const *samples, const CorrelatorRows &rows,
                     Correlation &result) {
  __m512i even[kCorrelatorMaxFrames / 4];
  __m512i odd[kCorrelatorMaxFrames / 4];
  _mm512_store_si512(result.energy, fold(samples, rows, even, odd));
  const std::uint32_t pairs = rows.frames / 4;
  const std::int16_t *table = rows.pairs;
  std::uint32_t tone = 0;
  for (; tone + 4 <= rows.tones; tone += 4)
    table = correlate<4>(even, odd, pairs, table, tone, result);
  if (rows.tones - tone == 3)
    correlate<3>(even, odd, pairs, table, tone, result);
  else if (rows.tones - tone == 2)
    correlate<2>(even, odd, pairs, table, tone, result);
  else if (rows.tones - tone == 1)
    correlate<1>(even, odd, pairs, table, tone, result);
}

} // namespace crosspoint::dsp
#endif
