#include "boards/simulated/pacer.h"

#include <thread>

namespace crosspoint::boards {

namespace {

/** A host that is no later than this catches up; one that is later has lost the blocks. */
constexpr std::chrono::seconds kCatchUp{1};
constexpr std::chrono::milliseconds kWord{1};

} // namespace

void Pacer::start(std::uint64_t furthest) {
  hasStarted_ = true;
  if (pace_ == Pace::real) {
    const auto now = std::chrono::steady_clock::now();
    word_ = static_cast<std::uint64_t>((now - epoch_) / kWord);
    // Boards with equal blocks have them at the same time.
    word_ -= word_ % blockWords_;
    base_ = epoch_;
  } else {
    word_ = furthest > blockWords_ ? furthest - blockWords_ : 0;
  }
  first_ = word_;
}

std::chrono::steady_clock::time_point Pacer::due(std::uint64_t word) const {
  const auto nominal =
      std::chrono::nanoseconds(kWord) * static_cast<std::int64_t>(word - baseWord_);
  // A clock that is fast by p needs 1 - p of the time; the difference is far below what a block can tell.
  return base_ + nominal - std::chrono::nanoseconds(nominal.count() / 1'000'000 * ppb_ / 1'000);
}

void Pacer::setRate(std::int32_t ppb) {
  if (ppb == ppb_) return;
  base_ = due(word_);
  baseWord_ = word_;
  ppb_ = ppb;
}

std::uint32_t Pacer::wait() {
  if (pace_ == Pace::stepped) return 0;
  const auto now = std::chrono::steady_clock::now();
  const auto when = due(word_ + blockWords_);
  if (when > now) {
    std::this_thread::sleep_until(when);
    return 0;
  }
  if (now - when < kCatchUp) return 0;
  const auto missed = static_cast<std::uint64_t>((now - when) / (kWord * blockWords_));
  word_ += missed * blockWords_;
  return static_cast<std::uint32_t>(missed);
}

} // namespace crosspoint::boards
