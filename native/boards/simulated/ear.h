#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

#include "boards/simulated/settings.h"
#include "boards/simulated/wire.h"

namespace crosspoint::boards {

/**
 * How one board follows another: which word of the other belongs to a word of its own. A board is heard one block late, so that two boards
 * never wait for each other's current block. Where the clocks drift apart a block is repeated or left out: a slip.
 */
class Ear {
public:
  /** Called at the beginning of a block; keeps its place as long as the other board stays the same. */
  void follow(const std::shared_ptr<const Progress> &progress, std::uint32_t blockWords) {
    if (progress == progress_) return;
    progress_ = progress;
    blockWords_ = blockWords;
    delay_ = progress ? std::max(progress->blockWords(), blockWords) : 0;
    shift_ = 0;
    isMissing_ = true;
    wasHeard_ = false;
    behind_ = ahead_ = 0;
    lastEnd_ = 0;
  }
  explicit operator bool() const { return progress_ != nullptr; }

  /** Waits, in real pace and within bounds, until the block of the other that belongs to ours from `word` is there. */
  void prepare(std::uint64_t word, Pace pace);

  /** The word of the other, and whether it may be read. */
  std::uint64_t theirs(std::uint64_t word) const {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(word) - delay_ + shift_);
  }
  bool has(std::uint64_t word) const { return progress_ && progress_->has(theirs(word)); }
  bool wasHeard() const { return wasHeard_; }
  bool isGone() const { return !progress_ || progress_->gone(); }
  std::uint64_t slips() const { return slips_; }

private:
  bool waitFor(std::uint64_t end) const;
  /** The other board goes on, but always later than ours: its count lags, so we follow. */
  void catchUp(std::int64_t lead);

  // The other board outlives its seat as long as somebody holds what it has written.
  std::shared_ptr<const Progress> progress_;
  std::int64_t delay_ = 0;
  std::int64_t shift_ = 0;
  std::uint32_t blockWords_ = 1;
  bool isMissing_ = true;
  bool wasHeard_ = false;
  std::uint32_t behind_ = 0;
  std::uint32_t ahead_ = 0;
  std::uint64_t lastEnd_ = 0;
  std::uint64_t slips_ = 0;
};

} // namespace crosspoint::boards
