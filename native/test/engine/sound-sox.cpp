#include "sound-sox.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "engine/sound.h"

namespace crosspoint::test {

double likeness(const Samples &wanted, const Samples &found) {
  double signal = 1e-9, noise = 1e-9;
  for (std::size_t at = 0; at < std::min(wanted.size(), found.size()); ++at) {
    const double difference = double{1} * wanted[at] - found[at];
    signal += double{1} * wanted[at] * wanted[at];
    noise += difference * difference;
  }
  return 10 * std::log10(signal / noise);
}

Samples speech(std::size_t frames, double rate, std::uint32_t seed) {
  std::mt19937 random(seed);
  Samples samples;
  for (std::size_t at = 0; at < frames; ++at) {
    const double time = static_cast<double>(at) / rate * 2 * std::numbers::pi;
    const double envelope = 0.55 - 0.45 * std::cos(3 * time);
    const double noise = static_cast<double>(random() % 2001) / 1000 - 1;
    const double value = 6000 * std::sin(310 * time) + 3000 * std::sin(1130 * time + 1) +
                         1200 * std::sin(2410 * time) + 100 * noise;
    samples.push_back(static_cast<std::int16_t>(envelope * value));
  }
  return samples;
}

Octets everyOctet(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  Octets octets(count);
  for (std::size_t at = 0; at < count; ++at)
    octets[at] = static_cast<std::uint8_t>(at < 256 ? at : random());
  return octets;
}

bool useCodecModule() {
  const std::string path = LIBRARIES "/codec-spandsp.so";
  if (!std::filesystem::exists(path)) return false;
  engine::setCodecModule(path);
  return true;
}

} // namespace crosspoint::test
