#include "boards/simulated/board-clock.h"

namespace crosspoint::boards {

namespace {

constexpr cp_clock_source kLines[] = {CP_SOURCE_BUS_A, CP_SOURCE_BUS_B, CP_SOURCE_NETREF_1,
                                      CP_SOURCE_NETREF_2};

} // namespace

void BoardClock::lookAtLines(ClockNews *news) {
  for (const cp_clock_source line : kLines)
    hear({line, 0}, backplane_.clock(line).driver.load() != 0, news);
  hear({CP_SOURCE_OSCILLATOR, 0}, isOscillatorGood_.load(), news);
}

void BoardClock::hear(const ctbus::ClockReference &reference, bool isGood, ClockNews *news) {
  const cp_clock_status status = isGood ? CP_CLOCK_GOOD : CP_CLOCK_BAD;
  apply(ctbus::next(state_, ctbus::ClockReferenceChanged{reference, status}), news);
}

cp_result BoardClock::apply(const ctbus::ClockStep &step, ClockNews *news) {
  state_ = step.state;
  for (const ctbus::ClockEffect &effect : step.effects.all()) {
    const auto tell = [&](cp_board_event_type type, cp_clock_source source) {
      if (news && news->count < news->entries.size())
        news->entries[news->count++] = {type, static_cast<std::uint32_t>(source)};
    };
    switch (effect.type) {
      case ctbus::ClockEffectType::refused:
        return effect.result;
      case ctbus::ClockEffectType::drive: {
        std::uint32_t nobody = 0;
        backplane_.clock(effect.line).driver.compare_exchange_strong(nobody, slot_ + 1);
        break;
      }
      case ctbus::ClockEffectType::release: {
        std::uint32_t mine = slot_ + 1;
        backplane_.clock(effect.line).driver.compare_exchange_strong(mine, 0);
        break;
      }
      case ctbus::ClockEffectType::fallback:
        tell(CP_EVENT_CLOCK_FALLBACK, effect.reference.source);
        break;
      case ctbus::ClockEffectType::recovered:
        tell(CP_EVENT_CLOCK_RECOVERED, effect.reference.source);
        break;
      case ctbus::ClockEffectType::lost:
        tell(CP_EVENT_CLOCK_LOST, CP_SOURCE_NONE);
        break;
      case ctbus::ClockEffectType::follow:
      case ctbus::ClockEffectType::ignored:
        break;
    }
  }
  return CP_OK;
}

bool BoardClock::isFree(const cp_clock_config &config) const {
  const auto isMineOrFree = [this](cp_clock_source line) {
    const std::uint32_t driver = backplane_.clock(line).driver.load();
    return driver == 0 || driver == slot_ + 1;
  };
  if (config.mode == CP_CLOCK_MASTER_A && !isMineOrFree(CP_SOURCE_BUS_A)) return false;
  if (config.mode == CP_CLOCK_MASTER_B && !isMineOrFree(CP_SOURCE_BUS_B)) return false;
  return config.netref_source == CP_SOURCE_NONE || isMineOrFree(CP_SOURCE_NETREF_1);
}

cp_result BoardClock::configure(const cp_clock_config &config, std::uint32_t spans) {
  const auto isThere = [spans](cp_clock_source source, std::uint32_t network) {
    return source != CP_SOURCE_NETWORK || network < spans;
  };
  if (!isThere(config.source, config.network) ||
      !isThere(config.netref_source, config.netref_network) ||
      (config.auto_fallback && !isThere(config.fallback_source, config.fallback_network)))
    return CP_ERROR_INVALID_CLOCK;
  const std::lock_guard guard(lock_);
  if (const cp_result result = ctbus::checkClock(config); result != CP_OK) return result;
  if (!isFree(config)) return CP_ERROR_CONFLICT;
  lookAtLines(nullptr);
  // What is found to be so at once was asked for; it is no news.
  const cp_result result = apply(ctbus::next(state_, ctbus::ClockConfigured{config}), nullptr);
  if (result != CP_OK) return result;
  lookAtLines(nullptr);
  isOnBus_.store(config.mode != CP_CLOCK_STANDALONE, std::memory_order_relaxed);
  return CP_OK;
}

void BoardClock::query(cp_clock_info &info) const {
  const std::lock_guard guard(lock_);
  info = ctbus::clockInfo(state_);
  if (state_.phase == ctbus::ClockPhase::lost) info.current_source = CP_SOURCE_NONE;
  info.drives_a = backplane_.clock(CP_SOURCE_BUS_A).driver.load() == slot_ + 1;
  info.drives_b = backplane_.clock(CP_SOURCE_BUS_B).driver.load() == slot_ + 1;
}

std::int32_t BoardClock::ppbOf(cp_clock_source source) const {
  for (const cp_clock_source line : kLines)
    if (line == source) return backplane_.clock(line).ppb.load();
  return oscillatorPpb_;
}

void BoardClock::publishRate() {
  for (const cp_clock_source line : kLines) {
    ClockLine &driven = backplane_.clock(line);
    if (driven.driver.load() == slot_ + 1) driven.ppb.store(ppb_);
  }
}

} // namespace crosspoint::boards
