#pragma once

#include <napi.h>

namespace crosspoint::addon {

/** Does nothing: what a call into the addon costs by itself. */
Napi::Value emptyCall(const Napi::CallbackInfo &info);
/**
 * `callForEach(count, callback)`: a thread makes one thread-safe-function call for each event, as addons usually do; the callback gets
 * an object with two members. What the pump is measured beside.
 */
Napi::Value callForEach(const Napi::CallbackInfo &info);

} // namespace crosspoint::addon
