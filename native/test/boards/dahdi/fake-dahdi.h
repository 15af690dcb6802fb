#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "boards/dahdi/dahdi-abi.h"

namespace crosspoint::test {

/** One channel of a DAHDI that is none: what the board has asked of it, and what it will say. */
struct FakeChannel {
  std::int32_t span = 1;
  std::int32_t position = 1;
  std::int32_t signalling = boards::dahdi::kSigClear;
  int opened = 0;
  bool isAudio = true;
  bool isHdlc = false;
  std::int32_t law = -1, hook = 0, taps = -1, tone = -2, polarity = -1, detects = -1;
  std::int32_t sentBits = -1, receivedBits = 0;
  boards::dahdi::Conference conference{};
  boards::dahdi::Gains gains{};
  boards::dahdi::BufferInfo buffers{};
  std::string dialled;
  /** What every read of sound gives, and what has been written. */
  std::uint8_t heard = 0xD5;
  std::vector<std::uint8_t> written;
  std::deque<std::vector<std::uint8_t>> framesToRead;
  std::vector<std::vector<std::uint8_t>> framesWritten;
  std::deque<std::int32_t> events;
};

struct FakeSpan {
  std::string type = "E1";
  std::int32_t channels = 31;
  std::int32_t lineConfig = boards::dahdi::kConfigCcs | boards::dahdi::kConfigHdb3;
  std::int32_t alarms = 0;
  bool isStarted = true;
  std::int32_t maintenance = 0;
};

/** Two spans: an E1 of channels 1 to 31, and four analogue channels: two office ports, a station port, an E&M line. */
struct FakeDahdi {
  bool isThere = true;
  std::map<std::int32_t, FakeSpan> spans;
  std::map<std::int32_t, FakeChannel> channels;
  /** What the board did against the rules of DAHDI. */
  std::vector<std::string> mistakes;
  int openFiles = 0;
  /** All opens of a channel fail with this error, where it is not 0. */
  int openError = 0;

  void reset() {
    *this = {};
    spans[1] = {};
    spans[2] = {"FXS", 4, 0, 0, true, 0};
    for (std::int32_t channel = 1; channel <= 35; ++channel) {
      FakeChannel &made = channels[channel];
      made.span = channel <= 31 ? 1 : 2;
      made.position = channel <= 31 ? channel : channel - 31;
    }
    using namespace boards::dahdi;
    channels[32].signalling = channels[33].signalling = kSigFxs | 1;
    channels[34].signalling = kSigFxo | 8;
    channels[35].signalling = kSigEm;
  }
};

/** Exported by the library `board-dahdi-fake`. */
using FakeDahdiEntry = FakeDahdi *(*)();

} // namespace crosspoint::test
