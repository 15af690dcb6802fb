#include "addon/measure.h"

#include <memory>
#include <thread>

#include "addon/arguments.h"
#include "addon/guard.h"
#include "engine/event.h"

namespace crosspoint::addon {

Napi::Value emptyCall(const Napi::CallbackInfo &info) {
  return info.Env().Undefined();
}

Napi::Value callForEach(const Napi::CallbackInfo &info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto count = toWhole<std::uint32_t>(info[0], "count");
    if (!info[1].IsFunction()) refuse("callback", "a function");
    // The bound makes the thread wait where JavaScript is slower, so that memory does not grow.
    constexpr std::size_t kMostQueued = 4096;
    auto *thread = new std::thread;
    const auto function =
        Napi::ThreadSafeFunction::New(info.Env(), info[1].As<Napi::Function>(),
                                      "crosspoint measure", kMostQueued, 1, [thread](Napi::Env) {
                                        thread->join();
                                        delete thread;
                                      });
    *thread = std::thread([function, count]() mutable {
      for (std::uint32_t number = 0; number < count; ++number) {
        auto *event = new engine::Event{};
        event->type = engine::EventType::detected;
        event->position = number;
        const auto call = [](Napi::Env env, Napi::Function callback, engine::Event *told) {
          const std::unique_ptr<engine::Event> owned(told);
          if (env == nullptr) return;
          Napi::Object made = Napi::Object::New(env);
          made.Set("type", Napi::Number::New(env, static_cast<double>(told->type)));
          made.Set("position", Napi::Number::New(env, static_cast<double>(told->position)));
          callback.Call({made});
        };
        if (function.BlockingCall(event, call) != napi_ok) {
          delete event;
          return;
        }
      }
      function.Release();
    });
    return info.Env().Undefined();
  });
}

} // namespace crosspoint::addon
