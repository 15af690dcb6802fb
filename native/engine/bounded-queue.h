#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace crosspoint::engine {

/**
 * A bounded queue of several producers and one consumer without locks. Every cell counts its turns: a producer takes the
 * next cell when its turn has come, fills it and hands it to the consumer; a producer that is held up in between delays
 * the consumer and nobody else. `push` answers false when the queue is full.
 */
template <typename T>
class BoundedQueue {
public:
  explicit BoundedQueue(std::size_t capacity)
      : mask_(std::bit_ceil(std::max<std::size_t>(capacity, 2)) - 1),
        cells_(std::make_unique<Cell[]>(mask_ + 1)) {
    for (std::size_t at = 0; at <= mask_; ++at)
      cells_[at].turn.store(at, std::memory_order_relaxed);
  }

  bool push(const T &value) noexcept {
    std::size_t at = head_.load(std::memory_order_relaxed);
    for (;;) {
      Cell &cell = cells_[at & mask_];
      const auto ahead =
          static_cast<std::ptrdiff_t>(cell.turn.load(std::memory_order_acquire) - at);
      if (ahead < 0) return false;
      if (ahead > 0) {
        at = head_.load(std::memory_order_relaxed);
      } else if (head_.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) {
        cell.value = value;
        cell.turn.store(at + 1, std::memory_order_release);
        return true;
      }
    }
  }

  /** The consumer's. */
  bool pop(T &value) noexcept {
    const std::size_t at = tail_.load(std::memory_order_relaxed);
    Cell &cell = cells_[at & mask_];
    if (cell.turn.load(std::memory_order_acquire) != at + 1) return false;
    value = cell.value;
    cell.turn.store(at + mask_ + 1, std::memory_order_release);
    tail_.store(at + 1, std::memory_order_relaxed);
    return true;
  }

  /** For any thread; what is pushed or taken at this moment may or may not count. */
  bool empty() const noexcept {
    return head_.load(std::memory_order_relaxed) == tail_.load(std::memory_order_relaxed);
  }
  std::size_t capacity() const noexcept { return mask_ + 1; }

private:
  struct Cell {
    std::atomic<std::size_t> turn;
    T value;
  };

  const std::size_t mask_;
  const std::unique_ptr<Cell[]> cells_;
  alignas(64) std::atomic<std::size_t> head_ = 0;
  alignas(64) std::atomic<std::size_t> tail_ = 0;
};

} // namespace crosspoint::engine
