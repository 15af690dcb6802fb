#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "boards/dahdi/dahdi-abi.h"
#include "boards/dahdi/devices.h"
#include "boards/dahdi/soft-switch.h"
#include "boards/host.h"
#include "crosspoint/board.h"

namespace crosspoint::boards::dahdi {

struct Settings {
  std::string devices = "/dev/dahdi";
  /** DAHDI's numbers of the spans to use; empty: all. */
  std::vector<std::int32_t> spans;
  std::uint32_t ports = 32;
  cp_law law = CP_LAW_A;

  /** Throws settings::SettingsError. */
  static Settings parse(const std::string &json);
};

struct Span {
  std::int32_t number = 0;
  cp_span_kind kind = CP_SPAN_ANALOGUE;
  cp_span_config config{};
  std::uint32_t firstLine = 0;
  std::uint32_t lines = 0;
  bool isStarted = false;
  std::atomic<std::uint32_t> alarms{0};
};

/** A channel of DAHDI. */
struct Line {
  std::int32_t channel = 0;
  cp_line_kind kind = CP_LINE_DIGITAL;
  std::uint32_t span = 0;
  std::uint32_t timeslot = 0;

  /** Held by the control thread while it opens and closes; the real-time thread leaves a line alone that it finds locked. */
  std::mutex gate;
  int descriptor = -1;
  cp_line_mode mode = CP_LINE_CLOSED;

  std::atomic<std::uint8_t> receivedBits{0};
  std::uint8_t sentBits = 0;
  bool isOffHook = false;
  // The real-time thread's own.
  bool isReversed = false;
};

/**
 * DAHDI as a board: its channels are lines, ports and switch are in software. The thread of `exchange` reads and writes the audio, paced by the first
 * channel that has any, and fetches events; the control thread makes all other calls.
 */
class DahdiBoard {
public:
  static std::unique_ptr<DahdiBoard> open(const char *settings, std::uint32_t blockFrames,
                                          const cp_board_host *host, cp_result &result);
  ~DahdiBoard();

  static constexpr std::uint32_t kLongestBlock = 256;
  bool isRemoved() const { return removed_.load(std::memory_order_acquire); }

  cp_result info(cp_board_info &info) const;
  cp_result spanInfo(std::uint32_t span, cp_span_info &info) const;
  cp_result lineInfo(std::uint32_t line, cp_line_info &info) const;
  cp_result portInfo(std::uint32_t port, cp_port_info &info) const;

  cp_result exchange(const std::uint8_t *tx, std::uint8_t *rx, std::uint32_t *late);

  cp_result configureSpan(std::uint32_t span, const cp_span_config &config);
  cp_result startSpan(std::uint32_t span, bool isStarted);
  cp_result loopSpan(std::uint32_t span, bool isLooped);

  cp_result openLine(std::uint32_t line, cp_line_mode mode);
  cp_result hook(std::uint32_t line, cp_hook operation);
  cp_result setBits(std::uint32_t line, std::uint8_t abcd);
  cp_result setGain(std::uint32_t line, std::int32_t rxTenths, std::int32_t txTenths);
  cp_result setEchoCancel(std::uint32_t line, std::uint32_t taps);
  cp_result sendFrame(std::uint32_t line, const std::uint8_t *octets, std::uint32_t length);
  cp_result sendTone(std::uint32_t line, cp_tone tone);
  cp_result dial(std::uint32_t line, const char *digits, bool pulse);
  cp_result detect(std::uint32_t line, bool isOn);
  cp_result joinConference(std::uint32_t line, std::uint32_t conference, bool talks, bool listens);

  cp_result resetSwitch() {
    (**switch_).reset();
    return CP_OK;
  }
  cp_result setOutputs(const cp_output *outputs, std::uint32_t count) {
    return (**switch_).setOutputs({outputs, count});
  }
  cp_result queryOutput(cp_output &output) const { return (**switch_).query(output); }
  cp_result sampleInput(cp_terminus input, std::uint8_t &octet) {
    return (**switch_).sample(input, octet);
  }

private:
  DahdiBoard(Settings settings, std::uint32_t blockFrames, const cp_board_host *host,
             std::unique_ptr<Devices> devices);

  cp_result findSpans();
  void findLines();
  cp_result prepare(Line &line, int descriptor, cp_line_mode mode);
  void closeLine(Line &line);
  /** An integer to the channel of an open line; what the system answers becomes a result, and is logged. */
  cp_result tell(Line &line, unsigned long request, std::int32_t value, const char *what);
  cp_result check(std::int64_t answer, const std::string &what) const;

  // The real-time thread.
  std::uint32_t waitForBlock();
  void gatherReady();
  void readLines();
  void writeLines();
  void fetchEvents(Line &line, std::uint32_t index);
  void onEvent(Line &line, std::uint32_t index, std::int32_t event);
  void onSpanAlarm(std::uint32_t span);
  void readAudio(Line &line, std::uint32_t index, std::uint8_t *into);
  void readFrames(Line &line, std::uint32_t index);
  void event(cp_board_event_type type, std::uint32_t line, std::uint32_t value = 0) const {
    host_.event(type, line, value, frames_);
  }

  const Settings settings_;
  const std::uint32_t block_;
  const std::uint8_t idle_;
  const Host host_;
  const std::unique_ptr<Devices> devices_;
  int control_ = -1;
  std::vector<std::unique_ptr<Span>> spans_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::unique_ptr<SoftSwitch> switch_;
  std::atomic<bool> removed_{false};

  // The real-time thread's own.
  std::uint64_t frames_ = 0;
  std::chrono::steady_clock::time_point due_{};
  std::vector<Ready> ready_;
  std::vector<std::uint32_t> readyLines_;
  std::array<std::uint8_t, CP_FRAME_MAX + 3> frame_{};
};

} // namespace crosspoint::boards::dahdi
