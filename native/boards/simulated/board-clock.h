#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>

#include "boards/simulated/backplane.h"
#include "crosspoint/board.h"

namespace crosspoint::boards {

/** What a clock may follow, as the real-time thread finds it at the beginning of a block. */
struct SpanClock {
  bool isGood = false;
  std::int32_t ppb = 0;
};

/**
 * The clock of a board on the backplane. The control thread configures it; the real-time thread looks at the sources at every block and falls
 * back, without waiting for the lock: while a configuration is under way it lets the old one be for a block.
 */
class BoardClock {
public:
  BoardClock(Backplane &backplane, std::uint32_t slot, std::int32_t oscillatorPpb)
      : backplane_(backplane), slot_(slot), oscillatorPpb_(oscillatorPpb) {}

  cp_result configure(const cp_clock_config &config, std::uint32_t spans);
  void query(cp_clock_info &info) const;
  bool isOnBus() const { return isOnBus_.load(std::memory_order_relaxed); }

  // The real-time thread.
  struct Outcome {
    /** One of CP_EVENT_CLOCK_…, or 0. `value` is the source that is followed now. */
    std::uint32_t event = 0;
    std::uint32_t value = 0;
    std::int32_t ppb = 0;
  };
  void setOscillator(bool isGood) { isOscillatorGood_.store(isGood); }
  template <typename SpanClocks>
  Outcome update(SpanClocks &&spanClock) {
    const std::unique_lock guard(lock_, std::try_to_lock);
    if (!guard) return {0, 0, ppb_};
    const auto statusOf = [&](cp_clock_source source, std::uint32_t network) {
      return source == CP_SOURCE_NETWORK ? spanClock(network) : shared(source);
    };
    return decide(statusOf(config_.source, config_.network),
                  statusOf(config_.fallback_source, config_.fallback_network),
                  statusOf(config_.netref_source, config_.netref_network));
  }

private:
  SpanClock shared(cp_clock_source source) const;
  Outcome decide(SpanClock source, SpanClock fallback, SpanClock netref);
  cp_result check(const cp_clock_config &config, std::uint32_t spans) const;
  ClockLine *driven() const;

  Backplane &backplane_;
  const std::uint32_t slot_;
  const std::int32_t oscillatorPpb_;
  std::atomic<bool> isOnBus_{false};

  mutable std::mutex lock_;
  cp_clock_config config_{sizeof(cp_clock_config),
                          CP_CLOCK_STANDALONE,
                          CP_SOURCE_OSCILLATOR,
                          0,
                          0,
                          CP_SOURCE_NONE,
                          0,
                          CP_SOURCE_NONE,
                          0};
  cp_clock_source current_ = CP_SOURCE_OSCILLATOR;
  std::uint32_t currentNetwork_ = 0;
  bool hasFallenBack_ = false;
  bool isLost_ = false;

  // The real-time thread's own.
  std::atomic<bool> isOscillatorGood_{true};
  std::int32_t ppb_ = 0;
};

} // namespace crosspoint::boards
