#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/board.h"

namespace crosspoint::engine {

enum class Coder : std::uint8_t {
  aLaw = 1,
  muLaw,
  linear16,
  g726At16,
  g726At24,
  g726At32,
  g726At40
};
enum class Container : std::uint8_t { wav = 1, raw };

/**
 * Sound in memory, ready for the frame path: octets of G.711 at 8 kHz in the law of the ports. Immutable; shared by all players.
 * What is decoded and resampled happens once, on the control thread, when it is made.
 */
class Sound {
public:
  /** Throws EngineError with the octet at which it cannot be read. At most 64 MiB of octets come out. */
  static std::shared_ptr<const Sound> fromFile(const std::string &path, cp_law law);
  static std::shared_ptr<const Sound> fromOctets(std::span<const std::uint8_t> file, cp_law law);
  static std::shared_ptr<const Sound> fromRaw(std::span<const std::uint8_t> octets, Coder coder,
                                              std::uint32_t rate, cp_law law);

  std::span<const std::uint8_t> octets() const { return octets_; }
  cp_law law() const { return law_; }

private:
  std::vector<std::uint8_t> octets_;
  cp_law law_ = CP_LAW_A;
};

/**
 * Where a recorder writes. The engine fills a bounded ring that is made beforehand; a thread for all recorders, in the
 * background, encodes and writes. A WAV file is readable after a crash too: its header is made true at every flush.
 */
class SoundWriter {
public:
  static std::shared_ptr<SoundWriter> toFile(const std::string &path, Container container,
                                             Coder coder, cp_law law, bool append = false);
  /** Keeps at most `most` octets of the file in memory; `take` when the recording has ended. */
  static std::shared_ptr<SoundWriter> toMemory(Container container, Coder coder, cp_law law,
                                               std::size_t most);
  virtual ~SoundWriter() = default;
};

} // namespace crosspoint::engine
