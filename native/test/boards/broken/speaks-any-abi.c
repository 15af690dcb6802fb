/* Gives its table to a host that speaks another ABI. Fails by abi.other. */
#define crosspoint_board the_good_board
#include "boards/example/loopback-board.c"
#undef crosspoint_board

const cp_board_api *crosspoint_board(uint32_t abi) {
  static cp_board_api broken;
  (void)abi;
  broken = api;

  return &broken;
}
