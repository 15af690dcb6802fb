#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "crosspoint/board.h"
#include "ctbus/switch.h"

namespace crosspoint::boards::dahdi {

/** The switch of a board without a bus, and the memory between its lines and ports: a block of octets for every local timeslot. */
class SoftSwitch {
public:
  SoftSwitch(std::uint32_t pairs, std::uint32_t blockFrames, std::uint8_t idle)
      : words_(blockFrames / CP_WORD_FRAMES),
        switch_({pairs * 2, CP_CT_TIMESLOTS, idle, nullptr, false}),
        inputs_(std::size_t{switch_.localSlots()} * words_),
        outputs_(inputs_.size()) {
    std::memset(inputs_.data(), idle, inputs_.size() * sizeof(std::uint64_t));
    std::memset(outputs_.data(), idle, outputs_.size() * sizeof(std::uint64_t));
  }

  ctbus::Switch &operator*() { return switch_; }
  const ctbus::Switch &operator*() const { return switch_; }

  static std::uint32_t place(std::uint32_t stream, std::uint32_t timeslot) {
    return ctbus::localSlot(stream, timeslot);
  }

  // The real-time thread.
  std::uint8_t *input(std::uint32_t place) {
    return reinterpret_cast<std::uint8_t *>(inputs_.data() + std::size_t{place} * words_);
  }
  const std::uint8_t *output(std::uint32_t place) const {
    return reinterpret_cast<const std::uint8_t *>(outputs_.data() + std::size_t{place} * words_);
  }
  void run() { switch_.run({nullptr, nullptr, inputs_.data(), outputs_.data()}, words_); }

private:
  const std::size_t words_;
  ctbus::Switch switch_;
  std::vector<std::uint64_t> inputs_;
  std::vector<std::uint64_t> outputs_;
};

} // namespace crosspoint::boards::dahdi
