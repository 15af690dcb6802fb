#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crosspoint::ctbus {

/** From this input to this output, both places in memory. */
struct Route {
  std::uint32_t output;
  std::uint32_t input;
};

/** This octet, eight times over, to this output. */
struct Constant {
  std::uint32_t output;
  std::uint64_t word;
};

/** What the outputs of a switch carry, as the frame path needs it: by where from and where to, ascending by output. */
struct SwitchMap {
  std::vector<Route> busToLocal, localToLocal, localToBus, busToBus;
  std::vector<Constant> localConstants, busConstants;

  void reserve(std::size_t localSlots);
  void clear() noexcept;
};

/**
 * Three maps: one that the frame path uses, one that the control thread prepares, and one on its way between them. Neither side
 * ever waits, and the frame path changes from one map to the next at once.
 */
class MapExchange {
public:
  explicit MapExchange(std::size_t localSlots) {
    for (SwitchMap &map : maps_) map.reserve(localSlots);
  }

  /** The control thread's, to fill in; `publish` sends it off and makes another one the control thread's. */
  SwitchMap &prepared() noexcept { return maps_[writing_]; }
  void publish() noexcept {
    writing_ = shared_.exchange(writing_ | kFresh, std::memory_order_acq_rel) & kIndex;
  }
  /** The real-time thread's, at the beginning of a block. */
  const SwitchMap &current() noexcept {
    if ((shared_.load(std::memory_order_relaxed) & kFresh) != 0)
      reading_ = shared_.exchange(reading_, std::memory_order_acq_rel) & kIndex;
    return maps_[reading_];
  }

private:
  static constexpr std::uint32_t kFresh = 4;
  static constexpr std::uint32_t kIndex = 3;

  std::array<SwitchMap, 3> maps_;
  std::uint32_t writing_ = 0;
  std::atomic<std::uint32_t> shared_{1};
  std::uint32_t reading_ = 2;
};

} // namespace crosspoint::ctbus
