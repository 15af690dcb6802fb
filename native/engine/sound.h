#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/board.h"
#include "engine/event.h"

namespace crosspoint::engine {

class SoundSource;

enum class Coder : std::uint8_t {
  aLaw = 1,
  muLaw,
  linear16,
  g726At16,
  g726At24,
  g726At32,
  g726At40,
  /** GSM 06.10 full rate. */
  gsm,
  /** Oki (Dialogic) ADPCM, four bits a sample: 32 kbit/s, or 24 where the rate is 6 kHz. What `.vox` files are. */
  okiAdpcm,
};
enum class Container : std::uint8_t { wav = 1, raw };

/**
 * The library with the coders G.726 and GSM, for the whole process; without a path `codec-spandsp` beside the library or program this is linked into.
 * It is loaded by the first sound that needs it. Where it is not there such a sound is an EngineError "service-not-supported".
 */
void setCodecModule(const std::string &path);

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
  static std::shared_ptr<const Sound> fromSource(SoundSource &source, cp_law law);

  std::vector<std::uint8_t> octets_;
  cp_law law_ = CP_LAW_A;
};

/** How it is with a recording. */
struct SoundWriterStatus {
  /** `none` while all is well; `overrun`: the ring, the memory or a WAV file was full; `failed`: `fault` says why. */
  Reason reason = Reason::none;
  /** Frames of 8 kHz in the file, with what it had before where it is appended to. */
  std::uint64_t frames = 0;
  /** Octets that found no room in the ring. */
  std::uint64_t lost = 0;
  std::string fault;
};

/**
 * Where a recorder writes. The engine fills a bounded ring that is made beforehand (`SoundSink`); a thread for all recorders, in the
 * background, encodes and writes. A WAV file is readable after a crash too: its header is made true at every flush, once a second.
 * Must not be destroyed by the real-time thread; who destroys a writer that was not finished waits for the rest to be written.
 */
class SoundWriter {
public:
  /**
   * With `append` a file that exists goes on where it ends; a WAV file has to be of the same format. Throws EngineError: "unwritable-sound",
   * "unreadable-sound" for what cannot be appended to, "service-not-supported" where the codec module is not there.
   * G.726 lies in WAV files with the first code word in the highest bits, in raw files in the lowest, as in RTP (RFC 3551).
   */
  static std::shared_ptr<SoundWriter> toFile(const std::string &path, Container container,
                                             Coder coder, cp_law law, bool append = false);
  /** Keeps at most `most` octets of the file in memory; `take` when the recording has ended. */
  static std::shared_ptr<SoundWriter> toMemory(Container container, Coder coder, cp_law law,
                                               std::size_t most);
  virtual ~SoundWriter() = default;

  /** Everything is written and the file is closed, or it never will be: see `status`. */
  virtual bool finished() const noexcept { return true; }
  /** False where it is not finished within that time. */
  virtual bool waitFinished(std::uint32_t /*milliseconds*/) { return true; }
  /** Called once, by the background thread; at once, by the caller, if it is finished already. Must not destroy the writer. */
  virtual void onFinished(std::function<void()> callback) { callback(); }
  virtual SoundWriterStatus status() const { return {}; }
  /** Writes, in the thread that calls, what is in the ring, and makes the file readable: for an engine with `Pace::stepped`. */
  virtual void drain() {}
  /** The file, for `toMemory`. Throws EngineError "wrong-state" before it is finished. */
  virtual std::vector<std::uint8_t> take() { return {}; }
};

} // namespace crosspoint::engine
