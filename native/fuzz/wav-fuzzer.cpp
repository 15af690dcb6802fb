// Any octets: a sound comes out or an EngineError with a place inside the file, and nothing else happens.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "engine/engine-error.h"
#include "engine/sound.h"

using namespace crosspoint;
using namespace crosspoint::engine;

namespace {

void readWavFile(std::span<const std::uint8_t> octets) {
  try {
    const auto sound = Sound::fromOctets(octets, CP_LAW_A);
    // The most that comes of one octet: two frames of ADPCM, from 6 kHz; and the tail of the resampler.
    if (sound->octets().size() > octets.size() * 8 + 1'024) std::abort();
  } catch (const EngineError &error) {
    const bool isPlaced =
        error.offset >= 0 && error.offset <= static_cast<std::int64_t>(octets.size());
    if (error.code == "unreadable-sound" ? !isPlaced : error.code != "service-not-supported")
      std::abort();
  }
}

void readRaw(std::span<const std::uint8_t> octets) {
  if (octets.size() < 2) return;
  const auto coder = static_cast<Coder>(1 + octets[0] % 9);
  const auto rate = 6'000 + octets[1] * 352u;
  try {
    Sound::fromRaw(octets.subspan(2), coder, rate, octets[0] & 16 ? CP_LAW_MU : CP_LAW_A);
  } catch (const EngineError &error) {
    if (error.code != "service-not-supported") std::abort();
  }
}

/** A WAV file around the octets: its head is right, or nearly so, more often than chance would have it. */
void readBuilt(std::span<const std::uint8_t> octets) {
  constexpr std::uint8_t kTags[] = {1, 3, 6, 7, 0x10, 0x11, 0x17, 0x31, 0x45, 0x64};
  constexpr std::size_t kFields = 8;
  if (octets.size() < kFields) return;
  const auto length = static_cast<std::uint32_t>(octets.size() - kFields);
  const auto low = [](std::uint32_t value) { return static_cast<std::uint8_t>(value); };
  const std::uint32_t rate = 6'000 + octets[1] * 353u;
  std::vector<std::uint8_t> file = {'R', 'I', 'F', 'F', 0,   0,   0,  0, 'W', 'A',
                                    'V', 'E', 'f', 'm', 't', ' ', 20, 0, 0,   0};
  for (const std::uint32_t octet : {std::uint32_t{kTags[octets[0] % 10]},
                                    0u,
                                    1u + octets[2] % 2,
                                    0u,
                                    rate,
                                    rate >> 8,
                                    rate >> 16,
                                    0u,
                                    0u,
                                    0u,
                                    0u,
                                    0u,
                                    std::uint32_t{octets[3]},
                                    octets[4] % 2u,
                                    octets[5] % 2u ? octets[5] / 8u : octets[5] / 16u % 4 * 8 + 8,
                                    0u,
                                    2u,
                                    0u,
                                    octets[6] % 4u ? 0u : octets[6],
                                    0u})
    file.push_back(low(octet));
  if (octets[7] % 2)
    for (const std::uint32_t octet : {0x66, 0x61, 0x63, 0x74, 4, 0, 0, 0, int{octets[7]}, 0, 0, 0})
      file.push_back(low(octet));
  for (const char letter : {'d', 'a', 't', 'a'}) file.push_back(static_cast<std::uint8_t>(letter));
  for (const int shift : {0, 8, 16, 24}) file.push_back(low(length >> shift));
  file.insert(file.end(), octets.begin() + kFields, octets.end());
  readWavFile(file);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  readWavFile({data, size});
  readBuilt({data, size});
  readRaw({data, size});
  return 0;
}
