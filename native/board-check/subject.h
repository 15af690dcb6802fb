#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crosspoint/board.h"

namespace crosspoint::check {

/** A board that is open, and what it has told. Closes it at the end. */
class Opened {
public:
  Opened(const cp_board_api &api, const std::string &settings, std::uint32_t blockFrames);
  ~Opened();
  Opened(const Opened &) = delete;
  Opened &operator=(const Opened &) = delete;

  cp_result result() const { return result_; }
  cp_board *operator*() const { return board_; }
  const cp_board_info &info() const { return info_; }
  bool can(std::uint32_t capability) const { return (info_.capabilities & capability) != 0; }
  void close();

  /** One exchange with guarded buffers: throws Failed where the board wrote or read beyond them. */
  cp_result exchange();
  void exchange(std::uint32_t blocks);
  void fillPort(std::uint32_t port, std::uint8_t octet);
  bool heard(std::uint32_t port, std::uint8_t octet) const;
  std::uint32_t late() const { return late_; }

  cp_terminus portSends(std::uint32_t port) const;
  cp_terminus portHears(std::uint32_t port) const;
  cp_line_info line(std::uint32_t line) const;
  cp_result set(cp_terminus output, cp_terminus input, std::uint8_t mode,
                std::uint8_t pattern = 0) const;

  std::uint64_t told() const { return told_.load(); }
  std::vector<std::vector<std::uint8_t>> frames() const;
  /** A log of the board, all lines in one. */
  std::string log() const;
  /** Events with a type that is none, or after REMOVED. */
  std::string strangeEvent() const;

private:
  static void onEvent(void *context, const cp_board_event *event);
  static void onFrame(void *context, std::uint32_t line, const std::uint8_t *octets,
                      std::uint32_t length);
  static void onLog(void *context, int level, const char *text);

  const cp_board_api &api_;
  cp_board *board_ = nullptr;
  cp_result result_;
  cp_board_info info_{};
  std::uint32_t late_ = 0;
  std::vector<std::uint8_t> tx_, rx_;
  std::atomic<std::uint64_t> told_{0};
  mutable std::mutex lock_;
  std::vector<std::vector<std::uint8_t>> frames_;
  std::string log_;
  std::string strangeEvent_;
};

/** The library under test, and how it is opened. */
struct Subject {
  const cp_board_api *api = nullptr;
  cp_board_entry entry = nullptr;
  std::string settings = "{}";
  std::uint32_t blockFrames = 80;

  /** Throws Failed where it does not open. */
  std::unique_ptr<Opened> open() const;
};

} // namespace crosspoint::check
