#pragma once

#include "ctbus/switch.h"

namespace crosspoint::ctbus {

/**
 * A device as SCbus sees it: it always talks on one slot of the bus, its own, and listens to at most one, whichever it likes. The
 * matrix underneath is that of `Switch`, whose outputs it sets and, when it is destroyed, disables.
 */
class BusDevice {
public:
  /** `input` is the device's even local stream and timeslot; the odd one after it is where it hears. `slot` as of `busSlot`. */
  BusDevice(Switch &fabric, std::uint16_t stream, std::uint16_t timeslot, std::uint32_t slot)
      : fabric_(fabric), stream_(stream), timeslot_(timeslot), slot_(slot) {
    result_ = set(busTerminus(slot), {CP_BUS_LOCAL, 0, stream, timeslot}, CP_OUTPUT_CONNECT);
  }
  ~BusDevice() {
    unlisten();
    if (result_ == CP_OK) set(busTerminus(slot_), {}, CP_OUTPUT_DISABLE);
  }
  BusDevice(const BusDevice &) = delete;
  BusDevice &operator=(const BusDevice &) = delete;

  /** Whether it could be put onto its slot; if not it can listen nevertheless. */
  cp_result result() const noexcept { return result_; }
  std::uint32_t transmitSlot() const noexcept { return slot_; }
  cp_result listen(std::uint32_t slot) {
    if (slot >= kBusSlots) return CP_ERROR_INVALID_TIMESLOT;
    return set(hears(), busTerminus(slot), CP_OUTPUT_CONNECT);
  }
  cp_result unlisten() { return set(hears(), {}, CP_OUTPUT_DISABLE); }

private:
  cp_terminus hears() const {
    return {CP_BUS_LOCAL, 0, static_cast<std::uint16_t>(stream_ + 1), timeslot_};
  }
  cp_result set(cp_terminus output, cp_terminus input, cp_output_mode mode) {
    const cp_output one{output, input, static_cast<std::uint8_t>(mode), 0};
    return fabric_.setOutputs({&one, 1});
  }

  Switch &fabric_;
  const std::uint16_t stream_;
  const std::uint16_t timeslot_;
  const std::uint32_t slot_;
  cp_result result_;
};

} // namespace crosspoint::ctbus
