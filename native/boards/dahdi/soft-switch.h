#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

#include "crosspoint/board.h"

namespace crosspoint::boards::dahdi {

/**
 * A switch in software between the lines and the ports of a board without a bus. The control thread connects; the real-time thread takes
 * the connections over at the beginning of a block, without waiting, and moves whole blocks.
 */
class SoftSwitch {
public:
  /** `blockFrames` octets for every timeslot of `pairs` pairs of local streams. */
  SoftSwitch(std::uint32_t pairs, std::uint32_t blockFrames, std::uint8_t idle);

  cp_result reset();
  cp_result setOutputs(const cp_output *outputs, std::uint32_t count);
  cp_result queryOutput(cp_output &output) const;
  cp_result sampleInput(cp_terminus input, std::uint8_t &octet) const;

  static std::uint32_t place(std::uint32_t stream, std::uint32_t timeslot) {
    return stream / 2 * CP_CT_TIMESLOTS + timeslot;
  }

  // The real-time thread.
  std::uint8_t *input(std::uint32_t place) { return inputs_.data() + std::size_t{place} * block_; }
  const std::uint8_t *output(std::uint32_t place) const {
    return outputs_.data() + std::size_t{place} * block_;
  }
  void run();

private:
  struct Entry {
    std::uint8_t mode = CP_OUTPUT_DISABLE;
    std::uint8_t pattern = 0;
    std::uint32_t input = 0;
  };

  cp_result placeOf(const cp_terminus &terminus, bool isOutput, std::uint32_t &place) const;
  void publish();

  const std::uint32_t block_;
  const std::uint8_t idle_;
  std::vector<Entry> entries_;

  std::mutex gate_;
  std::vector<Entry> pending_;
  std::atomic<std::uint64_t> version_{0};

  std::vector<Entry> active_;
  std::uint64_t seen_ = 0;
  std::vector<std::uint8_t> inputs_;
  std::vector<std::uint8_t> outputs_;
  std::vector<std::atomic<std::uint8_t>> samples_;
};

} // namespace crosspoint::boards::dahdi
