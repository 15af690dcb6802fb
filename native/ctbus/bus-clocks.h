#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "ctbus/clock.h"

namespace crosspoint::ctbus {

class BoardClock;

/**
 * The clock lines of one bus, as all boards on it see them: who drives A, B and the netref. A line is good while it is driven. Control
 * threads of several boards may use it at once. Has to outlive its boards.
 */
class BusClocks {
public:
  cp_clock_status status(cp_clock_source line) const;
  /** Null where nobody drives it. */
  const BoardClock *driver(cp_clock_source line) const;

private:
  friend class BoardClock;
  struct Pending {
    BoardClock *board;
    ClockInput input;
  };

  static std::size_t lineOf(cp_clock_source line);
  void attach(BoardClock &board);
  void detach(BoardClock &board);
  void set(cp_clock_source line, BoardClock *driver);
  /** What one board does to a line the others are told, until nothing changes any more. */
  void settle();

  mutable std::mutex lock_;
  std::array<BoardClock *, 3> drivers_{};
  std::vector<BoardClock *> boards_;
  std::deque<Pending> pending_;
};

/** The state machine of one board, put on a bus. */
class BoardClock {
public:
  /** `tell` hears of follow, fallback, recovered and lost. It is called within the calls below, of other boards' too, and must not call back. */
  BoardClock(BusClocks &bus, std::function<void(const ClockEffect &)> tell);
  /** What it drove is driven no more. */
  ~BoardClock();
  BoardClock(const BoardClock &) = delete;
  BoardClock &operator=(const BoardClock &) = delete;

  /** CONFLICT where another board drives the line that this one would. */
  cp_result configure(const cp_clock_config &config);
  /** A span, the oscillator or, where no board of the bus drives it, a netref has become good or bad. */
  void referenceChanged(const ClockReference &reference, cp_clock_status status);
  cp_clock_info info() const;
  /** Whether it may use the bus: it is no standalone board. */
  bool isOnBus() const;

private:
  friend class BusClocks;
  void take(const ClockInput &input);

  BusClocks &bus_;
  const std::function<void(const ClockEffect &)> tell_;
  ClockState state_;
};

} // namespace crosspoint::ctbus
