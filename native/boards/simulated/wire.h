#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>

#include "crosspoint/board.h"

namespace crosspoint::boards {

/** Words (milliseconds) that every ring of the simulation keeps. At least eight of the longest blocks. */
inline constexpr std::uint32_t kRingWords = 256;
inline constexpr std::uint32_t kMostBlockWords = kRingWords / 8;

/**
 * How far a board has written. Word `w` of everything that it sends may be read when `has(w)`: what it skipped, and what has been
 * overwritten since, is never taken for sound.
 */
class Progress {
public:
  explicit Progress(std::uint32_t blockWords) : blockWords_(blockWords) {}

  void publish(std::uint64_t from, std::uint64_t end) {
    for (std::uint64_t word = from; word < end; ++word)
      stamps_[word % kRingWords].store(word + 1, std::memory_order_release);
    end_.store(end, std::memory_order_release);
  }
  bool has(std::uint64_t word) const {
    return stamps_[word % kRingWords].load(std::memory_order_acquire) == word + 1;
  }
  std::uint64_t end() const { return end_.load(std::memory_order_acquire); }
  std::uint32_t blockWords() const { return blockWords_; }
  /** The board is closed or pulled out: nobody waits for it any more. */
  void leave() { gone_.store(true, std::memory_order_release); }
  bool gone() const { return gone_.load(std::memory_order_acquire); }
  /** How fast the board counts, in parts per 10⁹ from nominal: the clock that its spans give. */
  std::atomic<std::int32_t> ppb{0};

private:
  std::array<std::atomic<std::uint64_t>, kRingWords> stamps_{};
  std::atomic<std::uint64_t> end_{0};
  std::atomic<bool> gone_{false};
  const std::uint32_t blockWords_;
};

/** An HDLC frame on its way, and the word at whose end its last bit has left. */
struct WireFrame {
  std::uint64_t word;
  std::uint32_t line;
  std::uint16_t length;
  bool damaged;
  std::array<std::uint8_t, CP_FRAME_MAX> octets;
};

/** Frames of one span in one direction: one thread puts, one takes. */
class FrameRing {
public:
  /** Null where it is full. */
  WireFrame *room() {
    const std::uint32_t put = put_.load(std::memory_order_relaxed);
    if (put - taken_.load(std::memory_order_acquire) == kFrames) return nullptr;
    return &frames_[put % kFrames];
  }
  void put() { put_.fetch_add(1, std::memory_order_release); }

  const WireFrame *front() const {
    const std::uint32_t taken = taken_.load(std::memory_order_relaxed);
    if (taken == put_.load(std::memory_order_acquire)) return nullptr;
    return &frames_[taken % kFrames];
  }
  void pop() { taken_.fetch_add(1, std::memory_order_release); }

private:
  static constexpr std::uint32_t kFrames = 64;
  std::array<WireFrame, kFrames> frames_{};
  std::atomic<std::uint32_t> put_{0};
  std::atomic<std::uint32_t> taken_{0};
};

/** Bits of the state that goes with every word of an analogue line. Digital lines carry ABCD there instead. */
enum WireState : std::uint8_t {
  /** The loop is closed (FXO), or the E lead is on. */
  kLoopClosed = 1u << 0,
  kRinging = 1u << 1,
  kReversed = 1u << 2,
  /** The FXS feeds the line. */
  kBattery = 1u << 3,
};

/** Bits of the state that goes with every word of a span. */
enum SpanState : std::uint8_t {
  kSpanStarted = 1u << 0,
  /** Remote alarm indication. */
  kSpanRemoteAlarm = 1u << 1,
  kSpanCut = 1u << 2,
};

/**
 * What one span sends: a millisecond of every line, its signalling, and frames. One thread writes; one other reads, which holds
 * to what `Progress` says; relaxed atomics carry the sound, because a reader that is far too late may meet the writer.
 */
class Wire {
public:
  Wire(std::shared_ptr<Progress> progress, std::uint32_t lines, cp_law law)
      : lines_(lines),
        law_(law),
        progress_(std::move(progress)),
        octets_(std::make_unique<std::atomic<std::uint64_t>[]>(std::size_t{kRingWords} * lines)),
        states_(std::make_unique<std::atomic<std::uint8_t>[]>(std::size_t{kRingWords} * lines)) {}

  std::uint32_t lines() const { return lines_; }
  const Progress &progress() const { return *progress_; }
  /** Analogue lines have no law; what stands for their sound here has that of the sending board. */
  cp_law law() const { return law_; }

  void put(std::uint64_t word, std::uint32_t line, std::uint64_t octets, std::uint8_t state) {
    octets_[at(word, line)].store(octets, std::memory_order_relaxed);
    states_[at(word, line)].store(state, std::memory_order_relaxed);
  }
  void putSpan(std::uint64_t word, std::uint8_t state) {
    span_[word % kRingWords].store(state, std::memory_order_relaxed);
  }

  std::uint64_t octets(std::uint64_t word, std::uint32_t line) const {
    return octets_[at(word, line)].load(std::memory_order_relaxed);
  }
  std::uint8_t state(std::uint64_t word, std::uint32_t line) const {
    return states_[at(word, line)].load(std::memory_order_relaxed);
  }
  std::uint8_t span(std::uint64_t word) const {
    return span_[word % kRingWords].load(std::memory_order_relaxed);
  }
  FrameRing &frames() { return frames_; }

private:
  std::size_t at(std::uint64_t word, std::uint32_t line) const {
    return static_cast<std::size_t>(word % kRingWords) * lines_ + line;
  }

  const std::uint32_t lines_;
  const cp_law law_;
  const std::shared_ptr<Progress> progress_;
  const std::unique_ptr<std::atomic<std::uint64_t>[]> octets_;
  const std::unique_ptr<std::atomic<std::uint8_t>[]> states_;
  std::array<std::atomic<std::uint8_t>, kRingWords> span_{};
  FrameRing frames_;
};

} // namespace crosspoint::boards
