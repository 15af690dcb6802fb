#include <napi.h>

#include "addon/engine-handle.h"
#include "addon/instance.h"
#include "addon/measure.h"
#include "addon/sound-handle.h"
#include "addon/stream-handle.h"
#include "addon/trunk-handle.h"

namespace crosspoint::addon {

/** Called once for each environment that loads the addon. */
Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  auto *instance = new Instance;
  const Napi::Function sound = SoundHandle::define(env);
  const Napi::Function stream = StreamHandle::define(env);
  instance->sound = Napi::Persistent(sound);
  instance->stream = Napi::Persistent(stream);
  instance->trunk = Napi::Persistent(TrunkHandle::define(env));
  env.SetInstanceData(instance);
  exports.Set("EngineHandle", EngineHandle::define(env));
  exports.Set("SoundHandle", sound);
  exports.Set("WriterHandle", WriterHandle::define(env));
  exports.Set("loadSound", Napi::Function::New(env, SoundHandle::load, "loadSound"));
  exports.Set("emptyCall", Napi::Function::New(env, emptyCall, "emptyCall"));
  exports.Set("callForEach", Napi::Function::New(env, callForEach, "callForEach"));
  return exports;
}

NODE_API_MODULE(crosspoint, initialise)

} // namespace crosspoint::addon
