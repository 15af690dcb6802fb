#pragma once

#include <atomic>
#include <cstdint>
#if defined(__linux__)
#include <semaphore.h>
#else
#include <condition_variable>
#include <mutex>
#endif

namespace crosspoint::engine {

/** One thread sleeps, others wake it; `wake` does not block, and costs a load where nobody sleeps. */
class Wakeup {
public:
  Wakeup();
  ~Wakeup();
  Wakeup(const Wakeup &) = delete;
  Wakeup &operator=(const Wakeup &) = delete;

  void wake() noexcept;

  /** Until `ready()` or the time is over; answers `ready()`. */
  template <typename Ready>
  bool wait(std::uint32_t milliseconds, Ready ready) {
    for (bool late = false;;) {
      sleeping_.store(true, std::memory_order_seq_cst);
      std::atomic_thread_fence(std::memory_order_seq_cst);
      if (ready() || late) {
        sleeping_.store(false, std::memory_order_relaxed);
        return ready();
      }
      late = !sleep(milliseconds);
    }
  }

private:
  /** False when the time is over. */
  bool sleep(std::uint32_t milliseconds);

  std::atomic<bool> sleeping_ = false;
#if defined(__linux__)
  sem_t semaphore_;
#else
  std::mutex mutex_;
  std::condition_variable condition_;
#endif
};

} // namespace crosspoint::engine
