#pragma once

#include <chrono>
#include <cstdint>

#include "boards/simulated/settings.h"

namespace crosspoint::boards {

/**
 * Counts the milliseconds of a board. In real pace they are those of the machine's clock since the backplane was made, so that all boards count alike,
 * faster or slower by what the board's clock is off; in stepped pace they go by calls.
 */
class Pacer {
public:
  Pacer(Pace pace, std::uint32_t blockWords, std::chrono::steady_clock::time_point epoch)
      : pace_(pace), blockWords_(blockWords), epoch_(epoch) {}

  /** `furthest` is how far the other boards of the backplane are. */
  void start(std::uint64_t furthest);
  bool hasStarted() const { return hasStarted_; }
  /** Waits until the next block is due. Answers how many blocks were left out because the caller was too late. */
  std::uint32_t wait();
  /** The first word of the block that is due, and since `start`. */
  std::uint64_t word() const { return word_; }
  std::uint64_t elapsed() const { return word_ - first_; }
  void advance() { word_ += blockWords_; }
  void setRate(std::int32_t ppb);
  Pace pace() const { return pace_; }

private:
  std::chrono::steady_clock::time_point due(std::uint64_t word) const;

  const Pace pace_;
  const std::uint32_t blockWords_;
  const std::chrono::steady_clock::time_point epoch_;
  bool hasStarted_ = false;
  std::uint64_t first_ = 0;
  std::uint64_t word_ = 0;
  std::int32_t ppb_ = 0;
  std::chrono::steady_clock::time_point base_;
  std::uint64_t baseWord_ = 0;
};

} // namespace crosspoint::boards
