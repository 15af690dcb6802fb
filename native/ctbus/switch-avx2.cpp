#if defined(__x86_64__)
#pragma GCC target("avx2")

#include <immintrin.h>

#include "ctbus/switch-kernels.h"

namespace crosspoint::ctbus {

namespace {

/** As in switch-avx512.cpp. */
constexpr std::size_t kAhead = 12;

/** `whole` times four words, then two, then one, where the number of words says so. */
template <std::size_t whole>
void copy(const Route *routes, std::size_t count, const std::uint64_t *in, std::uint64_t *out,
          std::size_t words) {
  for (std::size_t at = 0; at < count; ++at) {
    const std::uint64_t *from = in + routes[at].input * words;
    std::uint64_t *to = out + routes[at].output * words;
    if (at + kAhead < count) _mm_prefetch(in + routes[at + kAhead].input * words, _MM_HINT_T0);
    for (std::size_t i = 0; i < whole; ++i, from += 4, to += 4)
      _mm256_storeu_si256(reinterpret_cast<__m256i *>(to),
                          _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from)));
    if ((words & 2) != 0) {
      _mm_storeu_si128(reinterpret_cast<__m128i *>(to),
                       _mm_loadu_si128(reinterpret_cast<const __m128i *>(from)));
      from += 2;
      to += 2;
    }
    if ((words & 1) != 0) *to = *from;
  }
}

} // namespace

void copyRoutesAvx2(const Route *routes, std::size_t count, const std::uint64_t *in,
                    std::uint64_t *out, std::size_t words) noexcept {
  if (words < 4) return copy<0>(routes, count, in, out, words);
  if (words < 8) return copy<1>(routes, count, in, out, words);
  if (words < 12) return copy<2>(routes, count, in, out, words);
  if (words < 16) return copy<3>(routes, count, in, out, words);
  if (words < 20) return copy<4>(routes, count, in, out, words);
  if (words < 24) return copy<5>(routes, count, in, out, words);
  copyRoutesPortable(routes, count, in, out, words);
}

void switchFrameAvx2(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                     std::size_t count) noexcept {
  const __m256i octet = _mm256_set1_epi32(0xFF);
  const auto gather = [&](std::size_t at) {
    const __m256i index =
        _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i *>(map + at)));
    const __m256i found = _mm256_i32gather_epi32(reinterpret_cast<const int *>(in), index, 1);
    return _mm256_and_si256(found, octet);
  };
  for (std::size_t at = 0; at < count; at += 32) {
    const __m256i low = _mm256_packus_epi32(gather(at), gather(at + 8));
    const __m256i high = _mm256_packus_epi32(gather(at + 16), gather(at + 24));
    // Both packings work within halves of the register, which leaves groups of four octets in the order 0 2 4 6 1 3 5 7.
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(out + at),
                        _mm256_permutevar8x32_epi32(_mm256_packus_epi16(low, high), order));
  }
}

} // namespace crosspoint::ctbus
#endif
