#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/bounded-queue.h"
#include "engine/command.h"
#include "engine/conferences.h"
#include "engine/detectors.h"
#include "engine/event-hub.h"
#include "engine/generator.h"
#include "engine/player.h"
#include "engine/port-set.h"
#include "engine/recorder.h"
#include "engine/run-time-rules.h"
#include "engine/sample-rows.h"
#include "engine/stream.h"
#include "engine/tx-rows.h"

namespace crosspoint::engine {

/** Written by the frame path alone, read by any thread. */
struct FrameCounters {
  std::atomic<std::uint64_t> blocks = 0, lateBlocks = 0, recordOverruns = 0, longestBlockNs = 0,
                             workNs = 0;
};

/** What the control side and the frame path share. */
struct Shared {
  explicit Shared(std::uint32_t commandCapacity) : commands(commandCapacity), signals(4096) {}

  BoundedQueue<Command> commands;
  BoundedQueue<BoardSignal> signals;
  /** Set when the board has said so: no queue may be too full for that. */
  std::atomic<bool> boardRemoved = false;
  /** The engine's time: the frame at which the block under way begins. */
  std::atomic<std::uint64_t> frame = 0;
  FrameCounters counters;
  RetiredList retired;
};

/**
 * What happens in a block, in this order: the octets are exchanged with the board; commands and what the board told are
 * carried out; what was heard is decoded where somebody needs it; detectors run, and what they find fires run-time controls;
 * recorders take what was heard; streams, conferences, players, generators and beeps write what is to be sent with the next exchange,
 * each covering those before it. So what a digit stops is not heard from the block on in which the digit is found.
 *
 * Everything here runs on one thread, and neither allocates nor locks nor throws.
 */
class FramePath {
public:
  FramePath(const cp_board_api &api, cp_board *board, const cp_board_info &info, Shared &shared,
            EventHub &hub);

  /** False when the board is gone. */
  bool block() noexcept;
  /** Ends everything that runs or waits as a command. Nothing but the destructor may follow. */
  void end(Reason reason) noexcept;

private:
  /** What goes on at a port. Operations belong to the frame path until they are retired. */
  struct Port {
    Player *player = nullptr;
    Recorder *recorder = nullptr;
    Generator *generator = nullptr;
    StreamHold *stream = nullptr;
    PortGain *gain = nullptr;
    /** What the application wants to be told of. */
    std::uint32_t wanted = 0;
    std::uint32_t line = kNoLine;
    std::uint32_t span = kNoLine;
  };

  bool exchange() noexcept;
  void takeCommands() noexcept;
  void takeSignals() noexcept;
  void hear() noexcept;
  void detect() noexcept;
  void record() noexcept;
  void speak() noexcept;
  void play() noexcept;
  void generate() noexcept;
  void count(std::uint64_t startedNs) noexcept;

  void carryOut(const Command &command) noexcept;
  template <typename Kind>
  void begin(const Command &command, Kind *Port::*place, PortSet &active) noexcept;
  void control(OperationId id, ControlAction action, std::int32_t amount) noexcept;
  void setGain(std::uint32_t port, PortGain *gain) noexcept;
  void openStream(std::uint32_t port, StreamHold *hold) noexcept;
  void closeStream(std::uint32_t port) noexcept;
  /** Brings the sets of ports up to date after something began or ended at one. */
  void refresh(std::uint32_t port) noexcept;

  Operation *operationAt(std::uint32_t port, OperationKind kind) noexcept;
  void fire(std::uint32_t port, const Happening &happening) noexcept;
  void apply(std::uint32_t port, OperationKind kind, const RunTimeControl &rule,
             const Happening &because) noexcept;
  void tellChanged(const Operation &operation, ControlAction action) noexcept;
  void finish(std::uint32_t port, OperationKind kind, Reason reason,
              const Happening *because = nullptr) noexcept;
  void found(const dsp::Detection &detection) noexcept;
  Event eventOf(EventType type, std::uint32_t port) const noexcept;

  const cp_board_api &api_;
  cp_board *const board_;
  const std::size_t frames_;
  const cp_law law_;
  Shared &shared_;
  EventHub &hub_;

  std::vector<Port> ports_;
  std::vector<std::uint8_t> rx_;
  SampleRows heard_;
  TxRows tx_;
  Detectors detectors_;
  Conferences conferences_;
  PortSet playing_, recording_, generating_, streaming_, louder_;
  /** What ended in this block; passed on at its end, so that nothing is freed that is still looked at. */
  RetiredList ended_;
  std::uint64_t frame_ = 0;
  bool failing_ = false;
  bool ending_ = false;
};

} // namespace crosspoint::engine
