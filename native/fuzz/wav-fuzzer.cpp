// Any octets: a sound comes out or an EngineError with a place inside the file, and nothing else happens.
#include <cstdint>
#include <cstdlib>
#include <span>

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
  const auto rate = 6'000 + octets[1] * 353u;
  try {
    Sound::fromRaw(octets.subspan(2), coder, rate, octets[0] & 16 ? CP_LAW_MU : CP_LAW_A);
  } catch (const EngineError &error) {
    if (error.code != "service-not-supported") std::abort();
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  readWavFile({data, size});
  readRaw({data, size});
  return 0;
}
