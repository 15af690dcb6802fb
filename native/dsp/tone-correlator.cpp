#include "dsp/tone-correlator.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "dsp/block.h"

namespace crosspoint::dsp {
namespace {

constexpr double kTwoPi = 2 * std::numbers::pi;
/** Folded samples have 16 bits: rows whose absolute values sum up to less cannot overflow 32 bits. */
constexpr double kLargestRowSum = 65'000;
/** Energy weights: a folded sample times this over 32768 squares and sums up within 32 bits for every window. */
constexpr double kEnergyWeight = 4096;

double hann(std::uint32_t frame, std::uint32_t frames) {
  return 0.5 - 0.5 * std::cos(kTwoPi * (frame + 0.5) / frames);
}

CorrelateKernel kernelFor(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512 && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vnni"))
    return correlateAvx512;
  if (set != InstructionSet::portable && __builtin_cpu_supports("avx2")) return correlateAvx2;
#else
  static_cast<void>(set);
#endif
  return correlatePortable;
}

} // namespace

ToneCorrelator::ToneCorrelator(std::span<const double> hertz, std::uint32_t frames,
                               InstructionSet set)
    : frames_(frames), tones_(static_cast<std::uint32_t>(hertz.size())), kernel_(kernelFor(set)) {
  if (frames == 0 || frames % 16 != 0 || frames > kCorrelatorMaxFrames)
    throw std::invalid_argument("a window has a multiple of 16 frames, at most 512");
  if (hertz.empty() || hertz.size() > kCorrelatorMaxTones)
    throw std::invalid_argument("a correlator has one to sixteen tones");
  const double middle = (frames - 1) / 2.0;
  const auto angle = [&](std::size_t tone, std::uint32_t frame) {
    return kTwoPi * hertz[tone] / kSampleRate * (frame - middle);
  };
  double windowSum = 0;
  double largestRow = 1;
  for (std::size_t tone = 0; tone < hertz.size(); ++tone) {
    double cosines = 0;
    double sines = 0;
    for (std::uint32_t frame = 0; frame < frames / 2; ++frame) {
      cosines += std::abs(hann(frame, frames) * std::cos(angle(tone, frame)));
      sines += std::abs(hann(frame, frames) * std::sin(angle(tone, frame)));
    }
    largestRow = std::max({largestRow, cosines, sines});
  }
  // Rounding may add half a unit to each of the values.
  const double scale = std::floor((kLargestRowSum - frames / 4.0) / largestRow);
  for (std::uint32_t frame = 0; frame < frames / 2; ++frame) {
    windowSum += 2 * hann(frame, frames);
    weights_.push_back(
        static_cast<std::int16_t>(std::lround(kEnergyWeight * std::sqrt(hann(frame, frames)))));
  }
  for (std::size_t first = 0; first < hertz.size(); first += 4)
    for (std::uint32_t frame = 0; frame < frames / 2; frame += 2)
      for (std::size_t tone = first; tone < std::min(first + 4, hertz.size()); ++tone) {
        const auto row = [&](double value, std::uint32_t at) {
          pairs_.push_back(
              static_cast<std::int16_t>(std::lround(scale * hann(at, frames) * value)));
        };
        row(std::cos(angle(tone, frame)), frame);
        row(std::cos(angle(tone, frame + 1)), frame + 1);
        row(std::sin(angle(tone, frame)), frame);
        row(std::sin(angle(tone, frame + 1)), frame + 1);
      }
  // The samples are halved before they are folded: mean squares are a quarter.
  toneScale_ = static_cast<float>(4 * 2 / (scale * windowSum * scale * windowSum));
  const double perSample = kEnergyWeight / 32768;
  energyScale_ = static_cast<float>(4 / (2 * perSample * perSample * windowSum));
}

PhaseClock::PhaseClock(double hertz, std::uint32_t hop)
    : real_(static_cast<float>(std::cos(kTwoPi * hertz * hop / kSampleRate))),
      imaginary_(static_cast<float>(-std::sin(kTwoPi * hertz * hop / kSampleRate))),
      hertzPerRadian_(static_cast<float>(kSampleRate / (kTwoPi * hop))) {}

float PhaseClock::offsetHertz(Phasor before, Phasor now) const {
  const float real = now.real * before.real + now.imaginary * before.imaginary;
  const float imaginary = now.imaginary * before.real - now.real * before.imaginary;
  return std::atan2(real * imaginary_ + imaginary * real_, real * real_ - imaginary * imaginary_) *
         hertzPerRadian_;
}

float hannPowerResponse(float offsetHertz, std::uint32_t frames) {
  const double bins = std::abs(double{offsetHertz}) * frames / kSampleRate;
  if (bins < 1e-3) return 1;
  if (std::abs(bins - 1) < 1e-3) return 0.25F;
  const double x = std::numbers::pi * bins;
  const double response = std::sin(x) / x / (1 - bins * bins);
  return static_cast<float>(response * response);
}

double meanSquareOfDbm0(double dbm0) {
  return kZeroDbm0Peak * kZeroDbm0Peak / 2 * std::pow(10.0, dbm0 / 10);
}

std::int8_t dbm0OfMeanSquare(float meanSquare) {
  const double relative = meanSquare / (kZeroDbm0Peak * kZeroDbm0Peak / 2);
  return static_cast<std::int8_t>(
      std::lround(std::clamp(10 * std::log10(std::max(relative, 1e-12)), -99.0, 20.0)));
}

std::uint32_t coarseEnergy(const std::int16_t *samples, std::uint32_t count) {
  std::uint32_t sum = 0;
  for (std::uint32_t frame = 0; frame < count; ++frame) {
    const auto eighth = static_cast<std::int16_t>(samples[frame] >> 3);
    sum += static_cast<std::uint32_t>(eighth * eighth);
  }
  return sum;
}

void correlatePortable(const std::int16_t *const *samples, const CorrelatorRows &rows,
                       Correlation &result) {
  const std::uint32_t half = rows.frames / 2;
  std::int16_t even[kCorrelatorMaxFrames / 2][kCorrelatorLanes];
  std::int16_t odd[kCorrelatorMaxFrames / 2][kCorrelatorLanes];
  const auto weighted = [](int sample, int weight) { return ((sample * weight >> 14) + 1) >> 1; };
  for (std::uint32_t lane = 0; lane < kCorrelatorLanes; ++lane) {
    std::int32_t energy = 0;
    for (std::uint32_t frame = 0; frame < half; ++frame) {
      const int front = samples[lane][frame] >> 1;
      const int back = samples[lane][rows.frames - 1 - frame] >> 1;
      even[frame][lane] = static_cast<std::int16_t>(front + back);
      odd[frame][lane] = static_cast<std::int16_t>(front - back);
      const int sum = weighted(front + back, rows.weights[frame]);
      const int difference = weighted(front - back, rows.weights[frame]);
      energy += sum * sum + difference * difference;
    }
    result.energy[lane] = energy;
  }
  for (std::uint32_t tone = 0; tone < rows.tones; ++tone) {
    const std::uint32_t first = tone / 4 * 4;
    const std::uint32_t stride = 4 * std::min(rows.tones - first, 4U);
    const std::int16_t *table = rows.pairs + std::size_t{first} * rows.frames + 4 * (tone - first);
    std::int32_t cosine[kCorrelatorLanes] = {};
    std::int32_t sine[kCorrelatorLanes] = {};
    for (std::uint32_t frame = 0; frame < half; ++frame) {
      const std::int16_t c = table[frame % 2];
      const std::int16_t s = table[2 + frame % 2];
      for (std::uint32_t lane = 0; lane < kCorrelatorLanes; ++lane) {
        cosine[lane] += even[frame][lane] * c;
        sine[lane] += odd[frame][lane] * s;
      }
      table += frame % 2 == 0 ? 0 : stride;
    }
    std::copy_n(cosine, kCorrelatorLanes, result.cosine[tone]);
    std::copy_n(sine, kCorrelatorLanes, result.sine[tone]);
  }
}

} // namespace crosspoint::dsp
