#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crosspoint/board.h"
#include "dsp/block.h"
#include "dsp/tone-program.h"
#include "engine/audio-stream.h"
#include "engine/event.h"
#include "engine/run-time-control.h"
#include "engine/sound.h"

namespace crosspoint::engine {

struct EngineOptions {
  /** The path of the board's shared library. */
  std::string library;
  /** JSON, as the board defines it. */
  std::string settings = "{}";
  /** A multiple of 8; 80 are 10 ms. */
  std::uint32_t blockFrames = 80;
  /** `stepped`: no thread of its own; `step` runs blocks, for tests and virtual time. */
  enum class Pace { realTime, stepped } pace = Pace::realTime;
  std::uint32_t eventCapacity = 65'536;
  std::uint32_t commandCapacity = 8'192;
};

/** No line: what `bindLine` takes to undo. */
inline constexpr std::uint32_t kNoLine = 0xFFFFFFFF;

/** The identity of one operation on a port; never 0, never used twice by an engine. */
using OperationId = std::uint64_t;

struct PlayOptions {
  std::vector<std::shared_ptr<const Sound>> sounds;
  std::uint64_t offsetMs = 0;
  /** 0: until the end. */
  std::uint64_t maxDurationMs = 0;
  std::int32_t volumeTenths = 0;
  /** 50…200 per cent; the pitch stays. */
  std::uint32_t speedPercent = 100;
  bool startPaused = false;
  std::uint32_t jumpMs = 1'000;
  std::uint32_t speedStepPercent = 10;
  std::uint32_t volumeStepTenths = 30;
  std::vector<RunTimeControl> controls;
};

struct RecordOptions {
  std::shared_ptr<SoundWriter> writer;
  std::uint64_t maxDurationMs = 0;
  std::uint64_t minDurationMs = 0;
  /** 0: silence does not end it. Counted before the first voice as well where `initialSilenceMs` is 0. */
  std::uint32_t silenceMs = 0;
  std::uint32_t initialSilenceMs = 0;
  std::int8_t silenceThresholdDbm0 = -40;
  bool startPaused = false;
  /** 0: no beep. */
  std::uint16_t beepHertz = 0;
  std::uint16_t beepMs = 50;
  std::vector<RunTimeControl> controls;
};

struct GenerateOptions {
  dsp::ToneProgram program;
  std::vector<RunTimeControl> controls;
};

/** Bits of what a port listens for. */
enum DetectorSet : std::uint32_t {
  kDetectDtmf = 1u << 0,
  kDetectR2Forward = 1u << 1,
  kDetectR2Backward = 1u << 2,
  kDetectCallProgress = 1u << 3,
  kDetectFax = 1u << 4,
  kDetectVoice = 1u << 5,
  kDetectAnswer = 1u << 6,
};

struct PartyOptions {
  bool talks = true;
  bool listens = true;
  /** Heard by this party only, besides the conference: a coach. Port + 1; 0 is nobody. */
  std::uint32_t coachOf = 0;
};

struct EngineCounters {
  std::uint64_t blocks, lateBlocks, eventsLost, commandsRefused, recordOverruns, streamOverruns,
      streamUnderruns;
  /** Of the blocks since the start: the longest and the sum, in nanoseconds of work, waiting left out. */
  std::uint64_t longestBlockNs, workNs;
  /** 1 where the thread runs at real-time priority (SCHED_FIFO), 0 where the system did not permit it. */
  std::uint64_t realTimePriority;
};

/** Some of the events once more, for a thread beside the one that takes all: trunk signalling. */
class EventTap {
public:
  virtual ~EventTap() = default;
  virtual std::size_t take(std::span<Event> into) = 0;
  virtual std::span<const std::uint8_t> octetsOf(const Event &event) const = 0;
  /** False when the engine has stopped and nothing is left. */
  virtual bool wait(std::uint32_t milliseconds) = 0;
};

/**
 * One board and everything that happens on its ports. One real-time thread runs it; on the frame path nothing is
 * allocated, locked or thrown. The functions here may be called from any thread but that one; they return at once and do not wait for the
 * frame path: commands go through a bounded queue and take effect at the next block; how they end is an `Event` with their
 * OperationId. What is wrong with a request itself is an `EngineError`, thrown before anything is queued: "invalid-request"; "resource-busy" where
 * the queue is full; after the end "device-out-of-service" where the board is gone, and "shutting-down".
 *
 * A port has one player, one recorder, one generator and one stream at a time; a second of the first three ends at once with
 * `Reason::failed` and `code` 1, a second stream is thrown as "resource-busy". What a port sends is the first of: the beep of a recorder; a
 * generator, its pauses included; a player that is not paused; a stream, as far as something was written; the conference, to a party
 * that listens. Those beneath go on unheard, and come out again within the same block when what covers them ends. So a prompt on a port in a
 * conference is heard by this party only, in place of the others. Rx gain is put on what everybody gets of the port, tx gain on all that it sends.
 *
 * The order in a block: exchange, commands, what the board told, detectors and the run-time controls that they fire, recorders, then
 * what is sent. Nothing of a player is sent after the block in which the digit was found that stops it.
 *
 *   Engine engine({.library = "board-simulated.so"});
 *   engine.start();
 *   const auto id = engine.play(0, {.sounds = {Sound::fromFile("hello.wav", engine.info().port_law)},
 *                                   .controls = {{Condition::digit, ControlAction::stop}}});
 */
class Engine {
public:
  explicit Engine(const EngineOptions &options);
  /** With a board that is linked in; `options.library` is not looked at. */
  Engine(const EngineOptions &options, const cp_board_api &api);
  ~Engine();
  Engine(const Engine &) = delete;
  Engine &operator=(const Engine &) = delete;

