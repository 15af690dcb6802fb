#include "addon/trunk-handle.h"

#include "addon/arguments.h"
#include "addon/instance.h"
#include "addon/promised.h"

namespace crosspoint::addon {

namespace {

using SharedTrunk = std::shared_ptr<OwnedTrunk>;

class Closing final : public Promised {
public:
  Closing(Napi::Env env, SharedTrunk trunk, std::uint32_t graceMs)
      : Promised(env), trunk_(std::move(trunk)), graceMs_(graceMs) {}

private:
  void work() override { trunk_->close(graceMs_); }
  Napi::Value result(Napi::Env env) override {
    trunk_->destroy();
    return env.Undefined();
  }

  SharedTrunk trunk_;
  std::uint32_t graceMs_;
};

std::uint32_t toCall(const Napi::Value &value) {
  return toWhole<std::uint32_t>(value, "call");
}

} // namespace

trunk::Trunk &OwnedTrunk::get() const {
  if (trunk_ == nullptr) throw engine::EngineError("wrong-state", "the trunk is closed");
  return *trunk_;
}

void OwnedTrunk::close(std::uint32_t graceMs) {
  const std::lock_guard lock(closing_);
  if (trunk_ != nullptr) trunk_->close(graceMs);
}

void OwnedTrunk::destroy() {
  const std::lock_guard lock(closing_);
  trunk_.reset();
}

Napi::Function TrunkHandle::define(Napi::Env env) {
  return DefineClass(
      env, "TrunkHandle",
      {entry<&TrunkHandle::makeCall>("makeCall"), entry<&TrunkHandle::request>("request"),
       entry<&TrunkHandle::hangup>("hangup"), entry<&TrunkHandle::lineRequest>("lineRequest"),
       entry<&TrunkHandle::requestsRefused>("requestsRefused"),
       entry<&TrunkHandle::close>("close")});
}

TrunkHandle::TrunkHandle(const Napi::CallbackInfo &info) : Napi::ObjectWrap<TrunkHandle>(info) {
  guarded(info.Env(), [&] {
    if (!info[0].IsExternal()) refuse("a trunk", "opened by a board");
    trunk_ = *info[0].As<Napi::External<SharedTrunk>>().Data();
    return info.Env().Undefined();
  });
}

Napi::Value TrunkHandle::of(Napi::Env env, SharedTrunk trunk) {
  return Instance::of(env).trunk.New({Napi::External<SharedTrunk>::New(env, &trunk)});
}

SharedTrunk TrunkHandle::open(engine::Engine &engine, const Napi::Value &value, bool isStepped) {
  const Options from(value, "options");
  trunk::TrunkOptions options;
  options.module = from.text("module");
  options.name = from.text("name");
  options.settings = from.text("settings", "{}");
  options.span = from.whole<std::uint32_t>("span");
  options.frameTimeslot = from.whole("frameTimeslot", options.frameTimeslot);
  options.connectsPorts = from.flag("connectsPorts", options.connectsPorts);
  options.stepped = isStepped;
  if (from.has("ports")) {
    if (!from.get("ports").IsArray()) refuse("ports", "an array");
    const auto ports = from.get("ports").As<Napi::Array>();
    for (std::uint32_t index = 0; index < ports.Length(); ++index) {
      options.ports.push_back(toWhole<std::uint32_t>(ports.Get(index), "port"));
    }
  }
  return std::make_shared<OwnedTrunk>(std::make_unique<trunk::Trunk>(engine, options));
}

Napi::Value TrunkHandle::makeCall(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), trunk_->get().makeCall(toText(info[0], "setup")));
}

Napi::Value TrunkHandle::request(const Napi::CallbackInfo &info) {
  trunk_->get().request(toCall(info[0]), toText(info[1], "request"));
  return info.Env().Undefined();
}

Napi::Value TrunkHandle::hangup(const Napi::CallbackInfo &info) {
  trunk_->get().hangup(toCall(info[0]), toWhole<std::uint32_t>(info[1], "cause"));
  return info.Env().Undefined();
}

Napi::Value TrunkHandle::lineRequest(const Napi::CallbackInfo &info) {
  trunk_->get().lineRequest(
      toWhole<std::uint32_t>(info[0], "line"),
      static_cast<cp_line_operation>(toWhole<std::uint8_t>(info[1], "operation")));
  return info.Env().Undefined();
}

Napi::Value TrunkHandle::requestsRefused(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), static_cast<double>(trunk_->get().requestsRefused()));
}

Napi::Value TrunkHandle::close(const Napi::CallbackInfo &info) {
  auto *closing = new Closing(info.Env(), trunk_, toWhole<std::uint32_t>(info[0], "graceMs"));
  closing->Queue();
  return closing->promise();
}

} // namespace crosspoint::addon
