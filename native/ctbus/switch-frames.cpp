#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "ctbus/switch-kernels.h"

namespace crosspoint::ctbus {

#if defined(__x86_64__)

namespace {

struct Eight {
  __m128i rows[8];
};

__m128i load(const void *from) {
  return _mm_loadu_si128(static_cast<const __m128i *>(from));
}
void store(void *to, __m128i value) {
  _mm_storeu_si128(static_cast<__m128i *>(to), value);
}

/** Eight rows of sixteen octets to sixteen columns of eight, two of them in each register. */
Eight columns(const Eight &in) {
  Eight pairs, fours, out;
  for (int i = 0; i < 4; ++i) {
    pairs.rows[i] = _mm_unpacklo_epi8(in.rows[i * 2], in.rows[i * 2 + 1]);
    pairs.rows[i + 4] = _mm_unpackhi_epi8(in.rows[i * 2], in.rows[i * 2 + 1]);
  }
  for (int half = 0; half < 8; half += 4)
    for (int i = 0; i < 2; ++i) {
      const __m128i a = pairs.rows[half + i * 2], b = pairs.rows[half + i * 2 + 1];
      fours.rows[half + i] = _mm_unpacklo_epi16(a, b);
      fours.rows[half + i + 2] = _mm_unpackhi_epi16(a, b);
    }
  for (int half = 0; half < 8; half += 4)
    for (int i = 0; i < 2; ++i) {
      const __m128i a = fours.rows[half + i * 2], b = fours.rows[half + i * 2 + 1];
      out.rows[half + i * 2] = _mm_unpacklo_epi32(a, b);
      out.rows[half + i * 2 + 1] = _mm_unpackhi_epi32(a, b);
    }
  return out;
}

/** Sixteen words of eight octets, two in each register, back to eight rows. */
Eight rowsOf(const Eight &in) {
  Eight a, b, out;
  // Each step joins words that are eight, four, two and at last one apart.
  for (int i = 0; i < 4; ++i) {
    a.rows[i * 2] = _mm_unpacklo_epi8(in.rows[i], in.rows[i + 4]);
    a.rows[i * 2 + 1] = _mm_unpackhi_epi8(in.rows[i], in.rows[i + 4]);
  }
  for (int i = 0; i < 4; ++i) {
    b.rows[i * 2] = _mm_unpacklo_epi8(a.rows[i], a.rows[i + 4]);
    b.rows[i * 2 + 1] = _mm_unpackhi_epi8(a.rows[i], a.rows[i + 4]);
  }
  for (int i = 0; i < 4; ++i) {
    a.rows[i * 2] = _mm_unpacklo_epi8(b.rows[i], b.rows[i + 4]);
    a.rows[i * 2 + 1] = _mm_unpackhi_epi8(b.rows[i], b.rows[i + 4]);
  }
  for (int i = 0; i < 4; ++i) {
    out.rows[i * 2] = _mm_unpacklo_epi8(a.rows[i], a.rows[i + 4]);
    out.rows[i * 2 + 1] = _mm_unpackhi_epi8(a.rows[i], a.rows[i + 4]);
  }
  return out;
}

} // namespace

void switchEightFrames(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                       std::uint64_t *words, std::size_t count) noexcept {
  Eight eight;
  for (std::size_t at = 0; at < count; at += 16) {
    for (std::size_t i = 0; i < 8; ++i) eight.rows[i] = load(in + i * count + at);
    const Eight turned = columns(eight);
    for (std::size_t i = 0; i < 8; ++i) store(words + at + i * 2, turned.rows[i]);
  }
  for (std::size_t at = 0; at < count; at += 16) {
    for (std::size_t i = 0; i < 8; ++i) {
      const std::uint16_t *const from = map + at + i * 2;
      eight.rows[i] = _mm_set_epi64x(static_cast<long long>(words[from[1]]),
                                     static_cast<long long>(words[from[0]]));
    }
    const Eight turned = rowsOf(eight);
    for (std::size_t i = 0; i < 8; ++i) store(out + i * count + at, turned.rows[i]);
  }
}

#else

void switchEightFrames(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                       std::uint64_t *, std::size_t count) noexcept {
  for (std::size_t frame = 0; frame < 8; ++frame)
    switchFramePortable(in + frame * count, map, out + frame * count, count);
}

#endif

} // namespace crosspoint::ctbus
