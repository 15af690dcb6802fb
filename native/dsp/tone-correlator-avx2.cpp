#if defined(__x86_64__)
#pragma GCC target("avx2")
#include <immintrin.h>

#include "dsp/tone-correlator-kernels.h"

namespace crosspoint::dsp {
namespace {

/** Four vectors, each of two neighbouring frames of eight channels, out of eight frames of each channel. */
inline void loadPairs(const std::int16_t *const *samples, std::uint32_t frame, __m256i *pairs) {
  __m256i of[4];
  for (int i = 0; i < 4; ++i) {
    const auto eight = [&](int channel) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i *>(samples[channel] + frame));
    };
    of[i] = _mm256_inserti128_si256(_mm256_castsi128_si256(eight(i)), eight(i + 4), 1);
  }
  const __m256i low01 = _mm256_unpacklo_epi32(of[0], of[1]);
  const __m256i high01 = _mm256_unpackhi_epi32(of[0], of[1]);
  const __m256i low23 = _mm256_unpacklo_epi32(of[2], of[3]);
  const __m256i high23 = _mm256_unpackhi_epi32(of[2], of[3]);
  pairs[0] = _mm256_unpacklo_epi64(low01, low23);
  pairs[1] = _mm256_unpackhi_epi64(low01, low23);
  pairs[2] = _mm256_unpacklo_epi64(high01, high23);
  pairs[3] = _mm256_unpackhi_epi64(high01, high23);
}

inline __m256i broadcast(const std::int16_t *pair) {
  int both;
  __builtin_memcpy(&both, pair, sizeof both);
  return _mm256_set1_epi32(both);
}

inline __m256i multiplyAdd(__m256i sum, __m256i a, __m256i b) {
  return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b));
}

inline __m256i fold(const std::int16_t *const *samples, const CorrelatorRows &rows, __m256i *even,
                    __m256i *odd) {
  __m256i energy = _mm256_setzero_si256();
  for (std::uint32_t frame = 0; frame < rows.frames / 2; frame += 8) {
    __m256i front[4];
    __m256i back[4];
    loadPairs(samples, frame, front);
    loadPairs(samples, rows.frames - 8 - frame, back);
    for (std::uint32_t i = 0; i < 4; ++i) {
      const __m256i a = _mm256_srai_epi16(front[i], 1);
      const __m256i c = _mm256_srai_epi16(back[3 - i], 1);
      const __m256i b = _mm256_or_si256(_mm256_slli_epi32(c, 16), _mm256_srli_epi32(c, 16));
      const __m256i sum = _mm256_add_epi16(a, b);
      const __m256i difference = _mm256_sub_epi16(a, b);
      const __m256i weight = broadcast(rows.weights + frame + 2 * i);
      const __m256i weightedSum = _mm256_mulhrs_epi16(sum, weight);
      const __m256i weightedDifference = _mm256_mulhrs_epi16(difference, weight);
      energy = multiplyAdd(energy, weightedSum, weightedSum);
      energy = multiplyAdd(energy, weightedDifference, weightedDifference);
      even[frame / 2 + i] = sum;
      odd[frame / 2 + i] = difference;
    }
  }
  return energy;
}

template <int kTones>
inline const std::int16_t *correlate(const __m256i *even, const __m256i *odd,
                                     std::uint32_t pairCount, const std::int16_t *table,
                                     std::uint32_t firstTone, std::uint32_t firstLane,
                                     Correlation &result) {
  __m256i cosine[kTones];
  __m256i sine[kTones];
  for (int tone = 0; tone < kTones; ++tone) cosine[tone] = sine[tone] = _mm256_setzero_si256();
  for (std::uint32_t pair = 0; pair < pairCount; ++pair) {
    for (int tone = 0; tone < kTones; ++tone, table += 4) {
      cosine[tone] = multiplyAdd(cosine[tone], even[pair], broadcast(table));
      sine[tone] = multiplyAdd(sine[tone], odd[pair], broadcast(table + 2));
    }
  }
  for (int tone = 0; tone < kTones; ++tone) {
    std::int32_t *const c = result.cosine[firstTone + tone] + firstLane;
    std::int32_t *const s = result.sine[firstTone + tone] + firstLane;
    _mm256_store_si256(reinterpret_cast<__m256i *>(c), cosine[tone]);
    _mm256_store_si256(reinterpret_cast<__m256i *>(s), sine[tone]);
  }
  return table;
}

void correlateEight(const std::int16_t *const *samples, const CorrelatorRows &rows,
                    std::uint32_t lane, Correlation &result) {
  __m256i even[kCorrelatorMaxFrames / 4];
  __m256i odd[kCorrelatorMaxFrames / 4];
  _mm256_store_si256(reinterpret_cast<__m256i *>(result.energy + lane),
                     fold(samples + lane, rows, even, odd));
  const std::uint32_t pairs = rows.frames / 4;
  const std::int16_t *table = rows.pairs;
  std::uint32_t tone = 0;
  for (; tone + 4 <= rows.tones; tone += 4)
    table = correlate<4>(even, odd, pairs, table, tone, lane, result);
  if (rows.tones - tone == 3)
    correlate<3>(even, odd, pairs, table, tone, lane, result);
  else if (rows.tones - tone == 2)
    correlate<2>(even, odd, pairs, table, tone, lane, result);
  else if (rows.tones - tone == 1)
    correlate<1>(even, odd, pairs, table, tone, lane, result);
}

} // namespace

void correlateAvx2(const std::int16_t *const *samples, const CorrelatorRows &rows,
                   Correlation &result) {
  correlateEight(samples, rows, 0, result);
  correlateEight(samples, rows, 8, result);
}

} // namespace crosspoint::dsp
#endif
