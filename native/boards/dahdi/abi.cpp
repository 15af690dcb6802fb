#include "boards/board-table.h"
#include "boards/dahdi/board.h"

namespace {

constexpr cp_board_api kApi =
    crosspoint::boards::BoardTable<crosspoint::boards::dahdi::DahdiBoard>::table("dahdi");

} // namespace

CP_EXPORT const cp_board_api *crosspoint_board(uint32_t abi) {
  return abi == CP_BOARD_ABI ? &kApi : nullptr;
}
