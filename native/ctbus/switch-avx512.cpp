#if defined(__x86_64__)
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx2")

// The compiler's own header starts from undefined registers on purpose, and GCC 12 warns of it.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>

#include "ctbus/switch-kernels.h"

namespace crosspoint::ctbus {

namespace {

/** How many routes ahead the input is asked for: it may be anywhere in memory, the output goes on where it was. */
constexpr std::size_t kAhead = 12;

/** `whole` times eight words and then those of `rest`. */
template <std::size_t whole>
void copy(const Route *routes, std::size_t count, const std::uint64_t *in, std::uint64_t *out,
          std::size_t words) {
  const auto rest = static_cast<__mmask8>((1U << (words - whole * 8)) - 1U);
  for (std::size_t at = 0; at < count; ++at) {
    const std::uint64_t *const from = in + routes[at].input * words;
    std::uint64_t *const to = out + routes[at].output * words;
    if (at + kAhead < count) _mm_prefetch(in + routes[at + kAhead].input * words, _MM_HINT_T0);
    for (std::size_t i = 0; i < whole; ++i)
      _mm512_storeu_si512(to + i * 8, _mm512_loadu_si512(from + i * 8));
    if (rest != 0)
      _mm512_mask_storeu_epi64(to + whole * 8, rest,
                               _mm512_maskz_loadu_epi64(rest, from + whole * 8));
  }
}

} // namespace

void copyRoutesAvx512(const Route *routes, std::size_t count, const std::uint64_t *in,
                      std::uint64_t *out, std::size_t words) noexcept {
  if (words == 1) {
    for (std::size_t at = 0; at < count; ++at) out[routes[at].output] = in[routes[at].input];
    return;
  }
  if (words < 8) return copy<0>(routes, count, in, out, words);
  if (words < 16) return copy<1>(routes, count, in, out, words);
  if (words < 24) return copy<2>(routes, count, in, out, words);
  copyRoutesPortable(routes, count, in, out, words);
}

void switchFrameAvx512(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                       std::size_t count) noexcept {
  for (std::size_t at = 0; at < count; at += 16) {
    const __m512i index =
        _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(map + at)));
    const __m512i found = _mm512_i32gather_epi32(index, in, 1);
    _mm_storeu_si128(reinterpret_cast<__m128i *>(out + at), _mm512_cvtepi32_epi8(found));
  }
}

} // namespace crosspoint::ctbus
#endif
