#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>

#include "engine/engine-error.h"
#include "engine/sound-file-builder.h"
#include "engine/sound-ring.h"
#include "engine/sound-sink.h"
#include "engine/sound-writer-thread.h"
#include "engine/sound.h"

namespace crosspoint::engine {

namespace {

/** Four seconds: what a disk may stand still for. */
constexpr std::size_t kRingOctets = 32'768;
/** Less than this is left in the ring until there is more: a tenth of a second. */
constexpr std::size_t kWorthWhile = 800;
constexpr std::chrono::seconds kFlushPeriod{1};

class RecordingWriter final : public SoundWriter, public SoundSink, private BackgroundTask {
public:
  RecordingWriter(SoundFileBuilder file, cp_law law)
      : law_(law),
        file_(std::move(file)),
        ring_(kRingOctets),
        thread_(SoundWriterThread::shared()) {
    thread_->add(*this);
  }

  ~RecordingWriter() override {
    thread_->remove(*this);
    finish();
    work(lastFlush_);
  }

  // The frame path.

  cp_law law() const noexcept override { return law_; }

  std::size_t put(std::span<const std::uint8_t> octets) noexcept override {
    if (reason_.load(std::memory_order_relaxed) != Reason::none) return 0;
    const std::size_t count = ring_.put(octets);
    if (count < octets.size()) {
      lost_.fetch_add(octets.size() - count, std::memory_order_relaxed);
      setReason(Reason::overrun);
    }
    return count;
  }

  void finish() noexcept override { finishing_.store(true, std::memory_order_release); }

  // Everybody else.

  bool finished() const noexcept override { return finished_.load(std::memory_order_acquire); }

  bool waitFinished(std::uint32_t milliseconds) override {
    std::unique_lock lock(statusLock_);
    return ended_.wait_for(lock, std::chrono::milliseconds(milliseconds),
                           [this] { return finished(); });
  }

  void onFinished(std::function<void()> callback) override {
    {
      const std::lock_guard guard(statusLock_);
      if (!finished()) {
        callback_ = std::move(callback);
        return;
      }
    }
    callback();
  }

  SoundWriterStatus status() const override {
    const std::lock_guard guard(statusLock_);
    SoundWriterStatus status = status_;
    status.reason = reason_.load(std::memory_order_relaxed);
    status.lost = lost_.load(std::memory_order_relaxed);
    return status;
  }

  void drain() override {
    {
      const std::lock_guard guard(fileLock_);
      write(0);
      if (!finished()) settle(file_.flush());
    }
    tellEnd();
  }

  std::vector<std::uint8_t> take() override {
    if (!finished())
      throw EngineError("wrong-state", "The recording is not finished", -1, CP_ERROR_STATE);
    const std::lock_guard guard(fileLock_);
    return file_.take();
  }

private:
  bool work(std::chrono::steady_clock::time_point now) noexcept override {
    {
      const std::lock_guard guard(fileLock_);
      write(kWorthWhile);
      if (!finished() && now - lastFlush_ >= kFlushPeriod) {
        lastFlush_ = now;
        write(0);
        if (!finished() && dirty_) settle(file_.flush());
        dirty_ = false;
      }
    }
    tellEnd();
    return !finished();
  }

  /** Without a lock: who is told may take the recording at once. */
  void tellEnd() {
    std::function<void()> callback;
    {
      const std::lock_guard guard(statusLock_);
      if (!finished()) return;
      callback.swap(callback_);
    }
    if (callback) callback();
  }

  /** What is in the ring, where it is at least so much, and the end where it has come. */
  void write(std::size_t atLeast) noexcept {
    if (finished()) return;
    // Before the ring: what was put before `finish` is seen then.
    const bool finishing = finishing_.load(std::memory_order_acquire);
    if (!finishing && ring_.readable() < atLeast) return;
    for (auto octets = ring_.front(); !octets.empty() && !finished(); octets = ring_.front()) {
      try {
        settle(file_.add(octets));
      } catch (const std::exception &fault) {
        fail(fault.what());
      }
      ring_.pop(octets.size());
      dirty_ = true;
    }
    if (finishing && !finished()) end();
  }

  void settle(SoundFileBuilder::State state) noexcept {
    if (state == SoundFileBuilder::State::full) {
      setReason(Reason::overrun);
      end();
    } else if (state == SoundFileBuilder::State::failed) {
      fail(file_.fault());
    } else {
      const std::lock_guard guard(statusLock_);
      status_.frames = file_.frames();
    }
  }

  void fail(const std::string &fault) noexcept {
    {
      const std::lock_guard guard(statusLock_);
      status_.fault = fault;
    }
    setReason(Reason::failed);
    end();
  }

  void end() noexcept {
    const bool had = reason_.load(std::memory_order_relaxed) == Reason::failed;
    std::string fault;
    try {
      if (file_.close() == SoundFileBuilder::State::failed) fault = file_.fault();
    } catch (const std::exception &thrown) {
      fault = thrown.what();
    }
    if (!fault.empty()) setReason(Reason::failed);
    {
      const std::lock_guard guard(statusLock_);
      if (!had) status_.fault = fault;
      status_.frames = file_.frames();
      finished_.store(true, std::memory_order_release);
    }
    ended_.notify_all();
  }

  /** A fault of the file is told rather than the overrun that may have come of it. */
  void setReason(Reason reason) noexcept {
    Reason before = Reason::none;
    if (!reason_.compare_exchange_strong(before, reason, std::memory_order_relaxed) &&
        reason == Reason::failed)
      reason_.store(reason, std::memory_order_relaxed);
  }

  const cp_law law_;

  // Of the thread that writes: the background's, or whoever drains.
  std::mutex fileLock_;
  SoundFileBuilder file_;
  std::chrono::steady_clock::time_point lastFlush_ = std::chrono::steady_clock::now();
  bool dirty_ = false;

  // Between the frame path and that thread.
  SoundRing ring_;
  std::atomic<bool> finishing_ = false;
  std::atomic<Reason> reason_ = Reason::none;
  std::atomic<std::uint64_t> lost_ = 0;

  // For everybody.
  mutable std::mutex statusLock_;
  std::condition_variable ended_;
  std::atomic<bool> finished_ = false;
  SoundWriterStatus status_;
  std::function<void()> callback_;

  std::shared_ptr<SoundWriterThread> thread_;
};

} // namespace

std::shared_ptr<SoundWriter> SoundWriter::toFile(const std::string &path, Container container,
                                                 Coder coder, cp_law law, bool append) {
  return std::make_shared<RecordingWriter>(
      SoundFileBuilder::toFile(path, container, coder, law, append), law);
}

std::shared_ptr<SoundWriter> SoundWriter::toMemory(Container container, Coder coder, cp_law law,
                                                   std::size_t most) {
  return std::make_shared<RecordingWriter>(SoundFileBuilder::toMemory(container, coder, law, most),
                                           law);
}

} // namespace crosspoint::engine
