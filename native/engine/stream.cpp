#include "engine/stream.h"

#include <algorithm>
#include <cstring>

namespace crosspoint::engine {

namespace {
constexpr std::size_t kWord = sizeof(std::uint64_t);
} // namespace

HeardRing::HeardRing(std::size_t octets)
    : words_((octets + kWord - 1) / kWord), capacity_(words_.size() * kWord) {}

void HeardRing::put(std::span<const std::uint8_t> octets) noexcept {
  std::uint64_t at = written_.load(std::memory_order_relaxed);
  begun_.store(at + octets.size(), std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  for (std::size_t from = 0; from + kWord <= octets.size(); from += kWord, at += kWord) {
    std::uint64_t word;
    std::memcpy(&word, octets.data() + from, kWord);
    // With a thread sanitizer fences do not count, but a releasing store does; elsewhere it costs nothing on x86-64.
    words_[at / kWord % words_.size()].store(word, std::memory_order_release);
  }
  written_.store(at, std::memory_order_release);
}

std::size_t HeardRing::copy(std::span<std::uint8_t> into, std::uint64_t from) const noexcept {
  std::size_t done = 0;
  while (done < into.size()) {
    const std::uint64_t at = from + done;
    const std::uint64_t word = words_[at / kWord % words_.size()].load(std::memory_order_acquire);
    const std::size_t skipped = at % kWord;
    const std::size_t count = std::min(kWord - skipped, into.size() - done);
    std::memcpy(into.data() + done, reinterpret_cast<const std::uint8_t *>(&word) + skipped, count);
    done += count;
  }
  return done;
}

std::size_t HeardRing::read(std::span<std::uint8_t> into, std::uint64_t &lost) noexcept {
  std::uint64_t from = read_.load(std::memory_order_relaxed);
  for (;;) {
    const std::uint64_t written = written_.load(std::memory_order_acquire);
    const std::size_t count = std::min<std::uint64_t>(written - from, into.size());
    // What is about to be overwritten does not count as there.
    if (begun_.load(std::memory_order_acquire) - from <= capacity_) {
      copy(into.first(count), from);
      std::atomic_thread_fence(std::memory_order_acquire);
      if (begun_.load(std::memory_order_relaxed) - from <= capacity_) {
        read_.store(from + count, std::memory_order_relaxed);
        return count;
      }
    }
    // A quarter of the ring is given up, so that the writer is not at the heels of the reader again at once.
    ++lost;
    from = begun_.load(std::memory_order_relaxed) - capacity_ + capacity_ / 4;
    from = std::min(from, written_.load(std::memory_order_acquire));
  }
}

std::size_t HeardRing::readable() const noexcept {
  const std::uint64_t written = written_.load(std::memory_order_acquire);
  return std::min<std::uint64_t>(written - read_.load(std::memory_order_relaxed), capacity_);
}

std::size_t SpokenRing::write(std::span<const std::uint8_t> octets) noexcept {
  const std::uint64_t at = written_.load(std::memory_order_relaxed);
  const std::size_t count = std::min(octets.size(), writable());
  const std::size_t begin = at % octets_.size();
  const std::size_t first = std::min(count, octets_.size() - begin);
  std::copy_n(octets.data(), first, octets_.data() + begin);
  std::copy_n(octets.data() + first, count - first, octets_.data());
  written_.store(at + count, std::memory_order_release);
  return count;
}

std::size_t SpokenRing::take(std::span<std::uint8_t> into) noexcept {
  const std::uint64_t at = taken_.load(std::memory_order_relaxed);
  const std::uint64_t there = written_.load(std::memory_order_acquire) - at;
  const std::size_t count = std::min<std::uint64_t>(into.size(), there);
  const std::size_t begin = at % octets_.size();
  const std::size_t first = std::min(count, octets_.size() - begin);
  std::copy_n(octets_.data() + begin, first, into.data());
  std::copy_n(octets_.data(), count - first, into.data() + first);
  taken_.store(at + count, std::memory_order_release);
  return count;
}

std::size_t SpokenRing::writable() const noexcept {
  const std::uint64_t used =
      written_.load(std::memory_order_relaxed) - taken_.load(std::memory_order_acquire);
  return octets_.size() - used;
}

std::size_t Stream::read(std::span<std::uint8_t> into) {
  std::uint64_t lost = 0;
  const std::size_t count = heard_.read(into, lost);
  if (lost != 0) {
    overruns_.fetch_add(lost, std::memory_order_relaxed);
    losses_->overruns.fetch_add(lost, std::memory_order_relaxed);
  }
  return count;
}

std::size_t Stream::write(std::span<const std::uint8_t> octets) {
  return closed() ? 0 : spoken_.write(octets);
}

bool Stream::wait(std::uint32_t milliseconds) {
  wakeup_.wait(milliseconds, [this] { return closed() || readable() != 0; });
  return !closed();
}

void Stream::close() {
  closed_.store(true, std::memory_order_release);
  wakeup_.wake();
}

void Stream::put(std::span<const std::uint8_t> octets) noexcept {
  heard_.put(octets);
  wakeup_.wake();
}

std::size_t Stream::take(std::span<std::uint8_t> row) noexcept {
  const std::size_t count = spoken_.take(row);
  if (flowing_ && count < row.size()) {
    underruns_.fetch_add(1, std::memory_order_relaxed);
    losses_->underruns.fetch_add(1, std::memory_order_relaxed);
  }
  flowing_ = count == row.size();
  return count;
}

} // namespace crosspoint::engine
