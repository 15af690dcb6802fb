#include "dsp/tone-program.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "dsp/tone-countries.h"

namespace crosspoint::dsp {

namespace {

constexpr std::string_view kDtmfSymbols = "123A456B789C*0#D";
constexpr std::array<std::uint16_t, 4> kDtmfRows = {697, 770, 852, 941};
constexpr std::array<std::uint16_t, 4> kDtmfColumns = {1209, 1336, 1477, 1633};
constexpr std::uint32_t kPauseMs = 1'000;

constexpr std::string_view kR2Symbols = "1234567890BCDEF";
constexpr std::array<std::uint16_t, 6> kR2Forward = {1380, 1500, 1620, 1740, 1860, 1980};
constexpr std::array<std::uint16_t, 6> kR2Backward = {1140, 1020, 900, 780, 660, 540};

/** Continuous tones are segments of a second, in which every whole number of hertz ends at the phase with which it began. */
constexpr std::uint32_t kContinuousMs = 1'000;
constexpr std::int16_t kProgressLevel = -100;
/** The sidebands of full amplitude modulation are half the carrier. */
constexpr std::int16_t kSideband = -60;

ToneSegment segmentOf(const ToneStep &step) {
  ToneSegment segment;
  std::size_t used = 0;
  const auto add = [&](int hertz, std::int16_t level) {
    segment.hertz[used] = static_cast<std::uint16_t>(hertz);
    segment.levelTenthsDbm0[used++] = level;
  };
  for (const std::uint16_t hertz : step.hertz)
    if (hertz != 0) add(hertz, kProgressLevel);
  if (step.modulationHertz != 0) {
    constexpr auto level = static_cast<std::int16_t>(kProgressLevel + kSideband);
    add(step.hertz[0] - step.modulationHertz, level);
    add(step.hertz[0] + step.modulationHertz, level);
  }
  segment.onMs = step.onMs == 0 ? kContinuousMs : step.onMs;
  segment.offMs = step.offMs;
  return segment;
}

} // namespace

ToneProgram dtmfProgram(std::string_view digits, std::uint32_t onMs, std::uint32_t offMs,
                        std::int16_t levelTenthsDbm0) {
  ToneProgram program;
  program.segments.reserve(digits.size());
  for (std::size_t at = 0; at < digits.size(); ++at) {
    ToneSegment segment;
    const char digit = digits[at] >= 'a' && digits[at] <= 'd'
                           ? static_cast<char>(digits[at] - 'a' + 'A')
                           : digits[at];
    if (digit == ',') {
      segment.offMs = kPauseMs;
    } else {
      const std::size_t key = kDtmfSymbols.find(digit);
      if (key == std::string_view::npos)
        throw std::invalid_argument("not a DTMF digit at position " + std::to_string(at));
      segment.hertz = {kDtmfRows[key / 4], kDtmfColumns[key % 4], 0, 0};
      segment.levelTenthsDbm0 = {levelTenthsDbm0, levelTenthsDbm0, 0, 0};
      segment.onMs = onMs;
      segment.offMs = offMs;
    }
    program.segments.push_back(segment);
  }
  return program;
}

ToneProgram progressProgram(ProgressTone tone, std::string_view country) {
  if (tone < ProgressTone::dial || tone > ProgressTone::confirmation)
    throw std::invalid_argument("not a progress tone");
  const ToneCadence &cadence = findCountryTones(country).of(tone);
  ToneProgram program;
  program.repeats = cadence.repeats;
  for (const ToneStep &step : cadence.used()) program.segments.push_back(segmentOf(step));
  return program;
}

ToneProgram r2Program(char symbol, bool forward, std::int16_t levelTenthsDbm0) {
  const std::size_t number = kR2Symbols.find(symbol);
  if (number == std::string_view::npos) throw std::invalid_argument("not a signal of MFC-R2");
  // Q.441 table 5 counts the pairs so that the higher frequency grows last: 0+1, 0+2, 1+2, 0+3 …
  std::size_t high = 1;
  std::size_t low = number;
  while (low >= high) low -= high++;
  const auto &frequencies = forward ? kR2Forward : kR2Backward;
  ToneSegment segment;
  segment.hertz = {frequencies[low], frequencies[high], 0, 0};
  segment.levelTenthsDbm0 = {levelTenthsDbm0, levelTenthsDbm0, 0, 0};
  segment.onMs = kContinuousMs;
  return {{segment}, 0};
}

} // namespace crosspoint::dsp
