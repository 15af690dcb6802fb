#include "engine/wakeup.h"

#include <chrono>
#include <ctime>

namespace crosspoint::engine {

#if defined(__linux__)

Wakeup::Wakeup() {
  sem_init(&semaphore_, 0, 0);
}
Wakeup::~Wakeup() {
  sem_destroy(&semaphore_);
}

void Wakeup::wake() noexcept {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (sleeping_.load(std::memory_order_relaxed) && sleeping_.exchange(false)) sem_post(&semaphore_);
}

bool Wakeup::sleep(std::uint32_t milliseconds) {
  timespec until{};
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += milliseconds / 1000;
  until.tv_nsec += static_cast<long>(milliseconds % 1000) * 1'000'000;
  if (until.tv_nsec >= 1'000'000'000) {
    ++until.tv_sec;
    until.tv_nsec -= 1'000'000'000;
  }
  return sem_timedwait(&semaphore_, &until) == 0;
}

#else

Wakeup::Wakeup() = default;
Wakeup::~Wakeup() = default;

void Wakeup::wake() noexcept {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  if (sleeping_.load(std::memory_order_relaxed) && sleeping_.exchange(false))
    condition_.notify_one();
}

bool Wakeup::sleep(std::uint32_t milliseconds) {
  // Without the mutex on the side of who wakes, a wake-up may fall between the test and the sleep: no sleep is long here.
  std::unique_lock lock(mutex_);
  const auto most = std::chrono::milliseconds(milliseconds < 5 ? milliseconds : 5);
  const bool woken = condition_.wait_for(lock, most, [this] { return !sleeping_.load(); });
  return woken || milliseconds > 5;
}

#endif

} // namespace crosspoint::engine
