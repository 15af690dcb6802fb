#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "boards/simulated/analogue-line.h"
#include "crosspoint/board.h"

namespace crosspoint::boards {

/** What the control thread asks of the real-time thread. */
struct Command {
  enum class Kind : std::uint8_t { openLine, closeLine, hook, pulse, fault } kind = Kind::hook;
  std::uint8_t digitCount = 0;
  std::uint32_t line = 0;
  std::int32_t what = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::array<char, AnalogueLine::kMostDigits> digits{};
};

/** One thread puts, one takes; bounded. */
class CommandRing {
public:
  bool put(const Command &command) {
    const std::uint32_t put = put_.load(std::memory_order_relaxed);
    if (put - taken_.load(std::memory_order_acquire) == kCommands) return false;
    commands_[put % kCommands] = command;
    put_.store(put + 1, std::memory_order_release);
    return true;
  }
  bool take(Command &command) {
    const std::uint32_t taken = taken_.load(std::memory_order_relaxed);
    if (taken == put_.load(std::memory_order_acquire)) return false;
    command = commands_[taken % kCommands];
    taken_.store(taken + 1, std::memory_order_release);
    return true;
  }

private:
  static constexpr std::uint32_t kCommands = 1'024;
  std::array<Command, kCommands> commands_;
  std::atomic<std::uint32_t> put_{0};
  std::atomic<std::uint32_t> taken_{0};
};

} // namespace crosspoint::boards
