#include "engine/detectors.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "dsp/call-progress-bank.h"
#include "engine/engine.h"

namespace crosspoint::engine {

namespace {
constexpr std::size_t kCallProgress = std::countr_zero(std::uint32_t{kDetectCallProgress});
} // namespace

Detectors::Detectors(std::size_t ports)
    : listening_(kDetectorKinds, PortSet(0)),
      running_(ports, 0),
      countries_(ports),
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

void Detectors::install(std::size_t kind, dsp::DetectorBank &bank) noexcept {
  banks_[kind] = &bank;
  if (kind != kCallProgress) return;
  for (std::uint32_t port = 0; port < countries_.size(); ++port)
    if (countries_[port][0] != 0) applyCountry(port);
}

void Detectors::setCountry(std::uint32_t port, std::array<char, 2> country) noexcept {
  if (country[0] == 0 || country == countries_[port]) return;
  countries_[port] = country;
  if (banks_[kCallProgress] != nullptr) applyCountry(port);
}

void Detectors::applyCountry(std::uint32_t port) noexcept {
  // The bank of this kind is never another: see makeDetectorBank.
  auto &bank = static_cast<dsp::CallProgressBank &>(*banks_[kCallProgress]);
  bank.setCountry(port, {countries_[port].data(), countries_[port].size()});
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
