#pragma once

#include <cstdint>
#include <vector>

#include "boards/simulated/backplane.h"
#include "crosspoint/board.h"
#include "ctbus/switch.h"

namespace crosspoint::boards {

/**
 * The switch of a board on the backplane, and the memory that it works on: a block of every bus slot and of every local timeslot, as words of
 * a millisecond. Control functions are called by one thread, what is of the frame path by one other.
 */
class Fabric final : private ctbus::BusOwnership {
public:
  Fabric(Backplane &backplane, std::uint32_t slot, std::uint32_t localStreams, std::uint8_t idle,
         std::uint32_t blockWords)
      : backplane_(backplane),
        slot_(slot),
        words_(blockWords),
        idle_(idle * 0x0101'0101'0101'0101u),
        switch_({localStreams, CP_CT_TIMESLOTS, idle, this, false}),
        busIn_(std::size_t{kBusSlots} * blockWords, idle_),
        busOut_(std::size_t{kBusSlots} * blockWords, idle_),
        localIn_(std::size_t{switch_.localSlots()} * blockWords, idle_),
        localOut_(localIn_.size(), idle_) {}

  ctbus::Switch &operator*() { return switch_; }

  // The real-time thread: the words of one local timeslot, and the whole bus.
  std::uint64_t *input(std::uint32_t stream, std::uint32_t timeslot) {
    return localIn_.data() + std::size_t{ctbus::localSlot(stream, timeslot)} * words_;
  }
  const std::uint64_t *output(std::uint32_t stream, std::uint32_t timeslot) const {
    return localOut_.data() + std::size_t{ctbus::localSlot(stream, timeslot)} * words_;
  }
  /** `octets(driver, slot, index)` is word `index` of the block that the board in slot `driver` has sent. */
  template <typename Octets>
  void readBus(Octets &&octets) {
    for (std::uint32_t slot = 0; slot < kBusSlots; ++slot) {
      const std::uint32_t driver = backplane_.driverOf(slot);
      for (std::uint32_t i = 0; i < words_; ++i)
        busIn_[std::size_t{slot} * words_ + i] = driver == 0 ? idle_ : octets(driver - 1, slot, i);
    }
  }
  void run() {
    switch_.run({busIn_.data(), busOut_.data(), localIn_.data(), localOut_.data()}, words_);
  }
  void writeBus(std::uint64_t word) {
    for (std::uint32_t slot = 0; slot < kBusSlots; ++slot)
      if (backplane_.driverOf(slot) == slot_ + 1)
        for (std::uint32_t i = 0; i < words_; ++i)
          backplane_.put(word + i, slot, busOut_[std::size_t{slot} * words_ + i]);
  }
  std::uint64_t idle() const { return idle_; }

private:
  bool claim(std::uint32_t slot, const void *) noexcept override {
    return backplane_.claim(slot, slot_);
  }
  void release(std::uint32_t slot, const void *) noexcept override {
    backplane_.release(slot, slot_);
  }

  Backplane &backplane_;
  const std::uint32_t slot_;
  const std::uint32_t words_;
  const std::uint64_t idle_;
  ctbus::Switch switch_;
  std::vector<std::uint64_t> busIn_;
  std::vector<std::uint64_t> busOut_;
  std::vector<std::uint64_t> localIn_;
  std::vector<std::uint64_t> localOut_;
};

} // namespace crosspoint::boards
