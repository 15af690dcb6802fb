#pragma once

#include "trunk/r2/trunk.h"

namespace crosspoint::trunk::r2 {

/** What openr2 calls, turned to the line it means. */
struct Trunk::Callbacks {
  static openr2_mflib_interface_t tones();
  static openr2_event_interface_t events();
  static openr2_transcoder_interface_t transcoder();
  static void log(openr2_chan_t *channel, openr2_log_level_t level, const char *format,
                  va_list arguments);
};

} // namespace crosspoint::trunk::r2
