#include "ctbus/bus-clocks.h"

#include <algorithm>
#include <utility>

namespace crosspoint::ctbus {

namespace {

constexpr std::array<cp_clock_source, 3> kLines = {CP_SOURCE_BUS_A, CP_SOURCE_BUS_B,
                                                   CP_SOURCE_NETREF_1};

cp_clock_status statusOf(const BoardClock *driver) {
  return driver == nullptr ? CP_CLOCK_BAD : CP_CLOCK_GOOD;
}

} // namespace

std::size_t BusClocks::lineOf(cp_clock_source line) {
  return line == CP_SOURCE_BUS_A ? 0 : line == CP_SOURCE_BUS_B ? 1 : 2;
}

const BoardClock *BusClocks::driver(cp_clock_source line) const {
  const std::scoped_lock guard(lock_);
  return drivers_[lineOf(line)];
}

cp_clock_status BusClocks::status(cp_clock_source line) const {
  return statusOf(driver(line));
}

void BusClocks::attach(BoardClock &board) {
  boards_.push_back(&board);
  for (const cp_clock_source line : kLines)
    pending_.push_back(
        {&board, ClockReferenceChanged{{line, 0}, statusOf(drivers_[lineOf(line)])}});
  settle();
}

void BusClocks::detach(BoardClock &board) {
  std::erase(boards_, &board);
  for (const cp_clock_source line : kLines)
    if (drivers_[lineOf(line)] == &board) set(line, nullptr);
  settle();
}

void BusClocks::set(cp_clock_source line, BoardClock *driver) {
  drivers_[lineOf(line)] = driver;
  for (BoardClock *board : boards_)
    pending_.push_back({board, ClockReferenceChanged{{line, 0}, statusOf(driver)}});
}

void BusClocks::settle() {
  while (!pending_.empty()) {
    const Pending one = pending_.front();
    pending_.pop_front();
    one.board->take(one.input);
  }
}

BoardClock::BoardClock(BusClocks &bus, std::function<void(const ClockEffect &)> tell)
    : bus_(bus), tell_(std::move(tell)) {
  const std::scoped_lock guard(bus_.lock_);
  bus_.attach(*this);
}

BoardClock::~BoardClock() {
  const std::scoped_lock guard(bus_.lock_);
  bus_.detach(*this);
}

cp_result BoardClock::configure(const cp_clock_config &config) {
  if (const cp_result result = checkClock(config); result != CP_OK) return result;
  const std::scoped_lock guard(bus_.lock_);
  const auto isTaken = [this](cp_clock_source line) {
    const BoardClock *const driver = bus_.drivers_[BusClocks::lineOf(line)];
    return driver != nullptr && driver != this;
  };
  if ((config.mode == CP_CLOCK_MASTER_A && isTaken(CP_SOURCE_BUS_A)) ||
      (config.mode == CP_CLOCK_MASTER_B && isTaken(CP_SOURCE_BUS_B)) ||
      (config.netref_source != CP_SOURCE_NONE && isTaken(CP_SOURCE_NETREF_1)))
    return CP_ERROR_CONFLICT;
  bus_.pending_.push_back({this, ClockConfigured{config}});
  bus_.settle();
  return CP_OK;
}

void BoardClock::referenceChanged(const ClockReference &reference, cp_clock_status status) {
  const std::scoped_lock guard(bus_.lock_);
  bus_.pending_.push_back({this, ClockReferenceChanged{reference, status}});
  bus_.settle();
}

void BoardClock::take(const ClockInput &input) {
  const ClockStep step = next(state_, input);
  state_ = step.state;
  for (const ClockEffect &effect : step.effects.all()) {
    switch (effect.type) {
      case ClockEffectType::drive:
        // Two masters of a line may both have lost their source, and been given the line to the other meanwhile.
        if (bus_.drivers_[BusClocks::lineOf(effect.line)] == nullptr) bus_.set(effect.line, this);
        break;
      case ClockEffectType::release:
        if (bus_.drivers_[BusClocks::lineOf(effect.line)] == this) bus_.set(effect.line, nullptr);
        break;
      case ClockEffectType::ignored:
      case ClockEffectType::refused:
        break;
      default:
        tell_(effect);
    }
  }
}

cp_clock_info BoardClock::info() const {
  const std::scoped_lock guard(bus_.lock_);
  cp_clock_info info = clockInfo(state_);
  info.drives_a = bus_.drivers_[0] == this ? 1 : 0;
  info.drives_b = bus_.drivers_[1] == this ? 1 : 0;
  return info;
}

bool BoardClock::isOnBus() const {
  const std::scoped_lock guard(bus_.lock_);
  return state_.config.mode != CP_CLOCK_STANDALONE;
}

} // namespace crosspoint::ctbus
