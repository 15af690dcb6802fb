#include "engine/sound-adpcm.h"

#include <algorithm>
#include <array>

namespace crosspoint::engine {

namespace {

// Dialogic ADPCM Algorithm (00-1366-001), table 2; each about a tenth more than the one before.
constexpr std::array<std::int16_t, 49> kOkiSteps = {
    16,  17,  19,  21,  23,  25,  28,  31,  34,  37,  41,   45,   50,   55,   60,  66,  73,
    80,  88,  97,  107, 118, 130, 143, 157, 173, 190, 209,  230,  253,  279,  307, 337, 371,
    408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552};

// IMA Digital Audio Doc-Pac, "Recommended practices for enhancing digital audio compatibility", rev. 3.00 §6.
constexpr std::array<std::int16_t, 89> kImaSteps = {
    7,     8,     9,     10,    11,    12,    13,    14,    16,    17,    19,   21,    23,
    25,    28,    31,    34,    37,    41,    45,    50,    55,    60,    66,   73,    80,
    88,    97,    107,   118,   130,   143,   157,   173,   190,   209,   230,  253,   279,
    307,   337,   371,   408,   449,   494,   544,   598,   658,   724,   796,  876,   963,
    1060,  1166,  1282,  1411,  1552,  1707,  1878,  2066,  2272,  2499,  2749, 3024,  3327,
    3660,  4026,  4428,  4871,  5358,  5894,  6484,  7132,  7845,  8630,  9493, 10442, 11487,
    12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767};

constexpr std::array<std::int8_t, 8> kStepChange = {-1, -1, -1, -1, 2, 4, 6, 8};

/** The difference of three bits of magnitude and a sign: (magnitude + ½) · step / 4, each part cut to whole numbers. */
std::int32_t difference(std::uint32_t code, std::int32_t step) noexcept {
  std::int32_t sum = step >> 3;
  if (code & 4) sum += step;
  if (code & 2) sum += step >> 1;
  if (code & 1) sum += step >> 2;
  return code & 8 ? -sum : sum;
}

} // namespace

std::int16_t OkiAdpcm::decode(std::uint32_t code) noexcept {
  last_ =
      std::clamp(last_ + difference(code, kOkiSteps[static_cast<std::size_t>(step_)]), -2048, 2047);
  step_ = std::clamp(step_ + kStepChange[code & 7], 0, 48);
  return static_cast<std::int16_t>(last_ * 16);
}

std::uint32_t OkiAdpcm::encode(std::int16_t sample) noexcept {
  std::int32_t step = kOkiSteps[static_cast<std::size_t>(step_)];
  std::int32_t rest = (sample >> 4) - last_;
  std::uint32_t code = 0;
  if (rest < 0) {
    code = 8;
    rest = -rest;
  }
  for (std::uint32_t bit = 4; bit != 0; bit >>= 1, step >>= 1) {
    if (rest >= step) {
      code |= bit;
      rest -= step;
    }
  }
  decode(code);
  return code;
}

std::int16_t ImaAdpcm::decode(std::uint32_t code) noexcept {
  last =
      std::clamp(last + difference(code, kImaSteps[static_cast<std::size_t>(step)]), -32768, 32767);
  step = std::clamp(step + kStepChange[code & 7], 0, 88);
  return static_cast<std::int16_t>(last);
}

} // namespace crosspoint::engine
