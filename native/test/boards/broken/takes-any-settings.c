/* Opens with whatever it is given. Fails by open.settings. */
#define crosspoint_board the_good_board
#include "boards/example/loopback-board.c"
#undef crosspoint_board

static cp_result broken_open(const char *settings, uint32_t block_frames, const cp_board_host *host,
                             cp_board **into) {
  (void)settings;
  return board_open("{}", block_frames, host, into);
}

const cp_board_api *crosspoint_board(uint32_t abi) {
  static cp_board_api broken;
  if (abi != CP_BOARD_ABI) return NULL;
  broken = api;
  broken.open = broken_open;
  return &broken;
}
