#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint::engine {

/**
 * Linear samples of any rate to 8 kHz, once, when a sound is made: a windowed sinc of 32 zero crossings to each side, which lets the
 * telephone band through to 3.4 kHz and keeps what would fold back 80 dB down. No delay.
 */
class SoundResampler {
public:
  explicit SoundResampler(std::uint32_t rate);

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

} // namespace crosspoint::engine
