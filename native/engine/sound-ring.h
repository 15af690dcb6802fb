#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <span>

namespace crosspoint::engine {

/** A bounded queue of octets from one thread to another, without locks. The memory is made, and touched, beforehand. */
class SoundRing {
public:
  explicit SoundRing(std::size_t capacity)
      : capacity_(std::bit_ceil(capacity)), octets_(std::make_unique<std::uint8_t[]>(capacity_)) {}

  /** The writing side: as many octets as there is room for. */
  std::size_t put(std::span<const std::uint8_t> octets) noexcept {
    const std::uint64_t head = head_.load(std::memory_order_relaxed);
    const std::uint64_t used = head - tail_.load(std::memory_order_acquire);
    const std::size_t count = std::min(octets.size(), static_cast<std::size_t>(capacity_ - used));
    const std::size_t at = static_cast<std::size_t>(head) & (capacity_ - 1);
    const std::size_t first = std::min(count, capacity_ - at);
    std::copy_n(octets.data(), first, octets_.get() + at);
    std::copy_n(octets.data() + first, count - first, octets_.get());
    head_.store(head + count, std::memory_order_release);
    return count;
  }

  /** The reading side: what can be read in one piece; empty when there is nothing. */
  std::span<const std::uint8_t> front() const noexcept {
    const std::uint64_t tail = tail_.load(std::memory_order_relaxed);
    const auto used = static_cast<std::size_t>(head_.load(std::memory_order_acquire) - tail);
    const std::size_t at = static_cast<std::size_t>(tail) & (capacity_ - 1);
    return {octets_.get() + at, std::min(used, capacity_ - at)};
  }
  void pop(std::size_t count) noexcept {
    tail_.store(tail_.load(std::memory_order_relaxed) + count, std::memory_order_release);
  }
  std::size_t readable() const noexcept {
    return static_cast<std::size_t>(head_.load(std::memory_order_acquire) -
                                    tail_.load(std::memory_order_relaxed));
  }

private:
  std::size_t capacity_;
  std::unique_ptr<std::uint8_t[]> octets_;
  // Each side's counter on a cache line of its own: neither slows the other down.
  alignas(64) std::atomic<std::uint64_t> head_ = 0;
  alignas(64) std::atomic<std::uint64_t> tail_ = 0;
};

} // namespace crosspoint::engine
