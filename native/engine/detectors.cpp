#include "engine/detectors.h"

#include <algorithm>
#include <tuple>

namespace crosspoint::engine {

Detectors::Detectors(std::size_t ports)
    : listening_(kDetectorKinds, PortSet(0)),
      running_(ports, 0),
      storage_(ports * 4 + 64),
      found_(storage_) {
  // Copies of a vector do not keep its reserve.
  for (PortSet &set : listening_) set = PortSet(ports);
}

void Detectors::run(std::uint32_t port, std::uint32_t set) noexcept {
  const std::uint32_t changed = running_[port] ^ set;
  running_[port] = set;
  for (std::size_t kind = 0; kind < kDetectorKinds; ++kind) {
    if ((changed >> kind & 1) == 0) continue;
    const bool runs = (set >> kind & 1) != 0;
    listening_[kind].set(port, runs);
    if (runs && banks_[kind] != nullptr) banks_[kind]->reset(port);
  }
}

std::span<const dsp::Detection> Detectors::process(const std::int16_t *samples, std::size_t stride,
                                                   std::size_t frames) noexcept {
  found_.clear();
  for (std::size_t kind = 0; kind < kDetectorKinds; ++kind) {
    if (banks_[kind] != nullptr && !listening_[kind].empty())
      banks_[kind]->process({samples, stride, frames, listening_[kind].ports()}, found_);
  }
  const std::span<dsp::Detection> sorted(storage_.data(), found_.found().size());
  if (sorted.size() > 1)
    std::sort(sorted.begin(), sorted.end(), [](const auto &one, const auto &other) {
      return std::tie(one.frame, one.channel, one.signal, one.begins) <
             std::tie(other.frame, other.channel, other.signal, other.begins);
    });
  return sorted;
}

} // namespace crosspoint::engine
