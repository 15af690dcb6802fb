#pragma once

#include <string>
#include <string_view>

namespace crosspoint::trunk::r2 {

/** The settings of an MFC-R2 trunk: see docs/trunks.md. Negative: as the variant has it. */
struct Settings {
  /** A word of openr2: "ITU", "CN", "MX", "BR", "AR" … */
  std::string variant = "ITU";
  int maxAni = 20;
  int maxDnis = 20;
  int aniFirst = -1;
  int skipCategory = -1;
  int immediateAccept = -1;
  bool doubleAnswer = false;
  /** Calls are accepted (group B) as soon as their digits are complete, without being asked. */
  bool accepts = false;
  bool waitsOnDisconnect = false;
  bool huntsUp = false;
  int backwardTimeoutMs = -1;
  int meteringPulseMs = -1;
  bool debug = false;
};

/** Throws settings::SettingsError. */
Settings readSettings(std::string_view json);

} // namespace crosspoint::trunk::r2
