/* Sets the outputs of a call one by one. Fails by switch.all-or-nothing. */
#define crosspoint_board the_good_board
#include "boards/example/loopback-board.c"
#undef crosspoint_board

static cp_result broken_set(cp_board *board, const cp_output *outputs, uint32_t count) {
  uint32_t i;
  for (i = 0; i < count; ++i) {
    const cp_result result = set_outputs(board, outputs + i, 1);
    if (result != CP_OK) return result;
  }
  return CP_OK;
}

const cp_board_api *crosspoint_board(uint32_t abi) {
  static cp_board_api broken;
  if (abi != CP_BOARD_ABI) return NULL;
  broken = api;
  broken.set_outputs = broken_set;
  return &broken;
}
