#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace crosspoint::engine {

/**
 * The audio of a port for a thread that is not the engine's: two bounded rings without locks, octets in the law of the ports. Frames are
 * counted from the same moment in both directions, so that what is written at position n is sent in the block that is read at position n + blockFrames or later.
 * Reading too late loses the oldest (overrun, counted); writing too late sends idle (underrun, counted).
 */
class AudioStream {
public:
  virtual ~AudioStream() = default;
  virtual std::size_t read(std::span<std::uint8_t> into) = 0;
  virtual std::size_t write(std::span<const std::uint8_t> octets) = 0;
  virtual std::size_t readable() const = 0;
  virtual std::size_t writable() const = 0;
  /** Blocks until something is readable, the stream is closed, or the time is over; false when closed. */
  virtual bool wait(std::uint32_t milliseconds) = 0;
  virtual void close() = 0;
  virtual std::uint64_t overruns() const = 0;
  virtual std::uint64_t underruns() const = 0;
};

} // namespace crosspoint::engine
