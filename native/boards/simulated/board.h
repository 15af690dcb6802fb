#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "boards/host.h"
#include "boards/simulated/backplane.h"
#include "boards/simulated/board-clock.h"
#include "boards/simulated/command-ring.h"
#include "boards/simulated/ear.h"
#include "boards/simulated/fabric.h"
#include "boards/simulated/line.h"
#include "boards/simulated/pacer.h"
#include "boards/simulated/settings.h"
#include "crosspoint/board.h"

namespace crosspoint::boards {

/** A socket for a cable and what is behind it. */
struct Span {
  SpanType type = SpanType::e1;
  std::uint32_t firstLine = 0;
  std::uint32_t lines = 0;
  std::shared_ptr<Wire> wire;

  // The control thread's own.
  cp_span_config config{};

  // Set by the control thread or by a fault, read by the real-time thread.
  std::atomic<bool> isStarted{false};
  std::atomic<bool> isLooped{false};
  std::atomic<cp_framing> framing{CP_FRAMING_CCS};

  // Set by the real-time thread, read by the control thread.
  std::atomic<std::uint32_t> alarms{CP_ALARM_NOT_OPEN};
  std::atomic<std::uint64_t> slips{0};
  std::atomic<std::uint64_t> erroredSeconds{0};

  // The real-time thread's own.
  bool isCut = false;
  bool isInService = false;
  bool wasErrored = false;
  std::uint32_t forcedAlarms = 0;
  std::uint32_t missingWords = 0;
  std::uint8_t farState = 0;

  bool isDigital() const { return type == SpanType::e1 || type == SpanType::t1; }
  bool hasBits() const { return framing.load(std::memory_order_relaxed) != CP_FRAMING_CCS; }
};

/**
 * A simulated H.100 board. Control functions are called by one thread at a time, `exchange` by one other; what goes between
 * them are atomics, a ring of commands, and what is swapped under `gate_`, for which the real-time thread never waits.
 */
class Board final : public Occupant {
public:
  /** Throws settings::SettingsError. Null, with the reason in `result` and in the log, where the backplane has no place for it. */
  static std::unique_ptr<Board> open(const char *settings, std::uint32_t blockFrames,
                                     const cp_board_host *host, cp_result &result);
  ~Board() override;

  static constexpr std::uint32_t kLongestBlock = kMostBlockWords * CP_WORD_FRAMES;
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
  cp_result dial(std::uint32_t line, const char *digits, bool pulse);
  cp_result setBits(std::uint32_t line, std::uint8_t abcd);
  cp_result setGain(std::uint32_t line, std::int32_t rxTenths, std::int32_t txTenths);
  cp_result sendFrame(std::uint32_t line, const std::uint8_t *octets, std::uint32_t length);

  cp_result resetSwitch() {
    (*fabric_).reset();
    return CP_OK;
  }
  cp_result setOutputs(const cp_output *outputs, std::uint32_t count) {
    return (*fabric_).setOutputs({outputs, count});
  }
  cp_result queryOutput(cp_output &output) { return (*fabric_).query(output); }
  cp_result sampleInput(cp_terminus input, std::uint8_t &octet) {
    return (*fabric_).sample(input, octet);
  }
  cp_result setStreamSpeed(std::uint32_t stream, std::uint32_t megabits) {
    return (*fabric_).setStreamSpeed(stream, megabits);
  }
  cp_result queryStreamSpeed(std::uint32_t stream, std::uint32_t &megabits) {
    return (*fabric_).streamSpeed(stream, megabits);
  }
  cp_result queryClock(cp_clock_info &info) const {
    clock_.query(info);
    return CP_OK;
  }
  cp_result configureClock(const cp_clock_config &config);
  cp_result fault(int kind, std::uint32_t a, std::uint32_t b);

  void setLinks(Links links) override;

private:
  Board(const Settings &settings, std::uint32_t blockWords, const cp_board_host *host);

  void addSpan(const SpanSettings &settings);
  void setTables(Line &line);
  cp_result checkHook(const Line &line, cp_hook operation) const;

  // The real-time thread.
  void adoptLinks();
  void runCommands();
  void runFaults();
  void runFault(int kind, std::uint32_t a, std::uint32_t b);
  void prepareEars();
  void updateClock();
  void exchangeBlock(std::uint64_t begin, const std::uint8_t *tx, std::uint8_t *rx);
  void receiveSpan(std::uint64_t begin, std::uint32_t at, std::uint32_t span);
  void receiveLine(Line &line, std::uint32_t index, std::uint8_t state);
  void receiveFrames(std::uint64_t lastWord, std::uint32_t span);
  void sendSpan(std::uint64_t begin, std::uint32_t at, std::uint32_t span);
  void sendFrames(std::uint64_t word, Span &span, Line &line, std::uint32_t index);
  void exchangeBus(std::uint64_t begin);
  void tell(const LineEvents &events, std::uint32_t line) const;
  void tell(cp_board_event_type type, std::uint32_t line, std::uint32_t value) const;
  void remove();
  std::uint64_t frameNow() const { return pacer_.elapsed() * CP_WORD_FRAMES; }

  const Settings settings_;
  const std::uint32_t blockWords_;
  const Host host_;
  const std::shared_ptr<Backplane> backplane_;
  const std::shared_ptr<Progress> progress_;
  std::vector<std::unique_ptr<Span>> spans_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::array<std::array<std::uint8_t, 256>, 2> otherLaw_{};
  bool isSeated_ = false;

  Fabric fabric_;
  BoardClock clock_;
  CommandRing commands_;
  std::atomic<bool> removed_{false};

  // Swapped by the real-time thread when it finds the gate open.
  std::mutex gate_;
  Links pendingLinks_;
  std::atomic<std::uint64_t> linksVersion_{0};

  // The real-time thread's own.
  Links links_;
  std::uint64_t linksSeen_ = 0;
  std::array<Ear, kSlots> ears_;
  Pacer pacer_;
  std::size_t nextFault_ = 0;
};

} // namespace crosspoint::boards
