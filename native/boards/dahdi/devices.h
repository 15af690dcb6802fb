#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace crosspoint::boards::dahdi {

/** What a channel waits for, and what it has got. */
struct Ready {
  int descriptor = -1;
  bool toRead = false;
  bool event = false;
};

/**
 * The calls of the system that the board makes. Results are those of the system, but errors are negative: -errno. A test stands in with devices of its own.
 */
class Devices {
public:
  virtual ~Devices() = default;
  /** Opens for reading and writing, without blocking. */
  virtual int open(const std::string &path) = 0;
  virtual void close(int descriptor) = 0;
  virtual int control(int descriptor, unsigned long request, void *argument) = 0;
  virtual std::int64_t read(int descriptor, std::uint8_t *into, std::size_t size) = 0;
  virtual std::int64_t write(int descriptor, const std::uint8_t *from, std::size_t size) = 0;
  /** Fills in `toRead` and `event`; waits at most so long until one of them is something. */
  virtual int poll(std::span<Ready> channels, int milliseconds) = 0;
  virtual std::chrono::steady_clock::time_point now() = 0;
  virtual void sleepUntil(std::chrono::steady_clock::time_point when) = 0;
};

/** Those of the system; null where it has no DAHDI. */
std::unique_ptr<Devices> makeDevices();

} // namespace crosspoint::boards::dahdi
