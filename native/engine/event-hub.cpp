#include "engine/event-hub.h"

#include <algorithm>
#include <thread>

#include "engine/engine-error.h"

namespace crosspoint::engine {

bool TapList::open(TapQueue &tap) {
  const std::scoped_lock lock(mutex_);
  const auto place =
      std::find_if(taps_.begin(), taps_.end(), [](const auto &each) { return each == nullptr; });
  if (place == taps_.end()) return false;
  place->store(&tap);
  open_.fetch_add(1);
  return true;
}

void TapList::close(TapQueue &tap) noexcept {
  const std::scoped_lock lock(mutex_);
  for (auto &place : taps_) {
    if (place.load() == &tap) {
      place.store(nullptr);
      open_.fetch_sub(1);
    }
  }
  // Who has begun to push before may still hold the tap; who begins now does not find it.
  while (pushing_.load() != 0) std::this_thread::yield();
}

void TapList::push(const Event &event, std::span<const std::uint8_t> octets) noexcept {
  if (open_.load(std::memory_order_relaxed) == 0) return;
  pushing_.fetch_add(1);
  for (auto &place : taps_) {
    TapQueue *const tap = place.load();
    if (tap != nullptr && (tap->types >> static_cast<unsigned>(event.type) & 1) != 0) {
      tap->events.push(event, octets);
      tap->wakeup.wake();
    }
  }
  pushing_.fetch_sub(1);
}

void TapList::end() noexcept {
  const std::scoped_lock lock(mutex_);
  for (auto &place : taps_) {
    if (TapQueue *const tap = place.load()) {
      tap->ended = true;
      tap->wakeup.wake();
    }
  }
}

namespace {

class Tap : public EventTap {
public:
  Tap(std::shared_ptr<TapList> list, std::uint32_t types, std::uint32_t capacity)
      : list_(std::move(list)), queue_(types, capacity) {
    if (!list_->open(queue_)) throw EngineError("resource-busy", "too many event taps are open");
  }
  ~Tap() override { list_->close(queue_); }

  std::size_t take(std::span<Event> into) override { return queue_.events.take(into); }
  std::span<const std::uint8_t> octetsOf(const Event &event) const override {
    return queue_.events.octetsOf(event);
  }
  bool wait(std::uint32_t milliseconds) override {
    queue_.wakeup.wait(milliseconds, [this] { return queue_.ended || !queue_.events.empty(); });
    return !queue_.ended || !queue_.events.empty();
  }

private:
  std::shared_ptr<TapList> list_;
  TapQueue queue_;
};

} // namespace

EventHub::EventHub(std::uint32_t capacity)
    : queue_(capacity, std::max<std::size_t>(std::size_t{capacity} * 16, std::size_t{1} << 20)),
      taps_(std::make_shared<TapList>()) {}

std::shared_ptr<EventTap> EventHub::openTap(std::uint32_t types, std::uint32_t capacity) {
  return std::make_shared<Tap>(taps_, types, capacity);
}

} // namespace crosspoint::engine
