#pragma once

#include <cstdint>

// What the kernels share. Plain types only: nothing that is compiled for one instruction set may leak into objects of another.
namespace crosspoint::dsp {

/** Channels that one call works on. */
inline constexpr std::uint32_t kCorrelatorLanes = 16;
inline constexpr std::uint32_t kCorrelatorMaxTones = 16;
inline constexpr std::uint32_t kCorrelatorMaxFrames = 512;

/** Windowed cosine and sine rows, of which only the first half is kept: the second mirrors it. */
struct CorrelatorRows {
  /** Frames of the window, a multiple of 16. */
  std::uint32_t frames;
  std::uint32_t tones;
  /** For each four tones (the last may be fewer), for each two frames, for each tone: two cosines, two sines. */
  const std::int16_t *pairs;
  /** Square roots of the window for the energy: for each frame of the first half. */
  const std::int16_t *weights;
};

struct alignas(64) Correlation {
  std::int32_t cosine[kCorrelatorMaxTones][kCorrelatorLanes];
  std::int32_t sine[kCorrelatorMaxTones][kCorrelatorLanes];
  std::int32_t energy[kCorrelatorLanes];
};

/** `samples`: kCorrelatorLanes pointers to `frames` samples each; a lane that is not wanted repeats another. */
using CorrelateKernel = void (*)(const std::int16_t *const *samples, const CorrelatorRows &rows,
                                 Correlation &result);

void correlatePortable(const std::int16_t *const *samples, const CorrelatorRows &rows,
                       Correlation &result);
#if defined(__x86_64__)
void correlateAvx2(const std::int16_t *const *samples, const CorrelatorRows &rows,
                   Correlation &result);
void correlateAvx512(const std::int16_t *const *samples, const CorrelatorRows &rows,
                     Correlation &result);
#endif

} // namespace crosspoint::dsp
