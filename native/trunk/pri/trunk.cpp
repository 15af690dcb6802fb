#include "trunk/pri/trunk.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "trunk/module/text.h"

namespace crosspoint::trunk::pri {
namespace {

/** A busy D-channel of 30 calls takes well under a megabyte. */
constexpr std::size_t kMostOctets = 16 * 1024 * 1024;
constexpr std::uint32_t kCheckSequence = 2;
constexpr int kAnyChannel = 0xFF;
/** Calls beyond one for each line: those that are being cleared, or wait for a line. */
constexpr std::size_t kSpareCalls = 32;
/**
 * A far end that says things which fit no state can leave libpri with a call that it does nothing about any more. T305 and twice T308 are
 * over by then, and the far end does not know the call either (Q.931 §5.3.3).
 */
constexpr std::uint64_t kLongestClearingMs = 60'000;
/** A timer that sets itself again at once must not hold the thread. */
constexpr int kMostEvents = 10'000;

/** The causes for which libpri sends RELEASE COMPLETE to a call that was not accepted yet. */
bool refusesAtOnce(int cause) {
  switch (cause) {
    case PRI_CAUSE_UNALLOCATED:
    case PRI_CAUSE_NORMAL_CIRCUIT_CONGESTION:
    case PRI_CAUSE_REQUESTED_CHAN_UNAVAIL:
    case PRI_CAUSE_INVALID_CALL_REFERENCE:
    case PRI_CAUSE_IDENTIFIED_CHANNEL_NOTEXIST:
    case PRI_CAUSE_INCOMPATIBLE_DESTINATION:
      return true;
    default:
      return false;
  }
}

/**
 * libpri keeps a few variables for the whole process (the message handlers, the number of its timer pools), so one thread at a
 * time is in it. A D-channel has 8000 octets a second at most: nobody waits long.
 */
std::mutex libraryMutex;

} // namespace

/** While libpri works for this trunk. */
class Trunk::Working {
public:
  explicit Working(Trunk &trunk)
      : lock_(libraryMutex), entered_(trunk.enclosure_, trunk.host_.now(trunk.host_.context)) {}

private:
  std::lock_guard<std::mutex> lock_;
  Enclosure::Entered entered_;
};

Trunk::Trunk(const cp_trunk_config &config, const cp_signalling_host &host, Settings settings)
    : host_(host),
      settings_(std::move(settings)),
      frameLine_(config.frame_line),
      law_(config.law),
      enclosure_(kMostOctets) {
  for (std::uint32_t i = 0; i < config.line_count; ++i)
    lines_.push_back({config.lines[i].line, static_cast<int>(config.lines[i].timeslot)});
  enclosure_.onFree(&Trunk::freed, this);
  const Working working(*this);
  pri_set_message(&Trunk::message);
  pri_set_error(&Trunk::complaint);
  controller_ = pri_new_cb(-1, settings_.network ? PRI_NETWORK : PRI_CPE, settings_.switchType,
                           &Trunk::readFrame, &Trunk::writeFrame, this);
  if (controller_ == nullptr) throw std::bad_alloc();
  for (const auto &[timer, value] : settings_.timers) pri_set_timer(controller_, timer, value);
  pri_set_overlapdial(controller_, settings_.overlap);
  pri_hangup_fix_enable(controller_, 1);
  pri_hold_enable(controller_, settings_.hold);
  pri_set_inbanddisconnect(controller_, settings_.waitsOnDisconnect);
  if (settings_.facility) pri_facility_enable(controller_);
  if (settings_.debug)
    pri_set_debug(controller_, PRI_DEBUG_Q921_STATE | PRI_DEBUG_Q931_DUMP | PRI_DEBUG_Q931_STATE |
                                   PRI_DEBUG_Q931_ANOMALY);
}

/* ── What libpri calls ───────────────────────────────────────────────────────────────────────────────────────────── */

int Trunk::readFrame(struct pri *controller, void *into, int room) {
  auto *trunk = static_cast<Trunk *>(pri_get_userdata(controller));
  const std::uint8_t *frame = std::exchange(trunk->frame_, nullptr);
  const std::size_t length = trunk->frameLength_ + kCheckSequence;
  if (frame == nullptr || length > static_cast<std::size_t>(room)) return 0;
  // It counts the check sequence and does not look at it. Behind a frame that lies about its lengths there shall be zeroes.
  std::memset(into, 0, static_cast<std::size_t>(room));
  std::memcpy(into, frame, trunk->frameLength_);
  return static_cast<int>(length);
}

int Trunk::writeFrame(struct pri *controller, void *frame, int length) {
  const auto *trunk = static_cast<Trunk *>(pri_get_userdata(controller));
  if (length > static_cast<int>(kCheckSequence))
    trunk->host_.send_frame(trunk->host_.context, trunk->frameLine_,
                            static_cast<const std::uint8_t *>(frame),
                            static_cast<std::uint32_t>(length) - kCheckSequence);
  // A frame that the board could not take is lost like one on the line: layer 2 sends it again.
  return length;
}

void Trunk::freed(void *context, const void *block) {
  auto *trunk = static_cast<Trunk *>(context);
  for (Call &call : trunk->calls_)
    if (call.record == block) call.record = nullptr;
}

void Trunk::message(struct pri *controller, char *text) {
  if (controller != nullptr) static_cast<Trunk *>(pri_get_userdata(controller))->log(0, text);
}

void Trunk::complaint(struct pri *controller, char *text) {
  if (controller != nullptr) static_cast<Trunk *>(pri_get_userdata(controller))->log(2, text);
}

void Trunk::log(int level, const std::string &text) const {
  const std::size_t end = text.find_last_not_of('\n');
  host_.log(host_.context, level, text.substr(0, end + 1).c_str());
}

/* ── What comes in ───────────────────────────────────────────────────────────────────────────────────────────────── */

void Trunk::frameReceived(std::uint32_t line, const std::uint8_t *octets, std::uint32_t length) {
  // Address and control octets: two for unnumbered frames, three otherwise (Q.921 §2.2); libpri takes that for granted.
  const bool whole = length >= 3 && (length >= 4 || (octets[2] & 3) == 3);
  if (line != frameLine_ || !whole || length > CP_FRAME_MAX) return;
  {
    const Working working(*this);
    frame_ = octets;
    frameLength_ = length;
    if (const pri_event *event = pri_check_event(controller_)) handle(*event);
    frame_ = nullptr;
    pump();
  }
  settle();
}

void Trunk::alarm(std::uint32_t alarms) {
  alarms_ = alarms;
}

void Trunk::pump() {
  for (int i = 0; i < kMostEvents; ++i) {
    const pri_event *event = pri_schedule_run(controller_);
    if (event == nullptr) return;
    handle(*event);
  }
  log(3, "libpri does not come to rest");
}

std::uint32_t Trunk::tick() {
  std::uint32_t next = CP_NO_TICK;
  {
    const Working working(*this);
    pump();
    if (const timeval *due = pri_schedule_next(controller_)) {
      timeval now{};
      Enclosure::time(now);
      const std::int64_t ms = (due->tv_sec - now.tv_sec) * std::int64_t{1'000} +
                              (due->tv_usec - now.tv_usec + 999) / 1'000;
      next = static_cast<std::uint32_t>(std::clamp<std::int64_t>(ms, 1, 3'600'000));
    }
    next = std::min(next, forget());
  }
  settle();
  return next;
}

std::uint32_t Trunk::forget() {
  const std::uint64_t now = host_.now(host_.context);
  std::uint64_t next = CP_NO_TICK;
  for (Call &call : calls_) {
    if (!call.clearing || call.record == nullptr) continue;
    if (call.forgottenAt == 0) call.forgottenAt = now + kLongestClearingMs;
    if (call.forgottenAt <= now)
      pri_destroycall(controller_, call.record);
    else
      next = std::min(next, call.forgottenAt - now);
  }
  return static_cast<std::uint32_t>(next);
}

void Trunk::settle() {
  // One at a time, because the host may be told of others in between.
  for (std::size_t i = 0; i < calls_.size();) {
    if (calls_[i].record != nullptr) {
      ++i;
      continue;
    }
    const Call call = calls_[i];
    if (call.line != nullptr && call.line->call == call.id) call.line->call = 0;
    calls_.erase(calls_.begin() + static_cast<std::ptrdiff_t>(i));
    cp_trunk_event over = event(CP_TRUNK_ENDED, &call);
    over.cause =
        static_cast<std::uint32_t>(call.cause > 0 ? call.cause : PRI_CAUSE_NORMAL_UNSPECIFIED);
    tell(over);
  }
}

/* ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────── */

cp_result Trunk::makeCall(std::uint32_t id, const cp_call_setup &setup) {
  if (id == 0 || id >= 0x8000'0000 || find(id) != nullptr) return CP_ERROR_INVALID_ARGUMENT;
  if (setup.called.digits[0] == 0 && setup.keypad[0] == 0 && !setup.overlap)
    return CP_ERROR_INVALID_ARGUMENT;
  if (!up_ || alarms_ != 0) return CP_ERROR_STATE;
  Line *line = setup.line == CP_LINE_ANY ? freeLine() : lineOf(setup.line);
  if (line == nullptr) return setup.line == CP_LINE_ANY ? CP_ERROR_BUSY : CP_ERROR_INVALID_ARGUMENT;
  if (line->call != 0 || line->blocked) return CP_ERROR_BUSY;
  if (calls_.size() >= lines_.size() + kSpareCalls) return CP_ERROR_BUSY;
  cp_result result = CP_OK;
  {
    const Working working(*this);
    q931_call *record = pri_new_call(controller_);
    if (record == nullptr) return CP_ERROR_NO_MEMORY;
    pri_sr *request = setupRecord(setup, line->channel, law_);
    const bool sent = request != nullptr && pri_setup(controller_, record, request) == 0;
    if (request != nullptr) pri_sr_free(request);
    if (sent) {
      line->call = id;
      calls_.push_back({id, record, line, 0});
    } else {
      pri_destroycall(controller_, record);
      result = CP_ERROR_INVALID_ARGUMENT;
    }
    pump();
  }
  settle();
  return result;
}

cp_result Trunk::clear(Call &call, int cause) {
  if (cause < 1 || cause > 127) cause = PRI_CAUSE_NORMAL_CLEARING;
  if (call.clearing) return CP_ERROR_STATE;
  call.clearing = true;
  if (call.cause == 0) call.cause = cause;
  // Nothing was said to the SETUP yet. libpri answers some causes with RELEASE COMPLETE then and says nothing at all to the others; those are
  // accepted first and disconnected after that, which Q.931 §5.2.5.1 permits as well.
  if (call.incoming && call.offered != 0 && !refusesAtOnce(cause))
    pri_proceeding(controller_, call.record, offer(call), 0);
  return pri_hangup(controller_, call.record, cause) == 0 ? CP_OK : CP_ERROR_STATE;
}

cp_result Trunk::answer(Call &call, const cp_call_request &request) {
  if (!call.incoming || call.connected) return CP_ERROR_STATE;
  if (request.number.digits[0] != 0 || request.name[0] != 0) {
    pri_party_connected_line connected{};
    connected.id.number = partyNumber(request.number);
    connected.id.name.valid = request.name[0] != 0;
    connected.id.name.char_set = PRI_CHAR_SET_ISO8859_1;
    copyText(connected.id.name.str, request.name);
    pri_connected_line_update(controller_, call.record, &connected);
  }
  if (pri_answer(controller_, call.record, offer(call),
                 (request.progress & CP_PROGRESS_DESTINATION_NOT_ISDN) != 0) != 0)
    return CP_ERROR_STATE;
  call.connected = true;
  tell(event(CP_TRUNK_CONNECTED, &call));
  return CP_OK;
}

cp_result Trunk::information(Call &call, const char *digits) {
  if (digits[0] == 0) return CP_ERROR_INVALID_ARGUMENT;
  if (call.connected || call.incoming)
    return pri_keypad_facility(controller_, call.record, digits) == 0 ? CP_OK : CP_ERROR_STATE;
  for (; *digits != 0; ++digits)
    if (pri_information(controller_, call.record, *digits) != 0) return CP_ERROR_STATE;
  return CP_OK;
}

cp_result Trunk::holdRequest(Call &call, const cp_call_request &request) {
  if (!settings_.hold) return CP_ERROR_NOT_SUPPORTED;
  const int cause =
      request.cause != 0 ? static_cast<int>(request.cause & 127) : PRI_CAUSE_FACILITY_REJECTED;
  const int channel = call.line != nullptr ? call.line->channel : 0;
  int result = -1;
  switch (request.operation) {
    case CP_CALL_HOLD:
      result = pri_hold(controller_, call.record);
      break;
    case CP_CALL_RETRIEVE:
      result = pri_retrieve(controller_, call.record, channel);
      break;
    case CP_CALL_HOLD_ACCEPT:
      result = pri_hold_ack(controller_, call.record);
      break;
    case CP_CALL_HOLD_REFUSE:
      result = pri_hold_rej(controller_, call.record, cause);
      break;
    case CP_CALL_RETRIEVE_ACCEPT:
      result = pri_retrieve_ack(controller_, call.record, channel);
      break;
    case CP_CALL_RETRIEVE_REFUSE:
      result = pri_retrieve_rej(controller_, call.record, cause);
      break;
    default:
      break;
  }
  return result == 0 ? CP_OK : CP_ERROR_STATE;
}

cp_result Trunk::request(std::uint32_t id, const cp_call_request &request) {
  cp_result result = CP_OK;
  {
    const Working working(*this);
    Call *call = find(id);
    if (call == nullptr || call->record == nullptr) return CP_ERROR_INVALID_ARGUMENT;
    if (call->clearing && request.operation != CP_CALL_HANGUP) return CP_ERROR_STATE;
    if (request.line != CP_LINE_ANY && call->offered != 0) {
      const Line *line = lineOf(request.line);
      if (line == nullptr || (line->call != 0 && line->call != id)) return CP_ERROR_BUSY;
      move(*call, line->channel);
    }
    const int inBand = (request.progress & CP_PROGRESS_IN_BAND) != 0;
    const auto done = [](int sent) { return sent == 0 ? CP_OK : CP_ERROR_STATE; };
    switch (request.operation) {
      case CP_CALL_MORE_DIGITS:
        result = done(pri_setup_ack(controller_, call->record, offer(*call), 0, inBand));
        break;
      case CP_CALL_PROCEEDING:
        result = done(pri_proceeding(controller_, call->record, offer(*call), inBand));
        break;
      case CP_CALL_PROGRESS:
        result = done(pri_progress_with_cause(
            controller_, call->record, offer(*call), inBand,
            request.cause != 0 ? static_cast<int>(request.cause & 127) : -1));
        break;
      case CP_CALL_ALERTING:
        result = done(pri_acknowledge(controller_, call->record, offer(*call), inBand));
        break;
      case CP_CALL_ANSWER:
        result = answer(*call, request);
        break;
      case CP_CALL_HANGUP:
        result = clear(*call, static_cast<int>(request.cause & 127));
        break;
      case CP_CALL_INFORMATION:
        result = information(*call, request.text);
        break;
      case CP_CALL_NOTIFY:
        result =
            done(pri_notify(controller_, call->record, 0, static_cast<int>(request.code & 127)));
        break;
      default:
        result = holdRequest(*call, request);
    }
    pump();
  }
  settle();
  return result;
}

cp_result Trunk::lineRequest(std::uint32_t number, cp_line_operation operation) {
  Line *line = lineOf(number);
  if (line == nullptr) return CP_ERROR_INVALID_ARGUMENT;
  if (operation == CP_LINE_BLOCK || operation == CP_LINE_UNBLOCK) {
    line->blocked = operation == CP_LINE_BLOCK;
    return CP_OK;
  }
  if (operation != CP_LINE_RESTART) return CP_ERROR_INVALID_ARGUMENT;
  if (!up_) return CP_ERROR_STATE;
  {
    const Working working(*this);
    if (Call *call = find(line->call); call != nullptr && call->record != nullptr) {
      call->cause = PRI_CAUSE_NORMAL_TEMPORARY_FAILURE;
      pri_destroycall(controller_, call->record);
    }
    pri_reset(controller_, line->channel);
    pump();
  }
  settle();
  return CP_OK;
}

/* ── Lines and calls ─────────────────────────────────────────────────────────────────────────────────────────────── */

Trunk::Call *Trunk::find(std::uint32_t id) {
  const auto found = std::ranges::find(calls_, id, &Call::id);
  return id != 0 && found != calls_.end() ? &*found : nullptr;
}

Trunk::Call *Trunk::find(const q931_call *record) {
  const auto found = std::ranges::find(calls_, record, &Call::record);
  return record != nullptr && found != calls_.end() ? &*found : nullptr;
}

Trunk::Line *Trunk::lineOf(std::uint32_t line) {
  const auto found = std::ranges::find(lines_, line, &Line::line);
  return found != lines_.end() ? &*found : nullptr;
}

Trunk::Line *Trunk::lineOfChannel(int channel) {
  if (channel < 0) return nullptr;
  const auto found = std::ranges::find(lines_, channel & 0xFF, &Line::channel);
  return found != lines_.end() ? &*found : nullptr;
}

Trunk::Line *Trunk::freeLine() {
  const auto isFree = [](const Line &line) { return line.call == 0 && !line.blocked; };
  if (settings_.huntsUp) {
    const auto found = std::ranges::find_if(lines_, isFree);
    return found != lines_.end() ? &*found : nullptr;
  }
  const auto found = std::find_if(lines_.rbegin(), lines_.rend(), isFree);
  return found != lines_.rend() ? &*found : nullptr;
}

void Trunk::move(Call &call, int channel) {
  Line *line = lineOfChannel(channel);
  if (line == nullptr || line == call.line || (channel & 0xFF) == kAnyChannel) return;
  if (call.line != nullptr && call.line->call == call.id) call.line->call = 0;
  // A far end that gives one channel to two calls is wrong; the first keeps it here.
  if (line->call == 0) line->call = call.id;
  call.line = line;
  if (call.offered != 0) call.offered = line->channel;
  tell(event(CP_TRUNK_LINE_CHOSEN, &call));
}

int Trunk::offer(Call &call) {
  return std::exchange(call.offered, 0);
}

cp_trunk_event Trunk::event(std::uint32_t type, const Call *call) const {
  cp_trunk_event event{};
  event.size = sizeof event;
  event.type = type;
  event.call = call != nullptr ? call->id : 0;
  event.line = call != nullptr && call->line != nullptr ? call->line->line : CP_LINE_ANY;
  return event;
}

} // namespace crosspoint::trunk::pri
