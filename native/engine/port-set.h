#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace crosspoint::engine {

/** Some of the ports, ascending, so that what runs through them costs nothing for the others. Room for all is made at the beginning. */
class PortSet {
public:
  explicit PortSet(std::size_t most) { ports_.reserve(most); }

  void add(std::uint32_t port) noexcept {
    const auto place = std::lower_bound(ports_.begin(), ports_.end(), port);
    if (place == ports_.end() || *place != port) ports_.insert(place, port);
  }
  void remove(std::uint32_t port) noexcept {
    const auto place = std::lower_bound(ports_.begin(), ports_.end(), port);
    if (place != ports_.end() && *place == port) ports_.erase(place);
  }
  void set(std::uint32_t port, bool member) noexcept { member ? add(port) : remove(port); }
  bool empty() const noexcept { return ports_.empty(); }
  std::span<const std::uint32_t> ports() const noexcept { return ports_; }

  /** Calls `body(port)` for each; it may remove that port from the set, and no other. */
  template <typename Body>
  void each(Body body) noexcept {
    for (std::size_t at = 0; at < ports_.size();) {
      const std::uint32_t port = ports_[at];
      body(port);
      if (at < ports_.size() && ports_[at] == port) ++at;
    }
  }

private:
  std::vector<std::uint32_t> ports_;
};

} // namespace crosspoint::engine
