#include "dsp/call-progress-cadence.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace crosspoint::dsp {
namespace {

constexpr std::int32_t kStepMs = 20;
/** Shorter gaps are the dips of a modulated tone, longer ones belong to the cadence. */
constexpr std::int32_t kGapMs = 60;
/** Sound of another kind for so long is no tone. */
constexpr std::int32_t kStrangeMs = 80;
/** Lengths may be off by a tenth and by what the windows blur. */
constexpr std::int32_t kBlurMs = 35;
/** One burst of a length that no other tone has is enough if it is this long; else it takes two. */
constexpr std::int32_t kTellingMs = 650;
/** After so many bursts that more than one cadence explains, the simplest is taken. */
constexpr int kPlenty = 5;
/** Nothing is counted beyond. */
constexpr std::int32_t kLongestMs = 60'000;
constexpr std::int32_t kLeastContinuousMs = 400;
constexpr std::int32_t kNearHertz = 30;
/** Edges and noise hide a chord in some of its windows. */
constexpr int kHitPercent = 65;
/** At its beginning a burst sounds like several chords. */
constexpr int kFewWindows = 4;
/** Of a continuous tone only the last seconds count. */
constexpr std::uint16_t kManyWindows = 500;

bool isAbout(std::int32_t ms, std::int32_t nominal) {
  return std::abs(ms - nominal) <= nominal / 10 + kBlurMs;
}

bool isAtMost(std::int32_t ms, std::int32_t nominal) {
  return ms <= nominal + nominal / 10 + kBlurMs + kStepMs;
}

std::int32_t middleOf(const ProgressCadences::Chord &chord) {
  std::int32_t sum = 0;
  for (const std::uint16_t hertz : chord.hertz) sum += hertz;
  return sum / chord.count;
}

bool areSame(const ProgressCadences::Cadence &a, const ProgressCadences::Cadence &b) {
  if (a.count != b.count) return false;
  for (std::size_t i = 0; i < a.count; ++i)
    if (a.steps[i].chord != b.steps[i].chord || a.steps[i].onMs != b.steps[i].onMs ||
        a.steps[i].offMs != b.steps[i].offMs)
      return false;
  return true;
}

} // namespace

ProgressCadences::ProgressCadences(const CountryTones &country) {
  for (std::size_t tone = 0; tone < kTones; ++tone)
    for (const ToneStep &step : country.tones[tone].used()) {
      Cadence &cadence = cadences_[tone];
      cadence.steps[cadence.count++] = {numberOf(step), step.onMs, step.offMs};
    }
  for (Cadence &continuous : cadences_) {
    if (continuous.count != 1 || continuous.steps[0].onMs != 0) continue;
    continuous.continuousMs = kLeastContinuousMs;
    for (const Cadence &other : cadences_)
      for (std::size_t i = 0; i < other.count; ++i) {
        // Chords that are near each other are not told apart for sure.
        if (std::abs(middleOf(chords_[continuous.steps[0].chord]) -
                     middleOf(chords_[other.steps[i].chord])) < kNearHertz)
          continuous.continuousMs = std::max(continuous.continuousMs,
                                             other.steps[i].onMs + other.steps[i].onMs / 5 + 200);
      }
  }
}

std::uint8_t ProgressCadences::numberOf(const ToneStep &step) {
  Chord chord;
  for (const std::uint16_t hertz : step.hertz)
    if (hertz != 0) chord.hertz[chord.count++] = hertz;
  if (step.modulationHertz != 0) {
    const std::uint16_t carrier = step.hertz[0];
    chord.hertz = {static_cast<std::uint16_t>(carrier - step.modulationHertz), carrier,
                   static_cast<std::uint16_t>(carrier + step.modulationHertz)};
    chord.count = 3;
    chord.isModulated = true;
  }
  const auto end = chords_.begin() + static_cast<std::ptrdiff_t>(chordCount_);
  const auto found = std::find(chords_.begin(), end, chord);
  const auto index = static_cast<std::size_t>(found - chords_.begin());
  if (found != end || chordCount_ == kMaximumChords)
    return static_cast<std::uint8_t>(std::min(index, kMaximumChords - 1));
  chords_[chordCount_++] = chord;
  return static_cast<std::uint8_t>(index);
}

