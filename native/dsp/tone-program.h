#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace crosspoint::dsp {

/** Up to four frequencies at once, then silence. */
struct ToneSegment {
  std::array<std::uint16_t, 4> hertz{};
  std::array<std::int16_t, 4> levelTenthsDbm0{};
  std::uint32_t onMs = 0;
  std::uint32_t offMs = 0;
};

/** What a generator plays: segments in order, the whole `repeats` times; 0 is until it is stopped. */
struct ToneProgram {
  std::vector<ToneSegment> segments;
  std::uint32_t repeats = 1;
};

/** Digits as DTMF (Q.23): 0…9 * # A…D, ',' is a pause of a second. Throws std::invalid_argument with the position of what is not one. */
ToneProgram dtmfProgram(std::string_view digits, std::uint32_t onMs = 100,
                        std::uint32_t offMs = 100, std::int16_t levelTenthsDbm0 = -70);

/** Dial, ringback, busy, congestion … of a country (E.180 Supplement 2; ITU list of tones), by ISO 3166 code. */
enum class ProgressTone : std::uint8_t {
  dial = 1,
  ringback,
  busy,
  congestion,
  special,
  callWaiting,
  confirmation
};
ToneProgram progressProgram(ProgressTone tone, std::string_view country);

/**
 * One MFC-R2 signal (Q.441) until it is stopped: '1'…'9', '0' and 'B'…'F' are 1 to 15. Throws std::invalid_argument for anything else.
 */
ToneProgram r2Program(char symbol, bool forward, std::int16_t levelTenthsDbm0 = -115);

} // namespace crosspoint::dsp
