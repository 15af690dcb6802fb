#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "crosspoint/board.h"
#include "ctbus/bus-ownership.h"
#include "ctbus/switch-kernels.h"
#include "ctbus/switch-map.h"
#include "ctbus/terminus.h"
#include "dsp/instruction-set.h"

namespace crosspoint::ctbus {

struct SwitchOptions {
  /** Even and odd ones counted; of each pair the even stream is an input and the odd one an output. */
  std::uint32_t localStreams = 0;
  std::uint32_t localTimeslots = CP_CT_TIMESLOTS;
  /** What a disabled local output carries. */
  std::uint8_t idle = 0xFF;
  /** Null: nobody else is on the bus. Has to outlive the switch. */
  BusOwnership *ownership = nullptr;
  /** Null memory of a bus is never touched while this is false. */
  bool busEnabled = true;
};

/** What one `run` works on: every timeslot's octets of the block are `words` words; see `busSlot` and `localSlot` for the order. */
struct SwitchMemory {
  const std::uint64_t *busIn;
  std::uint64_t *busOut;
  const std::uint64_t *localIn;
  std::uint64_t *localOut;
};

/**
 * The switch of a board after MVIP-95: every output is disabled, carries a pattern, or is connected to one input. Control functions
 * are called by one thread at a time, `run` by one other; they share no lock.
 *
 * Constant delay. An output carries in a block what its input carried in the same block of memory: 0 frames through the switch, however
 * many timeslots are taken. CP_OUTPUT_FRAMED therefore needs no other path than CP_OUTPUT_CONNECT: all octets of a frame stand at the
 * same place of their words, whole words are moved, and all outputs of one call change at the same block. From one local stream to
 * another by way of the bus it is the time from `busOut` to `busIn`, the same for every timeslot.
 */
class Switch {
public:
  explicit Switch(const SwitchOptions &options,
                  dsp::InstructionSet set = dsp::bestInstructionSet());
  ~Switch();
  Switch(const Switch &) = delete;
  Switch &operator=(const Switch &) = delete;

  /** Disables every output. */
  void reset() noexcept;
  /** All of them or, with the reason, none. An output that is named twice is a conflict. */
  cp_result setOutputs(std::span<const cp_output> outputs);
  cp_result query(cp_output &output) const noexcept;
  /**
   * The octet of the last frame that an input carried. The first call for a long time may answer one that is up to kSampleBlocks blocks old;
   * from then on it is that of the last block.
   */
  cp_result sample(const cp_terminus &input, std::uint8_t &octet) noexcept;

  /** For the group of four streams that it is in. STATE where a connection uses a timeslot that would not exist any more. */
  cp_result setStreamSpeed(std::uint32_t stream, std::uint32_t megabits) noexcept;
  cp_result streamSpeed(std::uint32_t stream, std::uint32_t &megabits) const noexcept;
  /** Off: what was connected to the bus is disabled, and new connections to it are refused with STATE. */
  void setBusEnabled(bool enabled) noexcept;

  /** The words of memory that local inputs, or local outputs, need for each word of a block. */
  std::uint32_t localSlots() const noexcept { return localSlots_; }

  /** One block. Bus outputs that are disabled are left as they are. */
  void run(const SwitchMemory &memory, std::size_t words) noexcept;
  /** The same, with the local slots behind those of the bus: `in` and `out` have kBusSlots + localSlots() timeslots. */
  void run(const std::uint64_t *in, std::uint64_t *out, std::size_t words) noexcept;

  static constexpr std::uint32_t kSampleBlocks = 16;

private:
  struct Output {
    std::uint8_t mode = CP_OUTPUT_DISABLE;
    std::uint8_t pattern = 0;
    /** A place in the bus and, from kBusSlots on, in the local slots. */
    std::uint32_t input = kNoSlot;
  };

  cp_result place(const cp_terminus &terminus, bool isOutput, std::uint32_t &place) const noexcept;
  cp_terminus terminus(std::uint32_t place) const noexcept;
  cp_result check(const cp_output &output, std::uint32_t &to, Output &wanted) const noexcept;
  cp_result claim(std::span<const std::uint32_t> places) noexcept;
  void compile() noexcept;
  void keepSamples(const SwitchMemory &memory, std::size_t words) noexcept;
  std::uint32_t timeslots(std::uint32_t stream) const noexcept;

  const SwitchOptions options_;
  const std::uint32_t localSlots_;
  const CopyRoutes copy_;

  // The control thread's.
  std::vector<Output> outputs_;
  std::array<std::uint8_t, CP_CT_STREAMS / 4> speeds_;
  std::vector<std::uint32_t> mark_;
  std::uint32_t marked_ = 0;
  bool busEnabled_;

  // Both threads'.
  MapExchange maps_;
  std::vector<std::atomic<std::uint8_t>> samples_;
  std::atomic<std::uint32_t> samplesWanted_{0};

  // The real-time thread's.
  std::uint32_t sampleAt_ = 0;
};

} // namespace crosspoint::ctbus
