#pragma once

#include <napi.h>

#include <memory>
#include <utility>
#include <vector>

#include "addon/event-pump.h"
#include "addon/guard.h"
#include "addon/trunk-handle.h"
#include "engine/engine.h"

namespace crosspoint::addon {

/**
 * One engine, with its board, for JavaScript: the functions of `Engine` and of the board under the same names. Enumerations are
 * their numbers, times are frames, and what `drivers/ctbus` makes of it is not known here.
 *
 * Closed by `close`, or when its environment ends (a worker is terminated, the process exits): trunks and streams first, then the engine with
 * its board, then the pump. An open engine is not collected: Node holds the pump, and that the callback.
 */
class EngineHandle : public Napi::ObjectWrap<EngineHandle> {
public:
  static Napi::Function define(Napi::Env env);
  /** `new EngineHandle(options, onEvents)`; the board is open afterwards and `start` makes it run. */
  explicit EngineHandle(const Napi::CallbackInfo &info);
  ~EngineHandle() override;

private:
  using Value = Napi::Value;
  using Info = Napi::CallbackInfo;
  template <Value (EngineHandle::*method)(const Info &)>
  Value guard(const Info &info) {
    return guarded(info.Env(), [&] { return (this->*method)(info); });
  }
  template <Value (EngineHandle::*method)(const Info &)>
  static auto entry(const char *name) {
    return InstanceMethod<&EngineHandle::guard<method>>(name);
  }
  static std::vector<Napi::ClassPropertyDescriptor<EngineHandle>> lifeMethods();
  static std::vector<Napi::ClassPropertyDescriptor<EngineHandle>> operationMethods();
  static std::vector<Napi::ClassPropertyDescriptor<EngineHandle>> boardMethods();

  engine::Engine &engine() const;
  static void onEnvironmentEnd(void *handle);
  void release();

  // Life: engine-handle.cpp
  Value batch(const Info &info);
  Value octets(const Info &info);
  Value start(const Info &info);
  Value stop(const Info &info);
  Value step(const Info &info);
  Value drain(const Info &info);
  Value hold(const Info &info);
  Value close(const Info &info);
  Value counters(const Info &info);
  Value postEvents(const Info &info);

  // Operations on ports: engine-operations.cpp
  Value play(const Info &info);
  Value record(const Info &info);
  Value generate(const Info &info);
  Value control(const Info &info);
  Value trigger(const Info &info);
  Value disconnect(const Info &info);
  Value bindLine(const Info &info);
  Value detect(const Info &info);
  Value setGain(const Info &info);
  Value createConference(const Info &info);
  Value destroyConference(const Info &info);
  Value join(const Info &info);
  Value leave(const Info &info);
  Value openStream(const Info &info);
  Value openTrunk(const Info &info);

  // The board itself: engine-board.cpp
  Value info(const Info &info);
  Value spanInfo(const Info &info);
  Value lineInfo(const Info &info);
  Value portInfo(const Info &info);
  Value configureSpan(const Info &info);
  Value startSpan(const Info &info);
  Value stopSpan(const Info &info);
  Value loopSpan(const Info &info);
  Value openLine(const Info &info);
  Value hook(const Info &info);
  Value setBits(const Info &info);
  Value setLineGain(const Info &info);
  Value setEchoCancel(const Info &info);
  Value sendFrame(const Info &info);
  Value resetSwitch(const Info &info);
  Value setOutputs(const Info &info);
  Value queryOutput(const Info &info);
  Value sampleInput(const Info &info);
  Value setStreamSpeed(const Info &info);
  Value queryStreamSpeed(const Info &info);
  Value configureClock(const Info &info);
  Value queryClock(const Info &info);
  Value sendTone(const Info &info);
  Value dial(const Info &info);
  Value detectOnLine(const Info &info);
  Value joinConferenceOnBoard(const Info &info);

  /** Calls a function of the board while the control lock is held; what it refuses is thrown. */
  template <class... Formal, class... Actual>
  void ask(const char *what, cp_result (*cp_board_api::*function)(cp_board *, Formal...),
           Actual... actual);

  std::unique_ptr<engine::Engine> engine_;
  /** Freed by Node after its `close`. */
  EventPump *pump_ = nullptr;
  std::vector<std::weak_ptr<engine::AudioStream>> streams_;
  std::vector<std::shared_ptr<OwnedTrunk>> trunks_;
  std::vector<std::weak_ptr<engine::SoundWriter>> writers_;
  std::uint32_t blockFrames_ = 0;
  bool isStepped_ = false;
};

} // namespace crosspoint::addon
