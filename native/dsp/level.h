#pragma once

#include <cstddef>
#include <cstdint>

namespace crosspoint::dsp {

inline constexpr double kSilenceDbm0 = -90.0;

/** Mean power in dBm0, a sine of kZeroDbm0Peak being 0; kSilenceDbm0 at least. */
double levelDbm0(const std::int16_t *samples, std::size_t count) noexcept;

} // namespace crosspoint::dsp
