#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crosspoint/board.h"

namespace crosspoint::engine {

/**
 * What a recorder sees of a `SoundWriter`: the end of a bounded ring that the frame path fills. Every `SoundWriter` that
 * the engine can record to is one of these as well (the engine asks by `dynamic_pointer_cast`, on the control thread).
 * `put` and `finish` are called by one thread, the frame path's; they neither allocate nor lock nor throw.
 */
class SoundSink {
public:
  virtual ~SoundSink() = default;
  /** The law in which octets are put. */
  virtual cp_law law() const noexcept = 0;
  /** Takes as many octets as there is room for and answers how many; fewer than given is an overrun and ends the recording. */
  virtual std::size_t put(std::span<const std::uint8_t> octets) noexcept = 0;
  /** Nothing follows: what lies in the ring is written, then the file is closed by whoever writes it. Called once. */
  virtual void finish() noexcept = 0;
};

} // namespace crosspoint::engine
