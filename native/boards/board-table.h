#pragma once

#include <exception>
#include <new>

#include "boards/host.h"
#include "boards/sized.h"
#include "crosspoint/board.h"
#include "settings/json.h"

namespace crosspoint::boards {

/**
 * The C table in front of a board in C++: what every call has to check, and no exception beyond the border of C. `Board` has
 * `open`, and a member for each function that it can do.
 */
template <typename Board>
class BoardTable {
public:
  static constexpr cp_board_api table(const char *name);

  /** A board that is there, and no exception beyond the border of C. */
  template <typename Call>
  static cp_result call(cp_board *handle, Call &&operation) {
    if (!handle) return CP_ERROR_INVALID_ARGUMENT;
    Board &board = *reinterpret_cast<Board *>(handle);
    if (board.isRemoved()) return CP_ERROR_REMOVED;
    try {
      return operation(board);
    } catch (const std::bad_alloc &) {
      return CP_ERROR_NO_MEMORY;
    } catch (const std::exception &) {
      return CP_ERROR_STATE;
    }
  }

private:
  static cp_result openBoard(const char *settings, std::uint32_t blockFrames,
                             const cp_board_host *host, cp_board **board) {
    if (!settings || !host || host->size < sizeof host->size || !board)
      return CP_ERROR_INVALID_ARGUMENT;
    if (blockFrames == 0 || blockFrames % CP_WORD_FRAMES != 0 || blockFrames > Board::kLongestBlock)
      return CP_ERROR_INVALID_ARGUMENT;
    try {
      cp_result result = CP_OK;
      auto opened = Board::open(settings, blockFrames, host, result);
      if (opened) *board = reinterpret_cast<cp_board *>(opened.release());
      return result;
    } catch (const settings::SettingsError &error) {
      Host(host).log(3, error.what());
      return CP_ERROR_INVALID_SETTINGS;
    } catch (const std::bad_alloc &) {
      return CP_ERROR_NO_MEMORY;
    }
  }

  static void closeBoard(cp_board *board) { delete reinterpret_cast<Board *>(board); }

  template <typename Info, typename Ask>
  static cp_result give(Info *into, Ask &&ask) {
    if (!into || into->size < sizeof into->size) return CP_ERROR_INVALID_ARGUMENT;
    Info info{};
    const cp_result result = ask(info);
    if (result == CP_OK) giveSized(info, into);
    return result;
  }

  static cp_result info(cp_board *board, cp_board_info *into) {
    return call(board, [&](Board &b) {
      return give(into, [&](cp_board_info &answer) { return b.info(answer); });
    });
  }

  static cp_result spanInfo(cp_board *board, std::uint32_t span, cp_span_info *into) {
    return call(board, [&](Board &b) {
      return give(into, [&](cp_span_info &answer) { return b.spanInfo(span, answer); });
    });
  }

  static cp_result lineInfo(cp_board *board, std::uint32_t line, cp_line_info *into) {
    return call(board, [&](Board &b) {
      return give(into, [&](cp_line_info &answer) { return b.lineInfo(line, answer); });
    });
  }

  static cp_result portInfo(cp_board *board, std::uint32_t port, cp_port_info *into) {
    return call(board, [&](Board &b) {
      return give(into, [&](cp_port_info &answer) { return b.portInfo(port, answer); });
    });
  }

  static cp_result exchange(cp_board *board, const std::uint8_t *tx, std::uint8_t *rx,
                            std::uint32_t *late) {
    return call(board, [&](Board &b) {
      std::uint32_t unused = 0;
      if (!tx || !rx) return CP_ERROR_INVALID_ARGUMENT;
      return b.exchange(tx, rx, late ? late : &unused);
    });
  }

  static cp_result configureSpan(cp_board *board, std::uint32_t span,
                                 const cp_span_config *config) {
    return call(board, [&](Board &b) {
      cp_span_config wanted{};
      return takeSized(config, wanted) ? b.configureSpan(span, wanted) : CP_ERROR_INVALID_ARGUMENT;
    });
  }

  static cp_result startSpan(cp_board *board, std::uint32_t span) {
    return call(board, [&](Board &b) { return b.startSpan(span, true); });
  }

  static cp_result stopSpan(cp_board *board, std::uint32_t span) {
    return call(board, [&](Board &b) { return b.startSpan(span, false); });
  }

  static cp_result loopSpan(cp_board *board, std::uint32_t span, int looped) {
    return call(board, [&](Board &b) { return b.loopSpan(span, looped != 0); });
  }

  static cp_result openLine(cp_board *board, std::uint32_t line, cp_line_mode mode) {
    return call(board, [&](Board &b) { return b.openLine(line, mode); });
  }

  static cp_result hook(cp_board *board, std::uint32_t line, cp_hook operation) {
    return call(board, [&](Board &b) { return b.hook(line, operation); });
  }

  static cp_result setBits(cp_board *board, std::uint32_t line, std::uint8_t abcd) {
    return call(board, [&](Board &b) { return b.setBits(line, abcd); });
  }