void CadenceFollower::Heard::add(std::uint8_t chords) {
  if (windows == kManyWindows) {
    windows /= 2;
    for (std::uint16_t &hit : hits) hit /= 2;
  }
  ++windows;
  for (std::size_t chord = 0; chord < hits.size(); ++chord)
    hits[chord] = static_cast<std::uint16_t>(hits[chord] + (chords >> chord & 1));
}

bool CadenceFollower::Heard::has(std::size_t chord) const {
  return windows < kFewWindows || hits[chord] * 100 >= windows * kHitPercent;
}

bool CadenceFollower::Heard::hasAny(std::uint8_t chords) const {
  for (std::size_t chord = 0; chord < hits.size(); ++chord)
    if ((chords >> chord & 1) != 0 && hits[chord] > 0) return true;
  return false;
}

void CadenceFollower::beginStep(std::uint8_t chords, bool isCut) {
  if (count_ == kHistory) {
    std::copy(heard_.begin() + 1, heard_.end(), heard_.begin());
    --count_;
  }
  heard_[count_] = {0, {}, isCut, kStepMs, 0};
  heard_[count_++].add(chords);
  newChords_ = 0;
}

/** Adds the window to the steps; false if this is no tone at all. */
bool CadenceFollower::listen(std::uint8_t chords, bool isSounding) {
  strangeMs_ = isSounding && chords == 0 ? strangeMs_ + kStepMs : 0;
  if (strangeMs_ >= kStrangeMs) return false;
  if (count_ == 0) {
    if (chords != 0) beginStep(chords, listenedMs_ <= kGapMs);
    return true;
  }
  Heard &now = heard_[count_ - 1];
  if (!isSounding) {
    now.offMs = std::min(now.offMs + kStepMs, kLongestMs);
  } else if (chords == 0) {
    // The edge between sound and silence, or between two chords.
    (now.offMs == 0 ? now.onMs : now.offMs) += kStepMs;
  } else if (now.offMs >= kGapMs) {
    beginStep(chords, false);
  } else if (now.hasAny(chords)) {
    now.onMs = std::min(now.onMs + now.offMs + kStepMs, kLongestMs);
    now.offMs = 0;
    now.add(chords);
    newChords_ = 0;
  } else if (now.windows < kFewWindows) {
    // What was heard so far was the edge.
    now = {0, {}, now.isCut, now.onMs + now.offMs + kStepMs, 0};
    now.add(chords);
  } else if ((newChords_ & chords) != 0) {
    now.onMs -= kStepMs;
    beginStep(chords, false);
    heard_[count_ - 1].onMs += kStepMs;
  } else {
    newChords_ = chords;
    now.onMs += now.offMs + kStepMs;
    now.offMs = 0;
  }
  return true;
}

void CadenceFollower::step(const ProgressCadences &cadences, std::uint8_t chords, bool isSounding) {
  listenedMs_ = std::min(listenedMs_ + kStepMs, 1000);
  if (!listen(chords, isSounding)) {
    count_ = 0;
    newChords_ = 0;
    tone_ = kNone;
    return;
  }
  if (count_ > 0) judge(cadences);
  heardMsAgo_ = std::min(heardMsAgo_ + kStepMs, kLongestMs);
  // The first windows of a burst fit any tone: they count once it is clear that they belong to this one.
  const Heard &now = heard_[count_ == 0 ? 0 : count_ - 1];
  if (tone_ != kNone && isSounding && now.offMs == 0 && now.windows >= kFewWindows) heardMsAgo_ = 0;
}

