#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "boards/simulated/analogue-line.h"
#include "boards/simulated/wire.h"
#include "crosspoint/board.h"

namespace crosspoint::boards {

/** What is done to every octet in one direction: law and gain in one table. Written by the control thread at any time. */
class OctetTable {
public:
  OctetTable() { setIdentity(); }
  void setIdentity();
  /** From octets of `from` to octets of `to`, `tenths` of a decibel louder. */
  void set(cp_law from, cp_law to, std::int32_t tenths);

  std::uint64_t apply(std::uint64_t word) const {
    if (isIdentity_.load(std::memory_order_relaxed)) return word;
    std::uint64_t result = 0;
    for (unsigned shift = 0; shift < 64; shift += 8)
      result |= std::uint64_t{octets_[(word >> shift) & 0xFF].load(std::memory_order_relaxed)}
                << shift;
    return result;
  }

private:
  std::atomic<bool> isIdentity_{true};
  std::array<std::atomic<std::uint8_t>, 256> octets_;
};

/** A timeslot of a span, or an analogue channel. */
struct Line {
  cp_line_kind kind = CP_LINE_DIGITAL;
  std::uint32_t span = 0;
  std::uint32_t timeslot = 0;

  // Set by the control thread, read by the real-time thread.
  std::atomic<cp_line_mode> mode{CP_LINE_CLOSED};
  std::atomic<std::uint8_t> sendBits{0};
  std::atomic<bool> damageNextFrame{false};
  OctetTable receiveTable;
  OctetTable sendTable;
  /** What send_frame has queued. Made when the line is first opened for HDLC. */
  std::unique_ptr<FrameRing> toSend;

  // Set by the real-time thread, read by the control thread.
  std::atomic<std::uint8_t> receivedBits{0};

  // The control thread's own.
  bool isOffHook = false;
  std::int32_t receiveGain = 0;
  std::int32_t sendGain = 0;

  // The real-time thread's own.
  AnalogueLine analogue;
  std::uint32_t octetsLeft = 0;
};

} // namespace crosspoint::boards
