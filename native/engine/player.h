#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "dsp/g711.h"
#include "dsp/gain-table.h"
#include "dsp/time-scale.h"
#include "engine/operation.h"

namespace crosspoint::engine {

/** The most that is put on or taken off a sound or a port, in tenths of a decibel. */
inline constexpr std::int32_t kMostVolumeTenths = 300;

/**
 * Plays a list of sounds. Octets are copied as they are while volume and speed are normal; once the speed was another, sound goes
 * through the time scale until the next jump, so that going back to normal is not heard as a click. Positions are frames of the list; a jump beyond its end is to its end, and ends the playing. `maxDuration` is counted in what was sent: not while paused.
 */
class Player : public Operation {
public:
  Player(OperationId id, const PlayOptions &options, cp_law law);

  /** Writes the next octets and answers how many: fewer than there is room for when it pauses or has ended. */
  std::size_t produce(std::span<std::uint8_t> row) noexcept;
  bool control(ControlAction action, std::int32_t amount) noexcept override;
  std::uint64_t position() const noexcept override { return position_; }

  bool paused() const noexcept { return paused_; }
  /** True once: when the first octet has been sent. */
  bool takeStarted() noexcept;
  /** Reason::none while it goes on. */
  Reason reason() const noexcept;

private:
  std::size_t produceAsIs(std::span<std::uint8_t> row) noexcept;
  std::size_t produceScaled(std::span<std::uint8_t> row) noexcept;
  /** The next octets of the list at `cursor_`; fewer than there is room for at its end. */
  std::size_t copy(std::span<std::uint8_t> to) noexcept;
  static std::size_t decodeNext(void *player, std::int16_t *into, std::size_t frames) noexcept;
  void moveTo(std::int64_t position) noexcept;
  void moveToSound(std::int64_t index) noexcept;
  void jump(ControlAction action, std::int32_t amount) noexcept;
  void setSpeed(std::int64_t percent) noexcept;
  void setVolume(std::int64_t tenths) noexcept;
  std::uint64_t total() const noexcept { return starts_.back(); }

  const std::vector<std::shared_ptr<const Sound>> sounds_;
  /** Where each sound begins in the list, and its end. */
  std::vector<std::uint64_t> starts_;
  const cp_law law_;
  const std::uint64_t mostFrames_;
  const std::uint32_t jumpMs_, speedStep_, volumeStep_;

  std::uint64_t position_ = 0;
  /** What is read next, and the sound it is in: ahead of the position where sound goes through the time scale. */
  std::uint64_t cursor_ = 0;
  std::size_t sound_ = 0;
  const dsp::G711 g711_;
  dsp::TimeScale scale_;
  bool scaled_ = false;
  /** The position at which the time scale began. */
  std::uint64_t scaledFrom_ = 0;
  std::uint64_t sent_ = 0;
  std::int32_t speed_, lastSpeed_;
  std::int32_t volume_, lastVolume_;
  dsp::GainTable gain_;
  bool paused_;
  bool told_ = false;
};

} // namespace crosspoint::engine
