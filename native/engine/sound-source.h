#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace crosspoint::engine {

/** Octets of a known number that can be read at any place: a file, or memory. */
class SoundSource {
public:
  virtual ~SoundSource() = default;
  virtual std::uint64_t size() const = 0;
  /** Fills `into` from `offset` on; answers how many octets there were. */
  virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) = 0;
};

/** The octets stay the caller's. */
std::unique_ptr<SoundSource> memorySource(std::span<const std::uint8_t> octets);
/** Throws EngineError "unreadable-sound" where there is no such file. */
std::unique_ptr<SoundSource> fileSource(const std::string &path);

} // namespace crosspoint::engine
