#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "crosspoint/board.h"

namespace crosspoint::boards {

/** A copy of what the board was given, safe where the host is older or leaves functions out. */
class Host {
public:
  explicit Host(const cp_board_host *host) {
    if (!host) return;
    if (host->size >= offsetof(cp_board_host, event) + sizeof host->event) event_ = host->event;
    if (host->size >= offsetof(cp_board_host, frame) + sizeof host->frame) frame_ = host->frame;
    if (host->size >= offsetof(cp_board_host, log) + sizeof host->log) log_ = host->log;
    context_ = host->context;
  }

  void event(cp_board_event_type type, std::uint32_t line, std::uint32_t value, std::uint64_t frame,
             std::uint32_t detail = 0) const {
    if (!event_) return;
    const cp_board_event event{static_cast<std::uint32_t>(type), line, value, detail, frame};
    event_(context_, &event);
  }
  void frame(std::uint32_t line, const std::uint8_t *octets, std::uint32_t length) const {
    if (frame_) frame_(context_, line, octets, length);
  }
  void log(int level, const std::string &text) const {
    if (log_) log_(context_, level, text.c_str());
  }

private:
  void *context_ = nullptr;
  void (*event_)(void *, const cp_board_event *) = nullptr;
  void (*frame_)(void *, std::uint32_t, const std::uint8_t *, std::uint32_t) = nullptr;
  void (*log_)(void *, int, const char *) = nullptr;
};

} // namespace crosspoint::boards
