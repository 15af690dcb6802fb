#include "ctbus/switch-map.h"

#include "ctbus/terminus.h"

namespace crosspoint::ctbus {

void SwitchMap::reserve(std::size_t localSlots) {
  busToLocal.reserve(localSlots);
  localToLocal.reserve(localSlots);
  localConstants.reserve(localSlots);
  localToBus.reserve(kBusSlots);
  busToBus.reserve(kBusSlots);
  busConstants.reserve(kBusSlots);
}

void SwitchMap::clear() noexcept {
  busToLocal.clear();
  localToLocal.clear();
  localConstants.clear();
  localToBus.clear();
  busToBus.clear();
  busConstants.clear();
}

} // namespace crosspoint::ctbus
