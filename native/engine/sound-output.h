#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crosspoint::engine {

/** Where a writer's octets go: a file or memory. After the first fault nothing more is written, and `fault` tells why. */
class SoundOutput {
public:
  virtual ~SoundOutput() = default;
  virtual bool append(std::span<const std::uint8_t> octets) = 0;
  /** Overwrites what has been written. */
  virtual bool patch(std::uint64_t offset, std::span<const std::uint8_t> octets) = 0;
  /** Others can read it from then on. */
  virtual bool flush() = 0;
  virtual bool close() = 0;
  /** Where the next `append` goes. */
  virtual std::uint64_t position() const = 0;
  /** How many octets `append` may still take. */
  virtual std::uint64_t room() const = 0;
  virtual std::vector<std::uint8_t> take() { return {}; }

  const std::string &fault() const { return fault_; }

protected:
  std::string fault_;
};

/** A file that is made anew, or one that goes on at `appendAt`, where it is cut. Throws EngineError "unwritable-sound". */
std::unique_ptr<SoundOutput> fileOutput(const std::string &path);
std::unique_ptr<SoundOutput> fileOutput(const std::string &path, std::uint64_t appendAt);
std::unique_ptr<SoundOutput> memoryOutput(std::size_t most);

} // namespace crosspoint::engine
