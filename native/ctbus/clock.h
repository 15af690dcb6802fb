#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <variant>

#include "crosspoint/board.h"

namespace crosspoint::ctbus {

/** A signal that a clock can be taken from. `network` counts only where the source is CP_SOURCE_NETWORK. */
struct ClockReference {
  cp_clock_source source = CP_SOURCE_NONE;
  std::uint32_t network = 0;

  bool operator==(const ClockReference &) const = default;
};

/** Software sets the clock up anew. */
struct ClockConfigured {
  cp_clock_config config;
};

/** A reference has become good or bad. */
struct ClockReferenceChanged {
  ClockReference reference;
  cp_clock_status status;
};

using ClockInput = std::variant<ClockConfigured, ClockReferenceChanged>;

/**
 *                     source bad                          fallback bad
 *   onSource ───────────────────────────▶ onFallback ───────────────────▶ lost
 *      ▲  ◀───── source good (primary) ───────┘                            │
 *      └──────────────────── a usable reference is good again ◀────────────┘
 *
 * A slave stays on the other bus clock when the first recovers, and a secondary master that was promoted stays what it is: both
 * until software sets them up anew (a slave also goes back when the other one fails).
 */
enum class ClockPhase : std::uint8_t { standalone, onSource, onFallback, lost };

struct ClockState {
  static constexpr std::uint32_t kNetworks = 64;

  ClockPhase phase = ClockPhase::standalone;
  cp_clock_config config{};
  ClockReference current{CP_SOURCE_OSCILLATOR, 0};
  bool fallbackOccurred = false;
  bool drivesA = false;
  bool drivesB = false;
  bool drivesNetref = false;
  /** By cp_clock_source; that of CP_SOURCE_NETWORK is in `networks`. */
  std::array<cp_clock_status, 7> statuses{};
  std::array<cp_clock_status, kNetworks> networks{};
};

enum class ClockEffectType : std::uint8_t {
  /** The configuration cannot be: `result` says why, and nothing has changed. */
  refused,
  /** Run on `reference`. */
  follow,
  /** Begin, or cease, to drive `line`: CP_SOURCE_BUS_A, CP_SOURCE_BUS_B or CP_SOURCE_NETREF_1. */
  drive,
  release,
  fallback,
  recovered,
  lost,
  /** The input says nothing that was not so before, or of something that this clock has no use for. */
  ignored,
};

struct ClockEffect {
  ClockEffectType type;
  ClockReference reference{};
  cp_clock_source line = CP_SOURCE_NONE;
  cp_result result = CP_OK;
};

/** What is to be done, in this order. */
class ClockEffects {
public:
  void add(const ClockEffect &effect) noexcept {
    if (count_ < effects_.size()) effects_[count_++] = effect;
  }
  std::span<const ClockEffect> all() const noexcept { return std::span(effects_).first(count_); }

private:
  std::array<ClockEffect, 8> effects_{};
  std::size_t count_ = 0;
};

struct ClockStep {
  ClockState state;
  ClockEffects effects;
};

/**
 * The clock of one board (H.100 §4; cp_clock_config): a pure function.
 *
 * A primary master follows a network, a netref or its oscillator, falls back to another of these and returns when the first is good again.
 * With neither it stops driving, so that the secondary is promoted. A secondary master drives one bus clock from the other; when that
 * fails it is promoted to its fallback source (the oscillator where none is given) and drives on. A slave falls from A to B and from B to A.
 * A reference of which nothing is known counts as good.
 */
ClockStep next(const ClockState &state, const ClockInput &input) noexcept;

/** OK, or why a board cannot be clocked like that. */
cp_result checkClock(const cp_clock_config &config) noexcept;

cp_clock_info clockInfo(const ClockState &state) noexcept;

} // namespace crosspoint::ctbus
