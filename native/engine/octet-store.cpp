#include "engine/octet-store.h"

#include <algorithm>
#include <cstring>

namespace crosspoint::engine {

namespace {
/** The state of a chunk in its first word; the bits above are its words, the header included. */
constexpr std::uint64_t kUsed = 1;
constexpr std::uint64_t kFree = 2;
} // namespace

OctetStore::OctetStore(std::size_t capacity) : words_(std::max<std::size_t>(capacity / 8, 64)) {}

std::uint64_t OctetStore::put(std::span<const std::uint8_t> octets) noexcept {
  const std::uint64_t needed = 1 + (octets.size() + 7) / 8;
  if (needed > words_.size()) return kFull;
  std::uint64_t head = head_.load(std::memory_order_relaxed);
  std::uint64_t skipped;
  do {
    // A chunk lies in one piece: what is left before the end of the ring is given up where it is too short.
    const std::uint64_t left = words_.size() - head % words_.size();
    skipped = left < needed ? left : 0;
    if (head + skipped + needed - tail_.load(std::memory_order_acquire) > words_.size())
      return kFull;
  } while (!head_.compare_exchange_weak(head, head + skipped + needed, std::memory_order_relaxed));
  if (skipped != 0) header(head).store(skipped << 2 | kFree, std::memory_order_release);
  const std::uint64_t chunk = head + skipped;
  std::memcpy(&words_[(chunk % words_.size()) + 1], octets.data(), octets.size());
  header(chunk).store(needed << 2 | kUsed, std::memory_order_release);
  return chunk;
}

std::span<const std::uint8_t> OctetStore::at(std::uint64_t position,
                                             std::size_t length) const noexcept {
  const auto *first =
      reinterpret_cast<const std::uint8_t *>(words_.data() + position % words_.size() + 1);
  return {first, length};
}

void OctetStore::release(std::uint64_t position) noexcept {
  const std::atomic_ref<std::uint64_t> word = header(position);
  word.store((word.load(std::memory_order_relaxed) & ~std::uint64_t{3}) | kFree,
             std::memory_order_release);
}

void OctetStore::reclaim() noexcept {
  std::uint64_t tail = tail_.load(std::memory_order_relaxed);
  const std::uint64_t head = head_.load(std::memory_order_acquire);
  while (tail != head) {
    const std::uint64_t word = header(tail).load(std::memory_order_acquire);
    if ((word & 3) != kFree) break;
    std::fill_n(words_.begin() + static_cast<std::ptrdiff_t>(tail % words_.size()), word >> 2, 0);
    tail += word >> 2;
  }
  tail_.store(tail, std::memory_order_release);
}

} // namespace crosspoint::engine
