#include "engine/engine-thread.h"

#if defined(__linux__) || defined(__APPLE__)
#include <pthread.h>
#include <sched.h>
#endif

namespace crosspoint::engine {

namespace {

/** Above ordinary threads, below the threaded interrupt handlers of a real-time kernel, which stand at 50. */
[[maybe_unused]] constexpr int kPriority = 40;

bool becomeRealTime() {
#if defined(__linux__)
  pthread_setname_np(pthread_self(), "crosspoint-bus");
  sched_param parameters{};
  parameters.sched_priority = kPriority;
  return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) == 0;
#else
  return false;
#endif
}

} // namespace

EngineThread::EngineThread(std::function<void(bool)> body)
    : thread_([run = std::move(body)] { run(becomeRealTime()); }) {}

EngineThread::~EngineThread() {
  if (thread_.joinable()) thread_.join();
}

} // namespace crosspoint::engine
