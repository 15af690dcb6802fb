#pragma once

#include <napi.h>

#include <exception>

#include "engine/engine-error.h"

namespace crosspoint::addon {

/** The JavaScript error of what went wrong inside: `code`, `offset` and `result` are members of it where they are known. */
Napi::Error toJavaScript(Napi::Env env, const engine::EngineError &error);
Napi::Error toJavaScript(Napi::Env env, const std::exception &error);

/**
 * False where the environment is being torn down: a worker that was terminated, a process that exits. Then nothing of JavaScript may be
 * touched, and node-addon-api would abort the process over the error that it cannot make.
 */
bool canRun(napi_env env);

/** Runs `work`; what it throws becomes a pending exception of JavaScript. No C++ exception passes the border. */
template <class Work>
Napi::Value guarded(Napi::Env env, Work work) {
  try {
    return work();
  } catch (const engine::EngineError &error) {
    if (!env.IsExceptionPending()) toJavaScript(env, error).ThrowAsJavaScriptException();
  } catch (const std::exception &error) {
    if (!env.IsExceptionPending()) toJavaScript(env, error).ThrowAsJavaScriptException();
  }
  return env.Undefined();
}

} // namespace crosspoint::addon
