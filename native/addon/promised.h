#pragma once

#include <napi.h>

#include <optional>

#include "addon/guard.h"

namespace crosspoint::addon {

/** Work of a thread of Node's pool that a promise stands for; what it throws rejects the promise. */
class Promised : public Napi::AsyncWorker {
public:
  explicit Promised(Napi::Env env)
      : Napi::AsyncWorker(env), deferred_(Napi::Promise::Deferred::New(env)) {}
  Napi::Value promise() const { return deferred_.Promise(); }

protected:
  virtual void work() = 0;
  virtual Napi::Value result(Napi::Env env) = 0;

private:
  void Execute() override {
    try {
      work();
    } catch (const engine::EngineError &error) {
      refused_ = error;
    } catch (const std::exception &error) {
      refused_ = engine::EngineError("internal", error.what());
    }
  }
  void OnOK() override {
    if (!canRun(Env())) return;
    const Napi::HandleScope scope(Env());
    if (refused_) {
      deferred_.Reject(toJavaScript(Env(), *refused_).Value());
    } else {
      deferred_.Resolve(result(Env()));
    }
  }

  Napi::Promise::Deferred deferred_;
  std::optional<engine::EngineError> refused_;
};

} // namespace crosspoint::addon
