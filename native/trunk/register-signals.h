#pragma once

#include <optional>

#include "dsp/tone-program.h"

namespace crosspoint::trunk {

/** Register signal `symbol` of Q.441 as tones (two out of six, Q.441 table 1), lasting until it is stopped. None for what is no signal. */
std::optional<dsp::ToneProgram> registerSignal(bool forward, char symbol);

} // namespace crosspoint::trunk
