#pragma once

#include <cstdint>
#include <span>

#include "crosspoint/board.h"
#include "dsp/g711.h"
#include "dsp/tone-generator.h"
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
  bool ended() const noexcept { return !tones_.isRunning(); }
  bool control(ControlAction, std::int32_t) noexcept override { return false; }
  std::uint64_t position() const noexcept override { return sent_; }

private:
  const dsp::ToneProgram program_;
  const cp_law law_;
  const dsp::G711 g711_;
  dsp::ToneGenerator tones_;
  std::uint64_t sent_ = 0;
};

} // namespace crosspoint::engine
