#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/detector-bank.h"
#include "engine/port-set.h"

namespace crosspoint::engine {

/** As many as there are bits in DetectorSet; bit n is kind n. */
inline constexpr std::size_t kDetectorKinds = 7;

/** The detector banks of all ports, each run for those ports in whose interest it is. The frame path's, but for who makes the banks. */
class Detectors {
public:
  explicit Detectors(std::size_t ports);

  /** The bank stays its owner's. */
  void install(std::size_t kind, dsp::DetectorBank &bank) noexcept;
  /** From now on the detectors in `set` run on a port, and no others; one that begins to run forgets what it heard before. */
  void run(std::uint32_t port, std::uint32_t set) noexcept;
  /** Whose tones the port listens for, by ISO 3166. Nothing, or what it is already, changes nothing. */
  void setCountry(std::uint32_t port, std::array<char, 2> country) noexcept;
  /** What was found in a block, by time. */
  std::span<const dsp::Detection> process(const std::int16_t *samples, std::size_t stride,
                                          std::size_t frames) noexcept;

private:
  void applyCountry(std::uint32_t port) noexcept;

  std::array<dsp::DetectorBank *, kDetectorKinds> banks_{};
  std::vector<PortSet> listening_;
  std::vector<std::uint32_t> running_;
  std::vector<std::array<char, 2>> countries_;
  std::vector<dsp::Detection> storage_;
  dsp::Detections found_;
};

} // namespace crosspoint::engine
