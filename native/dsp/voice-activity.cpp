#include "dsp/voice-activity.h"

#include <algorithm>
#include <cmath>

#include "dsp/tone-correlator.h"

namespace crosspoint::dsp {
namespace {

constexpr double kFramesPerSecond = 100;
/** Quarters of samples have a sixteenth of their power. */
constexpr double kPerMeanSquare = VoiceActivityLimits::kFrame / 16.0;
constexpr double kFirstNoiseDbm0 = -60;
/** Louder noise than this is taken for sound that somebody makes. */
constexpr double kHighestNoiseDbm0 = -30;
constexpr float kNoiseFall = 0.2F;

float energyOf(double dbm0) {
  return static_cast<float>(meanSquareOfDbm0(dbm0) * kPerMeanSquare);
}

} // namespace

std::uint64_t quarterEnergy(const std::int16_t *samples, std::size_t count) noexcept {
  std::uint64_t sum = 0;
  for (std::size_t first = 0; first < count; first += 8) {
    // Eight squares of 14 bits fit into 32.
    std::int32_t eight = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const auto quarter = static_cast<std::int16_t>(samples[first + i] >> 2);
      eight += quarter * quarter;
    }
    sum += static_cast<std::uint32_t>(eight);
  }
  return sum;
}

VoiceActivityLimits::VoiceActivityLimits(const VoiceActivityOptions &options)
    : minimumEnergy(energyOf(options.minimumLevelDbm0)),
      aboveNoise(static_cast<float>(std::pow(10, options.aboveNoiseDb / 10))),
      noiseRise(
          static_cast<float>(std::pow(10, options.noiseRiseDbPerSecond / 10 / kFramesPerSecond))),
      firstNoise(energyOf(kFirstNoiseDbm0)),
      highestNoise(energyOf(kHighestNoiseDbm0)),
      onFrames(std::max(1, static_cast<int>(std::lround(options.minimumOnMs / 10)))),
      hangoverFrames(std::max(1, static_cast<int>(std::lround(options.hangoverMs / 10)))) {}

VoiceActivity::Change VoiceActivity::step(const VoiceActivityLimits &limits) {
  const auto energy = static_cast<float>(energy_);
  energy_ = 0;
  filled_ = 0;
  const bool isActive = energy > limits.minimumEnergy && energy > noise_ * limits.aboveNoise;
  // Never below one unit in each sample: digital silence would otherwise make any hiss stand out for long.
  if (energy < noise_)
    noise_ = std::max(noise_ + (energy - noise_) * kNoiseFall, float{VoiceActivityLimits::kFrame});
  else
    noise_ = std::min(noise_ * limits.noiseRise, limits.highestNoise);
  if (isActive) {
    if (quiet_ > 0 && !isOn_) {
      active_ = pauses_ = 0;
      sum_ = 0;
    }
    pauses_ += isOn_ ? quiet_ : 0;
    quiet_ = 0;
    ++active_;
    sum_ += energy;
  } else {
    ++quiet_;
  }
  if (!isOn_ && isActive && active_ >= limits.onFrames) {
    isOn_ = true;
    pauses_ = 0;
    return Change::began;
  }
  if (isOn_ && quiet_ >= limits.hangoverFrames) {
    isOn_ = false;
    return Change::ended;
  }
  return Change::none;
}

float VoiceActivity::meanSquare() const {
  return active_ == 0 ? 0 : sum_ / static_cast<float>(active_ * kPerMeanSquare);
}

} // namespace crosspoint::dsp
