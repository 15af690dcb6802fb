#include "boards/board-table.h"
#include "boards/simulated/board.h"
#include "boards/simulated/faults.h"

namespace {

using Table = crosspoint::boards::BoardTable<crosspoint::boards::Board>;

constexpr cp_board_api kApi = Table::table("simulated-h100");

} // namespace

CP_EXPORT const cp_board_api *crosspoint_board(uint32_t abi) {
  return abi == CP_BOARD_ABI ? &kApi : nullptr;
}

CP_EXPORT cp_result cp_simulated_fault(cp_board *board, int kind, uint32_t a, uint32_t b) {
  return Table::call(board, [&](auto &opened) { return opened.fault(kind, a, b); });
}