  /** The board itself, for spans, lines, switch and clocks; only while the lock of `control` is held. */
  std::unique_lock<std::mutex> control();
  const cp_board_api &api() const;
  cp_board *board() const;
  const cp_board_info &info() const;

  /** Starts the real-time thread; with `Pace::stepped` only makes `step` possible. */
  void start();
  /** Ends every operation with `Reason::closed`, stops the thread. What was queued as events stays readable. */
  void stop();
  void step(std::uint32_t blocks);

  /** Events in order, at most as many as fit. Called by one thread, which need not be the control thread. */
  std::size_t takeEvents(std::span<Event> into);
  /** HDLC frames and other octets that belong to events taken; see `Event::octets`. */
  std::span<const std::uint8_t> octetsOf(const Event &event) const;
  /**
   * Called once for many events: when there are some and the last `takeEvents` answered fewer than there was room for (so take until
   * that happens). By the real-time thread at the end of a block, `step`, or `post`; never after `stop` has returned; it must not block. Set before `start`.
   */
  void onEvents(void (*wake)(void *context), void *context);

  /** Events whose type is in `types` (bit 1 << EventType), from now on. What nobody takes in time is lost and told of there. */
  std::shared_ptr<EventTap> openTap(std::uint32_t types, std::uint32_t capacity);
  /** Puts an event among the others: what trunk signalling has to tell. Never blocks; false where the queue is full. */
  bool post(Event event, std::span<const std::uint8_t> octets = {});

  OperationId play(std::uint32_t port, const PlayOptions &options);
  OperationId record(std::uint32_t port, const RecordOptions &options);
  OperationId generate(std::uint32_t port, const GenerateOptions &options);
  /** Applies to the operation if it still runs: stop, pause, resume, jump, speed, volume. */
  void control(OperationId operation, ControlAction action, std::int32_t amount = 0);
  /** Fires the condition `triggered` on a port: what an application may do to its own run-time controls. */
  void trigger(std::uint32_t port);
  /** Fires the condition `disconnected` on a port: how signalling tells that the far end is gone. */
  void disconnect(std::uint32_t port);
  /**
   * The line that is heard at a port, kNoLine to undo: its on-hook, and an alarm that takes away its span, fire
   * `disconnected` on the port. The engine does not follow the switch by itself.
   */
  void bindLine(std::uint32_t port, std::uint32_t line);

  /** What a port tells of and acts on; detectors that are in no one's interest do not run. */
  void detect(std::uint32_t port, std::uint32_t detectors, std::string_view country = "");
  void setGain(std::uint32_t port, std::int32_t rxTenths, std::int32_t txTenths);

  /** Parties hear the sum of the `loudest` talkers without themselves; 0: of all. */
  std::uint32_t createConference(std::uint32_t loudest = 0);
  void destroyConference(std::uint32_t conference);
  void join(std::uint32_t conference, std::uint32_t port, const PartyOptions &options);
  void leave(std::uint32_t port);

  /** Octets of a port as they come, and to send: for signalling, fax, speech, and for who wants the audio itself. */
  std::shared_ptr<AudioStream> openStream(std::uint32_t port, std::uint32_t capacityMs);

  EngineCounters counters() const;

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace crosspoint::engine
