#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint::dsp {

inline constexpr std::uint32_t kLowestRate = 6'000;
inline constexpr std::uint32_t kHighestRate = 96'000;

/**
 * The same sound at 8,000 samples a second, piece by piece and without delay: a windowed sinc, flat to 3.5 kHz (or 0.87 of half the rate it
 * comes from), 80 dB down from 4 kHz on. For the control thread: it allocates.
 */
class Resampler {
public:
  /** Throws std::invalid_argument for a rate outside kLowestRate…kHighestRate. */
  explicit Resampler(std::uint32_t rate);

  /** Appends to `into` what the samples so far decide. */
  void process(std::span<const std::int16_t> samples, std::vector<std::int16_t> &into);
  /** The rest, as if silence followed. */
  void finish(std::vector<std::int16_t> &into);

private:
  std::span<const float> phase(std::size_t number);
  void makeUpTo(std::uint64_t end, std::vector<std::int16_t> &into);

  /** Input samples per output sample, as a fraction in its lowest terms. */
  std::uint64_t up_, down_;
  double cutoff_;
  /** Input samples to each side that one output sample looks at. */
  std::size_t reach_;
  /** One filter for each place of an output sample between two input samples; made when it is needed. */
  std::vector<std::vector<float>> phases_;
  /** The input, from sample `begin_` on; silence comes before the first. */
  std::vector<float> history_;
  std::int64_t begin_;
  std::uint64_t taken_ = 0;
  std::uint64_t made_ = 0;
};

} // namespace crosspoint::dsp
