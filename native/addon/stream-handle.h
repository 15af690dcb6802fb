#pragma once

#include <napi.h>

#include <memory>

#include "addon/guard.h"
#include "engine/audio-stream.h"

namespace crosspoint::addon {

/** The audio of a port for JavaScript: octets go straight between the rings and the caller's own array. */
class StreamHandle : public Napi::ObjectWrap<StreamHandle> {
public:
  static Napi::Function define(Napi::Env env);
  /** Made by `EngineHandle::openStream` only. */
  explicit StreamHandle(const Napi::CallbackInfo &info);
  static Napi::Value of(Napi::Env env, std::shared_ptr<engine::AudioStream> stream);

private:
  Napi::Value read(const Napi::CallbackInfo &info);
  Napi::Value write(const Napi::CallbackInfo &info);
  Napi::Value readable(const Napi::CallbackInfo &info);
  Napi::Value writable(const Napi::CallbackInfo &info);
  Napi::Value overruns(const Napi::CallbackInfo &info);
  Napi::Value underruns(const Napi::CallbackInfo &info);
  Napi::Value close(const Napi::CallbackInfo &info);
  template <Napi::Value (StreamHandle::*method)(const Napi::CallbackInfo &)>
  Napi::Value guard(const Napi::CallbackInfo &info) {
    return guarded(info.Env(), [&] { return (this->*method)(info); });
  }
  template <Napi::Value (StreamHandle::*method)(const Napi::CallbackInfo &)>
  static auto entry(const char *name) {
    return InstanceMethod<&StreamHandle::guard<method>>(name);
  }

  std::shared_ptr<engine::AudioStream> stream_;
};

} // namespace crosspoint::addon
