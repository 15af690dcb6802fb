#pragma once

#include <cstdint>
#include <span>

#include "dsp/block.h"
#include "engine/run-time-control.h"

namespace crosspoint::engine {

/** Something that has happened on a port, as run-time control looks at it. */
struct Happening {
  Condition condition;
  /** Digits: the bit of the symbol; tones: 1 << dsp::Signal. */
  std::uint32_t bits = 0;
  char symbol = 0;
};

/** The bit of a digit in `RunTimeControl::symbols`; 0 for what is none. */
std::uint32_t digitBit(char symbol) noexcept;

bool matches(const RunTimeControl &rule, const Happening &happening) noexcept;

/** The detectors that have to run for the sake of these rules. A tone without a choice (0xFFFF) means call progress and fax. */
std::uint32_t detectorsFor(std::span<const RunTimeControl> rules) noexcept;

/** The bit of DetectorSet that finds a signal. */
std::uint32_t detectorOf(dsp::Signal signal) noexcept;

} // namespace crosspoint::engine
