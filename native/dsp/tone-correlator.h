#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/instruction-set.h"
#include "dsp/tone-correlator-kernels.h"

namespace crosspoint::dsp {

/** A value of the spectrum; its phase is that at the middle of the window. */
struct Phasor {
  float real = 0;
  float imaginary = 0;
};

/**
 * How much of each of a few frequencies there is in a window of sixteen channels at once, and how much energy in all.
 *
 * A Hann window lies over the samples. Windows that overlap by half add up to a constant, so the sum of a tone's amplitudes over
 * the windows tells how long it lasted; and the energy is weighted by the same window, so that a steady tone or
 * several of them make exactly all of it. The sums are integers and the same with every instruction set.
 */
class ToneCorrelator {
public:
  /** Throws std::invalid_argument for a window that is no multiple of 16 or too long, and for too many tones. */
  ToneCorrelator(std::span<const double> hertz, std::uint32_t frames, InstructionSet set);

  std::uint32_t frames() const { return frames_; }
  std::uint32_t tones() const { return tones_; }
  void correlate(const std::int16_t *const *samples, Correlation &result) const {
    kernel_(samples, {frames_, tones_, pairs_.data(), weights_.data()}, result);
  }

  /** Mean square of a tone's samples is this times cosine² + sine². */
  float toneScale() const { return toneScale_; }
  /** Mean square of all samples is this times the energy. */
  float energyScale() const { return energyScale_; }

  static Phasor phasor(const Correlation &found, std::size_t tone, std::size_t lane) {
    return {static_cast<float>(found.cosine[tone][lane]),
            -static_cast<float>(found.sine[tone][lane])};
  }

private:
  std::uint32_t frames_;
  std::uint32_t tones_;
  CorrelateKernel kernel_;
  std::vector<std::int16_t> pairs_;
  std::vector<std::int16_t> weights_;
  float toneScale_ = 0;
  float energyScale_ = 0;
};

/** Tells a frequency from how far the phase moved between two windows. */
class PhaseClock {
public:
  PhaseClock(double hertz, std::uint32_t hop);
  /** Hertz above the nominal frequency, unambiguous within half of the rate of windows. */
  float offsetHertz(Phasor before, Phasor now) const;

private:
  float real_;
  float imaginary_;
  float hertzPerRadian_;
};

/** What is left of the power of a tone that lies beside the middle of a Hann window's lobe. */
float hannPowerResponse(float offsetHertz, std::uint32_t frames);

/** Mean square of 16-bit samples of a sine of this level, and back (floor of −99). */
double meanSquareOfDbm0(double dbm0);
std::int8_t dbm0OfMeanSquare(float meanSquare);

/** Sum of squares of samples, `count` a multiple of 8, for gates; each sample is divided by 8 before so that it fits. */
std::uint32_t coarseEnergy(const std::int16_t *samples, std::uint32_t count);
/** Mean square that a coarse energy stands for. */
inline float meanSquareOfCoarseEnergy(std::uint32_t energy, std::uint32_t count) {
  return static_cast<float>(energy) * 64.0F / static_cast<float>(count);
}

} // namespace crosspoint::dsp
