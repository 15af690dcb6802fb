#include "ctbus/clock.h"

namespace crosspoint::ctbus {

namespace {

bool isBusClock(cp_clock_source source) {
  return source == CP_SOURCE_BUS_A || source == CP_SOURCE_BUS_B;
}

bool isMaster(cp_clock_mode mode) {
  return mode == CP_CLOCK_MASTER_A || mode == CP_CLOCK_MASTER_B;
}

cp_clock_source drivenLine(cp_clock_mode mode) {
  if (mode == CP_CLOCK_MASTER_A) return CP_SOURCE_BUS_A;
  return mode == CP_CLOCK_MASTER_B ? CP_SOURCE_BUS_B : CP_SOURCE_NONE;
}

cp_clock_source otherLine(cp_clock_source line) {
  return line == CP_SOURCE_BUS_A ? CP_SOURCE_BUS_B : CP_SOURCE_BUS_A;
}

bool isSecondary(const cp_clock_config &config) {
  return isMaster(config.mode) && isBusClock(config.source);
}

cp_clock_status statusOf(const ClockState &state, const ClockReference &reference) {
  if (reference.source == CP_SOURCE_NONE) return CP_CLOCK_BAD;
  if (reference.source == CP_SOURCE_NETWORK)
    return reference.network < ClockState::kNetworks ? state.networks[reference.network]
                                                     : CP_CLOCK_BAD;
  return state.statuses[static_cast<std::size_t>(reference.source)];
}

bool isUsable(const ClockState &state, const ClockReference &reference) {
  return statusOf(state, reference) != CP_CLOCK_BAD;
}

ClockReference reference(cp_clock_source source, std::uint32_t network) {
  return {source, source == CP_SOURCE_NETWORK ? network : 0};
}

ClockReference firstOf(const cp_clock_config &config) {
  return reference(config.source, config.network);
}

/** NONE where there is no falling back. */
ClockReference secondOf(const cp_clock_config &config) {
  if (isSecondary(config))
    return config.fallback_source == CP_SOURCE_NONE
               ? ClockReference{CP_SOURCE_OSCILLATOR, 0}
               : reference(config.fallback_source, config.fallback_network);
  if (config.auto_fallback == 0) return {};
  if (config.mode == CP_CLOCK_SLAVE) return {otherLine(config.source), 0};
  return reference(config.fallback_source, config.fallback_network);
}

/** Whether it goes back by itself as soon as its first source is good. */
bool returns(const cp_clock_config &config) {
  return config.mode != CP_CLOCK_SLAVE && !isSecondary(config);
}

struct Choice {
  ClockPhase phase;
  ClockReference current;
};

Choice choose(const ClockState &state) {
  const ClockReference first = firstOf(state.config);
  const ClockReference second = secondOf(state.config);
  const bool firstUsable = isUsable(state, first);
  const bool secondUsable = isUsable(state, second);
  const bool stays = state.phase == ClockPhase::onFallback && secondUsable;
  // A promoted secondary never follows the bus again by itself: two masters would follow each other.
  const bool promoted = isSecondary(state.config) && state.fallbackOccurred;
  if (firstUsable && !promoted && !(stays && !returns(state.config)))
    return {ClockPhase::onSource, first};
  if (secondUsable) return {ClockPhase::onFallback, second};
  return {ClockPhase::lost, state.current};
}

void driveLine(bool &drives, bool wanted, cp_clock_source line, ClockEffects &effects) {
  if (drives == wanted) return;
  drives = wanted;
  effects.add({wanted ? ClockEffectType::drive : ClockEffectType::release, {}, line, CP_OK});
}

/** Which lines are driven follows from everything else. */
void driveLines(ClockState &state, ClockEffects &effects) {
  const cp_clock_config &config = state.config;
  const bool runs = state.phase == ClockPhase::onSource || state.phase == ClockPhase::onFallback;
  const cp_clock_source line = drivenLine(config.mode);
  driveLine(state.drivesA, runs && line == CP_SOURCE_BUS_A, CP_SOURCE_BUS_A, effects);
  driveLine(state.drivesB, runs && line == CP_SOURCE_BUS_B, CP_SOURCE_BUS_B, effects);
  const bool netref = config.netref_source != CP_SOURCE_NONE &&
                      isUsable(state, reference(config.netref_source, config.netref_network));
  driveLine(state.drivesNetref, netref, CP_SOURCE_NETREF_1, effects);
}

/** From one phase to another: what is followed, and what software is told. */
void move(ClockState &state, const Choice &choice, bool isNew, ClockEffects &effects) {
  const ClockPhase before = state.phase;
  const bool moves = choice.phase != before || choice.current != state.current;
  state.phase = choice.phase;
  if (choice.phase != ClockPhase::lost && (moves || isNew)) {
    state.current = choice.current;
    effects.add({ClockEffectType::follow, choice.current, CP_SOURCE_NONE, CP_OK});
  }
  if (choice.phase == before && !isNew) return;
  if (choice.phase == ClockPhase::lost) {
    effects.add({ClockEffectType::lost, {}, CP_SOURCE_NONE, CP_OK});
  } else if (choice.phase == ClockPhase::onFallback) {
    const bool found = before == ClockPhase::lost && state.fallbackOccurred && !isNew;
    state.fallbackOccurred = true;
    effects.add({found ? ClockEffectType::recovered : ClockEffectType::fallback, choice.current,
                 CP_SOURCE_NONE, CP_OK});
  } else if (!isNew) {
    // A slave that goes from B back to A because B has failed has fallen back once more.
    const bool again = before == ClockPhase::onFallback && !returns(state.config);
    state.fallbackOccurred = again;
    effects.add({again ? ClockEffectType::fallback : ClockEffectType::recovered, choice.current,
                 CP_SOURCE_NONE, CP_OK});
  }
}

ClockStep configured(const ClockState &state, const cp_clock_config &config) {
  ClockStep step{state, {}};
  if (const cp_result result = checkClock(config); result != CP_OK) {
    step.effects.add({ClockEffectType::refused, {}, CP_SOURCE_NONE, result});
    return step;
  }
  ClockState &now = step.state;
  now.config = config;
  now.fallbackOccurred = false;
  now.phase = ClockPhase::onSource;
  if (config.mode == CP_CLOCK_STANDALONE && config.source == CP_SOURCE_NONE) {
    now.phase = ClockPhase::standalone;
    now.current = {CP_SOURCE_OSCILLATOR, 0};
    step.effects.add({ClockEffectType::follow, now.current, CP_SOURCE_NONE, CP_OK});
  } else {
    move(now, choose(now), true, step.effects);
  }
  driveLines(now, step.effects);
  return step;
}

ClockStep referenceChanged(const ClockState &state, const ClockReferenceChanged &change) {
  ClockStep step{state, {}};
  ClockState &now = step.state;
  const ClockReference &what = change.reference;
  const bool isNetwork = what.source == CP_SOURCE_NETWORK;
  const bool isKnown = what.source > CP_SOURCE_NONE && what.source <= CP_SOURCE_NETREF_2 &&
                       (!isNetwork || what.network < ClockState::kNetworks);
  if (!isKnown || statusOf(state, what) == change.status) {
    step.effects.add({ClockEffectType::ignored, what, CP_SOURCE_NONE, CP_OK});
    return step;
  }
  (isNetwork ? now.networks[what.network] : now.statuses[static_cast<std::size_t>(what.source)]) =
      change.status;
  if (now.phase != ClockPhase::standalone) move(now, choose(now), false, step.effects);
  driveLines(now, step.effects);
  if (step.effects.all().empty())
    step.effects.add({ClockEffectType::ignored, what, CP_SOURCE_NONE, CP_OK});
  return step;
}

} // namespace

cp_result checkClock(const cp_clock_config &config) noexcept {
  const auto isSource = [](cp_clock_source source, std::uint32_t network) {
    return source >= CP_SOURCE_NONE && source <= CP_SOURCE_NETREF_2 &&
           (source != CP_SOURCE_NETWORK || network < ClockState::kNetworks);
  };
  if (!isSource(config.source, config.network) ||
      !isSource(config.fallback_source, config.fallback_network) ||
      !isSource(config.netref_source, config.netref_network))
    return CP_ERROR_INVALID_CLOCK;
  // The netref is there to carry a network's clock to the master.
  if (config.netref_source != CP_SOURCE_NONE && config.netref_source != CP_SOURCE_NETWORK &&
      config.netref_source != CP_SOURCE_OSCILLATOR)
    return CP_ERROR_INVALID_CLOCK;
  const ClockReference first = firstOf(config);
  switch (config.mode) {
    case CP_CLOCK_STANDALONE:
      return isBusClock(config.source) ? CP_ERROR_INVALID_CLOCK : CP_OK;
    case CP_CLOCK_SLAVE: {
      if (!isBusClock(config.source)) return CP_ERROR_INVALID_CLOCK;
      const bool fits = config.auto_fallback == 0 || config.fallback_source == CP_SOURCE_NONE ||
                        config.fallback_source == otherLine(config.source);
      return fits ? CP_OK : CP_ERROR_INVALID_CLOCK;
    }
    case CP_CLOCK_MASTER_A:
    case CP_CLOCK_MASTER_B:
      break;
    default:
      return CP_ERROR_INVALID_MODE;
  }
  // Nobody follows what he drives himself; a master that was never given another source has none.
  if (config.source == CP_SOURCE_NONE || config.source == drivenLine(config.mode))
    return CP_ERROR_INVALID_CLOCK;
  if (isBusClock(config.fallback_source)) return CP_ERROR_INVALID_CLOCK;
  if (isSecondary(config)) return config.auto_fallback != 0 ? CP_OK : CP_ERROR_INVALID_CLOCK;
  if (config.auto_fallback != 0 &&
      (config.fallback_source == CP_SOURCE_NONE || secondOf(config) == first))
    return CP_ERROR_INVALID_CLOCK;
  return CP_OK;
}

ClockStep next(const ClockState &state, const ClockInput &input) noexcept {
  if (const auto *const setup = std::get_if<ClockConfigured>(&input))
    return configured(state, setup->config);
  if (const auto *const change = std::get_if<ClockReferenceChanged>(&input))
    return referenceChanged(state, *change);
  return {state, {}};
}

cp_clock_info clockInfo(const ClockState &state) noexcept {
  cp_clock_info info{};
  info.size = sizeof(info);
  info.config = state.config;
  info.current_source = state.current.source;
  info.current_network = state.current.network;
  info.fallback_occurred = state.fallbackOccurred ? 1 : 0;
  info.bus_a = state.statuses[CP_SOURCE_BUS_A];
  info.bus_b = state.statuses[CP_SOURCE_BUS_B];
  info.netref_1 = state.statuses[CP_SOURCE_NETREF_1];
  info.netref_2 = state.statuses[CP_SOURCE_NETREF_2];
  info.drives_a = state.drivesA ? 1 : 0;
  info.drives_b = state.drivesB ? 1 : 0;
  return info;
}

} // namespace crosspoint::ctbus
