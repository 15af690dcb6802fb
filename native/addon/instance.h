#pragma once

#include <napi.h>

namespace crosspoint::addon {

/** What one environment (the main thread, or a worker) has of the addon. Nothing is shared between environments. */
struct Instance {
  Napi::FunctionReference sound;
  Napi::FunctionReference stream;
  Napi::FunctionReference trunk;

  static Instance &of(Napi::Env env) { return *env.GetInstanceData<Instance>(); }
};

} // namespace crosspoint::addon
