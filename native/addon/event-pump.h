#pragma once

#include <napi.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "engine/engine.h"

namespace crosspoint::addon {

/**
 * Brings the events of one engine to JavaScript, many with one wake-up. The engine's thread stores into an atomic and no more;
 * a thread of the pump calls Node, whose queue has a lock. JavaScript then gets up to kBatch records in one ArrayBuffer
 * that is made once, and a call that tells how many there are.
 */
class EventPump {
public:
  static constexpr std::uint32_t kBatch = 1024;

  /** `callback(count, isTick)`; the pump is freed by Node when `close` has been called and everything under way has ended. */
  static EventPump *open(Napi::Env env, engine::Engine &engine, Napi::Function callback);

  /** From any thread: there is something to take. Neither locks nor allocates. */
  void wake() noexcept;
  /** Everything there is now, in this call. */
  void drain(Napi::Env env);
  /** While streams are open JavaScript is called at intervals, with `isTick`. */
  void tick(std::chrono::milliseconds interval);
  /** The octets of a record of the batch that JavaScript looks at now. */
  std::span<const std::uint8_t> octetsOf(std::uint32_t record) const;
  Napi::Value batch() const { return batch_.Value(); }
  void hold(Napi::Env env, bool keepsProcessAlive);
  /** The last call. The engine has been stopped before, so that nothing wakes any more. */
  void close();

private:
  EventPump(engine::Engine &engine) : engine_(&engine) {}
  static void onCall(napi_env env, napi_value callback, void *context, void *data);
  /** False where JavaScript threw, which is left pending. */
  bool call(Napi::Env env, std::uint32_t count, bool isTick);
  void wait();
  void tickUntilClosed(std::chrono::milliseconds interval);

  enum State : std::uint32_t { kIdle, kWanted, kClosing };

  // Of the JavaScript thread.
  engine::Engine *engine_;
  Napi::FunctionReference callback_;
  Napi::Reference<Napi::ArrayBuffer> batch_;
  std::span<engine::Event> records_;
  std::uint32_t inBatch_ = 0;
  bool isDraining_ = false;
  bool isWantedAgain_ = false;

  // Shared.
  napi_threadsafe_function function_ = nullptr;
  std::atomic<std::uint32_t> state_{kIdle};
  std::atomic<bool> isQueued_{false};
  std::atomic<bool> isTick_{false};
  std::thread waker_;

  std::mutex tickMutex_;
  std::condition_variable tickEnds_;
  bool isTickEnding_ = false;
  std::thread ticker_;
};

} // namespace crosspoint::addon
