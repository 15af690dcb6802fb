#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "crosspoint/board.h"
#include "engine/operation.h"

namespace crosspoint::engine {

/** Sounds a tone program. Its silences are silent, whatever else would be sent on the port. */
class Generator : public Operation {
public:
  Generator(OperationId id, const GenerateOptions &options, cp_law law);

  /** Some sound of some length, of frequencies that a telephone line carries. */
  static bool accepts(const dsp::ToneProgram &program);

  /** Writes the next octets and answers how many: fewer than there is room for at its end. */
  std::size_t produce(std::span<std::uint8_t> row) noexcept;
  bool ended() const noexcept { return segment_ == program_.segments.size(); }
  bool control(ControlAction, std::int32_t) noexcept override { return false; }
  std::uint64_t position() const noexcept override { return sent_; }

private:
  /** A tone as a phasor that turns by `stepCos`, `stepSin` in each frame. */
  struct Tone {
    double cosine, sine, stepCos, stepSin;
  };

  void beginSegment() noexcept;
  void advance() noexcept;
  void sound(std::uint8_t *to, std::size_t count) noexcept;

  const dsp::ToneProgram program_;
  const cp_law law_;
  std::size_t segment_ = 0;
  std::uint32_t round_ = 0;
  std::uint64_t sent_ = 0;
  /** Of the segment under way. */
  std::uint64_t onLeft_ = 0;
  std::uint64_t offLeft_ = 0;
  std::array<Tone, 4> tones_{};
  std::size_t toneCount_ = 0;
};

} // namespace crosspoint::engine
