#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/sound-encoder.h"
#include "engine/sound-output.h"
#include "engine/wav-header.h"

namespace crosspoint::engine {

/** One sound file as it grows: coder, container and where it goes. One thread at a time. */
class SoundFileBuilder {
public:
  enum class State {
    good,
    /** It holds all that it may. */
    full,
    /** The output is faulty: `fault`. */
    failed
  };

  static SoundFileBuilder toFile(const std::string &path, Container container, Coder coder,
                                 cp_law law, bool append);
  static SoundFileBuilder toMemory(Container container, Coder coder, cp_law law, std::size_t most);

  State add(std::span<const std::uint8_t> octets);
  /** A reader finds everything that has been added but what waits for the rest of its unit. */
  State flush();
  /** Fills up the last unit, makes the header true and closes. */
  State close();

  std::uint64_t frames() const { return frames_; }
  const std::string &fault() const { return output_->fault(); }
  std::vector<std::uint8_t> take() { return output_->take(); }

private:
  SoundFileBuilder(const SoundFormat &format, cp_law law, std::unique_ptr<SoundOutput> output);
  static SoundFileBuilder goOn(const std::string &path, const SoundFormat &format, cp_law law,
                               bool isWav);

  State write();
  bool updateHeader();
  std::uint64_t dataLength() const;
  State stateOf(bool good) const { return good ? State::good : State::failed; }

  SoundFormat format_;
  std::unique_ptr<SoundOutput> output_;
  std::unique_ptr<SoundEncoder> encoder_;
  /** Nothing for raw files. */
  std::optional<WavHeader> header_;
  std::uint64_t frames_ = 0;
  std::vector<std::uint8_t> encoded_;
};

} // namespace crosspoint::engine
