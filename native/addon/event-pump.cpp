#include "addon/event-pump.h"

#include "addon/guard.h"
#include "engine/engine-error.h"

namespace crosspoint::addon {

namespace {
/** So often a full batch is followed by another before the rest of JavaScript has its turn. */
constexpr int kBatchesInARow = 8;
} // namespace

EventPump *EventPump::open(Napi::Env env, engine::Engine &engine, Napi::Function callback) {
  auto pump = std::unique_ptr<EventPump>(new EventPump(engine));
  auto buffer = Napi::ArrayBuffer::New(env, kBatch * sizeof(engine::Event));
  pump->records_ = {static_cast<engine::Event *>(buffer.Data()), kBatch};
  pump->batch_ = Napi::Reference<Napi::ArrayBuffer>::New(buffer, 1);
  pump->callback_ = Napi::Persistent(callback);
  const auto free = [](napi_env, void *context, void *) {
    delete static_cast<EventPump *>(context);
  };
  const napi_status status = napi_create_threadsafe_function(
      env, nullptr, nullptr, Napi::String::New(env, "crosspoint events"), 0, 1, pump.get(), free,
      pump.get(), onCall, &pump->function_);
  if (status != napi_ok) throw engine::EngineError("internal", "no thread-safe function was made");
  EventPump *made = pump.release();
  made->waker_ = std::thread([made] { made->wait(); });
  engine.onEvents([](void *context) { static_cast<EventPump *>(context)->wake(); }, made);
  return made;
}

void EventPump::wake() noexcept {
  std::uint32_t idle = kIdle;
  if (state_.compare_exchange_strong(idle, kWanted)) state_.notify_one();
}

void EventPump::wait() {
  for (;;) {
    state_.wait(kIdle);
    std::uint32_t wanted = kWanted;
    if (!state_.compare_exchange_strong(wanted, kIdle)) return;
    if (isQueued_.exchange(true)) continue;
    if (napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking) != napi_ok) return;
  }
}

void EventPump::onCall(napi_env env, napi_value, void *context, void *) {
  // Node empties its queue without an environment when the function has been aborted.
  if (env == nullptr || !canRun(env)) return;
  static_cast<EventPump *>(context)->drain(env);
}

void EventPump::drain(Napi::Env env) {
  isQueued_.store(false);
  // A listener that runs the engine by steps gets here again; the batch is in use, so the outer call goes on with what is new.
  if (isDraining_) {
    isWantedAgain_ = true;
    return;
  }
  isDraining_ = true;
  bool isWell = !isTick_.exchange(false) || call(env, 0, true);
  bool isMore = true;
  for (int turn = 0; isWell && isMore && turn < kBatchesInARow; ++turn) {
    if (engine_ == nullptr) break;
    isWantedAgain_ = false;
    inBatch_ = static_cast<std::uint32_t>(engine_->takeEvents(records_));
    if (inBatch_ > 0) isWell = call(env, inBatch_, false);
    isMore = inBatch_ == kBatch || isWantedAgain_;
  }
  inBatch_ = 0;
  isDraining_ = false;
  if (isMore && engine_ != nullptr) wake();
}

bool EventPump::call(Napi::Env env, std::uint32_t count, bool isTick) {
  const Napi::HandleScope scope(env);
  const napi_value arguments[] = {Napi::Number::New(env, count), Napi::Boolean::New(env, isTick)};
  // Not by node-addon-api: a thread that is terminated in this call leaves an exception that no error can be made of.
  return napi_call_function(env, env.Undefined(), callback_.Value(), 2, arguments, nullptr) ==
         napi_ok;
}

std::span<const std::uint8_t> EventPump::octetsOf(std::uint32_t record) const {
  if (engine_ == nullptr || record >= inBatch_) return {};
  return engine_->octetsOf(records_[record]);
}

void EventPump::hold(Napi::Env env, bool keepsProcessAlive) {
  if (keepsProcessAlive) {
    napi_ref_threadsafe_function(env, function_);
  } else {
    napi_unref_threadsafe_function(env, function_);
  }
}

void EventPump::tick(std::chrono::milliseconds interval) {
  if (!ticker_.joinable()) ticker_ = std::thread([this, interval] { tickUntilClosed(interval); });
}

void EventPump::tickUntilClosed(std::chrono::milliseconds interval) {
  std::unique_lock lock(tickMutex_);
  while (!tickEnds_.wait_for(lock, interval, [this] { return isTickEnding_; })) {
    isTick_.store(true);
    wake();
  }
}

void EventPump::close() {
  engine_ = nullptr;
  if (ticker_.joinable()) {
    {
      const std::lock_guard lock(tickMutex_);
      isTickEnding_ = true;
    }
    tickEnds_.notify_one();
    ticker_.join();
  }
  state_.store(kClosing);
  state_.notify_one();
  waker_.join();
  callback_.Reset();
  batch_.Reset();
  // Frees the pump, now or when what Node has queued is gone.
  napi_release_threadsafe_function(function_, napi_tsfn_abort);
}

} // namespace crosspoint::addon
