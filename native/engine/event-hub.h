#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>

#include "engine/engine.h"
#include "engine/event-queue.h"
#include "engine/wakeup.h"

namespace crosspoint::engine {

/** The queue behind an `EventTap`. */
struct TapQueue {
  TapQueue(std::uint32_t wanted, std::uint32_t capacity)
      : types(wanted), events(capacity, std::size_t{capacity} * 64 + 65'536) {}

  const std::uint32_t types;
  EventQueue events;
  Wakeup wakeup;
  std::atomic<bool> ended = false;
};

/** The taps that are open. Threads that push do not wait for one that opens or closes a tap; it waits for them. */
class TapList {
public:
  static constexpr std::size_t kMost = 16;

  /** False where there are kMost already. */
  bool open(TapQueue &tap);
  void close(TapQueue &tap) noexcept;
  void push(const Event &event, std::span<const std::uint8_t> octets) noexcept;
  void end() noexcept;

private:
  std::mutex mutex_;
  std::array<std::atomic<TapQueue *>, kMost> taps_{};
  std::atomic<std::uint32_t> open_ = 0;
  std::atomic<std::uint32_t> pushing_ = 0;
};

/** Where every event goes: to who takes all of them, and to the taps. */
class EventHub {
public:
  explicit EventHub(std::uint32_t capacity);

  bool push(const Event &event, std::span<const std::uint8_t> octets = {}) noexcept {
    taps_->push(event, octets);
    return queue_.push(event, octets);
  }
  EventQueue &queue() noexcept { return queue_; }
  const EventQueue &queue() const noexcept { return queue_; }

  std::shared_ptr<EventTap> openTap(std::uint32_t types, std::uint32_t capacity);
  /** Nothing follows: taps answer what they have, and then that it is over. */
  void end() noexcept { taps_->end(); }

private:
  EventQueue queue_;
  /** Shared with the taps, which may outlive the engine. */
  std::shared_ptr<TapList> taps_;
};

} // namespace crosspoint::engine