  static cp_result setGain(cp_board *board, std::uint32_t line, std::int32_t rx, std::int32_t tx) {
    return call(board, [&](Board &b) { return b.setGain(line, rx, tx); });
  }

  static cp_result sendFrame(cp_board *board, std::uint32_t line, const std::uint8_t *octets,
                             std::uint32_t length) {
    return call(board, [&](Board &b) { return b.sendFrame(line, octets, length); });
  }

  static cp_result resetSwitch(cp_board *board) {
    return call(board, [&](Board &b) { return b.resetSwitch(); });
  }

  static cp_result setOutputs(cp_board *board, const cp_output *outputs, std::uint32_t count) {
    return call(board, [&](Board &b) {
      if (!outputs && count > 0) return CP_ERROR_INVALID_ARGUMENT;
      return b.setOutputs(outputs, count);
    });
  }

  static cp_result queryOutput(cp_board *board, cp_output *output) {
    return call(board, [&](Board &b) {
      return output ? b.queryOutput(*output) : CP_ERROR_INVALID_ARGUMENT;
    });
  }

  static cp_result sampleInput(cp_board *board, cp_terminus input, std::uint8_t *octet) {
    return call(board, [&](Board &b) {
      return octet ? b.sampleInput(input, *octet) : CP_ERROR_INVALID_ARGUMENT;
    });
  }

  static cp_result setStreamSpeed(cp_board *board, std::uint32_t stream, std::uint32_t megabits) {
    return call(board, [&](Board &b) { return b.setStreamSpeed(stream, megabits); });
  }

  static cp_result queryStreamSpeed(cp_board *board, std::uint32_t stream,
                                    std::uint32_t *megabits) {
    return call(board, [&](Board &b) {
      return megabits ? b.queryStreamSpeed(stream, *megabits) : CP_ERROR_INVALID_ARGUMENT;
    });
  }

  static cp_result configureClock(cp_board *board, const cp_clock_config *config) {
    return call(board, [&](Board &b) {
      cp_clock_config wanted{};
      if (!takeSized(config, wanted)) return CP_ERROR_INVALID_ARGUMENT;
      return b.configureClock(wanted);
    });
  }

  static cp_result queryClock(cp_board *board, cp_clock_info *into) {
    return call(board, [&](Board &b) {
      return give(into, [&](cp_clock_info &answer) { return b.queryClock(answer); });
    });
  }

  static cp_result dial(cp_board *board, std::uint32_t line, const char *digits, int pulse) {
    return call(board, [&](Board &b) { return b.dial(line, digits, pulse != 0); });
  }

  static cp_result setEchoCancel(cp_board *board, std::uint32_t line, std::uint32_t taps) {
    return call(board, [&](Board &b) { return b.setEchoCancel(line, taps); });
  }

  static cp_result sendTone(cp_board *board, std::uint32_t line, cp_tone tone) {
    return call(board, [&](Board &b) { return b.sendTone(line, tone); });
  }

  static cp_result detect(cp_board *board, std::uint32_t line, int on) {
    return call(board, [&](Board &b) { return b.detect(line, on != 0); });
  }

  static cp_result joinConference(cp_board *board, std::uint32_t line, std::uint32_t conference,
                                  int talks, int listens) {
    return call(board, [&](Board &b) {
      return b.joinConference(line, conference, talks != 0, listens != 0);
    });
  }
};

template <typename Board>
constexpr cp_board_api BoardTable<Board>::table(const char *name) {
  cp_board_api api{};
  api.size = sizeof api;
  api.abi = CP_BOARD_ABI;
  api.name = name;
  api.open = openBoard;
  api.close = closeBoard;
  api.info = info;
  api.span_info = spanInfo;
  api.line_info = lineInfo;
  api.port_info = portInfo;
  api.exchange = exchange;
  api.configure_span = configureSpan;
  api.start_span = startSpan;
  api.stop_span = stopSpan;
  api.loop_span = loopSpan;
  api.open_line = openLine;
  api.hook = hook;
  api.set_bits = setBits;
  api.set_gain = setGain;
  api.send_frame = sendFrame;
  api.reset_switch = resetSwitch;
  api.set_outputs = setOutputs;
  api.query_output = queryOutput;
  api.sample_input = sampleInput;
  api.dial = dial;
  // Functions of facets that a board lacks stay null.
  if constexpr (requires { &Board::setStreamSpeed; }) {
    api.set_stream_speed = setStreamSpeed;
    api.query_stream_speed = queryStreamSpeed;
  }
  if constexpr (requires { &Board::configureClock; }) {
    api.configure_clock = configureClock;
    api.query_clock = queryClock;
  }
  if constexpr (requires { &Board::setEchoCancel; }) api.set_echo_cancel = setEchoCancel;
  if constexpr (requires { &Board::sendTone; }) api.send_tone = sendTone;
  if constexpr (requires { &Board::detect; }) api.detect = detect;
  if constexpr (requires { &Board::joinConference; }) api.join_conference = joinConference;
  return api;
}

} // namespace crosspoint::boards
