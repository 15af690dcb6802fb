#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "engine/audio-stream.h"
#include "engine/retired.h"
#include "engine/wakeup.h"

namespace crosspoint::engine {

/** What all streams of an engine have lost, for its counters. */
struct StreamLosses {
  std::atomic<std::uint64_t> overruns = 0;
  std::atomic<std::uint64_t> underruns = 0;
};

/**
 * What a port hears, for a reader that may be late: the writer never waits and overwrites the oldest; the reader finds out by the
 * position that it was overtaken, and goes on with the oldest that is whole. Words are atomic, so that being overtaken is no data race.
 */
class HeardRing {
public:
  explicit HeardRing(std::size_t octets);

  /** Frame path; a multiple of 8 octets. */
  void put(std::span<const std::uint8_t> octets) noexcept;
  /** `lost` is counted up once for every time that the writer was a lap ahead. */
  std::size_t read(std::span<std::uint8_t> into, std::uint64_t &lost) noexcept;
  std::size_t readable() const noexcept;

private:
  std::size_t copy(std::span<std::uint8_t> into, std::uint64_t from) const noexcept;

  std::vector<std::atomic<std::uint64_t>> words_;
  const std::size_t capacity_;
  /** Octets of which the writer has begun, and has finished, to overwrite what lay there. */
  std::atomic<std::uint64_t> begun_ = 0;
  std::atomic<std::uint64_t> written_ = 0;
  std::atomic<std::uint64_t> read_ = 0;
};

/** What is to be sent on a port: a plain ring of one writer and one reader. */
class SpokenRing {
public:
  explicit SpokenRing(std::size_t octets) : octets_(octets) {}

  std::size_t write(std::span<const std::uint8_t> octets) noexcept;
  /** Frame path. */
  std::size_t take(std::span<std::uint8_t> into) noexcept;
  std::size_t writable() const noexcept;

private:
  std::vector<std::uint8_t> octets_;
  std::atomic<std::uint64_t> written_ = 0;
  std::atomic<std::uint64_t> taken_ = 0;
};

/** One thread may read, one may write, any may close. */
class Stream : public AudioStream {
public:
  Stream(std::size_t octets, std::shared_ptr<StreamLosses> losses)
      : heard_(octets), spoken_(octets), losses_(std::move(losses)) {}

  std::size_t read(std::span<std::uint8_t> into) override;
  std::size_t write(std::span<const std::uint8_t> octets) override;
  std::size_t readable() const override { return heard_.readable(); }
  std::size_t writable() const override { return spoken_.writable(); }
  bool wait(std::uint32_t milliseconds) override;
  void close() override;
  std::uint64_t overruns() const override { return overruns_.load(std::memory_order_relaxed); }
  std::uint64_t underruns() const override { return underruns_.load(std::memory_order_relaxed); }

  bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }
  /** Frame path: what was heard; then what is to be sent, fewer octets than there is room for where nothing is there. */
  void put(std::span<const std::uint8_t> octets) noexcept;
  std::size_t take(std::span<std::uint8_t> row) noexcept;

private:
  HeardRing heard_;
  SpokenRing spoken_;
  const std::shared_ptr<StreamLosses> losses_;
  Wakeup wakeup_;
  std::atomic<bool> closed_ = false;
  std::atomic<std::uint64_t> overruns_ = 0;
  std::atomic<std::uint64_t> underruns_ = 0;
  /** Of the frame path: something was sent in the last block, so that a gap is an underrun, and is counted once. */
  bool flowing_ = false;
};

/** The frame path's hold on a stream. */
struct StreamHold : Retirable {
  explicit StreamHold(std::shared_ptr<Stream> held) : stream(std::move(held)) {}
  const std::shared_ptr<Stream> stream;
};

} // namespace crosspoint::engine
