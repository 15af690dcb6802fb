#include "dsp/tone-generator.h"

#include <algorithm>
#include <cmath>

#include "dsp/block.h"

namespace crosspoint::dsp {

namespace {

constexpr std::uint64_t kFramesPerMs = 8;
constexpr std::size_t kRun = 64;

/** The 8000th part of a turn is 2305843009213693.952 of its 2^-64; rounded after the multiplication. */
std::uint64_t stepOf(std::uint16_t hertz) noexcept {
  return hertz * 2'305'843'009'213'693ULL + (hertz * 952ULL + 500) / 1'000;
}

/** The sine of a phase in 2^-32 of a turn, to 16 bits and more; plain arithmetic, so that a loop over it becomes vectors. */
float sine(std::uint32_t phase) noexcept {
  const auto turn = static_cast<std::int32_t>(phase);
  const bool outer = turn > 0x4000'0000 || turn < -0x4000'0000;
  const std::int32_t folded = outer ? static_cast<std::int32_t>(0x8000'0000U - phase) : turn;
  const float x = static_cast<float>(folded) * 1.462918079e-9F;
  const float square = x * x;
  float series = 1.0F / 362880 - square * (1.0F / 39916800);
  series = 1.0F / 5040 - square * series;
  series = 1.0F / 120 - square * series;
  series = 1.0F / 6 - square * series;
  return x - x * square * series;
}

} // namespace

void ToneGenerator::start(const ToneProgram &program) noexcept {
  program_ = &program;
  segment_ = 0;
  round_ = 0;
  oscillators_ = {};
  if (program.segments.empty()) {
    program_ = nullptr;
    return;
  }
  enterSegment();
  if (onLeft_ == 0 && offLeft_ == 0 && !advance()) program_ = nullptr;
}

void ToneGenerator::enterSegment() noexcept {
  const ToneSegment &segment = program_->segments[segment_];
  onLeft_ = segment.onMs * kFramesPerMs;
  offLeft_ = segment.offMs * kFramesPerMs;
  for (std::size_t at = 0; at < oscillators_.size(); ++at) {
    Oscillator &oscillator = oscillators_[at];
    const std::uint16_t hertz = segment.hertz[at];
    if (hertz != oscillator.hertz || hertz == 0) oscillator.phase = 0;
    oscillator.hertz = hertz;
    oscillator.step = stepOf(hertz);
    oscillator.peak = hertz == 0
                          ? 0.0F
                          : static_cast<float>(kZeroDbm0Peak *
                                               std::pow(10.0, segment.levelTenthsDbm0[at] / 200.0));
  }
}

bool ToneGenerator::advance() noexcept {
  // A whole round without a frame in it would be one without end.
  for (std::size_t tried = 0; tried <= program_->segments.size(); ++tried) {
    if (++segment_ == program_->segments.size()) {
      segment_ = 0;
      if (program_->repeats != 0 && ++round_ >= program_->repeats) return false;
    }
    enterSegment();
    if (onLeft_ != 0 || offLeft_ != 0) return true;
  }
  return false;
}

void ToneGenerator::sound(std::int16_t *out, std::size_t frames) noexcept {
  for (std::size_t done = 0; done < frames; done += kRun) {
    const std::size_t count = std::min(kRun, frames - done);
    std::array<float, kRun> sum{};
    for (Oscillator &oscillator : oscillators_) {
      if (oscillator.hertz == 0) continue;
      std::array<std::uint32_t, kRun> phases{};
      for (std::size_t at = 0; at < count; ++at) {
        phases[at] = static_cast<std::uint32_t>(oscillator.phase >> 32);
        oscillator.phase += oscillator.step;
      }
      for (std::size_t at = 0; at < kRun; ++at) sum[at] += oscillator.peak * sine(phases[at]);
    }
    for (std::size_t at = 0; at < count; ++at) {
      const float rounded = sum[at] + (sum[at] < 0 ? -0.5F : 0.5F);
      out[done + at] = static_cast<std::int16_t>(std::min(std::max(rounded, -32768.0F), 32767.0F));
    }
  }
}

std::size_t ToneGenerator::generate(std::int16_t *out, std::size_t frames) noexcept {
  std::size_t made = 0;
  while (program_ != nullptr && made < frames) {
    std::uint64_t &left = onLeft_ != 0 ? onLeft_ : offLeft_;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, frames - made));
    if (onLeft_ != 0)
      sound(out + made, count);
    else
      std::fill_n(out + made, count, std::int16_t{0});
    left -= count;
    made += count;
    if (onLeft_ == 0 && offLeft_ == 0 && !advance()) program_ = nullptr;
  }
  std::fill_n(out + made, frames - made, std::int16_t{0});
  return made;
}

} // namespace crosspoint::dsp
