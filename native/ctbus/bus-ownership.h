#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "ctbus/terminus.h"

namespace crosspoint::ctbus {

/** Which board drives which timeslot of a CT bus: on the wire, two that drive one destroy each other's octets. */
class BusOwnership {
public:
  virtual ~BusOwnership() = default;
  /** True where `driver` has the slot now; false where another has. Asked by control threads, of several boards at once. */
  virtual bool claim(std::uint32_t slot, const void *driver) noexcept = 0;
  virtual void release(std::uint32_t slot, const void *driver) noexcept = 0;
};

/** The slots of a bus whose boards are all in this process. */
class BusSlots final : public BusOwnership {
public:
  bool claim(std::uint32_t slot, const void *driver) noexcept override {
    const void *nobody = nullptr;
    return drivers_[slot].compare_exchange_strong(nobody, driver) || nobody == driver;
  }
  void release(std::uint32_t slot, const void *driver) noexcept override {
    drivers_[slot].compare_exchange_strong(driver, nullptr);
  }

private:
  std::array<std::atomic<const void *>, kBusSlots> drivers_{};
};

} // namespace crosspoint::ctbus
