#pragma once

#include <cstddef>
#include <cstdint>

namespace crosspoint::dsp {

/** When sound counts as voice. */
struct VoiceActivityOptions {
  /** Weaker sound is silence whatever the noise. */
  double minimumLevelDbm0 = -45;
  /** How far voice stands out of the noise. */
  double aboveNoiseDb = 9;
  /** The noise floor follows louder noise this fast, and quieter noise within 100 ms. */
  double noiseRiseDbPerSecond = 3;
  /** Bursts that are shorter do not begin voice; pauses that are shorter do not end it. */
  double minimumOnMs = 40;
  double hangoverMs = 200;
};

/** Sum of squares of quarters of samples (exact where the lowest two bits are zero); `count` a multiple of 8. */
std::uint64_t quarterEnergy(const std::int16_t *samples, std::size_t count) noexcept;

/** The options as the frames of 10 ms need them. */
struct VoiceActivityLimits {
  explicit VoiceActivityLimits(const VoiceActivityOptions &options);

  static constexpr std::uint32_t kFrame = 80;
  float minimumEnergy;
  float aboveNoise;
  float noiseRise;
  float firstNoise;
  float highestNoise;
  int onFrames;
  int hangoverFrames;
};

/** The voice activity of one channel, in frames of 10 ms. */
class VoiceActivity {
public:
  enum class Change : std::uint8_t { none, began, ended };

  explicit VoiceActivity(const VoiceActivityLimits &limits) : noise_(limits.firstNoise) {}

  /** Takes the energy of some more samples of a frame; true if the frame is complete and `step` is due. */
  bool add(std::uint64_t energy, std::uint32_t frames) {
    energy_ += energy;
    filled_ += frames;
    return filled_ >= VoiceActivityLimits::kFrame;
  }
  std::uint32_t wanted() const { return VoiceActivityLimits::kFrame - filled_; }
  Change step(const VoiceActivityLimits &limits);

  bool isOn() const { return isOn_; }
  /** Frames of 10 ms since voice began or ended, when that is told. */
  int age() const { return isOn_ ? active_ + pauses_ : quiet_; }
  /** Of what is or was voice. */
  float meanSquare() const;

private:
  std::uint64_t energy_ = 0;
  std::uint32_t filled_ = 0;
  bool isOn_ = false;
  float noise_;
  float sum_ = 0;
  int active_ = 0;
  int pauses_ = 0;
  int quiet_ = 0;
};

} // namespace crosspoint::dsp
