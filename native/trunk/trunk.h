#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "crosspoint/signalling.h"
#include "engine/engine.h"
#include "trunk/module-library.h"
#include "trunk/span-lines.h"

namespace crosspoint::trunk {

/** For `TrunkOptions::frameTimeslot`: 16 of an E1 without CAS, 24 of a T1, none otherwise. */
inline constexpr std::uint32_t kUsualTimeslot = 0xFFFF'FFFF;

struct TrunkOptions {
  /** The path of the signalling module. */
  std::string module;
  /** What events call it. */
  std::string name;
  /** JSON, as the module defines it. */
  std::string settings = "{}";
  std::uint32_t span = 0;
  /** The timeslot that carries frames; 0: none. */
  std::uint32_t frameTimeslot = kUsualTimeslot;
  /** R2: the port of each line, in the order of the lines, where its register signals are made and heard. PRI needs none. */
  std::vector<std::uint32_t> ports;
  /**
   * When register signalling begins on a line, it is connected to its port both ways in the switch and bound to it. Nothing is taken down afterwards: the
   * line stays where it is until the application connects it elsewhere. False: the caller does it before.
   */
  bool connectsPorts = true;
  /** No thread of its own: `poll` does what is due, by the clock of the engine. For an engine that is stepped. */
  bool stepped = false;
  std::uint32_t requestCapacity = 1'024;
  std::uint32_t eventCapacity = 8'192;
};

/**
 * Signalling on one span of an engine's board. A thread of its own takes the board's events, runs the module and its timers, and carries out
 * requests, which come from any thread through a bounded queue; what happens is told as EventType::signalling among the
 * events of the engine (signalling.h has their shape). A request that comes to nothing is told as "refused".
 * Between the begin of register signalling on a line and its end the detectors of its port belong to the trunk.
 * The engine has to outlive it. When the board is pulled out, or the engine stops, every call ends with cause 27 and the trunk is closed.
 */
class Trunk {
public:
  /** Opens the lines of the span, which has to be configured and may be started later. Throws engine::EngineError. */
  Trunk(engine::Engine &engine, const TrunkOptions &options);
  /** As `close(0)`. */
  ~Trunk();
  Trunk(const Trunk &) = delete;
  Trunk &operator=(const Trunk &) = delete;

  /** The identity of the call, at once. Throws EngineError "resource-busy" where the queue is full, "wrong-state" where the trunk is closed. */
  std::uint32_t makeCall(const cp_call_setup &setup);
  void request(std::uint32_t call, const cp_call_request &request);
  void lineRequest(std::uint32_t line, cp_line_operation operation);
  /** The same with JSON: see request-text.h. What is wrong with it is an EngineError "invalid-request". */
  std::uint32_t makeCall(std::string_view json);
  void request(std::uint32_t call, std::string_view json);
  void hangup(std::uint32_t call, std::uint32_t cause);

  /** Hangs up what there is, waits that long for the far end to confirm, blocks the lines and ends the thread. Idempotent; any thread but the trunk's. */
  void close(std::uint32_t graceMs = 0);
  bool isClosed() const { return closed_.load(); }

  /** With `stepped` only: everything that is due now. */
  void poll();

  std::uint64_t requestsRefused() const { return refused_.load(); }
  const cp_signalling_api &module() const { return library_.api(); }

private:
  struct Request {
    enum class Kind : std::uint8_t { call, request, line, hangupAll } kind;
    std::uint32_t id;
    cp_line_operation lineOperation;
    cp_call_setup setup;
    cp_call_request request;
  };
  struct Host;

  void run();
  /** Milliseconds until there is something to do. */
  std::uint32_t work();
  void push(const Request &request);
  void carryOut(const Request &request);
  void hangupAll();
  void take(const engine::Event &event);
  void takeBoard(const engine::Event &event);
  void tell(const cp_trunk_event &event);
  void post(std::string_view text, std::uint32_t line, std::uint32_t call);
  void refused(const Request &request, cp_result result);
  void finish();
  std::uint64_t now() const;

  // Borrowed.
  engine::Engine &engine_;
  // Given.
  TrunkOptions options_;
  // Owned; the module before the trunk that lives in it.
  ModuleLibrary library_;
  SpanLines lines_;
  std::shared_ptr<engine::EventTap> tap_;
  std::unique_ptr<Host> host_;
  cp_trunk *trunk_ = nullptr;
  std::array<engine::Event, 64> batch_{};
  /** Calls that have not ended, and their lines. */
  std::map<std::uint32_t, std::uint32_t> calls_;
  std::uint64_t due_ = 0;
  bool removed_ = false;
  // Between threads.
  mutable std::mutex mutex_;
  std::deque<Request> requests_;
  std::uint32_t nextCall_ = 0;
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> closed_{false};
  std::atomic<std::uint32_t> callCount_{0};
  std::mutex closing_;
  std::thread thread_;
};

} // namespace crosspoint::trunk
