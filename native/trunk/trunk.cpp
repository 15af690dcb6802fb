#include "trunk/trunk.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/engine-error.h"
#include "settings/json.h"
#include "trunk/event-text.h"
#include "trunk/request-text.h"

namespace crosspoint::trunk {
namespace {

using engine::EngineError;
using engine::EventType;

/** How long a request may lie in its queue: the tap wakes the thread for events only. */
constexpr std::uint32_t kPatienceMs = 5;
constexpr std::uint32_t kLastWordsMs = 200;
constexpr std::uint32_t kOutOfOrder = 27;
constexpr std::uint32_t kNormalClearing = 16;
constexpr std::uint32_t kMostCalls = 0x7FFF'FFFF;

constexpr std::uint32_t bit(EventType type) {
  return 1u << static_cast<unsigned>(type);
}

} // namespace

/** What the module is given: functions of C that lead to the trunk. */
struct Trunk::Host {
  explicit Host(Trunk &owner) : trunk(owner) {}

  static Trunk &of(void *context) { return static_cast<Host *>(context)->trunk; }
  /** The engine refuses by throwing, which must not pass through C. */
  template <class Operation>
  static cp_result guarded(void *context, Operation operation) {
    try {
      return operation(of(context));
    } catch (const EngineError &error) {
      log(context, 2, error.what());
      return error.result != CP_OK ? error.result : CP_ERROR_BUSY;
    }
  }

  static void log(void *context, int level, const char *text);
  cp_signalling_host table();

