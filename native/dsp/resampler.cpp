#include "dsp/resampler.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <string>

namespace crosspoint::dsp {

namespace {

constexpr double kZeroCrossings = 48;
/** Kaiser's window for a stop band of 90 dB. */
constexpr double kBeta = 8.96;
/** Of half the lower rate: the middle of the slope. */
constexpr double kSlope = 0.94;
/** Places between two samples; a rate with more of them gets the nearest, which is 70 dB below the sound at worst. */
constexpr std::uint64_t kMostPhases = 4'096;

/** The modified Bessel function of order 0: std::cyl_bessel_i is not everywhere. */
double besselI0(double x) {
  double sum = 1, term = 1;
  for (int n = 1; term > sum * 1e-9; ++n) {
    term *= (x / 2 / n) * (x / 2 / n);
    sum += term;
  }
  return sum;
}

} // namespace

Resampler::Resampler(std::uint32_t rate) {
  if (rate < kLowestRate || rate > kHighestRate)
    throw std::invalid_argument("cannot convert from " + std::to_string(rate) +
                                " samples a second");
  const std::uint32_t common = std::gcd(rate, 8'000u);
  up_ = 8'000 / common;
  down_ = rate / common;
  cutoff_ = kSlope * std::min(1.0, 8'000.0 / rate);
  reach_ = static_cast<std::size_t>(std::ceil(kZeroCrossings / cutoff_));
  phases_.resize(static_cast<std::size_t>(std::min(up_, kMostPhases)));
  history_.resize(reach_, 0.0f);
  begin_ = -static_cast<std::int64_t>(reach_);
}

std::span<const float> Resampler::phase(std::size_t number) {
  std::vector<float> &filter = phases_[number];
  if (!filter.empty()) return filter;
  const double place = static_cast<double>(number) / static_cast<double>(phases_.size());
  const double width = kZeroCrossings / cutoff_;
  for (std::size_t tap = 0; tap < 2 * reach_; ++tap) {
    const double time = static_cast<double>(tap) - static_cast<double>(reach_) + 1 - place;
    const double inside = 1 - time * time / (width * width);
    const double angle = std::numbers::pi * cutoff_ * time;
    const double sinc = std::abs(angle) < 1e-9 ? 1 : std::sin(angle) / angle;
    const double window = inside > 0 ? besselI0(kBeta * std::sqrt(inside)) / besselI0(kBeta) : 0;
    filter.push_back(static_cast<float>(cutoff_ * sinc * window));
  }
  return filter;
}

void Resampler::process(std::span<const std::int16_t> samples, std::vector<std::int16_t> &into) {
  history_.insert(history_.end(), samples.begin(), samples.end());
  taken_ += samples.size();
  makeUpTo(UINT64_MAX, into);
}

void Resampler::finish(std::vector<std::int16_t> &into) {
  history_.insert(history_.end(), 2 * reach_, 0.0f);
  makeUpTo((taken_ * up_ + down_ / 2) / down_, into);
}

void Resampler::makeUpTo(std::uint64_t end, std::vector<std::int16_t> &into) {
  for (; made_ < end; ++made_) {
    std::uint64_t at = made_ * down_ / up_;
    std::uint64_t place = (made_ * down_ % up_ * phases_.size() + up_ / 2) / up_;
    if (place == phases_.size()) {
      place = 0;
      ++at;
    }
    const auto first = static_cast<std::size_t>(static_cast<std::int64_t>(at) + 1 -
                                                static_cast<std::int64_t>(reach_) - begin_);
    if (first + 2 * reach_ > history_.size()) break;
    const std::span<const float> filter = phase(static_cast<std::size_t>(place));
    const float *from = history_.data() + first;
    float sum = 0;
    for (std::size_t tap = 0; tap < filter.size(); ++tap) sum += filter[tap] * from[tap];
    into.push_back(static_cast<std::int16_t>(std::lrint(std::clamp(sum, -32768.0f, 32767.0f))));
  }
  // What lies before the next output sample is not looked at again.
  const auto next =
      static_cast<std::int64_t>(made_ * down_ / up_) + 1 - static_cast<std::int64_t>(reach_);
  const auto gone =
      std::clamp<std::int64_t>(next - begin_, 0, static_cast<std::int64_t>(history_.size()));
  history_.erase(history_.begin(), history_.begin() + gone);
  begin_ += gone;
}

} // namespace crosspoint::dsp
