#include "addon/stream-handle.h"

#include "addon/arguments.h"
#include "addon/instance.h"

namespace crosspoint::addon {

using SharedStream = std::shared_ptr<engine::AudioStream>;

Napi::Function StreamHandle::define(Napi::Env env) {
  return DefineClass(
      env, "StreamHandle",
      {entry<&StreamHandle::read>("read"), entry<&StreamHandle::write>("write"),
       entry<&StreamHandle::readable>("readable"), entry<&StreamHandle::writable>("writable"),
       entry<&StreamHandle::overruns>("overruns"), entry<&StreamHandle::underruns>("underruns"),
       entry<&StreamHandle::close>("close")});
}

StreamHandle::StreamHandle(const Napi::CallbackInfo &info) : Napi::ObjectWrap<StreamHandle>(info) {
  guarded(info.Env(), [&] {
    if (!info[0].IsExternal()) refuse("a stream", "opened by a board");
    stream_ = *info[0].As<Napi::External<SharedStream>>().Data();
    return info.Env().Undefined();
  });
}

Napi::Value StreamHandle::of(Napi::Env env, SharedStream stream) {
  return Instance::of(env).stream.New({Napi::External<SharedStream>::New(env, &stream)});
}

Napi::Value StreamHandle::read(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(),
                           static_cast<double>(stream_->read(toOctets(info[0], "into"))));
}

Napi::Value StreamHandle::write(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(),
                           static_cast<double>(stream_->write(toOctets(info[0], "octets"))));
}

Napi::Value StreamHandle::readable(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), static_cast<double>(stream_->readable()));
}

Napi::Value StreamHandle::writable(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), static_cast<double>(stream_->writable()));
}

Napi::Value StreamHandle::overruns(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), static_cast<double>(stream_->overruns()));
}

Napi::Value StreamHandle::underruns(const Napi::CallbackInfo &info) {
  return Napi::Number::New(info.Env(), static_cast<double>(stream_->underruns()));
}

Napi::Value StreamHandle::close(const Napi::CallbackInfo &info) {
  stream_->close();
  return info.Env().Undefined();
}

} // namespace crosspoint::addon
