#include "boards/simulated/ear.h"

#include <chrono>
#include <thread>

namespace crosspoint::boards {

namespace {

constexpr std::chrono::milliseconds kLongestWait{30};
constexpr std::chrono::microseconds kPoll{200};
/** Blocks in which the other board was too late, or too early, before a block is repeated or left out. */
constexpr std::uint32_t kPatience = 50;

} // namespace

bool Ear::waitFor(std::uint64_t end) const {
  const auto until = std::chrono::steady_clock::now() + kLongestWait;
  while (progress_->end() < end) {
    if (progress_->gone() || std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kPoll);
  }
  return true;
}

void Ear::catchUp(std::int64_t lead) {
  const std::uint64_t end = progress_->end();
  if (end != lastEnd_ && ++behind_ >= kPatience) {
    shift_ += lead;
    behind_ = 0;
    ++slips_;
  }
  lastEnd_ = end;
}

void Ear::prepare(std::uint64_t word, Pace pace) {
  if (!progress_ || progress_->gone()) {
    isMissing_ = true;
    return;
  }
  const std::uint64_t end = theirs(word) + blockWords_;
  const std::int64_t lead =
      static_cast<std::int64_t>(progress_->end()) - static_cast<std::int64_t>(end);
  if (lead >= 0) {
    isMissing_ = false;
    wasHeard_ = true;
    behind_ = 0;
    ahead_ = lead > 2 * delay_ ? ahead_ + 1 : 0;
    if (pace == Pace::real && ahead_ >= kPatience) {
      shift_ += lead - delay_;
      ahead_ = 0;
      ++slips_;
    }
    return;
  }
  ahead_ = 0;
  if (pace == Pace::stepped || isMissing_) {
    if (wasHeard_ && !isMissing_) ++slips_;
    isMissing_ = true;
    if (pace == Pace::real) catchUp(lead);
    return;
  }
  if (!waitFor(end)) {
    ++slips_;
    isMissing_ = true;
    return;
  }
  if (++behind_ >= kPatience) {
    shift_ -= delay_;
    behind_ = 0;
    ++slips_;
  }
}

} // namespace crosspoint::boards
