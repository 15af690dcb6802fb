#include "engine/event-queue.h"

namespace crosspoint::engine {

EventQueue::EventQueue(std::uint32_t capacity, std::size_t octets)
    : queue_(capacity), store_(octets) {}

bool EventQueue::push(Event event, std::span<const std::uint8_t> octets) noexcept {
  if (lost_.load(std::memory_order_relaxed) != 0) tellLost(event.frame);
  event.octetsLength = 0;
  event.octetsAt = 0;
  if (!octets.empty()) {
    if (octets.size() > UINT16_MAX) return lose();
    event.octetsAt = store_.put(octets);
    if (event.octetsAt == OctetStore::kFull) return lose();
    event.octetsLength = static_cast<std::uint16_t>(octets.size());
  }
  if (queue_.push(event)) return true;
  if (event.octetsLength != 0) store_.release(event.octetsAt);
  return lose();
}

bool EventQueue::lose() noexcept {
  lost_.fetch_add(1, std::memory_order_relaxed);
  lostEver_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

void EventQueue::tellLost(std::uint64_t frame) noexcept {
  const std::uint32_t lost = lost_.exchange(0, std::memory_order_relaxed);
  Event event{};
  event.type = EventType::eventsLost;
  event.frame = frame;
  event.value = lost;
  if (lost != 0 && !queue_.push(event)) lost_.fetch_add(lost, std::memory_order_relaxed);
}

std::size_t EventQueue::take(std::span<Event> into) {
  for (const std::uint64_t position : handedOut_) store_.release(position);
  handedOut_.clear();
  store_.reclaim();
  std::size_t count = 0;
  while (count < into.size()) {
    if (!queue_.pop(into[count])) {
      // Whoever pushes after this sees `idle_`; whoever pushed before is seen by the second look.
      idle_.store(true, std::memory_order_seq_cst);
      std::atomic_thread_fence(std::memory_order_seq_cst);
      if (!queue_.pop(into[count])) break;
      idle_.store(false, std::memory_order_relaxed);
    }
    if (into[count].octetsLength != 0) handedOut_.push_back(into[count].octetsAt);
    ++count;
  }
  return count;
}

std::span<const std::uint8_t> EventQueue::octetsOf(const Event &event) const noexcept {
  if (event.octetsLength == 0) return {};
  return store_.at(event.octetsAt, event.octetsLength);
}

bool EventQueue::wakeDue() noexcept {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return !queue_.empty() && idle_.load(std::memory_order_relaxed) &&
         idle_.exchange(false, std::memory_order_relaxed);
}

} // namespace crosspoint::engine
