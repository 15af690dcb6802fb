#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "boards/simulated/settings.h"
#include "boards/simulated/wire.h"

namespace crosspoint::boards {

/** What an analogue line tells in one millisecond: at most three things. */
struct LineEvents {
  struct Entry {
    cp_board_event_type type;
    std::uint32_t value;
  };
  std::array<Entry, 4> entries;
  std::uint32_t count = 0;

  void add(cp_board_event_type type, std::uint32_t value = 0) {
    if (count < entries.size()) entries[count++] = {type, value};
  }
};

/**
 * One end of an analogue line, a millisecond at a time: turns hook operations into the state of its end, and the state of the far
 * end into events. Only the real-time thread uses it.
 *
 *   on-hook ──closed──► seizing ──kSeizeMs──► off-hook ──open──► breaking ──kHangUpMs──► on-hook
 *      ▲ WINK (E&M)◄──open──┘                    ▲────closed: pulse or FLASH──┘
 */
class AnalogueLine {
public:
  AnalogueLine() = default;
  AnalogueLine(SpanType type, std::uint32_t ringOnMs, std::uint32_t ringOffMs)
      : type_(type), ringOnMs_(ringOnMs), ringOffMs_(ringOffMs) {}

  void open(bool isOpen);
  void operate(cp_hook operation);
  /** Digits of which '0' to '9' are pulsed; at most kMostDigits. */
  void pulse(std::string_view digits);

  /** The state to send with the next millisecond. */
  std::uint8_t send(LineEvents &events);
  void receive(std::uint8_t state, LineEvents &events);

  bool isOffHook() const { return closed_; }
  static constexpr std::size_t kMostDigits = 32;

private:
  void receiveLoop(bool closed, LineEvents &events);
  void receiveBattery(std::uint8_t state, LineEvents &events);
  void nextPulse(LineEvents &events);

  SpanType type_ = SpanType::fxo;
  std::uint32_t ringOnMs_ = 0;
  std::uint32_t ringOffMs_ = 0;
  bool isOpen_ = false;

  // What this end does.
  bool closed_ = false;
  bool ringing_ = false;
  bool reversed_ = false;
  std::uint32_t ringMs_ = 0;
  /** Milliseconds for which the loop is the opposite of `closed_`, or the battery is off. */
  std::uint32_t invertedMs_ = 0;
  std::array<char, kMostDigits> digits_{};
  std::uint32_t digitCount_ = 0;
  std::uint32_t digitAt_ = 0;
  std::uint32_t pulsesLeft_ = 0;
  std::uint32_t pulseMs_ = 0;

  // What the far end does.
  enum class Far : std::uint8_t { onHook, seizing, offHook, breaking } far_ = Far::onHook;
  std::uint32_t farMs_ = 0;
  std::uint32_t farPulses_ = 0;
  std::uint8_t farState_ = 0;
};

} // namespace crosspoint::boards
