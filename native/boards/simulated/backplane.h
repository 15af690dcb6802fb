#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "boards/simulated/settings.h"
#include "boards/simulated/wire.h"
#include "crosspoint/board.h"
#include "ctbus/terminus.h"

namespace crosspoint::boards {

using ctbus::kBusSlots;

/** What a board hears at this moment: replaced as a whole when a board comes or goes. */
struct Links {
  std::array<std::shared_ptr<const Progress>, kSlots> boards;
  /** Where the other end of the cable in each span sends; null without a cable or a far board. */
  std::vector<std::shared_ptr<Wire>> far;
  /** The slot of the board behind `far`. */
  std::vector<std::uint32_t> farSlots;
};

/** Who drives a clock line of the bus: slot + 1, 0 nobody. A line is good while it is driven. */
struct ClockLine {
  std::atomic<std::uint32_t> driver{0};
  /** How fast the driver's clock is, in parts per 10⁹ from nominal. */
  std::atomic<std::int32_t> ppb{0};
};

/** What the backplane tells a board that is in it; called by any control thread, under the lock of the backplane. */
class Occupant {
public:
  virtual ~Occupant() = default;
  virtual void setLinks(Links links) = 0;
};

/**
 * One chassis: the CT bus, its clocks, and the cables between its boards. All boards of a process with the same
 * backplane name share one. What the real-time threads touch are atomics; joining and leaving takes the lock.
 */
class Backplane {
public:
  /** The backplane of that name, made if there is none; it lives while somebody holds it. */
  static std::shared_ptr<Backplane> named(const std::string &name);

  Backplane() = default;
  Backplane(const Backplane &) = delete;
  Backplane &operator=(const Backplane &) = delete;

  /** Puts a board in its slot. Answers what is wrong where it does not fit. */
  std::optional<std::string> join(const Settings &settings, Occupant &occupant,
                                  std::shared_ptr<Progress> progress,
                                  std::vector<std::shared_ptr<Wire>> wires, cp_result &result);
  void leave(std::uint32_t slot);
  /** Span `span` of `slot` hears itself. */
  void loop(std::uint32_t slot, std::uint32_t span, bool looped);

  /** Takes a slot of the bus for the board in `slot`; false where another board drives it. */
  bool claim(std::uint32_t busSlot, std::uint32_t slot) {
    std::uint8_t nobody = 0;
    const auto mine = static_cast<std::uint8_t>(slot + 1);
    return drivers_[busSlot].compare_exchange_strong(nobody, mine) || nobody == mine;
  }
  void release(std::uint32_t busSlot, std::uint32_t slot) {
    auto mine = static_cast<std::uint8_t>(slot + 1);
    drivers_[busSlot].compare_exchange_strong(mine, 0);
  }
  void releaseAll(std::uint32_t slot);

  std::uint32_t driverOf(std::uint32_t busSlot) const {
    return drivers_[busSlot].load(std::memory_order_relaxed);
  }
  void put(std::uint64_t word, std::uint32_t busSlot, std::uint64_t octets) {
    bus_[(word % kRingWords) * kBusSlots + busSlot].store(octets, std::memory_order_relaxed);
  }
  std::uint64_t octets(std::uint64_t word, std::uint32_t busSlot) const {
    return bus_[(word % kRingWords) * kBusSlots + busSlot].load(std::memory_order_relaxed);
  }

  /** One of the bus's clocks, A or B, or one of its netrefs. */
  ClockLine &clock(cp_clock_source line) { return clocks_[line - CP_SOURCE_BUS_A]; }

  /** The furthest word that any board has written, for those that come later in stepped pace. */
  std::atomic<std::uint64_t> furthest{0};
  std::chrono::steady_clock::time_point epoch() const { return epoch_; }

private:
  struct Seat {
    Occupant *occupant = nullptr;
    Pace pace = Pace::real;
    std::vector<SpanSettings> spans;
    std::vector<Cable> cables;
    std::vector<bool> looped;
    std::shared_ptr<Progress> progress;
    std::vector<std::shared_ptr<Wire>> wires;
  };

  std::optional<std::string> refuseCables(const Settings &settings) const;
  std::optional<std::string> refuseCable(const Cable &cable, const Settings &joining) const;
  std::optional<Socket> otherEnd(const Socket &socket) const;
  void tellAll();
  Links linksOf(std::uint32_t slot) const;

  std::mutex lock_;
  std::array<Seat, kSlots> seats_;
  std::array<std::atomic<std::uint8_t>, kBusSlots> drivers_{};
  std::array<ClockLine, 4> clocks_;
  const std::unique_ptr<std::atomic<std::uint64_t>[]> bus_ =
      std::make_unique<std::atomic<std::uint64_t>[]>(std::size_t{kRingWords} * kBusSlots);
  const std::chrono::steady_clock::time_point epoch_ = std::chrono::steady_clock::now();
};

} // namespace crosspoint::boards
