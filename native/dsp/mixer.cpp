#include "dsp/mixer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace crosspoint::dsp {

namespace mixer {

namespace {

constexpr std::size_t kRun = 64;

std::int16_t saturate(std::int32_t value) noexcept {
  return static_cast<std::int16_t>(std::clamp(value, -32768, 32767));
}

} // namespace

void mixFrames(const std::int16_t *const *talkers, std::size_t talkerCount,
               const MixListener *listeners, std::size_t listenerCount, std::size_t from,
               std::size_t to) noexcept {
  std::array<std::int32_t, kRun> sum{};
  const std::size_t count = to - from;
  for (std::size_t i = 0; i < talkerCount; ++i)
    for (std::size_t at = 0; at < count; ++at) sum[at] += talkers[i][from + at];
  for (std::size_t i = 0; i < listenerCount; ++i) {
    std::int16_t *const out = listeners[i].out + from;
    if (const std::int16_t *const self = listeners[i].self; self != nullptr)
      for (std::size_t at = 0; at < count; ++at) out[at] = saturate(sum[at] - self[from + at]);
    else
      for (std::size_t at = 0; at < count; ++at) out[at] = saturate(sum[at]);
  }
}

void mixPortable(const std::int16_t *const *talkers, std::size_t talkerCount,
                 const MixListener *listeners, std::size_t listenerCount,
                 std::size_t frames) noexcept {
  for (std::size_t at = 0; at < frames; at += kRun)
    mixFrames(talkers, talkerCount, listeners, listenerCount, at, std::min(at + kRun, frames));
}

std::uint32_t loudnessPortable(const std::int16_t *row, std::size_t frames) noexcept {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < frames; ++at)
    sum += static_cast<std::uint32_t>(std::abs(static_cast<int>(row[at])));
  return sum;
}

} // namespace mixer

namespace {

/** In amplitude: 3 dB. */
constexpr float kStays = 1.4142F;
/** The mean absolute value of a sine of -40 dBm0, softer than which nobody is said to talk. */
constexpr float kSoftest = 145;

} // namespace

Mixer::Mixer(InstructionSet set) noexcept
    : mix_(mixer::mixPortable), loudness_(mixer::loudnessPortable) {
#if defined(__x86_64__)
  if (set == InstructionSet::avx512) {
    mix_ = mixer::mixAvx512;
    loudness_ = mixer::loudnessAvx512;
  } else if (set == InstructionSet::avx2) {
    mix_ = mixer::mixAvx2;
    loudness_ = mixer::loudnessAvx2;
  }
#else
  (void)set;
#endif
}

Conference::Conference(std::size_t capacity, std::uint32_t loudest, InstructionSet set)
    : mixer_(set), capacity_(capacity), loudest_(loudest) {
  parties_.reserve(capacity);
  talkers_.reserve(capacity);
  rows_.reserve(capacity);
  listeners_.reserve(capacity);
  order_.reserve(capacity);
}

std::size_t Conference::find(std::uint32_t channel) const noexcept {
  std::size_t at = 0;
  while (at < parties_.size() && parties_[at].channel != channel) ++at;
  return at;
}

bool Conference::join(const Party &party) noexcept {
  const std::size_t at = find(party.channel);
  if (at < parties_.size()) {
    parties_[at] = party;
    return true;
  }
  if (parties_.size() == capacity_) return false;
  parties_.push_back(party);
  talkers_.push_back({});
  return true;
}

bool Conference::leave(std::uint32_t channel) noexcept {
  const std::size_t at = find(channel);
  if (at == parties_.size()) return false;
  parties_[at] = parties_.back();
  parties_.pop_back();
  talkers_[at] = talkers_.back();
  talkers_.pop_back();
  if (activeTalker_ == channel) activeTalker_ = kNobody;
  return true;
}

bool Conference::isHeard(std::uint32_t channel) const noexcept {
  const std::size_t at = find(channel);
  return at < parties_.size() && talkers_[at].isHeard;
}

