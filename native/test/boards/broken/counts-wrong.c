/* Answers for a line that there is not. Fails by arguments.numbers. */
#define crosspoint_board the_good_board
#include "boards/example/loopback-board.c"
#undef crosspoint_board

static cp_result broken_line_info(cp_board *board, uint32_t line, cp_line_info *into) {
  return line_info(board, line >= LINES ? LINES - 1 : line, into);
}

const cp_board_api *crosspoint_board(uint32_t abi) {
  static cp_board_api broken;
  if (abi != CP_BOARD_ABI) return NULL;
  broken = api;
  broken.line_info = broken_line_info;
  return &broken;
}
