#include "trunk/r2/trunk.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <new>
#include <utility>

#include "trunk/module/text.h"
#include "trunk/r2/callbacks.h"

namespace crosspoint::trunk::r2 {
namespace {

constexpr std::size_t kMostOctets = 4 * 1024 * 1024;
/** Q.850: destination out of order, protocol error. */
constexpr std::uint32_t kOutOfOrder = 27;
constexpr std::uint32_t kTemporaryFailure = 41;
constexpr std::uint32_t kProtocolError = 111;

/** Q.421: A and B; both directions are idle at 10. */
constexpr std::uint8_t kBitsThatCount = 0b1100;
constexpr std::uint8_t kIdle = 0b1000;
constexpr std::uint8_t kBlocked = 0b1100;
/** Group A ends at A-15 and no country uses more than six: free to mean "next digit of the caller's number" to openr2. */
constexpr char kNextAni = 'B';
constexpr char kNextDigit = '1';
constexpr char kCategory = '6';
constexpr char kEnd = 'F';
constexpr char kRestricted = 'C';
/** The caller's number is taken to its end, because nothing but its end says what the next request is for. */
constexpr int kWholeAni = 60;

bool isNumeric(const char *text) {
  return std::all_of(text, text + std::strlen(text),
                     [](unsigned char digit) { return std::isdigit(digit) != 0; });
}

} // namespace

/** While openr2 works on a line of this trunk. */
class Trunk::Working {
public:
  Working(Trunk &trunk, Line &line)
      : entered_(trunk.enclosure_, trunk.host_.now(trunk.host_.context)), chosen_(line) {}

private:
  Enclosure::Entered entered_;
  Device::Chosen chosen_;
};

void Line::sendBits(std::uint8_t abcd) {
  // openr2 is never told of a failure: it could do nothing about it, and the board has said so in its own log.
  trunk.host_.set_bits(trunk.host_.context, line, abcd);
}

void Line::sendSignal(char symbol) {
  if (trunk.sharesRequest_) {
    if (!sendsForward && symbol == kNextAni) symbol = kNextDigit;
    if (sendsForward && sendsAni && (symbol == kEnd || symbol == kRestricted)) {
      symbol = kEnd;
      sendsAni = false;
    }
  }
  trunk.host_.send_tone(trunk.host_.context, line, sendsForward, symbol);
}

char Line::meant(char symbol) {
  if (!trunk.sharesRequest_ || !sendsForward) return symbol;
  if (symbol == kCategory) sendsAni = true;
  return sendsAni && symbol == kNextDigit ? kNextAni : symbol;
}

Trunk::Trunk(const cp_trunk_config &config, const cp_signalling_host &host, Settings settings)
    : host_(host),
      settings_(std::move(settings)),
      enclosure_(kMostOctets),
      tones_(Callbacks::tones()),
      events_(Callbacks::events()),
      transcoder_(Callbacks::transcoder()) {
  for (std::uint32_t i = 0; i < config.line_count; ++i) lines_.emplace_back(*this, config.lines[i]);
  configure();
  for (Line &line : lines_) {
    const Working working(*this, line);
    line.channel = openr2_chan_new_from_fd(context_, Device::kDescriptor, &line, &line);
    if (line.channel == nullptr) throw std::bad_alloc();
    openr2_chan_set_client_data(line.channel, &line);
    openr2_chan_set_logging_func(line.channel, &Callbacks::log);
    openr2_chan_set_log_level(line.channel, static_cast<openr2_log_level_t>(
                                                settings_.debug ? OR2_LOG_ALL & ~OR2_LOG_STACK_TRACE
                                                                : OR2_LOG_ERROR | OR2_LOG_WARNING));
    openr2_chan_disable_call_files(line.channel);
    openr2_chan_set_idle(line.channel);
  }
}

Trunk::~Trunk() {
  if (context_ == nullptr) return;
  const Enclosure::Entered entered(enclosure_, host_.now(host_.context));
  // The context frees its channels; the rest goes with the enclosure.
  openr2_context_delete(context_);
}

void Trunk::configure() {
  const Enclosure::Entered entered(enclosure_, host_.now(host_.context));
  const openr2_variant_t variant = openr2_proto_get_variant(settings_.variant.c_str());
  sharesRequest_ = variant == OR2_VAR_CHINA;
  if (sharesRequest_ && settings_.maxAni > 0) settings_.maxAni = kWholeAni;
  context_ = openr2_context_new(&tones_, &events_, &transcoder_, variant, settings_.maxAni,
                                settings_.maxDnis);
  if (context_ == nullptr) throw std::bad_alloc();
  openr2_context_set_log_level(context_, OR2_LOG_NOTHING);
  if (settings_.aniFirst >= 0) openr2_context_set_ani_first(context_, settings_.aniFirst);
  if (settings_.skipCategory >= 0)
    openr2_context_set_skip_category_request(context_, settings_.skipCategory);
  if (settings_.immediateAccept >= 0)
    openr2_context_set_immediate_accept(context_, settings_.immediateAccept);
  if (settings_.backwardTimeoutMs >= 0)
    openr2_context_set_mf_back_timeout(context_, settings_.backwardTimeoutMs);
  if (settings_.meteringPulseMs >= 0)
    openr2_context_set_metering_pulse_timeout(context_, settings_.meteringPulseMs);
  if (sharesRequest_) {
    const Profile profile("mf_ga_tones.request_next_ani_digit=B\n");
    if (openr2_context_configure_from_advanced_file(context_, "profile") != 0)
      log(3,
          "openr2 has not taken the requests of the Chinese variant: is the module linked with "
          "--wrap=fopen?");
  }
  openr2_context_set_double_answer(context_, settings_.doubleAnswer);
}

/* ── What comes in ───────────────────────────────────────────────────────────────────────────────────────────────── */

void Trunk::process(Line &line) {
  {
    const Working working(*this, line);
    openr2_chan_process_event(line.channel);
  }
  tellLine(line);
}

void Trunk::tellLine(Line &line) {
  if (line.inAlarm || line.call != 0) {
    if (line.inAlarm) line.told = 0;
    return;
  }
  const std::uint8_t bits = line.bits & kBitsThatCount;
  std::uint32_t now = 0;
  if (bits == kIdle) now = CP_TRUNK_LINE_IDLE;
  if (bits == kBlocked) now = CP_TRUNK_LINE_BLOCKED;
  if (now == 0 || now == line.told) return;
  line.told = now;
  tell(event(now, line));
}

void Trunk::bitsChanged(std::uint32_t number, std::uint8_t abcd) {
  Line *line = lineOf(number);
  if (line == nullptr) return;
  line->bits = abcd & 15;
  line->bitsChanged = true;
  process(*line);
}

void Trunk::toneDetected(std::uint32_t number, bool forward, char symbol, bool begins) {
  Line *line = lineOf(number);
  if (line == nullptr || line->call == 0 || forward == line->sendsForward) return;
  if (begins && std::strchr("1234567890BCDEF", symbol) == nullptr) return;
  // An end that comes after the next begin belongs to what is over.
  if (!begins && line->onLine != symbol) return;
  line->onLine = begins ? symbol : char{0};
  line->heard = begins ? line->meant(symbol) : char{0};
  line->toneChanged = true;
  process(*line);
  line->toneChanged = false;
}

void Trunk::alarm(std::uint32_t alarms) {
  const bool before = alarms_ != 0;
  alarms_ = alarms;
  if (before == (alarms != 0)) return;
  for (Line &line : lines_) changeAlarm(line, alarms != 0);
}

void Trunk::changeAlarm(Line &line, bool inAlarm) {
  line.inAlarm = inAlarm;
  line.alarmChanged = true;
  process(line);
  if (inAlarm) {
    if (line.call == 0) return;
    line.cause = kOutOfOrder;
    {
      const Working working(*this, line);
      openr2_chan_set_idle(line.channel);
    }
    ended(line);
  } else {
    // The bits that are there now count, also where they are those of before.
    {
      const Working working(*this, line);
      openr2_chan_set_idle(line.channel);
    }
    line.bitsChanged = true;
    process(line);
  }
}

std::uint32_t Trunk::tick() {
  std::uint32_t next = CP_NO_TICK;
  for (Line &line : lines_) {
    const Working working(*this, line);
    if (openr2_chan_get_time_to_next_event(line.channel) == 0) process(line);
    const int wait = openr2_chan_get_time_to_next_event(line.channel);
    if (wait >= 0) next = std::min(next, static_cast<std::uint32_t>(std::max(wait, 1)));
  }
  return next;
}

/* ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────── */

cp_result Trunk::makeCall(std::uint32_t id, const cp_call_setup &setup) {
  if (id == 0 || id >= 0x8000'0000 || find(id) != nullptr) return CP_ERROR_INVALID_ARGUMENT;
  if (setup.called.digits[0] == 0 || !isNumeric(setup.called.digits) ||
      !isNumeric(setup.calling.digits) || setup.category > CP_CATEGORY_TEST)
    return CP_ERROR_INVALID_ARGUMENT;
  if (setup.overlap) return CP_ERROR_NOT_SUPPORTED;
  if (alarms_ != 0) return CP_ERROR_STATE;
  Line *line = setup.line == CP_LINE_ANY ? freeLine() : lineOf(setup.line);
  if (line == nullptr) return setup.line == CP_LINE_ANY ? CP_ERROR_BUSY : CP_ERROR_INVALID_ARGUMENT;
  if (!isFree(*line)) return CP_ERROR_BUSY;
  const bool hidden = setup.calling.presentation != CP_PRESENTATION_ALLOWED;
  line->call = id;
  line->incoming = false;
  const Working working(*this, *line);
  if (openr2_chan_make_call(
          line->channel, hidden || setup.calling.digits[0] == 0 ? nullptr : setup.calling.digits,
          setup.called.digits, static_cast<openr2_calling_party_category_t>(setup.category)) != 0) {
    line->call = 0;
    return CP_ERROR_BUSY;
  }
  return CP_OK;
}

cp_result Trunk::accept(Line &line, std::uint32_t how) {
  if (!line.incoming || !line.offered || line.accepted) return CP_ERROR_STATE;
  line.accepted = true;
  const auto mode = how == CP_ACCEPT_NO_CHARGE ? OR2_CALL_NO_CHARGE : OR2_CALL_WITH_CHARGE;
  return openr2_chan_accept_call(line.channel, mode) == 0 ? CP_OK : CP_ERROR_STATE;
}

cp_result Trunk::answer(Line &line) {
  if (!line.incoming || line.connected || line.answers) return CP_ERROR_STATE;
  if (!line.accepted) {
    const cp_result accepted = accept(line, CP_ACCEPT_CHARGE);
    if (accepted != CP_OK) return accepted;
  }
  // openr2 answers only after the far end has stopped its last signal, and says when.
  if (openr2_chan_answer_call(line.channel) != 0) {
    line.answers = true;
    return CP_OK;
  }
  line.connected = true;
  tell(event(CP_TRUNK_CONNECTED, line));
  return CP_OK;
}

cp_result Trunk::clear(Line &line, std::uint32_t cause) {
  if (line.clearing) return CP_ERROR_STATE;
  line.clearing = true;
  if (line.cause == 0) line.cause = cause != 0 ? cause : 16;
  listen(line, line.incoming && line.offered && !line.accepted ? CP_LISTEN_R2_FORWARD
                                                               : CP_LISTEN_NOTHING);
  return openr2_chan_disconnect_call(line.channel, causeTo(line.cause)) == 0 ? CP_OK
                                                                             : CP_ERROR_STATE;
}

cp_result Trunk::request(std::uint32_t id, const cp_call_request &request) {
  Line *line = find(id);
  if (line == nullptr) return CP_ERROR_INVALID_ARGUMENT;
  if (line->clearing && request.operation != CP_CALL_HANGUP) return CP_ERROR_STATE;
  const Working working(*this, *line);
  switch (request.operation) {
    case CP_CALL_ALERTING:
      return accept(*line, request.code);
    case CP_CALL_ANSWER:
      return answer(*line);
    case CP_CALL_HANGUP:
      return clear(*line, request.cause & 127);
    case CP_CALL_PROCEEDING:
    case CP_CALL_PROGRESS:
      // R2 has no word for it, and a caller who says it means no harm.
      return line->incoming ? CP_OK : CP_ERROR_STATE;
    default:
      return CP_ERROR_NOT_SUPPORTED;
  }
}

cp_result Trunk::lineRequest(std::uint32_t number, cp_line_operation operation) {
  Line *line = lineOf(number);
  if (line == nullptr) return CP_ERROR_INVALID_ARGUMENT;
  if (operation < CP_LINE_RESTART || operation > CP_LINE_UNBLOCK) return CP_ERROR_INVALID_ARGUMENT;
  if (operation != CP_LINE_RESTART && line->call != 0) return CP_ERROR_BUSY;
  {
    const Working working(*this, *line);
    line->blocks = operation == CP_LINE_BLOCK;
    if (line->blocks)
      openr2_chan_set_blocked(line->channel);
    else
      openr2_chan_set_idle(line->channel);
  }
  if (operation == CP_LINE_RESTART && line->call != 0) {
    line->cause = kTemporaryFailure;
    host_.send_tone(host_.context, line->line, line->sendsForward, 0);
    ended(*line);
  }
  if (operation == CP_LINE_BLOCK) return CP_OK;
  // What the far end says at this moment decides whether the line can be used.
  line->bitsChanged = true;
  process(*line);
  return CP_OK;
}

/* ── What openr2 tells ───────────────────────────────────────────────────────────────────────────────────────────── */

void Trunk::seized(Line &line) {
  do nextIncoming_ = nextIncoming_ == 0xFFFF'FFFF ? 0x8000'0000 : nextIncoming_ + 1;
  while (find(nextIncoming_) != nullptr);
  line.call = nextIncoming_;
  line.incoming = true;
  tell(event(CP_TRUNK_SEIZED, line));
}

void Trunk::offered(Line &line, const char *ani, const char *dnis, int category) {
  if (line.call == 0) return;
  line.offered = true;
  cp_call_setup setup{};
  setup.size = sizeof setup;
  setup.line = line.line;
  if (dnis != nullptr) copyText(setup.called.digits, dnis);
  if (ani != nullptr) copyText(setup.calling.digits, ani);
  if (setup.calling.digits[0] == 0) setup.calling.presentation = CP_PRESENTATION_RESTRICTED;
  setup.category = static_cast<std::uint8_t>(category);
  cp_trunk_event event = this->event(CP_TRUNK_INCOMING, line);
  event.complete = 1;
  event.setup = &setup;
  tell(event);
  if (settings_.accepts) accept(line, CP_ACCEPT_CHARGE);
}

void Trunk::acceptedCall(Line &line, int mode) {
  if (line.call == 0) return;
  listen(line, CP_LISTEN_NOTHING);
  if (!line.incoming) {
    cp_trunk_event event = this->event(CP_TRUNK_ALERTING, line);
    event.code = mode == OR2_CALL_NO_CHARGE ? CP_ACCEPT_NO_CHARGE : CP_ACCEPT_CHARGE;
    tell(event);
    return;
  }
  line.accepted = true;
  if (!std::exchange(line.answers, false)) return;
  if (openr2_chan_answer_call(line.channel) != 0) return;
  line.connected = true;
  tell(event(CP_TRUNK_CONNECTED, line));
}

void Trunk::disconnected(Line &line, std::uint32_t cause) {
  if (line.call == 0) return;
  listen(line, CP_LISTEN_NOTHING);
  if (line.cause == 0) line.cause = cause;
  if (!line.clearing) {
    cp_trunk_event event = this->event(CP_TRUNK_DISCONNECTED, line);
    event.cause = cause;
    tell(event);
  }
  if (settings_.waitsOnDisconnect && !line.clearing) return;
  line.clearing = true;
  openr2_chan_disconnect_call(line.channel, OR2_CAUSE_NORMAL_CLEARING);
}

void Trunk::ended(Line &line) {
  if (line.call == 0) return;
  listen(line, CP_LISTEN_NOTHING);
  cp_trunk_event over = event(CP_TRUNK_ENDED, line);
  over.cause = line.cause != 0 ? line.cause : 31;
  line.call = 0;
  line.cause = 0;
  line.incoming = line.offered = line.accepted = false;
  line.answers = line.connected = line.clearing = false;
  line.heard = line.onLine = 0;
  tell(over);
}

void Trunk::protocolError(Line &line, const char *what) {
  cp_trunk_event fault = event(CP_TRUNK_FAULT, line);
  copyText(fault.text, what);
  tell(fault);
  if (line.cause == 0) line.cause = kProtocolError;
  ended(line);
  line.cause = 0;
}

/* ── Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

Line *Trunk::find(std::uint32_t call) {
  const auto found = std::ranges::find(lines_, call, &Line::call);
  return call != 0 && found != lines_.end() ? &*found : nullptr;
}

Line *Trunk::lineOf(std::uint32_t line) {
  const auto found = std::ranges::find(lines_, line, &Line::line);
  return found != lines_.end() ? &*found : nullptr;
}

bool Trunk::isFree(const Line &line) const {
  return line.call == 0 && (line.bits & kBitsThatCount) == kIdle && !line.blocks;
}

Line *Trunk::freeLine() {
  const auto free = [this](const Line &line) { return isFree(line); };
  if (settings_.huntsUp) {
    const auto found = std::ranges::find_if(lines_, free);
    return found != lines_.end() ? &*found : nullptr;
  }
  const auto found = std::find_if(lines_.rbegin(), lines_.rend(), free);
  return found != lines_.rend() ? &*found : nullptr;
}

void Trunk::listen(const Line &line, cp_listen what) const {
  host_.listen(host_.context, line.line, what);
}

cp_trunk_event Trunk::event(std::uint32_t type, const Line &line) const {
  cp_trunk_event event{};
  event.size = sizeof event;
  event.type = type;
  event.call = line.call;
  event.line = line.line;
  return event;
}

} // namespace crosspoint::trunk::r2
