#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dsp/tone-countries.h"

namespace crosspoint::dsp {

/** The tones of a country that tell how a call gets on, with the chords they are made of numbered. */
class ProgressCadences {
public:
  /** Frequencies at once; a modulated one with its side frequencies. */
  struct Chord {
    std::array<std::uint16_t, 3> hertz{};
    std::uint8_t count = 0;
    bool isModulated = false;

    bool operator==(const Chord &) const = default;
  };
  struct Step {
    std::uint8_t chord;
    std::int32_t onMs;
    std::int32_t offMs;
  };
  struct Cadence {
    std::array<Step, 6> steps{};
    std::size_t count = 0;
    /** Of a continuous tone: it has to last longer than any other tone of the same chord. */
    std::int32_t continuousMs = 0;
  };
  /** Dial, ringback, busy, congestion, special: the others sound during a conversation. */
  static constexpr std::size_t kTones = 5;
  static constexpr std::size_t kMaximumChords = 8;

  explicit ProgressCadences(const CountryTones &country);

  std::size_t chords() const { return chordCount_; }
  const Chord &chord(std::size_t index) const { return chords_[index]; }
  const Cadence &cadence(std::size_t tone) const { return cadences_[tone]; }

private:
  std::uint8_t numberOf(const ToneStep &step);

  std::array<Chord, kMaximumChords> chords_{};
  std::size_t chordCount_ = 0;
  std::array<Cadence, kTones> cadences_{};
};

/** Follows one channel: what sounds, how long, and which cadences that can be. */
class CadenceFollower {
public:
  /** One window: the chords that it may be (a bit each), whether there is sound at all. */
  void step(const ProgressCadences &cadences, std::uint8_t chords, bool isSounding);

  /** What it is by now; nothing while that is not clear. */
  std::optional<ProgressTone> tone() const {
    return tone_ == kNone ? std::nullopt : std::optional(static_cast<ProgressTone>(tone_ + 1));
  }
  /** Milliseconds since the first step that belongs to the tone began, and since its sound was last heard. */
  std::int32_t beganMsAgo() const { return beganMsAgo_; }
  std::int32_t heardMsAgo() const { return heardMsAgo_; }

private:
  static constexpr std::int8_t kNone = -1;
  static constexpr std::size_t kHistory = 8;
  struct Heard {
    /** Windows with any chord, and of those the ones with each. */
    std::uint16_t windows = 0;
    std::array<std::uint16_t, ProgressCadences::kMaximumChords> hits{};
    /** Began before we listened: it may have lasted longer. */
    bool isCut = false;
    std::int32_t onMs = 0;
    std::int32_t offMs = 0;

    void add(std::uint8_t chords);
    bool has(std::size_t chord) const;
    bool hasAny(std::uint8_t chords) const;
  };

  void beginStep(std::uint8_t chords, bool isCut);
  bool listen(std::uint8_t chords, bool isSounding);
  int evidence(const ProgressCadences::Cadence &cadence) const;
  int evidenceFrom(const ProgressCadences::Cadence &cadence, std::size_t rotation) const;
  void judge(const ProgressCadences &cadences);

  /** The last is the one under way. */
  std::array<Heard, kHistory> heard_{};
  std::size_t count_ = 0;
  std::uint8_t newChords_ = 0;
  std::int32_t listenedMs_ = 0;
  std::int32_t strangeMs_ = 0;
  std::int8_t tone_ = kNone;
  std::int32_t beganMsAgo_ = 0;
  std::int32_t heardMsAgo_ = 0;
};

} // namespace crosspoint::dsp
