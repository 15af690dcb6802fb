#pragma once

#include <cstddef>
#include <cstdint>

#include "ctbus/switch-map.h"

namespace crosspoint::ctbus {

/** Copies `words` words of each route: slot `i` begins at `in + i * words`, or `out + i * words`. */
using CopyRoutes = void (*)(const Route *routes, std::size_t count, const std::uint64_t *in,
                            std::uint64_t *out, std::size_t words) noexcept;

void copyRoutesPortable(const Route *routes, std::size_t count, const std::uint64_t *in,
                        std::uint64_t *out, std::size_t words) noexcept;

/** One frame in the order of the wire: `out[i] = in[map[i]]`; `count` is a multiple of 64. */
using SwitchFrame = void (*)(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                             std::size_t count) noexcept;

void switchFramePortable(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                         std::size_t count) noexcept;

/**
 * Eight frames at once, one after the other in memory: each slot's octets are brought together into a word, which is moved whole.
 * `words` has room for `count` of them; `count` is a multiple of 64.
 */
void switchEightFrames(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                       std::uint64_t *words, std::size_t count) noexcept;

#if defined(__x86_64__)
void copyRoutesAvx2(const Route *routes, std::size_t count, const std::uint64_t *in,
                    std::uint64_t *out, std::size_t words) noexcept;
/** Reads up to 3 octets behind the last that `map` names. */
void switchFrameAvx2(const std::uint8_t *in, const std::uint16_t *map, std::uint8_t *out,
                     std::size_t count) noexcept;
#endif

} // namespace crosspoint::ctbus
