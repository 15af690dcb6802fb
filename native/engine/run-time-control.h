#pragma once

#include <cstdint>

namespace crosspoint::engine {

/** What happens on a port (S.100 run-time control, condition). */
enum class Condition : std::uint8_t {
  /** A DTMF digit begins; `RunTimeControl::symbols` says which. */
  digit = 1,
  digitEnds,
  tone,
  voiceBegins,
  voiceEnds,
  playStarted,
  playDone,
  recordDone,
  generateDone,
  /** `Engine::trigger`. */
  triggered,
  /** The line of the port was dropped: on-hook, alarm, board removed, or told by signalling. */
  disconnected,
};

enum class ControlAction : std::uint8_t {
  stop = 1,
  pause,
  resume,
  togglePause,
  jumpForward,
  jumpBackward,
  jumpStart,
  jumpEnd,
  jumpListStart,
  jumpListEnd,
  nextSound,
  previousSound,
  speedUp,
  speedDown,
  speedNormal,
  speedToggle,
  volumeUp,
  volumeDown,
  volumeNormal,
  volumeToggle,
};

/**
 * "When this happens on the port, do that to the operation." Executed in the engine at the block in which the condition is
 * found, in the order of the list.
 */
struct RunTimeControl {
  Condition condition;
  ControlAction action;
  /** Bits of the symbols that count, for digits: bit 0…9 the digits, 10 '*', 11 '#', 12…15 A…D. 0xFFFF: any. For tone: 1 << dsp::Signal. */
  std::uint32_t symbols = 0xFFFF;
  /** Per use; 0: what the operation was started with. Milliseconds, per cent, tenths of a decibel, or sounds. */
  std::int32_t amount = 0;
};

} // namespace crosspoint::engine
