#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dsp/tone-program.h"

namespace crosspoint::dsp {

/**
 * Plays a tone program on one channel: durations exact to the frame, phases going on where a frequency follows itself. Nothing here
 * allocates, locks or throws.
 */
class ToneGenerator {
public:
  /**
   * Plays `program` from its beginning. Only its address is kept: the program has to live, unchanged, until `generate` has
   * said that it is over, `stop`, or another `start`.
   */
  void start(const ToneProgram &program) noexcept;
  void stop() noexcept { program_ = nullptr; }
  bool isRunning() const noexcept { return program_ != nullptr; }

  /** Writes the next `frames` samples and answers how many of them belong to the program; silence comes after the end. */
  std::size_t generate(std::int16_t *out, std::size_t frames) noexcept;

private:
  struct Oscillator {
    /** In 2^-64 of a turn: days go by before a sample is another one than it should be. */
    std::uint64_t phase = 0;
    std::uint64_t step = 0;
    float peak = 0;
    std::uint16_t hertz = 0;
  };

  void enterSegment() noexcept;
  /** To the next segment that has a length; false at the end of the program. */
  bool advance() noexcept;
  void sound(std::int16_t *out, std::size_t frames) noexcept;

  const ToneProgram *program_ = nullptr;
  std::size_t segment_ = 0;
  std::uint32_t round_ = 0;
  std::uint64_t onLeft_ = 0;
  std::uint64_t offLeft_ = 0;
  std::array<Oscillator, 4> oscillators_{};
};

} // namespace crosspoint::dsp
