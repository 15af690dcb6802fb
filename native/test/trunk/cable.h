#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crosspoint/signalling.h"
#include "trunk/module-library.h"

namespace crosspoint::trunk::test {

struct Seen {
  cp_trunk_event event;
  cp_call_setup setup;
  std::uint64_t at;
};

/** What a frame, bits or a tone on the cable is. */
struct Signal {
  enum class Kind { frame, bits, tone } kind;
  std::uint32_t line;
  std::vector<std::uint8_t> octets;
  bool forward = false;
  char symbol = 0;
  std::uint8_t bits = 0;
};

class Cable;

/** One end of the cable: the host of a module. */
class End {
public:
  End(Cable &cable, int side) : cable_(cable), side_(side) {}
  ~End();
  End(const End &) = delete;
  End &operator=(const End &) = delete;

  void open(const cp_signalling_api &api, const std::string &settings, std::uint32_t lineCount,
            bool frames);
  void close();

  cp_result call(std::uint32_t id, const std::function<void(cp_call_setup &)> &fill);
  cp_result call(std::uint32_t id, const char *called, const char *calling = "");
  cp_result ask(std::uint32_t id, std::uint32_t operation, std::uint32_t cause = 0);
  cp_result ask(std::uint32_t id, std::uint32_t operation,
                const std::function<void(cp_call_request &)> &fill);

  /** Null where there was none. */
  const Seen *last(std::uint32_t type, std::uint32_t call = 0) const;
  std::size_t count(std::uint32_t type) const;
  /** Of the last call that came in. */
  std::uint32_t incoming() const;

  const cp_signalling_api *api = nullptr;
  cp_trunk *trunk = nullptr;
  std::vector<Seen> seen;
  std::vector<std::string> logs;
  std::vector<Signal> sent;
  std::function<void(const cp_trunk_event &)> onEvent;
  std::uint64_t due = 0;

private:
  friend class Cable;
  Cable &cable_;
  int side_;
  std::map<std::uint32_t, char> tones_;
  /** What the far end was last heard to send, per line. */
  std::map<std::uint32_t, char> heard_;
  std::map<std::uint32_t, cp_listen> listens_;
  /** The line signals that this end sends now: unlike frames they are there for who comes later. */
  std::map<std::uint32_t, std::uint8_t> bits_;
};

/**
 * Two modules, joined without boards in virtual time: what one sends the other gets a little later, in order. It holds everything still
 * between two calls of `run`.
 */
class Cable {
public:
  Cable() : left(*this, 0), right(*this, 1) {}

  /** Lets time pass. */
  void run(std::uint64_t milliseconds);
  std::uint64_t now() const { return now_; }

  std::array<std::uint32_t, 3> delaysMs{1, 5, 25};
  bool cut = false;
  /** What happens to a frame on the way. */
  std::function<void(Signal &)> mangle;
  End left;
  End right;

private:
  friend class End;
  struct Travelling {
    std::uint64_t arrives;
    int to;
    Signal signal;
  };
  void send(int from, Signal signal);
  void deliver(End &end, const Signal &signal);
  End &side(int which) { return which == 0 ? left : right; }

  std::uint64_t now_ = 1'000;
  std::deque<Travelling> travelling_;
};

/** The module NAME of this build, loaded once. */
const cp_signalling_api &module(const std::string &name);

} // namespace crosspoint::trunk::test
