#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace crosspoint::engine {

/** What the background thread does again and again until nothing is left. */
class BackgroundTask {
public:
  virtual ~BackgroundTask() = default;
  /** False: it is not to be called again. Does not throw. */
  virtual bool work(std::chrono::steady_clock::time_point now) noexcept = 0;
};

/**
 * The one thread of all recorders. It looks after its tasks every 20 ms, so that a frame path need not wake it, and sleeps while
 * there are none. Whoever has a task keeps it alive by `shared`; the thread ends with the last of them, who waits for it.
 */
class SoundWriterThread {
public:
  /** The thread of this process, started where there is none. */
  static std::shared_ptr<SoundWriterThread> shared();

  SoundWriterThread();
  ~SoundWriterThread();
  SoundWriterThread(const SoundWriterThread &) = delete;
  SoundWriterThread &operator=(const SoundWriterThread &) = delete;

  void add(BackgroundTask &task);
  /** When it returns the task is not being worked on and never will be again. Not from within a task. */
  void remove(BackgroundTask &task);

private:
  void run();
  /** Every task once. */
  void round(std::unique_lock<std::mutex> &lock);

  std::mutex lock_;
  std::condition_variable changed_;
  std::set<BackgroundTask *> tasks_;
  BackgroundTask *busy_ = nullptr;
  bool stopping_ = false;
  // Last: it uses what is above.
  std::thread thread_;
};

} // namespace crosspoint::engine
