#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "engine/operation.h"
#include "engine/sound-sink.h"

namespace crosspoint::engine {

/**
 * Writes what a port hears into the ring of a sink. Silence is a level, over 10 ms each, below the threshold; two loud stretches in a
 * row are voice, so that a click does not count. `minDuration` holds back the ends by silence, nothing else.
 * A beep comes first, on the port itself; recording begins in the block after its last.
 */
class Recorder : public Operation {
public:
  Recorder(OperationId id, const RecordOptions &options, std::shared_ptr<SoundSink> sink,
           cp_law law);

  /** The next block of the port: its octets, and its samples where `listens`. Answers why it ends, or Reason::none. */
  Reason take(std::span<const std::uint8_t> octets, const std::int16_t *samples) noexcept;
  bool listens() const noexcept { return silenceFrames_ != 0 || initialFrames_ != 0; }

  bool beeping() const noexcept { return beepSent_ < beepFrames_; }
  /** Writes the next octets of the beep and answers how many. */
  std::size_t beep(std::span<std::uint8_t> row) noexcept;

  bool control(ControlAction action, std::int32_t amount) noexcept override;
  std::uint64_t position() const noexcept override { return written_; }
  void finish() noexcept override { sink_->finish(); }

private:
  Reason measure(const std::int16_t *samples, std::size_t count) noexcept;
  Reason endOfWindow() noexcept;

  const std::shared_ptr<SoundSink> sink_;
  const cp_law law_;
  const std::uint64_t mostFrames_, leastFrames_;
  const std::uint64_t silenceFrames_, initialFrames_;
  const double threshold_;
  const std::uint32_t beepFrames_;
  const double beepStep_, beepPeak_;

  std::uint64_t written_ = 0;
  std::uint32_t beepSent_ = 0;
  bool paused_;

  /** Of the window of 10 ms that is not full yet. */
  double energy_ = 0;
  std::uint32_t inWindow_ = 0;
  bool lastLoud_ = false;
  bool voiceSeen_ = false;
  std::uint64_t silent_ = 0;
};

} // namespace crosspoint::engine
