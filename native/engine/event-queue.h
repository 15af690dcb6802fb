#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/bounded-queue.h"
#include "engine/event.h"
#include "engine/octet-store.h"

namespace crosspoint::engine {

/**
 * Events of several threads for one that takes them, with the octets that belong to some. Full: the new one is dropped and counted, and `eventsLost`
 * comes before the next that is kept. What `octetsOf` answers is valid until the next `take`.
 */
class EventQueue {
public:
  EventQueue(std::uint32_t capacity, std::size_t octets);

  bool push(Event event, std::span<const std::uint8_t> octets) noexcept;
  std::size_t take(std::span<Event> into);
  std::span<const std::uint8_t> octetsOf(const Event &event) const noexcept;
  bool empty() const noexcept { return queue_.empty(); }
  std::uint64_t lost() const noexcept { return lostEver_.load(std::memory_order_relaxed); }
  /** True once for many events: there are some, and who takes them has nothing left to do. */
  bool wakeDue() noexcept;

private:
  bool lose() noexcept;
  void tellLost(std::uint64_t frame) noexcept;

  BoundedQueue<Event> queue_;
  OctetStore store_;
  std::atomic<std::uint32_t> lost_ = 0;
  std::atomic<std::uint64_t> lostEver_ = 0;
  /** The last `take` left nothing behind, and nobody has been woken since. */
  std::atomic<bool> idle_ = true;
  /** Of the thread that takes. */
  std::vector<std::uint64_t> handedOut_;
};

} // namespace crosspoint::engine
