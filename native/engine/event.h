#pragma once

#include <cstdint>

namespace crosspoint::engine {

enum class EventType : std::uint16_t {
  /** An operation has ended; `reason`, `position` in frames (of the sound for play, of what was written for record). */
  operationDone = 1,
  /** What run-time control or `control` did to an operation that goes on: `code` is the ControlAction. */
  operationChanged,
  /** A detector: `code` is the dsp::Signal, `symbol`, `begins`. */
  detected,
  /** `code`: port of who is loudest now, or 0xFFFFFFFF; `operation`: the conference. */
  activeTalker,
  /** What the board told: `code` is the cp_board_event_type, `port` the line or span, `value` its value. */
  board,
  /** A received HDLC frame of line `port`; the octets by `Engine::octetsOf`. */
  frame,
  /** Trunk signalling: the octets are a JSON object, see native/include/crosspoint/signalling.h. `port` is the line. */
  signalling,
  /** `value` events were lost because nobody took them; comes before the next one that was kept. */
  eventsLost,
  /** `value` blocks were not processed in time. */
  late,
  /** The board is gone: every operation has ended with `Reason::boardRemoved` before. */
  boardRemoved,
  /** What the board or the engine has to say to people: `value` is the level of `cp_board_host::log`, the octets are the text. */
  log,
};

enum class Reason : std::uint8_t {
  none = 0,
  endOfData,
  stopped,
  /** By run-time control; `code` has the condition, `symbol` the digit. */
  runTimeControl,
  maxDuration,
  silence,
  initialSilence,
  /** The memory or disk behind a recorder was too slow or full. */
  overrun,
  /** `code` 1: the port had an operation of this kind already. */
  failed,
  boardRemoved,
  closed,
};

/** One event: 64 octets, the same in C++ and, as little-endian fields at these offsets, in TypeScript. */
struct Event {
  EventType type;          // 0
  Reason reason;           // 2
  char symbol;             // 3
  std::uint32_t port;      // 4
  std::uint64_t operation; // 8
  /** Engine time: frames since the first block. */
  std::uint64_t frame;        // 16
  std::uint64_t position;     // 24
  std::uint32_t code;         // 32
  std::uint32_t value;        // 36
  std::int32_t detail;        // 40
  std::uint8_t begins;        // 44
  std::int8_t levelDbm0;      // 45
  std::uint16_t octetsLength; // 46
  std::uint64_t octetsAt;     // 48
  std::uint64_t reserved;     // 56
};
static_assert(sizeof(Event) == 64);

} // namespace crosspoint::engine
