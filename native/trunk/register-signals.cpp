#include "trunk/register-signals.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace crosspoint::trunk {
namespace {

constexpr std::array<std::uint16_t, 6> kForward{1380, 1500, 1620, 1740, 1860, 1980};
constexpr std::array<std::uint16_t, 6> kBackward{1140, 1020, 900, 780, 660, 540};

/** In the order of the signals: their two frequencies by index. */
constexpr std::string_view kSymbols = "1234567890BCDEF";
constexpr std::array<std::array<std::uint8_t, 2>, 15> kPairs{{{0, 1},
                                                              {0, 2},
                                                              {1, 2},
                                                              {0, 3},
                                                              {1, 3},
                                                              {2, 3},
                                                              {0, 4},
                                                              {1, 4},
                                                              {2, 4},
                                                              {3, 4},
                                                              {0, 5},
                                                              {1, 5},
                                                              {2, 5},
                                                              {3, 5},
                                                              {4, 5}}};

/** Q.454: −8 dBm0 for each frequency. */
constexpr std::int16_t kLevelTenths = -80;
/** A compelled signal lasts until it is acknowledged, and longer than 15 s (Q.476) none is of any use. */
constexpr std::uint32_t kLongestMs = 60'000;

} // namespace

std::optional<dsp::ToneProgram> registerSignal(bool forward, char symbol) {
  const std::size_t which = kSymbols.find(symbol);
  if (symbol == 0 || which == std::string_view::npos) return std::nullopt;
  const auto &hertz = forward ? kForward : kBackward;
  dsp::ToneSegment segment;
  segment.hertz = {hertz[kPairs[which][0]], hertz[kPairs[which][1]]};
  segment.levelTenthsDbm0 = {kLevelTenths, kLevelTenths};
  segment.onMs = kLongestMs;
  dsp::ToneProgram program;
  program.segments.push_back(segment);
  return program;
}

} // namespace crosspoint::trunk
