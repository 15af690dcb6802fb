#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "dsp/tone-program.h"

namespace crosspoint::dsp {

/** A part of a cadence: frequencies at once, then silence. */
struct ToneStep {
  /** The used ones come first, the others are 0. */
  std::array<std::uint16_t, 3> hertz{};
  /** Not 0: the one frequency is amplitude-modulated with this, fully. */
  std::uint16_t modulationHertz = 0;
  /** 0: without end, a continuous tone; it is the only step then. */
  std::uint16_t onMs = 0;
  std::uint16_t offMs = 0;
};

struct ToneCadence {
  std::array<ToneStep, 6> steps{};
  std::uint8_t count = 0;
  /** 0: until stopped. */
  std::uint8_t repeats = 0;

  constexpr std::span<const ToneStep> used() const { return std::span(steps).first(count); }
};

/** What a country's network plays to a caller, after ITU-T E.180 Supplement 2 (2003) and the operators' own documents. */
struct CountryTones {
  /** ISO 3166, two capital letters; empty for what E.180 recommends to everyone. */
  std::string_view code;
  std::array<ToneCadence, 7> tones{};

  constexpr const ToneCadence &of(ProgressTone tone) const {
    return tones[static_cast<std::size_t>(tone) - 1];
  }
};

/** Ascending by code; the first is E.180's own. */
std::span<const CountryTones> countryTones() noexcept;

/** Capital or small letters. A country that is not in the table has the tones that E.180 recommends. */
const CountryTones &findCountryTones(std::string_view country) noexcept;

} // namespace crosspoint::dsp
