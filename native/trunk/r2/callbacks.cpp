#include "trunk/r2/callbacks.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>

namespace crosspoint::trunk::r2 {
namespace {

Line &lineBehind(openr2_chan_t *channel) {
  return *static_cast<Line *>(openr2_chan_get_client_data(channel));
}

int severity(openr2_log_level_t level) {
  if (level == OR2_LOG_ERROR) return 2;
  return level == OR2_LOG_WARNING ? 1 : 0;
}

} // namespace

openr2_mflib_interface_t Trunk::Callbacks::tones() {
  openr2_mflib_interface_t tones{};
  tones.mf_read_init = [](void *handle, int forward) -> void * {
    Line &line = *static_cast<Line *>(handle);
    line.heard = line.onLine = 0;
    line.sendsAni = false;
    line.trunk.listen(line, forward != 0 ? CP_LISTEN_R2_FORWARD : CP_LISTEN_R2_BACKWARD);
    return handle;
  };
  tones.mf_write_init = [](void *handle, int forward) -> void * {
    static_cast<Line *>(handle)->sendsForward = forward != 0;
    return handle;
  };
  tones.mf_detect_tone = [](void *handle, const std::int16_t *, int) -> int {
    return static_cast<Line *>(handle)->heard;
  };
  // The tones are made by the host: nothing to write, ever.
  tones.mf_generate_tone = [](void *, std::int16_t *, int) { return 0; };
  tones.mf_want_generate = [](void *, int) { return 0; };
  tones.mf_select_tone = [](void *handle, char signal) {
    static_cast<Line *>(handle)->sendSignal(signal);
    return 0;
  };
  tones.mf_read_dispose = [](void *) {};
  tones.mf_write_dispose = [](void *) {};
  return tones;
}

openr2_event_interface_t Trunk::Callbacks::events() {
  openr2_event_interface_t events{};
  events.on_call_init = [](openr2_chan_t *channel) {
    Line &line = lineBehind(channel);
    line.trunk.seized(line);
  };
  events.on_call_offered = [](openr2_chan_t *channel, const char *ani, const char *dnis,
                              openr2_calling_party_category_t category) {
    Line &line = lineBehind(channel);
    line.trunk.offered(line, ani, dnis, category);
  };
  events.on_call_accepted = [](openr2_chan_t *channel, openr2_call_mode_t mode) {
    Line &line = lineBehind(channel);
    line.trunk.acceptedCall(line, mode);
  };
  events.on_call_answered = [](openr2_chan_t *channel) {
    Line &line = lineBehind(channel);
    line.connected = true;
    line.trunk.listen(line, CP_LISTEN_NOTHING);
    line.trunk.tell(line.trunk.event(CP_TRUNK_CONNECTED, line));
  };
  events.on_call_disconnect = [](openr2_chan_t *channel, openr2_call_disconnect_cause_t cause) {
    Line &line = lineBehind(channel);
    line.trunk.disconnected(line, causeFrom(cause));
  };
  events.on_call_end = [](openr2_chan_t *channel) {
    Line &line = lineBehind(channel);
    line.trunk.ended(line);
  };
  events.on_call_read = [](openr2_chan_t *, const unsigned char *, int) {};
  events.on_hardware_alarm = [](openr2_chan_t *, int) {};
  events.on_os_error = [](openr2_chan_t *channel, int) {
    lineBehind(channel).trunk.log(3, "openr2 could not use its line");
  };
  events.on_protocol_error = [](openr2_chan_t *channel, openr2_protocol_error_t error) {
    Line &line = lineBehind(channel);
    line.trunk.protocolError(line, openr2_proto_get_error(error));
  };
  // Told from the bits themselves: openr2 is silent about those that did not change during an alarm or a call.
  events.on_line_blocked = [](openr2_chan_t *) {};
  events.on_line_idle = [](openr2_chan_t *) {};
  events.on_context_log = [](openr2_context_t *, openr2_log_level_t, const char *, va_list) {};
  events.on_dnis_digit_received = [](openr2_chan_t *, char) { return 1; };
  events.on_ani_digit_received = [](openr2_chan_t *, char) {};
  events.on_billing_pulse_received = [](openr2_chan_t *channel) {
    Line &line = lineBehind(channel);
    line.trunk.tell(line.trunk.event(CP_TRUNK_METERING_PULSE, line));
  };
  return events;
}

openr2_transcoder_interface_t Trunk::Callbacks::transcoder() {
  openr2_transcoder_interface_t transcoder{};
  // No audio goes through openr2.
  transcoder.alaw_to_linear = [](std::uint8_t) { return std::int16_t{0}; };
  transcoder.linear_to_alaw = [](int) { return std::uint8_t{0xD5}; };
  return transcoder;
}

void Trunk::Callbacks::log(openr2_chan_t *channel, openr2_log_level_t level, const char *format,
                           va_list arguments) {
  char text[512];
  const int length = std::vsnprintf(text, sizeof text, format, arguments);
  if (length <= 0) return;
  // Its lines end in a line break, which the log has of its own.
  std::size_t end = std::min(static_cast<std::size_t>(length), sizeof text - 1);
  while (end > 0 && text[end - 1] == '\n') text[--end] = 0;
  lineBehind(channel).trunk.log(severity(level), text);
}

} // namespace crosspoint::trunk::r2