  Trunk &trunk;
  std::string lastComplaint;
};

void Trunk::Host::log(void *context, int level, const char *text) {
  Host &host = *static_cast<Host *>(context);
  if (level >= 3) host.lastComplaint = text;
  engine::Event event{};
  event.type = EventType::log;
  event.value = static_cast<std::uint32_t>(std::clamp(level, 0, 3));
  const std::string line = host.trunk.options_.name + ": " + text;
  const auto *octets = reinterpret_cast<const std::uint8_t *>(line.data());
  host.trunk.engine_.post(event, {octets, std::min<std::size_t>(line.size(), 1'024)});
}

cp_signalling_host Trunk::Host::table() {
  cp_signalling_host table{};
  table.size = sizeof table;
  table.context = this;
  table.now = [](void *context) { return of(context).now(); };
  table.send_frame = [](void *context, std::uint32_t line, const std::uint8_t *octets,
                        std::uint32_t length) {
    return guarded(context,
                   [&](Trunk &self) { return self.lines_.sendFrame(line, octets, length); });
  };
  table.set_bits = [](void *context, std::uint32_t line, std::uint8_t abcd) {
    return guarded(context, [&](Trunk &self) { return self.lines_.setBits(line, abcd); });
  };
  table.send_tone = [](void *context, std::uint32_t line, int forward, char symbol) {
    return guarded(context,
                   [&](Trunk &self) { return self.lines_.sendTone(line, forward != 0, symbol); });
  };
  table.listen = [](void *context, std::uint32_t line, cp_listen what) {
    return guarded(context, [&](Trunk &self) { return self.lines_.listen(line, what); });
  };
  table.event = [](void *context, const cp_trunk_event *event) { of(context).tell(*event); };
  table.log = &Host::log;
  return table;
}

Trunk::Trunk(engine::Engine &engine, const TrunkOptions &options)
    : engine_(engine),
      options_(options),
      library_(options.module),
      lines_(engine, options.span, options.frameTimeslot, options.ports, options.connectsPorts),
      host_(std::make_unique<Host>(*this)) {
  lines_.open();
  // Before the trunk is made, so that nothing is missed of what its first signals cause.
  tap_ = engine_.openTap(bit(EventType::board) | bit(EventType::frame) | bit(EventType::detected) |
                             bit(EventType::boardRemoved),
                         options_.eventCapacity);
  std::vector<cp_trunk_line> lines;
  for (const SpanLine &line : lines_.lines()) lines.push_back({line.line, line.timeslot});
  cp_trunk_config config{};
  config.size = sizeof config;
  config.settings = options_.settings.c_str();
  config.span = lines_.kind();
  config.law = lines_.law();
  config.frame_line = lines_.frameLine();
  config.lines = lines.data();
  config.line_count = static_cast<std::uint32_t>(lines.size());
  const cp_signalling_host table = host_->table();
  const cp_result result = module().create(&config, &table, &trunk_);
  if (result != CP_OK) {
    const std::string why =
        host_->lastComplaint.empty() ? "the trunk could not be made" : host_->lastComplaint;
    throw EngineError("invalid-configuration", why, -1, result);
  }
  if (const std::uint32_t alarms = lines_.alarms(); alarms != 0) module().alarm(trunk_, alarms);
  for (const SpanLine &line : lines_.lines())
    module().bits_changed(trunk_, line.line, lines_.receivedBits(line.line));
  if (!options_.stepped) thread_ = std::thread([this] { run(); });
}

Trunk::~Trunk() {
  close(0);
}

std::uint64_t Trunk::now() const {
  if (options_.stepped)
    return engine_.counters().blocks * engine_.info().block_frames / CP_WORD_FRAMES;
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

/* ── Requests, from any thread ───────────────────────────────────────────────────────────────────────────────────── */

void Trunk::push(const Request &request) {
  if (closed_) throw EngineError("wrong-state", "the trunk is closed", -1, CP_ERROR_STATE);
  const std::lock_guard lock(mutex_);
  if (requests_.size() >= options_.requestCapacity) {
    ++refused_;
    throw EngineError("resource-busy", "too many requests wait for the trunk", -1, CP_ERROR_BUSY);
  }
  requests_.push_back(request);
}

std::uint32_t Trunk::makeCall(const cp_call_setup &setup) {
  Request request{Request::Kind::call, 0, {}, setup, {}};
  {
    const std::lock_guard lock(mutex_);
    nextCall_ = nextCall_ == kMostCalls ? 1 : nextCall_ + 1;
    request.id = nextCall_;
  }
  push(request);
  return request.id;
}

void Trunk::request(std::uint32_t call, const cp_call_request &request) {
  push({Request::Kind::request, call, {}, {}, request});
}

void Trunk::lineRequest(std::uint32_t line, cp_line_operation operation) {
  push({Request::Kind::line, line, operation, {}, {}});
}

std::uint32_t Trunk::makeCall(std::string_view json) {
  try {
    return makeCall(setupFromText(json));
  } catch (const settings::SettingsError &error) {
    throw EngineError("invalid-request", error.what());
  }
}

void Trunk::request(std::uint32_t call, std::string_view json) {
  try {
    request(call, requestFromText(json));
  } catch (const settings::SettingsError &error) {
    throw EngineError("invalid-request", error.what());
  }
}

void Trunk::hangup(std::uint32_t call, std::uint32_t cause) {
  cp_call_request asked{};
  asked.size = sizeof asked;
  asked.operation = CP_CALL_HANGUP;
  asked.cause = cause;
  asked.line = CP_LINE_ANY;
  request(call, asked);
}

/* ── The trunk's thread ──────────────────────────────────────────────────────────────────────────────────────────── */

void Trunk::run() {
  while (!stopping_ && !removed_) {
    const std::uint32_t wait = work();
    if (!removed_ && !tap_->wait(std::clamp(wait, 1u, kPatienceMs))) removed_ = true;
  }
  finish();
}

void Trunk::poll() {
  if (!options_.stepped || closed_) return;
  work();
  if (removed_) finish();
}

std::uint32_t Trunk::work() {
  for (std::size_t taken = batch_.size(); taken == batch_.size() && !removed_;) {
    taken = tap_->take(batch_);
    for (std::size_t i = 0; i < taken && !removed_; ++i) take(batch_[i]);
  }
  for (;;) {
    Request request{};
    {
      const std::lock_guard lock(mutex_);
      if (requests_.empty()) break;
      request = requests_.front();
      requests_.pop_front();
    }
    carryOut(request);
    due_ = 0;
  }
  const std::uint64_t at = now();
  if (due_ <= at) {
    const std::uint32_t wait = module().tick(trunk_);
    due_ = wait == CP_NO_TICK ? UINT64_MAX : at + wait;
  }
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(due_ - at, kPatienceMs));
}

void Trunk::take(const engine::Event &event) {
  due_ = 0;
  switch (event.type) {
    case EventType::board:
      takeBoard(event);
      break;
    case EventType::frame:
      if (event.port == lines_.frameLine()) {
        const auto octets = tap_->octetsOf(event);
        module().frame_received(trunk_, event.port, octets.data(),
                                static_cast<std::uint32_t>(octets.size()));
      }
      break;
    case EventType::detected: {
      const bool forward = event.code == static_cast<std::uint32_t>(dsp::Signal::r2Forward);
      if (!forward && event.code != static_cast<std::uint32_t>(dsp::Signal::r2Backward)) break;
      if (const SpanLine *line = lines_.listeningAt(event.port))
        module().tone_detected(trunk_, line->line, forward, event.symbol, event.begins != 0);
      break;
    }
    case EventType::eventsLost: {
      std::string text;
      ObjectText(text)
          .add("trunk", options_.name)
          .add("type", "lost")
          .add("count", event.value)
          .close();
      post(text, 0, 0);
      break;
    }
    case EventType::boardRemoved:
      removed_ = true;
      break;
    default:
      break;
  }
}

void Trunk::takeBoard(const engine::Event &event) {
  switch (event.code) {
    case CP_EVENT_BITS:
      if (lines_.find(event.port) != nullptr)
        module().bits_changed(trunk_, event.port, static_cast<std::uint8_t>(event.value & 15));
      break;
    case CP_EVENT_ALARM:
      if (event.port == lines_.span()) module().alarm(trunk_, event.value);
      break;
    case CP_EVENT_REMOVED:
      removed_ = true;
      break;
    default:
      break;
  }
}

void Trunk::carryOut(const Request &request) {
  cp_result result = CP_OK;
  switch (request.kind) {
    case Request::Kind::call:
      // Before, because events of the call may come from within.
      calls_[request.id] = CP_LINE_ANY;
      result = module().make_call(trunk_, request.id, &request.setup);
      if (result != CP_OK) calls_.erase(request.id);
      break;
    case Request::Kind::request:
      result = module().request(trunk_, request.id, &request.request);
      break;
    case Request::Kind::line:
      result = module().line_request(trunk_, request.id, request.lineOperation);
      break;
    case Request::Kind::hangupAll:
      hangupAll();
      break;
  }
  callCount_ = static_cast<std::uint32_t>(calls_.size());
  if (result != CP_OK) refused(request, result);
}

void Trunk::hangupAll() {
  cp_call_request asked{};
  asked.size = sizeof asked;
  asked.operation = CP_CALL_HANGUP;
  asked.cause = kNormalClearing;
  asked.line = CP_LINE_ANY;
  std::vector<std::uint32_t> ids;
  for (const auto &[id, line] : calls_) ids.push_back(id);
  for (const std::uint32_t id : ids) module().request(trunk_, id, &asked);
}

/* ── What is told ────────────────────────────────────────────────────────────────────────────────────────────────── */

void Trunk::tell(const cp_trunk_event &event) {
  if (event.type == CP_TRUNK_ENDED)
    calls_.erase(event.call);
  else if (event.call != 0)
    calls_[event.call] = event.line;
  callCount_ = static_cast<std::uint32_t>(calls_.size());
  if (event.type == CP_TRUNK_DISCONNECTED || event.type == CP_TRUNK_ENDED)
    Host::guarded(host_.get(), [&](Trunk &self) {
      self.lines_.disconnect(event.line);
      return CP_OK;
    });
  const SpanLine *line = lines_.find(event.line);
  post(eventText(options_.name, event, line != nullptr ? line->timeslot : 0), event.line,
       event.call);
}

void Trunk::post(std::string_view text, std::uint32_t line, std::uint32_t call) {
  engine::Event event{};
  event.type = EventType::signalling;
  event.port = line;
  event.operation = call;
  const auto *octets = reinterpret_cast<const std::uint8_t *>(text.data());
  // A full queue of events is the engine's to tell.
  engine_.post(event, {octets, std::min<std::size_t>(text.size(), CP_TRUNK_TEXT_MAX)});
}

void Trunk::refused(const Request &request, cp_result result) {
  std::string text;
  ObjectText object(text);
  object.add("trunk", options_.name).add("type", "refused");
  switch (request.kind) {
    case Request::Kind::call:
      object.add("call", request.id).add("request", "call");
      break;
    case Request::Kind::line:
      object.add("line", request.id).add("request", "line");
      break;
    default:
      object.add("call", request.id).add("request", operationWord(request.request.operation));
  }
  object.member("result") += std::to_string(result);
  object.close();
  post(text, 0, request.kind == Request::Kind::line ? 0 : request.id);
}

/* ── The end ─────────────────────────────────────────────────────────────────────────────────────────────────────── */

void Trunk::finish() {
  if (trunk_ == nullptr) return;
  if (!removed_)
    for (const SpanLine &line : lines_.lines())
      module().line_request(trunk_, line.line, CP_LINE_BLOCK);
  module().destroy(std::exchange(trunk_, nullptr));
  const auto left = calls_;
  for (const auto &[id, line] : left) {
    cp_trunk_event over{};
    over.size = sizeof over;
    over.type = CP_TRUNK_ENDED;
    over.call = id;
    over.line = line;
    over.cause = kOutOfOrder;
    tell(over);
  }
  if (!removed_) {
    Host::guarded(host_.get(), [](Trunk &self) {
      self.lines_.silence();
      self.lines_.closeFrameLine();
      return CP_OK;
    });
  }
  std::string text;
  ObjectText(text).add("trunk", options_.name).add("type", "closed").close();
  post(text, 0, 0);
  closed_ = true;
}

void Trunk::close(std::uint32_t graceMs) {
  const std::lock_guard closing(closing_);
  if (graceMs > 0 && !closed_ && !options_.stepped) {
    {
      // Past the bound of the queue: it is the last one.
      const std::lock_guard lock(mutex_);
      requests_.push_back({Request::Kind::hangupAll, 0, {}, {}, {}});
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(graceMs);
    bool waiting = true;
    while (waiting && !closed_ && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(kPatienceMs));
      const std::lock_guard lock(mutex_);
      waiting = !requests_.empty() || callCount_ > 0;
    }
    // The last words to the far end are still on their way to the line.
    if (!closed_) std::this_thread::sleep_for(std::chrono::milliseconds(kLastWordsMs));
  }
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  finish();
}

} // namespace crosspoint::trunk
