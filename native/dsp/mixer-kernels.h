#pragma once

#include <cstddef>
#include <cstdint>

namespace crosspoint::dsp {

/** Who hears the sum: without `self`, which is one of the talkers, or all of it where `self` is null. */
struct MixListener {
  const std::int16_t *self;
  std::int16_t *out;
};

namespace mixer {

/** Every listener's row: the sum of all talkers' rows less the own one, saturated once at the end. Rows may begin anywhere. */
void mixPortable(const std::int16_t *const *talkers, std::size_t talkerCount,
                 const MixListener *listeners, std::size_t listenerCount,
                 std::size_t frames) noexcept;
/** The sum of the absolute values, at most 65,536 frames. */
std::uint32_t loudnessPortable(const std::int16_t *row, std::size_t frames) noexcept;

/** The frames that the vector kernels leave over, and what the portable one is made of: frames `from` to `to`, at most 64. */
void mixFrames(const std::int16_t *const *talkers, std::size_t talkerCount,
               const MixListener *listeners, std::size_t listenerCount, std::size_t from,
               std::size_t to) noexcept;

#if defined(__x86_64__)
void mixAvx2(const std::int16_t *const *talkers, std::size_t talkerCount,
             const MixListener *listeners, std::size_t listenerCount, std::size_t frames) noexcept;
std::uint32_t loudnessAvx2(const std::int16_t *row, std::size_t frames) noexcept;
void mixAvx512(const std::int16_t *const *talkers, std::size_t talkerCount,
               const MixListener *listeners, std::size_t listenerCount,
               std::size_t frames) noexcept;
std::uint32_t loudnessAvx512(const std::int16_t *row, std::size_t frames) noexcept;
#endif

} // namespace mixer

} // namespace crosspoint::dsp
