#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

#include "boards/simulated/backplane.h"
#include "crosspoint/board.h"
#include "ctbus/clock.h"

namespace crosspoint::boards {

/** What a span has to offer as a clock, as the real-time thread finds it at the beginning of a block. */
struct SpanClock {
  bool isGood = false;
  std::int32_t ppb = 0;
};

/** What has changed in a block. */
struct ClockNews {
  struct Entry {
    cp_board_event_type type;
    std::uint32_t source;
  };
  std::array<Entry, 8> entries;
  std::uint32_t count = 0;
  std::int32_t ppb = 0;
};

/**
 * The state machine of ctbus on the clock lines of the backplane. The control thread configures it; the real-time thread tells it at every block which
 * references are good, without waiting for the lock: while a configuration is under way it lets that be for a block.
 */
class BoardClock {
public:
  BoardClock(Backplane &backplane, std::uint32_t slot, std::int32_t oscillatorPpb)
      : backplane_(backplane), slot_(slot), oscillatorPpb_(oscillatorPpb) {}

  cp_result configure(const cp_clock_config &config, std::uint32_t spans);
  void query(cp_clock_info &info) const;
  bool isOnBus() const { return isOnBus_.load(std::memory_order_relaxed); }

  // The real-time thread.
  void setOscillator(bool isGood) { isOscillatorGood_.store(isGood); }
  template <typename SpanClocks>
  ClockNews update(std::uint32_t spans, SpanClocks &&spanClock) {
    ClockNews news;
    news.ppb = ppb_;
    const std::unique_lock guard(lock_, std::try_to_lock);
    if (!guard) return news;
    lookAtLines(&news);
    for (std::uint32_t span = 0; span < spans; ++span)
      hear({CP_SOURCE_NETWORK, span}, spanClock(span).isGood, &news);
    const ctbus::ClockReference &current = state_.current;
    const bool isSpan = current.source == CP_SOURCE_NETWORK && current.network < spans;
    // Without a clock a board goes on as it was: holdover.
    if (state_.phase != ctbus::ClockPhase::lost)
      ppb_ = isSpan ? spanClock(current.network).ppb : ppbOf(current.source);
    publishRate();
    news.ppb = ppb_;
    return news;
  }

private:
  void lookAtLines(ClockNews *news);
  void hear(const ctbus::ClockReference &reference, bool isGood, ClockNews *news);
  cp_result apply(const ctbus::ClockStep &step, ClockNews *news);
  bool isFree(const cp_clock_config &config) const;
  std::int32_t ppbOf(cp_clock_source source) const;
  void publishRate();

  Backplane &backplane_;
  const std::uint32_t slot_;
  const std::int32_t oscillatorPpb_;
  std::atomic<bool> isOnBus_{false};
  std::atomic<bool> isOscillatorGood_{true};

  mutable std::mutex lock_;
  ctbus::ClockState state_;
  std::int32_t ppb_ = 0;
};

} // namespace crosspoint::boards
