#include "addon/guard.h"

namespace crosspoint::addon {

Napi::Error toJavaScript(Napi::Env env, const engine::EngineError &error) {
  Napi::Error made = Napi::Error::New(env, error.what());
  made.Set("code", Napi::String::New(env, error.code));
  if (error.offset >= 0) {
    made.Set("offset", Napi::Number::New(env, static_cast<double>(error.offset)));
  }
  if (error.result != CP_OK) made.Set("result", Napi::Number::New(env, error.result));
  return made;
}

Napi::Error toJavaScript(Napi::Env env, const std::exception &error) {
  Napi::Error made = Napi::Error::New(env, error.what());
  made.Set("code", Napi::String::New(env, "internal"));
  return made;
}

bool canRun(napi_env env) {
  napi_value probe;
  return napi_create_object(env, &probe) == napi_ok &&
         napi_set_named_property(env, probe, "probe", probe) == napi_ok;
}

} // namespace crosspoint::addon
