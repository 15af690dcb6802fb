#pragma once

#include <functional>
#include <thread>

namespace crosspoint::engine {

/** A thread at real-time priority (SCHED_FIFO) where the system permits it, else at the usual one; joined at the end. */
class EngineThread {
public:
  explicit EngineThread(std::function<void(bool realTimePriority)> body);
  ~EngineThread();
  EngineThread(const EngineThread &) = delete;
  EngineThread &operator=(const EngineThread &) = delete;

private:
  std::thread thread_;
};

} // namespace crosspoint::engine
