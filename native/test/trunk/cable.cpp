#include "cable.h"

#include <algorithm>
#include <cstring>

namespace crosspoint::trunk::test {
namespace {

End &endOf(void *context) {
  return *static_cast<End *>(context);
}

} // namespace

const cp_signalling_api &module(const std::string &name) {
  static std::map<std::string, ModuleLibrary> loaded;
  const auto [found, isNew] = loaded.try_emplace(name, LIBRARIES "/" + name + ".so");
  return found->second.api();
}

End::~End() {
  close();
}

void End::close() {
  if (trunk != nullptr) api->destroy(trunk);
  trunk = nullptr;
}

void End::open(const cp_signalling_api &given, const std::string &settings, std::uint32_t lineCount,
               bool frames) {
  api = &given;
  std::vector<cp_trunk_line> lines;
  for (std::uint32_t timeslot = 1; timeslot <= 31 && lines.size() < lineCount; ++timeslot)
    if (timeslot != 16) lines.push_back({timeslot - 1, timeslot});
  cp_signalling_host host{};
  host.size = sizeof host;
  host.context = this;
  host.now = [](void *context) { return endOf(context).cable_.now(); };
  host.send_frame = [](void *context, std::uint32_t line, const std::uint8_t *octets,
                       std::uint32_t length) {
    End &end = endOf(context);
    Signal frame{Signal::Kind::frame, line, {octets, octets + length}};
    end.sent.push_back(frame);
    end.cable_.send(end.side_, std::move(frame));
    return CP_OK;
  };
  host.set_bits = [](void *context, std::uint32_t line, std::uint8_t bits) {
    End &end = endOf(context);
    Signal signal{Signal::Kind::bits, line, {}, false, 0, bits};
    end.bits_[line] = bits;
    end.sent.push_back(signal);
    end.cable_.send(end.side_, std::move(signal));
    return CP_OK;
  };
  host.send_tone = [](void *context, std::uint32_t line, int forward, char symbol) {
    End &end = endOf(context);
    Signal signal{Signal::Kind::tone, line, {}, forward != 0, symbol, 0};
    end.sent.push_back(signal);
    end.cable_.send(end.side_, std::move(signal));
    return CP_OK;
  };
  host.listen = [](void *context, std::uint32_t line, cp_listen what) {
    endOf(context).listens_[line] = what;
    return CP_OK;
  };
  host.event = [](void *context, const cp_trunk_event *event) {
    End &end = endOf(context);
    end.seen.push_back(
        {*event, event->setup != nullptr ? *event->setup : cp_call_setup{}, end.cable_.now()});
    end.seen.back().event.setup = nullptr;
    if (end.onEvent) end.onEvent(*event);
  };
  host.log = [](void *context, int level, const char *text) {
    if (level >= 2) endOf(context).logs.emplace_back(text);
  };
  cp_trunk_config config{};
  config.size = sizeof config;
  config.settings = settings.c_str();
  config.span = CP_SPAN_E1;
  config.law = CP_LAW_A;
  config.frame_line = frames ? 15 : CP_LINE_ANY;
  config.lines = lines.data();
  config.line_count = static_cast<std::uint32_t>(lines.size());
  if (given.create(&config, &host, &trunk) != CP_OK) trunk = nullptr;
  due = cable_.now();
  for (const auto &[line, bits] : cable_.side(1 - side_).bits_)
    cable_.send(1 - side_, {Signal::Kind::bits, line, {}, false, 0, bits});
}

cp_result End::call(std::uint32_t id, const std::function<void(cp_call_setup &)> &fill) {
  cp_call_setup setup{};
  setup.size = sizeof setup;
  setup.line = CP_LINE_ANY;
  fill(setup);
  due = cable_.now();
  return api->make_call(trunk, id, &setup);
}

cp_result End::call(std::uint32_t id, const char *called, const char *calling) {
  return call(id, [&](cp_call_setup &setup) {
    std::strncpy(setup.called.digits, called, sizeof setup.called.digits - 1);
    std::strncpy(setup.calling.digits, calling, sizeof setup.calling.digits - 1);
  });
}

cp_result End::ask(std::uint32_t id, std::uint32_t operation,
                   const std::function<void(cp_call_request &)> &fill) {
  cp_call_request request{};
  request.size = sizeof request;
  request.operation = operation;
  request.line = CP_LINE_ANY;
  fill(request);
  due = cable_.now();
  return api->request(trunk, id, &request);
}

cp_result End::ask(std::uint32_t id, std::uint32_t operation, std::uint32_t cause) {
  return ask(id, operation, [&](cp_call_request &request) { request.cause = cause; });
}

const Seen *End::last(std::uint32_t type, std::uint32_t call) const {
  for (auto one = seen.rbegin(); one != seen.rend(); ++one)
    if (one->event.type == type && (call == 0 || one->event.call == call)) return &*one;
  return nullptr;
}

std::size_t End::count(std::uint32_t type) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(seen, [&](const Seen &one) { return one.event.type == type; }));
}

std::uint32_t End::incoming() const {
  const Seen *one = last(CP_TRUNK_INCOMING);
  return one != nullptr ? one->event.call : 0;
}

void Cable::send(int from, Signal signal) {
  if (cut) return;
  if (mangle && signal.kind == Signal::Kind::frame) mangle(signal);
  const auto arrives = now_ + delaysMs[static_cast<std::size_t>(signal.kind)];
  const auto place = std::ranges::upper_bound(travelling_, arrives, {}, &Travelling::arrives);
  travelling_.insert(place, {arrives, 1 - from, std::move(signal)});
}

void Cable::deliver(End &end, const Signal &signal) {
  if (end.trunk == nullptr) return;
  switch (signal.kind) {
    case Signal::Kind::frame:
      end.api->frame_received(end.trunk, signal.line, signal.octets.data(),
                              static_cast<std::uint32_t>(signal.octets.size()));
      break;
    case Signal::Kind::bits:
      end.api->bits_changed(end.trunk, signal.line, signal.bits);
      break;
    case Signal::Kind::tone: {
      // A detector tells the end of one signal before the begin of the next, and only of the signals it listens for.
      char &heard = end.heard_[signal.line];
      const cp_listen wanted = signal.forward ? CP_LISTEN_R2_FORWARD : CP_LISTEN_R2_BACKWARD;
      if (heard != 0) end.api->tone_detected(end.trunk, signal.line, signal.forward, heard, 0);
      heard = end.listens_[signal.line] == wanted ? signal.symbol : char{0};
      if (heard != 0) end.api->tone_detected(end.trunk, signal.line, signal.forward, heard, 1);
      break;
    }
  }
  end.due = now_;
}

void Cable::run(std::uint64_t milliseconds) {
  const std::uint64_t until = now_ + milliseconds;
  for (;;) {
    while (!travelling_.empty() && travelling_.front().arrives <= now_) {
      const Travelling one = std::move(travelling_.front());
      travelling_.pop_front();
      if (!cut) deliver(side(one.to), one.signal);
    }
    std::uint64_t next = until;
    for (End *end : {&left, &right}) {
      if (end->trunk == nullptr) continue;
      if (end->due <= now_) {
        const std::uint32_t wait = end->api->tick(end->trunk);
        end->due = wait == CP_NO_TICK ? UINT64_MAX : now_ + std::max(wait, 1u);
      }
      next = std::min(next, end->due);
    }
    if (!travelling_.empty()) next = std::min(next, travelling_.front().arrives);
    if (now_ >= until) return;
    now_ = std::max(now_, std::min(next, until));
  }
}

} // namespace crosspoint::trunk::test
