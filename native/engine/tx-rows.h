#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/g711.h"
#include "engine/port-set.h"

namespace crosspoint::engine {

/**
 * What is sent on every port in a block. A row that nobody writes is idle, and costs nothing while it stays so. Who writes later in a block
 * covers what was there; a source that gives less than a row leaves the rest to what is under it.
 */
class TxRows {
public:
  TxRows(std::size_t ports, std::size_t frames, cp_law law)
      : frames_(frames),
        idle_(dsp::idleOctet(law)),
        octets_(ports * frames, idle_),
        writtenIn_(ports, 0),
        sounding_(ports) {}

  const std::uint8_t *data() const noexcept { return octets_.data(); }

  /** `source(row)` answers how many octets it has written. */
  template <typename Source>
  std::size_t write(std::uint32_t port, Source source) noexcept {
    const std::span<std::uint8_t> row(&octets_[port * frames_], frames_);
    const std::size_t made = source(row);
    if (made == 0) return 0;
    if (writtenIn_[port] != block_) {
      std::fill(row.begin() + static_cast<std::ptrdiff_t>(made), row.end(), idle_);
      writtenIn_[port] = block_;
      sounding_.add(port);
    }
    return made;
  }

  /** Applies `body(port, row)` to what was written in this block. */
  template <typename Body>
  void finish(Body body) noexcept {
    sounding_.each([&](std::uint32_t port) {
      const std::span<std::uint8_t> row(&octets_[port * frames_], frames_);
      if (writtenIn_[port] == block_) {
        body(port, row);
      } else {
        std::fill(row.begin(), row.end(), idle_);
        sounding_.remove(port);
      }
    });
    ++block_;
  }

private:
  const std::size_t frames_;
  const std::uint8_t idle_;
  std::vector<std::uint8_t> octets_;
  /** The block in which a row was written last. */
  std::vector<std::uint64_t> writtenIn_;
  std::uint64_t block_ = 1;
  PortSet sounding_;
};

} // namespace crosspoint::engine
