/* Says that it can do HDLC, and has no function for it. Fails by info.facets. */
#define crosspoint_board the_good_board
#include "boards/example/loopback-board.c"
#undef crosspoint_board

static cp_result broken_info(cp_board *board, cp_board_info *into) {
  const cp_result result = board_info(board, into);
  if (result == CP_OK && into->size >= 8) into->capabilities = CP_CAN_HDLC;
  return result;
}

const cp_board_api *crosspoint_board(uint32_t abi) {
  static cp_board_api broken;
  if (abi != CP_BOARD_ABI) return NULL;
  broken = api;
  broken.info = broken_info;
  return &broken;
}
