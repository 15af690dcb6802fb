#include "boards/simulated/board-clock.h"

namespace crosspoint::boards {

namespace {

cp_clock_status statusOf(const ClockLine &line) {
  if (line.driver.load() == 0) return CP_CLOCK_UNKNOWN;
  return line.isGood.load() ? CP_CLOCK_GOOD : CP_CLOCK_BAD;
}

} // namespace

ClockLine *BoardClock::driven() const {
  if (config_.mode == CP_CLOCK_MASTER_A) return &backplane_.clockA();
  if (config_.mode == CP_CLOCK_MASTER_B) return &backplane_.clockB();
  return nullptr;
}

cp_result BoardClock::check(const cp_clock_config &config, std::uint32_t spans) const {
  if (config.mode < CP_CLOCK_STANDALONE || config.mode > CP_CLOCK_SLAVE)
    return CP_ERROR_INVALID_MODE;
  const auto isKnown = [spans](cp_clock_source source, std::uint32_t network) {
    if (source < CP_SOURCE_NONE || source > CP_SOURCE_NETREF_2) return false;
    return source != CP_SOURCE_NETWORK || network < spans;
  };
  if (!isKnown(config.source, config.network) ||
      !isKnown(config.netref_source, config.netref_network))
    return CP_ERROR_INVALID_CLOCK;
  if (config.auto_fallback && (!isKnown(config.fallback_source, config.fallback_network) ||
                               config.fallback_source == CP_SOURCE_NONE))
    return CP_ERROR_INVALID_CLOCK;
  const bool isBus = config.source == CP_SOURCE_BUS_A || config.source == CP_SOURCE_BUS_B;
  switch (config.mode) {
    case CP_CLOCK_STANDALONE:
      return isBus ? CP_ERROR_INVALID_CLOCK : CP_OK;
    case CP_CLOCK_MASTER_A:
      if (config.source == CP_SOURCE_NONE || config.source == CP_SOURCE_BUS_A ||
          (config.auto_fallback && config.fallback_source == CP_SOURCE_BUS_A))
        return CP_ERROR_INVALID_CLOCK;
      return CP_OK;
    case CP_CLOCK_MASTER_B:
      if (config.source == CP_SOURCE_NONE || config.source == CP_SOURCE_BUS_B ||
          (config.auto_fallback && config.fallback_source == CP_SOURCE_BUS_B))
        return CP_ERROR_INVALID_CLOCK;
      return CP_OK;
    case CP_CLOCK_SLAVE:
      return isBus ? CP_OK : CP_ERROR_INVALID_CLOCK;
  }
  return CP_ERROR_INVALID_MODE;
}

cp_result BoardClock::configure(const cp_clock_config &config, std::uint32_t spans) {
  const std::lock_guard guard(lock_);
  const cp_result result = check(config, spans);
  if (result != CP_OK) return result;
  ClockLine *before = driven();
  const cp_clock_config old = config_;
  config_ = config;
  ClockLine *after = driven();
  if (after) {
    std::uint32_t nobody = 0;
    if (!after->driver.compare_exchange_strong(nobody, slot_ + 1) && nobody != slot_ + 1) {
      config_ = old;
      return CP_ERROR_CONFLICT;
    }
  }
  if (config.netref_source != CP_SOURCE_NONE) {
    std::uint32_t nobody = 0;
    auto &netref = backplane_.netref1();
    if (!netref.driver.compare_exchange_strong(nobody, slot_ + 1) && nobody != slot_ + 1) {
      if (after && after != before) after->driver.store(0);
      config_ = old;
      return CP_ERROR_CONFLICT;
    }
  } else {
    std::uint32_t mine = slot_ + 1;
    backplane_.netref1().driver.compare_exchange_strong(mine, 0);
  }
  if (before && before != after) {
    before->isGood.store(false);
    before->driver.store(0);
  }
  if (config_.mode == CP_CLOCK_STANDALONE && config_.source == CP_SOURCE_NONE)
    config_.source = CP_SOURCE_OSCILLATOR;
  current_ = config_.source;
  currentNetwork_ = config_.network;
  hasFallenBack_ = isLost_ = false;
  // A new master is good until the next block finds otherwise: those who are configured after it need not wait.
  if (after && current_ != CP_SOURCE_NETWORK) after->isGood.store(shared(current_).isGood);
  isOnBus_.store(config_.mode != CP_CLOCK_STANDALONE, std::memory_order_relaxed);
  return CP_OK;
}

void BoardClock::query(cp_clock_info &info) const {
  const std::lock_guard guard(lock_);
  info.config = config_;
  info.current_source = isLost_ ? CP_SOURCE_NONE : current_;
  info.current_network = current_ == CP_SOURCE_NETWORK ? currentNetwork_ : 0;
  info.fallback_occurred = hasFallenBack_;
  info.bus_a = statusOf(backplane_.clockA());
  info.bus_b = statusOf(backplane_.clockB());
  info.netref_1 = statusOf(backplane_.netref1());
  info.netref_2 = statusOf(backplane_.netref2());
  info.drives_a = backplane_.clockA().driver.load() == slot_ + 1;
  info.drives_b = backplane_.clockB().driver.load() == slot_ + 1;
}

SpanClock BoardClock::shared(cp_clock_source source) const {
  const auto of = [](const ClockLine &line) {
    return SpanClock{line.driver.load() != 0 && line.isGood.load(), line.ppb.load()};
  };
  switch (source) {
    case CP_SOURCE_OSCILLATOR:
      return {isOscillatorGood_.load(), oscillatorPpb_};
    case CP_SOURCE_BUS_A:
      return of(backplane_.clockA());
    case CP_SOURCE_BUS_B:
      return of(backplane_.clockB());
    case CP_SOURCE_NETREF_1:
      return of(backplane_.netref1());
    case CP_SOURCE_NETREF_2:
      return of(backplane_.netref2());
    case CP_SOURCE_NETWORK:
    case CP_SOURCE_NONE:
      break;
  }
  return {};
}

BoardClock::Outcome BoardClock::decide(SpanClock source, SpanClock fallback, SpanClock netref) {
  Outcome outcome;
  const bool mayFallBack = config_.auto_fallback != 0;
  // A secondary master that has been promoted goes on until it is configured anew (H.100, clock fallback).
  const bool mayReturn = config_.mode != CP_CLOCK_MASTER_B;
  if (!hasFallenBack_ && !source.isGood && mayFallBack && fallback.isGood) {
    hasFallenBack_ = true;
    outcome.event = CP_EVENT_CLOCK_FALLBACK;
  } else if (hasFallenBack_ && source.isGood && mayReturn) {
    hasFallenBack_ = false;
    outcome.event = CP_EVENT_CLOCK_RECOVERED;
  }
  const SpanClock &used = hasFallenBack_ ? fallback : source;
  current_ = hasFallenBack_ ? config_.fallback_source : config_.source;
  currentNetwork_ = hasFallenBack_ ? config_.fallback_network : config_.network;
  if (used.isGood == isLost_) {
    isLost_ = !used.isGood;
    if (outcome.event == 0)
      outcome.event = isLost_ ? CP_EVENT_CLOCK_LOST : CP_EVENT_CLOCK_RECOVERED;
  }
  outcome.value = isLost_ ? CP_SOURCE_NONE : current_;
  // Without a clock a board goes on as it was: holdover.
  if (used.isGood) ppb_ = used.ppb;
  outcome.ppb = ppb_;
  if (ClockLine *line = driven()) {
    line->isGood.store(used.isGood);
    line->ppb.store(ppb_);
  }
  if (config_.netref_source != CP_SOURCE_NONE) {
    backplane_.netref1().isGood.store(netref.isGood);
    backplane_.netref1().ppb.store(netref.ppb);
  }
  return outcome;
}

} // namespace crosspoint::boards