void Conference::measure(const std::int16_t *in, std::size_t stride, std::size_t frames) noexcept {
  if (fallFrames_ != frames) {
    fallFrames_ = frames;
    fall_ = static_cast<float>(std::pow(0.1, static_cast<double>(frames) / 4'000.0));
  }
  for (std::size_t at = 0; at < parties_.size(); ++at) {
    float now = 0;
    if (parties_[at].talks && frames != 0)
      now = static_cast<float>(mixer_.loudness(in + parties_[at].channel * stride, frames)) /
            static_cast<float>(frames);
    talkers_[at].loudness = std::max(now, talkers_[at].loudness * fall_);
  }
}

void Conference::choose() noexcept {
  order_.clear();
  for (std::uint32_t at = 0; at < parties_.size(); ++at)
    if (parties_[at].talks && parties_[at].coachOf == 0)
      order_.push_back(at);
    else
      talkers_[at].isHeard = false;
  const std::size_t most =
      loudest_ == 0 ? order_.size() : std::min<std::size_t>(loudest_, order_.size());
  if (most < order_.size()) {
    const auto weight = [this](std::uint32_t at) {
      return talkers_[at].loudness * (talkers_[at].isHeard ? kStays : 1.0F);
    };
    std::nth_element(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(most),
                     order_.end(), [&](std::uint32_t one, std::uint32_t other) {
                       const float a = weight(one), b = weight(other);
                       return a != b ? a > b : parties_[one].channel < parties_[other].channel;
                     });
  }
  for (std::size_t at = 0; at < order_.size(); ++at) talkers_[order_[at]].isHeard = at < most;
}

void Conference::findActive() noexcept {
  std::uint32_t best = kNobody;
  float most = 0;
  for (std::size_t at = 0; at < parties_.size(); ++at) {
    const Talker &talker = talkers_[at];
    if (!talker.isHeard || talker.loudness < kSoftest) continue;
    const bool stays = parties_[at].channel == activeTalker_;
    const float weight = talker.loudness * (stays ? kStays : 1.0F);
    if (weight > most) {
      most = weight;
      best = parties_[at].channel;
    }
  }
  activeTalker_ = best;
}

void Conference::mix(const std::int16_t *in, std::size_t inStride, std::int16_t *out,
                     std::size_t outStride, std::size_t frames) noexcept {
  measure(in, inStride, frames);
  choose();
  findActive();
  rows_.clear();
  listeners_.clear();
  bool coached = false;
  for (std::size_t at = 0; at < parties_.size(); ++at) {
    const Party &party = parties_[at];
    const std::int16_t *const row = in + party.channel * inStride;
    const bool isHeard = talkers_[at].isHeard;
    coached |= party.talks && party.coachOf != 0;
    if (isHeard) rows_.push_back(row);
    if (party.listens)
      listeners_.push_back({isHeard ? row : nullptr, out + party.channel * outStride});
  }
  mixer_.mix(rows_, listeners_, frames);
  if (coached) coach(in, inStride, out, outStride, frames);
}

/** Parties with a coach are few: their rows are summed anew with the coaches in it, so that saturation still comes last. */
void Conference::coach(const std::int16_t *in, std::size_t inStride, std::int16_t *out,
                       std::size_t outStride, std::size_t frames) noexcept {
  const std::size_t heard = rows_.size();
  for (std::size_t at = 0; at < parties_.size(); ++at) {
    const Party &pupil = parties_[at];
    if (!pupil.listens) continue;
    rows_.resize(heard);
    for (const Party &party : parties_)
      if (party.talks && party.coachOf == pupil.channel + 1)
        rows_.push_back(in + party.channel * inStride);
    if (rows_.size() == heard) continue;
    const MixListener listener{talkers_[at].isHeard ? in + pupil.channel * inStride : nullptr,
                               out + pupil.channel * outStride};
    mixer_.mix(rows_, {&listener, 1}, frames);
  }
  rows_.resize(heard);
}

} // namespace crosspoint::dsp
