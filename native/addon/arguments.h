#pragma once

#include <napi.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <type_traits>

#include "engine/engine-error.h"

namespace crosspoint::addon {

/** What the JavaScript side of this repository never sends, but anything may call a function. */
[[noreturn]] inline void refuse(const std::string &name, const char *wanted) {
  throw engine::EngineError("invalid-request", name + " has to be " + wanted);
}

/** A whole number that fits; identities of operations are below 2^53. */
template <class Whole>
Whole toWhole(const Napi::Value &value, const std::string &name) {
  static_assert(std::is_integral_v<Whole>);
  if (!value.IsNumber()) refuse(name, "a number");
  const double number = value.As<Napi::Number>().DoubleValue();
  constexpr double kExact = 9007199254740992.0;
  const double least = std::max(static_cast<double>(std::numeric_limits<Whole>::min()), -kExact);
  const double most = std::min(static_cast<double>(std::numeric_limits<Whole>::max()), kExact);
  if (!(number >= least && number <= most) || number != std::floor(number)) {
    refuse(name, "a whole number in range");
  }
  return static_cast<Whole>(number);
}

inline std::string toText(const Napi::Value &value, const std::string &name) {
  if (!value.IsString()) refuse(name, "a string");
  return value.As<Napi::String>().Utf8Value();
}

/** The octets of a Uint8Array or Buffer themselves, valid during the call. */
inline std::span<std::uint8_t> toOctets(const Napi::Value &value, const std::string &name) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    refuse(name, "a Uint8Array");
  }
  auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.ByteLength()};
}

/** The members of an options object; one that is absent has its fallback. */
class Options {
public:
  Options(const Napi::Value &value, const char *name) {
    if (!value.IsObject()) refuse(name, "an object");
    object_ = value.As<Napi::Object>();
  }

  Napi::Value get(const char *name) const { return object_.Get(name); }
  bool has(const char *name) const {
    const Napi::Value value = get(name);
    return !value.IsEmpty() && !value.IsUndefined() && !value.IsNull();
  }
  template <class Whole>
  Whole whole(const char *name) const {
    return toWhole<Whole>(get(name), name);
  }
  template <class Whole>
  Whole whole(const char *name, Whole fallback) const {
    return has(name) ? toWhole<Whole>(get(name), name) : fallback;
  }
  bool flag(const char *name, bool fallback) const {
    if (!has(name)) return fallback;
    if (!get(name).IsBoolean()) refuse(name, "true or false");
    return get(name).As<Napi::Boolean>().Value();
  }
  std::string text(const char *name) const { return toText(get(name), name); }
  std::string text(const char *name, const char *fallback) const {
    return has(name) ? text(name) : fallback;
  }

private:
  Napi::Object object_;
};

} // namespace crosspoint::addon
