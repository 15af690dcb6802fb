#include "dsp/time-scale.h"

#include <algorithm>
#include <cmath>

namespace crosspoint::dsp {

void TimeScale::setPercent(std::uint32_t percent) noexcept {
  percent_ = std::clamp(percent, kSlowest, kFastest);
}

void TimeScale::reset() noexcept {
  const std::uint32_t percent = percent_;
  *this = TimeScale();
  percent_ = percent;
}

std::size_t TimeScale::process(Source source, void *context, std::int16_t *out,
                               std::size_t frames) noexcept {
  std::size_t made = 0;
  while (made < frames) {
    if (pieceAt_ == pieceLength_ && !makePiece(source, context)) break;
    const std::size_t count = std::min(frames - made, pieceLength_ - pieceAt_);
    std::copy_n(piece_.begin() + static_cast<std::ptrdiff_t>(pieceAt_), count, out + made);
    pieceAt_ += count;
    made += count;
  }
  return made;
}

/** Reads on, and makes silence behind the end, until `until` samples are there. */
void TimeScale::read(Source source, void *context, std::size_t until) noexcept {
  std::array<std::int16_t, kHop> some;
  while (length_ < until) {
    const std::size_t wanted = std::min(some.size(), until - length_);
    const std::size_t got = ended_ ? 0 : source(context, some.data(), wanted);
    for (std::size_t i = 0; i < wanted; ++i)
      sound_[length_ + i] = i < got ? static_cast<float>(some[i]) : 0.0F;
    length_ += wanted;
    real_ += got;
    ended_ |= got < wanted;
  }
}

/** Makes room: nothing before the continuation or the search of the next piece is looked at again. */
void TimeScale::drop() noexcept {
  const auto target = static_cast<std::size_t>(target_ / 100);
  const std::size_t keep = std::min(continuation_, target > kSearch ? target - kSearch : 0);
  if (keep < kHop) return;
  std::move(sound_.begin() + static_cast<std::ptrdiff_t>(keep),
            sound_.begin() + static_cast<std::ptrdiff_t>(length_), sound_.begin());
  start_ += keep;
  length_ -= keep;
  real_ -= std::min(real_, keep);
  target_ -= std::uint64_t{keep} * 100;
  continuation_ -= keep;
}

bool TimeScale::makePiece(Source source, void *context) noexcept {
  drop();
  const auto target = static_cast<std::size_t>(target_ / 100);
  const std::size_t from = target > kSearch ? target - kSearch : 0;
  const std::size_t to = target + kSearch;
  // As far as this piece needs, and as far as it stands for, so that its length is known at the end of the sound.
  read(source, context,
       std::max(std::max(continuation_, to) + kHop, target + kHop * percent_ / 100));
  if (target >= real_) return false;
  const std::size_t at = mostAlike(from, to);
  for (std::size_t i = 0; i < kHop; ++i) {
    const float weight = (static_cast<float>(i) + 0.5F) / static_cast<float>(kHop);
    const float before = sound_[continuation_ + i];
    const float mixed = before + weight * (sound_[at + i] - before);
    piece_[i] = static_cast<std::int16_t>(mixed + (mixed < 0 ? -0.5F : 0.5F));
  }
  pieceAt_ = 0;
  pieceLength_ = std::min(kHop, (real_ - target) * 100 / percent_);
  if (pieceLength_ == 0) return false;
  continuation_ = at + kHop;
  target_ += kHop * percent_;
  return true;
}

/** The correlation with how the last piece would go on, by the energy, signed as it is. */
float TimeScale::likeness(std::size_t at, std::size_t step) const noexcept {
  float product = 0;
  float energy = 1;
  for (std::size_t i = 0; i < kHop; i += step) {
    product += sound_[continuation_ + i] * sound_[at + i];
    energy += sound_[at + i] * sound_[at + i];
  }
  return product * std::abs(product) / energy;
}

std::size_t TimeScale::mostAlike(std::size_t from, std::size_t to) const noexcept {
  // At the pace it was spoken the sound is its own continuation, and stays what it is.
  if (percent_ == 100 && continuation_ >= from && continuation_ <= to) return continuation_;
  std::size_t best = from;
  float most = likeness(from, 2);
  const auto look = [&](std::size_t at, std::size_t step) {
    const float found = likeness(at, step);
    if (found > most) {
      most = found;
      best = at;
    }
  };
  for (std::size_t at = from + 4; at <= to; at += 4) look(at, 2);
  const std::size_t around = best;
  most = likeness(best, 1);
  for (std::size_t at = around > from + 3 ? around - 3 : from; at <= std::min(around + 3, to); ++at)
    look(at, 1);
  return best;
}

} // namespace crosspoint::dsp
