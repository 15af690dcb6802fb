#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/instruction-set.h"
#include "dsp/mixer-kernels.h"

namespace crosspoint::dsp {

/** The sum without oneself, for who keeps parties and levels elsewhere. Stateless; neither allocates nor throws. */
class Mixer {
public:
  explicit Mixer(InstructionSet set = bestInstructionSet()) noexcept;

  /** Exact whatever the number of talkers: saturated once, after the own row is taken out. No row written may be one that is read. */
  void mix(std::span<const std::int16_t *const> talkers, std::span<const MixListener> listeners,
           std::size_t frames) const noexcept {
    mix_(talkers.data(), talkers.size(), listeners.data(), listeners.size(), frames);
  }
  /** The sum of the absolute values, at most 65,536 frames. */
  std::uint32_t loudness(const std::int16_t *row, std::size_t frames) const noexcept {
    return loudness_(row, frames);
  }

private:
  void (*mix_)(const std::int16_t *const *, std::size_t, const MixListener *, std::size_t,
               std::size_t) noexcept;
  std::uint32_t (*loudness_)(const std::int16_t *, std::size_t) noexcept;
};

struct Party {
  /** Its row in the samples. */
  std::uint32_t channel = 0;
  bool talks = true;
  bool listens = true;
  /** Channel + 1 of the only party that hears this one; 0: everybody does. */
  std::uint32_t coachOf = 0;
};

/**
 * One conference: who is in it, who of them is heard, and the arithmetic. Memory is taken when it is made; everything
 * else neither allocates nor throws, and belongs to one thread.
 */
class Conference {
public:
  static constexpr std::uint32_t kNobody = 0xFFFF'FFFF;

  /** `loudest` talkers are heard at a time; 0: all of them. */
  explicit Conference(std::size_t capacity, std::uint32_t loudest = 0,
                      InstructionSet set = bestInstructionSet());

  /** A channel that is in it already gets the new options. False where it is full. */
  bool join(const Party &party) noexcept;
  bool leave(std::uint32_t channel) noexcept;
  std::span<const Party> parties() const noexcept { return parties_; }

  /**
   * One block. Row `channel` of what parties say begins at `in + channel * inStride`; listening parties' rows of `out` are overwritten,
   * the others left alone. `in` and `out` do not overlap. At most 65,536 frames.
   */
  void mix(const std::int16_t *in, std::size_t inStride, std::int16_t *out, std::size_t outStride,
           std::size_t frames) noexcept;

  /** The channel of who is loudest, or kNobody; another takes its place when it is 3 dB louder. */
  std::uint32_t activeTalker() const noexcept { return activeTalker_; }
  /** Whether it was in the sum of the last block. */
  bool isHeard(std::uint32_t channel) const noexcept;

private:
  struct Talker {
    /** Mean absolute value, rising at once, falling to a tenth in half a second. */
    float loudness = 0;
    bool isHeard = false;
  };

  void measure(const std::int16_t *in, std::size_t stride, std::size_t frames) noexcept;
  void choose() noexcept;
  void findActive() noexcept;
  void coach(const std::int16_t *in, std::size_t inStride, std::int16_t *out, std::size_t outStride,
             std::size_t frames) noexcept;
  std::size_t find(std::uint32_t channel) const noexcept;

  const Mixer mixer_;
  const std::size_t capacity_;
  const std::uint32_t loudest_;
  std::vector<Party> parties_;
  /** Beside `parties_`. */
  std::vector<Talker> talkers_;
  std::vector<const std::int16_t *> rows_;
  std::vector<MixListener> listeners_;
  std::vector<std::uint32_t> order_;
  std::uint32_t activeTalker_ = kNobody;
  std::size_t fallFrames_ = 0;
  float fall_ = 1;
};

} // namespace crosspoint::dsp
