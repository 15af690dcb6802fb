#pragma once

#include <cstdint>

#include "crosspoint/board.h"

namespace crosspoint::boards {

/** Local streams of a board: a pair for each span, then a pair for every 128 ports. */
constexpr std::uint32_t localStreamsOf(std::uint32_t spans, std::uint32_t ports) {
  return 2 * (spans + (ports + CP_CT_TIMESLOTS - 1) / CP_CT_TIMESLOTS);
}

} // namespace crosspoint::boards
