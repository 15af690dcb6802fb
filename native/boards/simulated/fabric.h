#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

#include "boards/simulated/backplane.h"
#include "crosspoint/board.h"

namespace crosspoint::boards {

/** One connection as the frame path needs it: places in the flat arrays of words. */
struct Route {
  std::uint32_t output;
  std::uint32_t input;
};

/**
 * The switch of a board: 4096 bus slots and its local streams. Control functions are called by one thread; the real-time thread takes over what
 * they have made at the beginning of a block, without waiting.
 *
 * Places: 0…4095 the bus, stream × 128 + timeslot; then the local pairs of streams, pair × 128 + timeslot, as
 * input the even stream, as output the odd one.
 */
class Fabric {
public:
  Fabric(Backplane &backplane, std::uint32_t slot, std::uint32_t localStreams, cp_law law);

  cp_result reset();
  /** Bus termini are refused unless `isOnBus`. */
  cp_result setOutputs(const cp_output *outputs, std::uint32_t count, bool isOnBus);
  cp_result queryOutput(cp_output &output) const;
  cp_result sampleInput(cp_terminus input, std::uint8_t &octet) const;
  cp_result setStreamSpeed(std::uint32_t stream, std::uint32_t megabits);
  cp_result queryStreamSpeed(std::uint32_t stream, std::uint32_t &megabits) const;
  /** Ends what this board sends and hears on the bus: it has left it. */
  void leaveBus();

  static std::uint32_t localPlace(std::uint32_t stream, std::uint32_t timeslot) {
    return kBusSlots + stream / 2 * CP_CT_TIMESLOTS + timeslot;
  }

  // The real-time thread.
  void adopt();
  std::uint64_t &input(std::uint32_t place) { return inputs_[place]; }
  std::uint64_t output(std::uint32_t place) const { return outputs_[place]; }
  const std::vector<std::uint32_t> &busInputs() const { return active_.busInputs; }
  const std::vector<std::uint32_t> &busOutputs() const { return active_.busOutputs; }
  void run();
  /** Keeps the word just done for `sampleInput`. */
  void keepSamples();

private:
  struct Entry {
    std::uint8_t mode = CP_OUTPUT_DISABLE;
    std::uint8_t pattern = 0;
    std::uint32_t input = 0;
  };
  struct Plan {
    std::vector<Route> routes;
    std::vector<Route> patterns;
    std::vector<std::uint32_t> disabled;
    std::vector<std::uint32_t> busInputs;
    std::vector<std::uint32_t> busOutputs;
  };

  cp_result placeOf(const cp_terminus &terminus, bool isOutput, std::uint32_t &place) const;
  cp_terminus terminusOf(std::uint32_t place, bool isOutput) const;
  void publish();

  Backplane &backplane_;
  const std::uint32_t slot_;
  const std::uint32_t localStreams_;
  const cp_law law_;

  // The control thread's own.
  std::vector<Entry> entries_;
  std::array<std::uint8_t, CP_CT_STREAMS / 4> speeds_;

  std::mutex gate_;
  Plan pending_;
  std::atomic<std::uint64_t> version_{0};

  // The real-time thread's own.
  Plan active_;
  std::uint64_t seen_ = 0;
  std::vector<std::uint64_t> inputs_;
  std::vector<std::uint64_t> outputs_;

  std::vector<std::atomic<std::uint8_t>> samples_;
};

} // namespace crosspoint::boards
