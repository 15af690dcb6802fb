#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crosspoint/board.h"

namespace crosspoint::boards {

enum class Pace : std::uint8_t { real, stepped };
enum class SpanType : std::uint8_t { e1, t1, fxs, fxo, em };

struct SpanSettings {
  SpanType type = SpanType::e1;
  std::uint32_t lines = 31;
};

/** A socket for a cable: the board in a slot, and its span. */
struct Socket {
  std::uint32_t slot = 0;
  std::uint32_t span = 0;
  bool operator==(const Socket &) const = default;
};

struct Cable {
  Socket from;
  Socket to;
};

struct FaultSettings {
  std::uint64_t atMs = 0;
  int kind = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

struct Settings {
  std::string backplane = "main";
  std::uint32_t slot = 0;
  Pace pace = Pace::real;
  cp_law law = CP_LAW_A;
  std::uint32_t ports = 32;
  double oscillatorPpm = 0;
  std::uint32_t ringOnMs = 1'000;
  std::uint32_t ringOffMs = 4'000;
  std::vector<SpanSettings> spans;
  std::vector<Cable> cables;
  std::vector<FaultSettings> faults;

  /** Throws settings::SettingsError. */
  static Settings parse(const std::string &json);
};

inline constexpr std::uint32_t kSlots = 32;
inline constexpr std::uint32_t kMostSpans = 64;
inline constexpr std::uint32_t kMostPorts = 4'096;

} // namespace crosspoint::boards
