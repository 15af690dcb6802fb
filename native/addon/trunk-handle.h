#pragma once

#include <napi.h>

#include <memory>
#include <mutex>

#include "addon/guard.h"
#include "trunk/trunk.h"

namespace crosspoint::addon {

/** A trunk, shared by what JavaScript has of it and the engine that has to outlive it. */
class OwnedTrunk {
public:
  explicit OwnedTrunk(std::unique_ptr<trunk::Trunk> trunk) : trunk_(std::move(trunk)) {}

  /** Throws "wrong-state" where it has been closed. The JavaScript thread only. */
  trunk::Trunk &get() const;
  /** Any thread; waits for a closing that is under way. */
  void close(std::uint32_t graceMs);
  /** The JavaScript thread; the engine may be destroyed afterwards. */
  void destroy();
  bool isThere() const { return trunk_ != nullptr; }

private:
  std::mutex closing_;
  std::unique_ptr<trunk::Trunk> trunk_;
};

/** Signalling on a span, for JavaScript. What happens comes among the events of the engine. */
class TrunkHandle : public Napi::ObjectWrap<TrunkHandle> {
public:
  static Napi::Function define(Napi::Env env);
  /** Made by `EngineHandle::openTrunk` only. */
  explicit TrunkHandle(const Napi::CallbackInfo &info);
  static Napi::Value of(Napi::Env env, std::shared_ptr<OwnedTrunk> trunk);
  static std::shared_ptr<OwnedTrunk> open(engine::Engine &engine, const Napi::Value &options,
                                          bool isStepped);

private:
  Napi::Value makeCall(const Napi::CallbackInfo &info);
  Napi::Value request(const Napi::CallbackInfo &info);
  Napi::Value hangup(const Napi::CallbackInfo &info);
  Napi::Value lineRequest(const Napi::CallbackInfo &info);
  Napi::Value requestsRefused(const Napi::CallbackInfo &info);
  /** A promise: the far end is given time to confirm, in a thread of Node's pool. */
  Napi::Value close(const Napi::CallbackInfo &info);
  template <Napi::Value (TrunkHandle::*method)(const Napi::CallbackInfo &)>
  Napi::Value guard(const Napi::CallbackInfo &info) {
    return guarded(info.Env(), [&] { return (this->*method)(info); });
  }
  template <Napi::Value (TrunkHandle::*method)(const Napi::CallbackInfo &)>
  static auto entry(const char *name) {
    return InstanceMethod<&TrunkHandle::guard<method>>(name);
  }

  std::shared_ptr<OwnedTrunk> trunk_;
};

} // namespace crosspoint::addon
