#if defined(__x86_64__)
#pragma GCC target("avx2")

#include <immintrin.h>

#include "ctbus/switch-kernels.h"

namespace crosspoint::ctbus {

namespace {

/** How many routes ahead the input is asked for: it may be anywhere in memory, the output goes on where it was. */
constexpr std::size_t kAhead = 12;
/** Below this all slots of a bus are in the first cache. */
constexpr std::size_t kNear = 4;

void copySlot(const std::uint64_t *from, std::uint64_t *to, std::size_t words) {
  std::size_t i = 0;
  for (; i + 4 <= words; i += 4)
    _mm256_storeu_si256(reinterpret_cast<__m256i *>(to + i),
                        _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from + i)));
  if (i + 2 <= words) {
    _mm_storeu_si128(reinterpret_cast<__m128i *>(to + i),
                     _mm_loadu_si128(reinterpret_cast<const __m128i *>(from + i)));
    i += 2;
  }
  if (i < words) to[i] = from[i];
}

/** Where the length is known to the compiler nothing is left of the loop. */
template <std::size_t words>
void copy(const Route *routes, std::size_t count, const std::uint64_t *in, std::uint64_t *out) {
  for (std::size_t at = 0; at < count; ++at) {
    if (words >= kNear && at + kAhead < count)
      _mm_prefetch(in + routes[at + kAhead].input * words, _MM_HINT_T0);
    copySlot(in + routes[at].input * words, out + routes[at].output * words, words);
  }
}

} // namespace

void copyRoutesAvx2(const Route *routes, std::size_t count, const std::uint64_t *in,
                    std::uint64_t *out, std::size_t words) noexcept {
  switch (words) {
    case 1:
      return copy<1>(routes, count, in, out);
    case 2:
      return copy<2>(routes, count, in, out);
    case 4:
      return copy<4>(routes, count, in, out);
    case 8:
      return copy<8>(routes, count, in, out);
    case 10:
      return copy<10>(routes, count, in, out);
    case 16:
      return copy<16>(routes, count, in, out);
    case 20:
      return copy<20>(routes, count, in, out);
    default:
      for (std::size_t at = 0; at < count; ++at)
        copySlot(in + routes[at].input * words, out + routes[at].output * words, words);
  }
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
