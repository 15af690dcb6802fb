#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "crosspoint/board.h"
#include "engine/engine.h"

namespace crosspoint::test {

/** A board in memory: what its ports hear is set by a test, and what was sent on them can be read. */
class FakeBoard {
public:
  explicit FakeBoard(std::uint32_t ports = 4, cp_law law = CP_LAW_A);

  static const cp_board_api &api();
  /** Stepped, in blocks of 80, and with `settings` by which `open` finds this object. */
  engine::EngineOptions options() const;

  /** Octets that the port hears next, one after the other; then idle. */
  void say(std::uint32_t port, std::span<const std::uint8_t> octets);
  void sayForever(std::uint32_t port, std::vector<std::uint8_t> octets);
  /** Everything sent on the port since the first exchange, where `keep` was called before. */
  void keep(std::uint32_t port) { ports_[port].keeps = true; }
  const std::vector<std::uint8_t> &sent(std::uint32_t port) const { return ports_[port].sent; }
  /** The row of the last exchange. */
  std::vector<std::uint8_t> lastRow(std::uint32_t port) const;

  void tell(std::uint32_t type, std::uint32_t line, std::uint32_t value = 0) const;
  void tellFrame(std::uint32_t line, std::span<const std::uint8_t> octets) const;

  cp_board_info info{};
  cp_board_host host{};
  /** Of the next exchange. */
  std::uint32_t late = 0;
  std::atomic<cp_result> result = CP_OK;
  /** What `open` answers. */
  cp_result openResult = CP_OK;
  std::atomic<bool> closed = false;
  std::uint32_t sleepUs = 0;
  /** Called in an exchange before the rows are filled. */
  std::function<void(std::uint64_t block)> beforeBlock;
  std::uint64_t blocks = 0;

private:
  struct Port {
    std::deque<std::uint8_t> next;
    std::vector<std::uint8_t> forever;
    std::size_t at = 0;
    bool keeps = false;
    std::vector<std::uint8_t> sent;
  };

  static FakeBoard &of(cp_board *board) { return *reinterpret_cast<FakeBoard *>(board); }
  static cp_result open(const char *settings, std::uint32_t blockFrames, const cp_board_host *host,
                        cp_board **board);
  cp_result exchange(const std::uint8_t *tx, std::uint8_t *rx, std::uint32_t *lateOut);

  std::vector<Port> ports_;
  std::vector<std::uint8_t> lastTx_;
};

} // namespace crosspoint::test
