#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "crosspoint/board.h"

namespace crosspoint::test {

/** A shared library with a board in it. */
class BoardLibrary {
public:
  explicit BoardLibrary(const std::string &path);
  ~BoardLibrary();
  BoardLibrary(const BoardLibrary &) = delete;
  BoardLibrary &operator=(const BoardLibrary &) = delete;

  const cp_board_api &api() const { return *api_; }
  void *symbol(const char *name) const;

private:
  void *handle_ = nullptr;
  const cp_board_api *api_ = nullptr;
};

/** The library of that name in the build directory, loaded once. */
const BoardLibrary &libraryNamed(const std::string &name);

struct Frame {
  std::uint32_t line;
  std::vector<std::uint8_t> octets;
};

/** A board that is open, with everything that it has told. */
class OpenedBoard {
public:
  OpenedBoard(const cp_board_api &api, const std::string &settings, std::uint32_t blockFrames = 8);
  ~OpenedBoard();
  OpenedBoard(const OpenedBoard &) = delete;
  OpenedBoard &operator=(const OpenedBoard &) = delete;

  const cp_board_api &api() const { return api_; }
  cp_board *operator*() const { return board_; }
  cp_result opened() const { return opened_; }
  const cp_board_info &info() const { return info_; }
  void close();

  /** One block; `tx` as it stands, `rx` afterwards. */
  cp_result exchange();
  /** What the ports send and have heard, port after port. */
  std::vector<std::uint8_t> tx, rx;
  std::uint32_t late = 0;
  void fillPort(std::uint32_t port, std::uint8_t octet);
  std::uint8_t *txOf(std::uint32_t port) { return tx.data() + port * info_.block_frames; }
  const std::uint8_t *rxOf(std::uint32_t port) const {
    return rx.data() + port * info_.block_frames;
  }
  /** True where the port has heard nothing but this octet in the last block. */
  bool heard(std::uint32_t port, std::uint8_t octet) const;

  cp_line_info line(std::uint32_t line) const;
  cp_span_info span(std::uint32_t span) const;
  cp_clock_info clock() const;
  /** Both directions between a line and a port. */
  void connect(std::uint32_t line, std::uint32_t port);
  cp_terminus lineSends(std::uint32_t line) const;
  cp_terminus lineHears(std::uint32_t line) const;
  cp_terminus portSends(std::uint32_t port) const;
  cp_terminus portHears(std::uint32_t port) const;
  cp_result link(cp_terminus output, cp_terminus input) const;

  std::vector<cp_board_event> events() const;
  std::size_t count(std::uint32_t type) const;
  /** The values of all events of a type on a line. */
  std::vector<std::uint32_t> values(std::uint32_t type, std::uint32_t line) const;
  std::vector<Frame> frames() const;
  std::string log() const;
  void forget();

private:
  static void onEvent(void *context, const cp_board_event *event);
  static void onFrame(void *context, std::uint32_t line, const std::uint8_t *octets,
                      std::uint32_t length);
  static void onLog(void *context, int level, const char *text);

  const cp_board_api &api_;
  cp_board *board_ = nullptr;
  cp_result opened_;
  cp_board_info info_{};
  mutable std::mutex lock_;
  std::vector<cp_board_event> events_;
  std::vector<Frame> frames_;
  std::string log_;
};

/** Runs boards in turn, as stepped pace wants it. */
template <typename... Boards>
void step(std::uint32_t blocks, Boards &...boards) {
  for (std::uint32_t i = 0; i < blocks; ++i) (boards.exchange(), ...);
}

} // namespace crosspoint::test
