#include "addon/engine-handle.h"

#include <algorithm>

#include "addon/arguments.h"
#include "dsp/block.h"

namespace crosspoint::addon {

namespace {

engine::EngineOptions toEngineOptions(const Options &from) {
  engine::EngineOptions options;
  options.library = from.text("library");
  options.settings = from.text("settings", "{}");
  options.blockFrames = from.whole<std::uint32_t>("blockFrames", options.blockFrames);
  options.pace = from.flag("isStepped", false) ? engine::EngineOptions::Pace::stepped
                                               : engine::EngineOptions::Pace::realTime;
  options.eventCapacity = from.whole<std::uint32_t>("eventCapacity", options.eventCapacity);
  options.commandCapacity = from.whole<std::uint32_t>("commandCapacity", options.commandCapacity);
  return options;
}

} // namespace

Napi::Function EngineHandle::define(Napi::Env env) {
  std::vector<Napi::ClassPropertyDescriptor<EngineHandle>> methods;
  for (const auto &some : {lifeMethods(), operationMethods(), boardMethods()}) {
    methods.insert(methods.end(), some.begin(), some.end());
  }
  return DefineClass(env, "EngineHandle", methods);
}

std::vector<Napi::ClassPropertyDescriptor<EngineHandle>> EngineHandle::lifeMethods() {
  return {
      entry<&EngineHandle::batch>("batch"),       entry<&EngineHandle::octets>("octets"),
      entry<&EngineHandle::start>("start"),       entry<&EngineHandle::stop>("stop"),
      entry<&EngineHandle::step>("step"),         entry<&EngineHandle::drain>("drain"),
      entry<&EngineHandle::hold>("hold"),         entry<&EngineHandle::close>("close"),
      entry<&EngineHandle::counters>("counters"), entry<&EngineHandle::postEvents>("postEvents"),
  };
}

EngineHandle::EngineHandle(const Info &info) : Napi::ObjectWrap<EngineHandle>(info) {
  guarded(info.Env(), [&]() -> Value {
    if (info.Length() < 2 || !info[1].IsFunction()) refuse("onEvents", "a function");
    const auto options = toEngineOptions(Options(info[0], "options"));
    blockFrames_ = options.blockFrames;
    isStepped_ = options.pace == engine::EngineOptions::Pace::stepped;
    engine_ = std::make_unique<engine::Engine>(options);
    pump_ = EventPump::open(info.Env(), *engine_, info[1].As<Napi::Function>());
    // Hooks run in reverse, so this one comes before the one that Node has for the pump's function.
    napi_add_env_cleanup_hook(info.Env(), onEnvironmentEnd, this);
    return info.Env().Undefined();
  });
}

EngineHandle::~EngineHandle() {
  // Only one whose making failed is still open here.
  if (pump_ == nullptr && engine_ != nullptr) engine_->stop();
}

void EngineHandle::onEnvironmentEnd(void *handle) {
  static_cast<EngineHandle *>(handle)->release();
}

void EngineHandle::release() {
  for (const auto &trunk : trunks_) trunk->destroy();
  trunks_.clear();
  for (const auto &each : streams_) {
    if (const auto stream = each.lock()) stream->close();
  }
  streams_.clear();
  if (engine_ != nullptr) engine_->stop();
  if (pump_ != nullptr) std::exchange(pump_, nullptr)->close();
  engine_.reset();
}

engine::Engine &EngineHandle::engine() const {
  if (engine_ == nullptr) throw engine::EngineError("wrong-state", "the board is closed");
  return *engine_;
}

Napi::Value EngineHandle::batch(const Info &info) {
  return pump_ == nullptr ? info.Env().Null() : pump_->batch();
}

Napi::Value EngineHandle::octets(const Info &info) {
  engine();
  const auto octets = pump_->octetsOf(toWhole<std::uint32_t>(info[0], "record"));
  return Napi::Buffer<std::uint8_t>::Copy(info.Env(), octets.data(), octets.size());
}

Napi::Value EngineHandle::start(const Info &info) {
  engine().start();
  return info.Env().Undefined();
}

Napi::Value EngineHandle::stop(const Info &info) {
  engine().stop();
  return info.Env().Undefined();
}

Napi::Value EngineHandle::step(const Info &info) {
  // Recorders have a ring of a bounded time; it is emptied before steps faster than time can fill it. Signalling goes block by block.
  const std::uint32_t stride = trunks_.empty() ? 50 : 1;
  auto left = toWhole<std::uint32_t>(info[0], "blocks");
  while (left > 0) {
    const std::uint32_t blocks = std::min(left, stride);
    engine().step(blocks);
    left -= blocks;
    for (const auto &trunk : trunks_) {
      if (trunk->isThere()) trunk->get().poll();
    }
    for (const auto &each : writers_) {
      if (const auto writer = each.lock()) writer->drain();
    }
  }
  return info.Env().Undefined();
}

Napi::Value EngineHandle::drain(const Info &info) {
  engine();
  pump_->drain(info.Env());
  return info.Env().Undefined();
}

Napi::Value EngineHandle::hold(const Info &info) {
  engine();
  pump_->hold(info.Env(), info[0].ToBoolean());
  return info.Env().Undefined();
}

Napi::Value EngineHandle::close(const Info &info) {
  if (engine_ != nullptr) {
    napi_remove_env_cleanup_hook(info.Env(), onEnvironmentEnd, this);
    release();
  }
  return info.Env().Undefined();
}

Napi::Value EngineHandle::counters(const Info &info) {
  const engine::EngineCounters counters = engine().counters();
  Napi::Object made = Napi::Object::New(info.Env());
  const auto set = [&](const char *name, std::uint64_t value) {
    made.Set(name, Napi::Number::New(info.Env(), static_cast<double>(value)));
  };
  set("blocks", counters.blocks);
  set("lateBlocks", counters.lateBlocks);
  set("eventsLost", counters.eventsLost);
  set("commandsRefused", counters.commandsRefused);
  set("recordOverruns", counters.recordOverruns);
  set("streamOverruns", counters.streamOverruns);
  set("streamUnderruns", counters.streamUnderruns);
  set("longestBlockNs", counters.longestBlockNs);
  set("workNs", counters.workNs);
  set("realTimePriority", counters.realTimePriority);
  return made;
}

/** Puts as many events, digits heard at port 0, into the queue as it takes; the rest is not tried again. Answers how many those were. */
Napi::Value EngineHandle::postEvents(const Info &info) {
  const auto count = toWhole<std::uint32_t>(info[0], "count");
  engine::Event event{};
  event.type = engine::EventType::detected;
  event.code = static_cast<std::uint32_t>(dsp::Signal::dtmf);
  event.symbol = '5';
  event.begins = 1;
  std::uint32_t posted = 0;
  while (posted < count) {
    event.position = posted;
    if (!engine().post(event)) break;
    ++posted;
  }
  return Napi::Number::New(info.Env(), posted);
}

} // namespace crosspoint::addon
