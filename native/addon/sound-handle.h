#pragma once

#include <napi.h>

#include <memory>

#include "addon/guard.h"
#include "engine/sound.h"

namespace crosspoint::addon {

/** A sound in memory, for JavaScript. Shared with the players that play it: it may be dropped while it is played. */
class SoundHandle : public Napi::ObjectWrap<SoundHandle> {
public:
  static Napi::Function define(Napi::Env env);
  /** `new SoundHandle(octets, law)` of a file in memory, with `coder` and `rate` behind them of samples without a header. */
  explicit SoundHandle(const Napi::CallbackInfo &info);
  /** `loadSound(path, law)`: a promise; the file is read and decoded in a thread of Node's pool. */
  static Napi::Value load(const Napi::CallbackInfo &info);
  static std::shared_ptr<const engine::Sound> of(const Napi::Value &value);

private:
  Napi::Value frames(const Napi::CallbackInfo &info);
  Napi::Value octets(const Napi::CallbackInfo &info);

  std::shared_ptr<const engine::Sound> sound_;
};

/** Where a recorder writes, for JavaScript. */
class WriterHandle : public Napi::ObjectWrap<WriterHandle> {
public:
  static Napi::Function define(Napi::Env env);
  /** `new WriterHandle({path | mostOctets, container, coder, law, append})`. */
  explicit WriterHandle(const Napi::CallbackInfo &info);
  static std::shared_ptr<engine::SoundWriter> of(const Napi::Value &value);

private:
  /** A promise of how it went, when everything is written and the file is closed. */
  Napi::Value finished(const Napi::CallbackInfo &info);
  Napi::Value take(const Napi::CallbackInfo &info);
  template <Napi::Value (WriterHandle::*method)(const Napi::CallbackInfo &)>
  Napi::Value guard(const Napi::CallbackInfo &info) {
    return guarded(info.Env(), [&] { return (this->*method)(info); });
  }

  std::shared_ptr<engine::SoundWriter> writer_;
};

} // namespace crosspoint::addon
