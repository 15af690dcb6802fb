/* Takes the size of a structure for granted. Fails by info.sizes. */
#define crosspoint_board the_good_board
#include "boards/example/loopback-board.c"
#undef crosspoint_board

static cp_result broken_port_info(cp_board *board, uint32_t port, cp_port_info *into) {
  (void)board;
  if (port >= PORTS) return CP_ERROR_INVALID_ARGUMENT;
  into->even_stream = 2;
  into->stream_timeslot = port;
  return CP_OK;
}

const cp_board_api *crosspoint_board(uint32_t abi) {
  static cp_board_api broken;
  if (abi != CP_BOARD_ABI) return NULL;
  broken = api;
  broken.port_info = broken_port_info;
  return &broken;
}
