#pragma once

#include <cstddef>
#include <cstdint>

#include "crosspoint/board.h"

namespace crosspoint::ctbus {

inline constexpr std::uint32_t kBusSlots = CP_CT_STREAMS * CP_CT_TIMESLOTS;
inline constexpr std::uint32_t kNoSlot = 0xFFFF'FFFF;

/** The place of a bus timeslot in memory that holds the whole bus. */
constexpr std::uint32_t busSlot(std::uint32_t stream, std::uint32_t timeslot) {
  return stream * CP_CT_TIMESLOTS + timeslot;
}

/** The place of a local timeslot: inputs are the even streams, outputs the odd ones, and a pair of them has the same places. */
constexpr std::uint32_t localSlot(std::uint32_t stream, std::uint32_t timeslot) {
  return stream / 2 * CP_CT_TIMESLOTS + timeslot;
}

constexpr cp_terminus busTerminus(std::uint32_t slot) {
  return {CP_BUS_CT, 0, static_cast<std::uint16_t>(slot / CP_CT_TIMESLOTS),
          static_cast<std::uint16_t>(slot % CP_CT_TIMESLOTS)};
}

} // namespace crosspoint::ctbus
