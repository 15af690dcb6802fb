#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint::dsp {

inline constexpr std::uint32_t kLowestRate = 6'000;
inline constexpr std::uint32_t kHighestRate = 96'000;

/**
 * The same sound at 8,000 samples a second: a windowed sinc, flat to 3.5 kHz (or 0.87 of half the rate it comes from), 80 dB down
 * from 4 kHz on. For the control thread: it allocates. Throws std::invalid_argument for a rate outside kLowestRate…kHighestRate.
 */
std::vector<std::int16_t> resampleTo8000(std::span<const std::int16_t> samples, std::uint32_t rate);

} // namespace crosspoint::dsp
