#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint::engine {

/**
 * The octets that belong to queued events: a ring of chunks, put by several threads and released by one, in any order,
 * without locks. A chunk is a word that says how long it is and in which state, and the octets behind it. Released words are zeroed, so that
 * a chunk that is reserved and not yet filled is told from what lay there a lap ago.
 */
class OctetStore {
public:
  static constexpr std::uint64_t kFull = ~std::uint64_t{0};

  explicit OctetStore(std::size_t capacity);

  /** Answers where they are, or kFull. */
  std::uint64_t put(std::span<const std::uint8_t> octets) noexcept;
  std::span<const std::uint8_t> at(std::uint64_t position, std::size_t length) const noexcept;
  /** Any thread: not needed any more. Its room is used again after `reclaim`. */
  void release(std::uint64_t position) noexcept;
  /** The one thread that takes events. */
  void reclaim() noexcept;

private:
  std::atomic_ref<std::uint64_t> header(std::uint64_t word) noexcept {
    return std::atomic_ref<std::uint64_t>(words_[word % words_.size()]);
  }

  std::vector<std::uint64_t> words_;
  /** In words since the beginning. */
  alignas(64) std::atomic<std::uint64_t> head_ = 0;
  alignas(64) std::atomic<std::uint64_t> tail_ = 0;
};

} // namespace crosspoint::engine
