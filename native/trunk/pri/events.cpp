#include <algorithm>
#include <utility>

#include "trunk/module/text.h"
#include "trunk/pri/trunk.h"

namespace crosspoint::trunk::pri {

void Trunk::handle(const pri_event &event) {
  switch (event.e) {
    case PRI_EVENT_DCHAN_UP:
      if (std::exchange(up_, true)) return;
      tell(this->event(CP_TRUNK_UP));
      if (settings_.restarts)
        for (const Line &line : lines_)
          if (line.call == 0) pri_reset(controller_, line.channel);
      return;
    case PRI_EVENT_DCHAN_DOWN:
      if (std::exchange(up_, false)) tell(this->event(CP_TRUNK_DOWN));
      return;
    case PRI_EVENT_CONFIG_ERR: {
      cp_trunk_event fault = this->event(CP_TRUNK_FAULT);
      copyText(fault.text, event.err.err);
      tell(fault);
      return;
    }
    case PRI_EVENT_RESTART:
      restarted(event.restart.channel);
      return;
    default:
      handleCall(event);
  }
}

void Trunk::handleCall(const pri_event &event) {
  switch (event.e) {
    case PRI_EVENT_RING:
      incoming(event.ring);
      return;
    case PRI_EVENT_INFO_RECEIVED:
      digits(event.ring);
      return;
    case PRI_EVENT_SETUP_ACK:
      progressed(event.setup_ack.call, CP_TRUNK_MORE_DIGITS, event.setup_ack.channel,
                 event.setup_ack.progressmask, 0);
      return;
    case PRI_EVENT_PROCEEDING:
    case PRI_EVENT_PROGRESS:
      progressed(event.proceeding.call,
                 event.e == PRI_EVENT_PROGRESS ? CP_TRUNK_PROGRESS : CP_TRUNK_PROCEEDING,
                 event.proceeding.channel, event.proceeding.progressmask,
                 event.e == PRI_EVENT_PROGRESS ? event.proceeding.cause : 0);
      return;
    case PRI_EVENT_RINGING:
      progressed(event.ringing.call, CP_TRUNK_ALERTING, event.ringing.channel,
                 event.ringing.progressmask, 0);
      return;
    case PRI_EVENT_ANSWER:
      answered(event.answer);
      return;
    case PRI_EVENT_HANGUP_REQ:
      disconnected(event.hangup);
      return;
    case PRI_EVENT_HANGUP:
      ended(event.hangup);
      return;
    case PRI_EVENT_KEYPAD_DIGIT:
      if (Call *call = find(event.digit.call)) {
        cp_trunk_event keypad = this->event(CP_TRUNK_KEYPAD, call);
        copyText(keypad.text, event.digit.digits);
        tell(keypad);
      }
      return;
    case PRI_EVENT_NOTIFY:
      if (Call *call = find(event.notify.call)) {
        cp_trunk_event notified = this->event(CP_TRUNK_NOTIFIED, call);
        notified.code = static_cast<std::uint32_t>(event.notify.info);
        tell(notified);
      }
      return;
    case PRI_EVENT_FACILITY:
      if (Call *call = find(event.facility.call)) {
        cp_trunk_event display = this->event(CP_TRUNK_DISPLAY, call);
        subcommands(call, event.facility.subcmds, display);
        if (display.text[0] != 0 || display.number.digits[0] != 0) tell(display);
      }
      return;
    case PRI_EVENT_HOLD:
      simple(event.hold.call, CP_TRUNK_HOLD_ASKED);
      return;
    case PRI_EVENT_HOLD_ACK:
      simple(event.hold_ack.call, CP_TRUNK_HELD);
      return;
    case PRI_EVENT_HOLD_REJ:
      progressed(event.hold_rej.call, CP_TRUNK_HOLD_REFUSED, -1, 0, event.hold_rej.cause);
      return;
    case PRI_EVENT_RETRIEVE:
      simple(event.retrieve.call, CP_TRUNK_RETRIEVE_ASKED);
      return;
    case PRI_EVENT_RETRIEVE_ACK:
      simple(event.retrieve_ack.call, CP_TRUNK_RETRIEVED);
      return;
    case PRI_EVENT_RETRIEVE_REJ:
      progressed(event.retrieve_rej.call, CP_TRUNK_RETRIEVE_REFUSED, -1, 0,
                 event.retrieve_rej.cause);
      return;
    default:
      // HANGUP_ACK, RESTART_ACK, CONNECT_ACK and maintenance: the record, or nothing here, follows from them.
      return;
  }
}

void Trunk::incoming(const pri_event_ring &ring) {
  Line *line = lineOfChannel(ring.channel);
  if (line == nullptr || line->call != 0 || line->blocked)
    line = ring.flexible != 0 || ring.channel < 0 ? freeLine() : nullptr;
  if (line == nullptr || calls_.size() > 2 * lines_.size()) {
    const bool none = line == nullptr && (ring.flexible != 0 || ring.channel < 0);
    pri_hangup(controller_, ring.call,
               none ? PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION : PRI_CAUSE_REQUESTED_CHAN_UNAVAIL);
    return;
  }
  // After 2^31 calls of one trunk the numbers begin anew; those of calls that still are there are passed over.
  do nextIncoming_ = nextIncoming_ == 0xFFFF'FFFF ? 0x8000'0000 : nextIncoming_ + 1;
  while (find(nextIncoming_) != nullptr);
  line->call = nextIncoming_;
  calls_.push_back({nextIncoming_, ring.call, line, line->channel});
  Call &call = calls_.back();
  call.incoming = true;
  cp_call_setup setup = setupFrom(ring);
  setup.line = line->line;
  setup.overlap = settings_.overlap && ring.complete == 0;
  cp_trunk_event event = this->event(CP_TRUNK_INCOMING, &call);
  event.complete = ring.complete != 0;
  event.setup = &setup;
  // The far end waits for an answer to its SETUP for 4 s (T303); who takes the call may need longer.
  if (setup.overlap) pri_setup_ack(controller_, ring.call, offer(call), 0, 0);
  tell(event);
}

void Trunk::digits(const pri_event_ring &ring) {
  const Call *call = find(ring.call);
  if (call == nullptr) return;
  cp_trunk_event event = this->event(CP_TRUNK_DIGITS, call);
  copyText(event.text, ring.callednum);
  event.complete = ring.complete != 0;
  tell(event);
}

void Trunk::progressed(q931_call *record, std::uint32_t type, int channel, int progress,
                       int cause) {
  Call *call = find(record);
  if (call == nullptr) return;
  move(*call, channel);
  cp_trunk_event event = this->event(type, call);
  event.progress = progress > 0 ? static_cast<std::uint32_t>(progress) & 31 : 0;
  event.cause = cause > 0 ? static_cast<std::uint32_t>(cause) : 0;
  tell(event);
}

void Trunk::simple(q931_call *record, std::uint32_t type) {
  progressed(record, type, -1, 0, 0);
}

void Trunk::answered(const pri_event_answer &answer) {
  Call *call = find(answer.call);
  if (call == nullptr) return;
  move(*call, answer.channel);
  call->connected = true;
  cp_trunk_event event = this->event(CP_TRUNK_CONNECTED, call);
  event.progress =
      answer.progressmask > 0 ? static_cast<std::uint32_t>(answer.progressmask) & 31 : 0;
  subcommands(call, answer.subcmds, event);
  tell(event);
}

void Trunk::subcommands(Call *, const pri_subcommands *commands, cp_trunk_event &event) {
  if (commands == nullptr) return;
  for (int i = 0; i < std::min(commands->counter_subcmd, PRI_MAX_SUBCOMMANDS); ++i) {
    const pri_subcommand &command = commands->subcmd[i];
    if (command.cmd == PRI_SUBCMD_CONNECTED_LINE) {
      event.number = numberFrom(command.u.connected_line.id.number);
      if (command.u.connected_line.id.name.valid)
        copyText(event.text, command.u.connected_line.id.name.str);
    } else if (command.cmd == PRI_SUBCMD_DISPLAY_TEXT && event.text[0] == 0) {
      copyText(event.text, command.u.display.text);
    }
  }
}

void Trunk::disconnected(const pri_event_hangup &hangup) {
  Call *call = find(hangup.call);
  if (call == nullptr) {
    pri_hangup(controller_, hangup.call, hangup.cause);
    return;
  }
  if (hangup.cause > 0) call->cause = hangup.cause;
  cp_trunk_event event = this->event(CP_TRUNK_DISCONNECTED, call);
  event.cause = static_cast<std::uint32_t>(std::max(call->cause, 0));
  tell(event);
  if (settings_.waitsOnDisconnect) return;
  call->clearing = true;
  pri_hangup(controller_, hangup.call, hangup.cause);
}

void Trunk::ended(const pri_event_hangup &hangup) {
  // RELEASE, RELEASE COMPLETE, or a timer: the record is freed by the last word on it, which is ours.
  if (Call *call = find(hangup.call)) {
    if (hangup.cause > 0 && !call->clearing) call->cause = hangup.cause;
    call->clearing = true;
  }
  pri_hangup(controller_, hangup.call, hangup.cause);
}

void Trunk::restarted(int channel) {
  const bool all = channel < 0 || (channel & 0xFF) == 0 || (channel & 0xFF) == 0xFF;
  for (Line &line : lines_) {
    if (!all && line.channel != (channel & 0xFF)) continue;
    if (Call *call = find(line.call); call != nullptr && call->record != nullptr) {
      call->cause = PRI_CAUSE_NORMAL_TEMPORARY_FAILURE;
      pri_destroycall(controller_, call->record);
    }
    cp_trunk_event event = this->event(CP_TRUNK_LINE_RESTARTED);
    event.line = line.line;
    tell(event);
  }
}

} // namespace crosspoint::trunk::pri
