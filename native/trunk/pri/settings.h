#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace crosspoint::trunk::pri {

/** The settings of a PRI trunk: see docs/trunks.md. */
struct Settings {
  bool network = false;
  int switchType = 0;
  /** Digits one by one are taken, from the far end and to it. */
  bool overlap = false;
  bool hold = false;
  /** Free lines are taken from the lowest up; the other end should do it the other way round, so that they meet late. */
  bool huntsUp = false;
  /** A call that the far end disconnects waits for a hangup of ours (tones may be heard) and is not released at once. */
  bool waitsOnDisconnect = false;
  /** Every line is restarted when layer 2 comes up (Q.931 §5.5). */
  bool restarts = false;
  bool facility = true;
  bool debug = false;
  /** Index in libpri, and milliseconds (or a count). */
  std::vector<std::pair<int, int>> timers;
};

/** Throws settings::SettingsError. */
Settings readSettings(std::string_view json);

} // namespace crosspoint::trunk::pri
