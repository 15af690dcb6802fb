#include "engine/sound-writer-thread.h"

namespace crosspoint::engine {

namespace {

constexpr std::chrono::milliseconds kPeriod{20};

/** Where the recorders of a process find each other. */
struct Meeting {
  std::mutex lock;
  std::weak_ptr<SoundWriterThread> thread;
};

Meeting &meeting() {
  // Never destroyed: a recorder that is closed while the process ends still finds it.
  static Meeting &place = *new Meeting;
  return place;
}

} // namespace

std::shared_ptr<SoundWriterThread> SoundWriterThread::shared() {
  Meeting &place = meeting();
  const std::lock_guard guard(place.lock);
  if (auto thread = place.thread.lock()) return thread;
  auto thread = std::make_shared<SoundWriterThread>();
  place.thread = thread;
  return thread;
}

SoundWriterThread::SoundWriterThread() : thread_([this] { run(); }) {}

SoundWriterThread::~SoundWriterThread() {
  {
    const std::lock_guard guard(lock_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void SoundWriterThread::add(BackgroundTask &task) {
  {
    const std::lock_guard guard(lock_);
    tasks_.insert(&task);
  }
  changed_.notify_all();
}

void SoundWriterThread::remove(BackgroundTask &task) {
  std::unique_lock lock(lock_);
  tasks_.erase(&task);
  changed_.wait(lock, [&] { return busy_ != &task; });
}

void SoundWriterThread::run() {
  std::unique_lock lock(lock_);
  while (!stopping_) {
    if (tasks_.empty()) {
      changed_.wait(lock, [&] { return stopping_ || !tasks_.empty(); });
      continue;
    }
    round(lock);
    changed_.wait_for(lock, kPeriod, [&] { return stopping_; });
  }
}

void SoundWriterThread::round(std::unique_lock<std::mutex> &lock) {
  const auto now = std::chrono::steady_clock::now();
  // The set may change while a task works: the next one is looked up by order.
  for (auto next = tasks_.begin(); next != tasks_.end() && !stopping_;) {
    BackgroundTask *task = *next;
    busy_ = task;
    // A slow disk must not hold up who adds or removes another task.
    lock.unlock();
    const bool more = task->work(now);
    lock.lock();
    busy_ = nullptr;
    if (!more) tasks_.erase(task);
    changed_.notify_all();
    next = tasks_.upper_bound(task);
  }
}

} // namespace crosspoint::engine