/** How many bursts in a row, up to now, fit if the one under way is step `rotation`; −1 if it does not. */
int CadenceFollower::evidenceFrom(const ProgressCadences::Cadence &cadence,
                                  std::size_t rotation) const {
  int complete = 0;
  for (std::size_t back = 0; back < count_; ++back) {
    const Heard &heard = heard_[count_ - 1 - back];
    const auto &step = cadence.steps[(rotation + kHistory * cadence.count - back) % cadence.count];
    const bool isUnderWay = back == 0;
    const bool isSounding = isUnderWay && heard.offMs < kGapMs;
    const bool fitsChord = heard.has(step.chord);
    const bool fitsOn = isSounding || heard.isCut ? isAtMost(heard.onMs, step.onMs)
                                                  : isAbout(heard.onMs, step.onMs);
    const bool fitsOff =
        isUnderWay ? isAtMost(heard.offMs, step.offMs) : isAbout(heard.offMs, step.offMs);
    if (!fitsChord || !fitsOn || (!fitsOff && !isSounding)) return isUnderWay ? -1 : complete;
    complete += isSounding || heard.isCut ? 0 : 1;
  }
  return complete;
}

int CadenceFollower::evidence(const ProgressCadences::Cadence &cadence) const {
  int best = -1;
  for (std::size_t rotation = 0; rotation < cadence.count; ++rotation)
    best = std::max(best, evidenceFrom(cadence, rotation));
  return best;
}

void CadenceFollower::judge(const ProgressCadences &cadences) {
  const Heard &now = heard_[count_ - 1];
  std::array<int, ProgressCadences::kTones> evidences;
  int most = -1;
  for (std::size_t tone = 0; tone < evidences.size(); ++tone) {
    const ProgressCadences::Cadence &cadence = cadences.cadence(tone);
    if (cadence.continuousMs == 0) {
      evidences[tone] = cadence.count == 0 ? -1 : evidence(cadence);
    } else {
      const bool isChord = now.has(cadence.steps[0].chord);
      const bool isLong = isChord && now.offMs < kGapMs && now.onMs >= cadence.continuousMs;
      evidences[tone] = isLong ? kPlenty : -1;
    }
    most = std::max(most, evidences[tone]);
  }
  // What was found stays as long as it fits.
  if (tone_ != kNone && evidences[static_cast<std::size_t>(tone_)] < 0) tone_ = kNone;
  if (most < 1 || (tone_ != kNone && evidences[static_cast<std::size_t>(tone_)] == most)) return;
  std::int8_t simplest = kNone;
  bool isOnly = true;
  for (std::size_t tone = 0; tone < evidences.size(); ++tone) {
    if (evidences[tone] != most) continue;
    const ProgressCadences::Cadence &cadence = cadences.cadence(tone);
    if (simplest != kNone) {
      const ProgressCadences::Cadence &other = cadences.cadence(static_cast<std::size_t>(simplest));
      isOnly = isOnly && areSame(cadence, other);
      if (cadence.count >= other.count) continue;
    }
    simplest = static_cast<std::int8_t>(tone);
  }
  const std::int32_t lastOn = now.offMs >= kGapMs ? now.onMs : 0;
  const bool isClear = isOnly ? most >= 2 || lastOn >= kTellingMs : false;
  if (!isClear && most < kPlenty) return;
  tone_ = simplest;
  beganMsAgo_ = 0;
  const int steps =
      std::max(1, std::min(most + (now.offMs < kGapMs ? 1 : 0), static_cast<int>(count_)));
  const bool isContinuous = cadences.cadence(static_cast<std::size_t>(simplest)).continuousMs != 0;
  for (int back = 0; back < (isContinuous ? 1 : steps); ++back) {
    const Heard &heard = heard_[count_ - 1 - static_cast<std::size_t>(back)];
    beganMsAgo_ += heard.onMs + heard.offMs;
  }
}

} // namespace crosspoint::dsp
