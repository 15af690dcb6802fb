#include "dsp/fax-preamble.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "dsp/block.h"

namespace crosspoint::dsp {
namespace {

/** Both frequencies are multiples of 50 Hz. */
constexpr std::uint32_t kPeriod = 160;
/** Samples of a bit. */
constexpr std::uint32_t kBit = 27;
/** Lengths of six ones, and of one or two zeros, with what noise and the filters do to their edges. */
constexpr std::uint32_t kOnesLeast = 138;
constexpr std::uint32_t kOnesMost = 182;
constexpr std::uint32_t kZerosLeast = 12;
constexpr std::uint32_t kZerosMost = 75;
/** One frequency has to be this much stronger to take over. */
constexpr float kHysteresis = 1.3F;
constexpr int kManyFlags = 1000;

struct Waves {
  std::array<float, kPeriod> cosine;
  std::array<float, kPeriod> sine;

  explicit Waves(double hertz) {
    for (std::uint32_t frame = 0; frame < kPeriod; ++frame) {
      cosine[frame] =
          static_cast<float>(std::cos(2 * std::numbers::pi * hertz * frame / kSampleRate));
      sine[frame] =
          static_cast<float>(std::sin(2 * std::numbers::pi * hertz * frame / kSampleRate));
    }
  }
};

const Waves kOne(1650);
const Waves kZero(1850);

/** Power of a frequency in the last bit's time. */
class SlidingPower {
public:
  explicit SlidingPower(const Waves &waves) : waves_(waves) {}

  void add(float sample, std::uint32_t frame, float sign) {
    cosine_ += sign * sample * waves_.cosine[frame % kPeriod];
    sine_ += sign * sample * waves_.sine[frame % kPeriod];
  }
  float power() const { return cosine_ * cosine_ + sine_ * sine_; }

private:
  const Waves &waves_;
  float cosine_ = 0;
  float sine_ = 0;
};

} // namespace

void FaxPreamble::feed(const std::int16_t *samples, std::uint32_t count, std::uint32_t fresh) {
  SlidingPower one(kOne);
  SlidingPower zero(kZero);
  const std::uint32_t first = count - fresh - kBit;
  for (std::uint32_t frame = first; frame < count; ++frame) {
    const auto newest = static_cast<float>(samples[frame]);
    one.add(newest, frame, 1);
    zero.add(newest, frame, 1);
    if (frame < first + kBit) continue;
    const auto oldest = static_cast<float>(samples[frame - kBit]);
    one.add(oldest, frame - kBit, -1);
    zero.add(oldest, frame - kBit, -1);
    ++run_;
    const bool changes = isOne_ ? zero.power() > kHysteresis * one.power()
                                : one.power() > kHysteresis * zero.power();
    if (changes) endRun();
  }
  if (run_ > kOnesMost) flags_ = 0;
}

void FaxPreamble::endRun() {
  if (isOne_) {
    hadOnes_ = run_ >= kOnesLeast && run_ <= kOnesMost;
    if (!hadOnes_) flags_ = 0;
  } else if (run_ < kZerosLeast || run_ > kZerosMost) {
    flags_ = 0;
  } else if (hadOnes_) {
    flags_ = std::min(flags_ + 1, kManyFlags);
  }
  isOne_ = !isOne_;
  run_ = 0;
}

} // namespace crosspoint::dsp
