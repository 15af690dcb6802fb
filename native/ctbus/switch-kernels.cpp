#include "ctbus/switch-kernels.h"

#include <cstring>

namespace crosspoint::ctbus {

void copyRoutesPortable(const Route *routes, std::size_t count, const std::uint64_t *in,
                        std::uint64_t *out, std::size_t words) noexcept {
  for (std::size_t at = 0; at < count; ++at)
    std::memcpy(out + routes[at].output * words, in + routes[at].input * words,
                words * sizeof(std::uint64_t));
}

void switchFramePortable(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                         std::size_t count) noexcept {
  for (std::size_t at = 0; at < count; ++at) out[at] = in[map[at]];
}

} // namespace crosspoint::ctbus
