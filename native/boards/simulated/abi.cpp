#include <exception>
#include <new>

#include "boards/settings/json.h"
#include "boards/settings/sized.h"
#include "boards/simulated/board.h"
#include "boards/simulated/faults.h"
#include "crosspoint/board.h"

namespace crosspoint::boards {

namespace {

Board *boardOf(cp_board *board) {
  return reinterpret_cast<Board *>(board);
}

/** What every call has in common: a board that is there, and no exception beyond the border of C. */
template <typename Call>
cp_result call(cp_board *handle, Call &&operation) {
  if (!handle) return CP_ERROR_INVALID_ARGUMENT;
  Board &board = *boardOf(handle);
  if (board.isRemoved()) return CP_ERROR_REMOVED;
  try {
    return operation(board);
  } catch (const std::bad_alloc &) {
    return CP_ERROR_NO_MEMORY;
  } catch (const std::exception &) {
    return CP_ERROR_STATE;
  }
}

cp_result openBoard(const char *settings, std::uint32_t blockFrames, const cp_board_host *host,
                    cp_board **board) {
  if (!settings || !host || host->size < sizeof host->size || !board)
    return CP_ERROR_INVALID_ARGUMENT;
  if (blockFrames == 0 || blockFrames % CP_WORD_FRAMES != 0 ||
      blockFrames > kMostBlockWords * CP_WORD_FRAMES)
    return CP_ERROR_INVALID_ARGUMENT;
  try {
    cp_result result = CP_OK;
    auto opened = Board::open(settings, blockFrames, host, result);
    if (opened) *board = reinterpret_cast<cp_board *>(opened.release());
    return result;
  } catch (const SettingsError &error) {
    Host(host).log(3, error.what());
    return CP_ERROR_INVALID_SETTINGS;
  } catch (const std::bad_alloc &) {
    return CP_ERROR_NO_MEMORY;
  }
}

void closeBoard(cp_board *board) {
  delete boardOf(board);
}

template <typename Info, typename Ask>
cp_result give(Info *into, Ask &&ask) {
  if (!into || into->size < sizeof into->size) return CP_ERROR_INVALID_ARGUMENT;
  Info info{};
  const cp_result result = ask(info);
  if (result == CP_OK) giveSized(info, into);
  return result;
}

cp_result info(cp_board *board, cp_board_info *into) {
  return call(board, [&](Board &b) {
    return give(into, [&](cp_board_info &answer) {
      b.info(answer);
      return CP_OK;
    });
  });
}

cp_result spanInfo(cp_board *board, std::uint32_t span, cp_span_info *into) {
  return call(board, [&](Board &b) {
    return give(into, [&](cp_span_info &answer) { return b.spanInfo(span, answer); });
  });
}

cp_result lineInfo(cp_board *board, std::uint32_t line, cp_line_info *into) {
  return call(board, [&](Board &b) {
    return give(into, [&](cp_line_info &answer) { return b.lineInfo(line, answer); });
  });
}

cp_result portInfo(cp_board *board, std::uint32_t port, cp_port_info *into) {
  return call(board, [&](Board &b) {
    return give(into, [&](cp_port_info &answer) { return b.portInfo(port, answer); });
  });
}

cp_result exchange(cp_board *board, const std::uint8_t *tx, std::uint8_t *rx, std::uint32_t *late) {
  return call(board, [&](Board &b) {
    std::uint32_t unused = 0;
    if (!tx || !rx) return CP_ERROR_INVALID_ARGUMENT;
    return b.exchange(tx, rx, late ? late : &unused);
  });
}

cp_result configureSpan(cp_board *board, std::uint32_t span, const cp_span_config *config) {
  return call(board, [&](Board &b) {
    cp_span_config wanted{};
    return takeSized(config, wanted) ? b.configureSpan(span, wanted) : CP_ERROR_INVALID_ARGUMENT;
  });
}

cp_result startSpan(cp_board *board, std::uint32_t span) {
  return call(board, [&](Board &b) { return b.startSpan(span, true); });
}

cp_result stopSpan(cp_board *board, std::uint32_t span) {
  return call(board, [&](Board &b) { return b.startSpan(span, false); });
}

cp_result loopSpan(cp_board *board, std::uint32_t span, int looped) {
  return call(board, [&](Board &b) { return b.loopSpan(span, looped != 0); });
}

cp_result openLine(cp_board *board, std::uint32_t line, cp_line_mode mode) {
  return call(board, [&](Board &b) { return b.openLine(line, mode); });
}

cp_result hook(cp_board *board, std::uint32_t line, cp_hook operation) {
  return call(board, [&](Board &b) { return b.hook(line, operation); });
}

cp_result setBits(cp_board *board, std::uint32_t line, std::uint8_t abcd) {
  return call(board, [&](Board &b) { return b.setBits(line, abcd); });
}

cp_result setGain(cp_board *board, std::uint32_t line, std::int32_t rx, std::int32_t tx) {
  return call(board, [&](Board &b) { return b.setGain(line, rx, tx); });
}

cp_result sendFrame(cp_board *board, std::uint32_t line, const std::uint8_t *octets,
                    std::uint32_t length) {
  return call(board, [&](Board &b) { return b.sendFrame(line, octets, length); });
}

cp_result resetSwitch(cp_board *board) {
  return call(board, [&](Board &b) { return b.fabric().reset(); });
}

cp_result setOutputs(cp_board *board, const cp_output *outputs, std::uint32_t count) {
  return call(board, [&](Board &b) {
    if (!outputs && count > 0) return CP_ERROR_INVALID_ARGUMENT;
    return b.fabric().setOutputs(outputs, count, b.clock().isOnBus());
  });
}

cp_result queryOutput(cp_board *board, cp_output *output) {
  return call(board, [&](Board &b) {
    return output ? b.fabric().queryOutput(*output) : CP_ERROR_INVALID_ARGUMENT;
  });
}

cp_result sampleInput(cp_board *board, cp_terminus input, std::uint8_t *octet) {
  return call(board, [&](Board &b) {
    return octet ? b.fabric().sampleInput(input, *octet) : CP_ERROR_INVALID_ARGUMENT;
  });
}

cp_result setStreamSpeed(cp_board *board, std::uint32_t stream, std::uint32_t megabits) {
  return call(board, [&](Board &b) { return b.fabric().setStreamSpeed(stream, megabits); });
}

cp_result queryStreamSpeed(cp_board *board, std::uint32_t stream, std::uint32_t *megabits) {
  return call(board, [&](Board &b) {
    return megabits ? b.fabric().queryStreamSpeed(stream, *megabits) : CP_ERROR_INVALID_ARGUMENT;
  });
}

cp_result configureClock(cp_board *board, const cp_clock_config *config) {
  return call(board, [&](Board &b) {
    cp_clock_config wanted{};
    if (!takeSized(config, wanted)) return CP_ERROR_INVALID_ARGUMENT;
    const cp_result result = b.configureClock(wanted);
    return result;
  });
}

cp_result queryClock(cp_board *board, cp_clock_info *into) {
  return call(board, [&](Board &b) {
    return give(into, [&](cp_clock_info &answer) {
      b.clock().query(answer);
      return CP_OK;
    });
  });
}

cp_result dial(cp_board *board, std::uint32_t line, const char *digits, int pulse) {
  return call(board, [&](Board &b) { return b.dial(line, digits, pulse != 0); });
}

const cp_board_api kApi = {sizeof(cp_board_api),
                           CP_BOARD_ABI,
                           "simulated-h100",
                           openBoard,
                           closeBoard,
                           info,
                           spanInfo,
                           lineInfo,
                           portInfo,
                           exchange,
                           configureSpan,
                           startSpan,
                           stopSpan,
                           loopSpan,
                           openLine,
                           hook,
                           setBits,
                           setGain,
                           nullptr,
                           sendFrame,
                           resetSwitch,
                           setOutputs,
                           queryOutput,
                           sampleInput,
                           setStreamSpeed,
                           queryStreamSpeed,
                           configureClock,
                           queryClock,
                           nullptr,
                           dial,
                           nullptr,
                           nullptr};

} // namespace

} // namespace crosspoint::boards

CP_EXPORT const cp_board_api *crosspoint_board(uint32_t abi) {
  return abi == CP_BOARD_ABI ? &crosspoint::boards::kApi : nullptr;
}

CP_EXPORT cp_result cp_simulated_fault(cp_board *board, int kind, uint32_t a, uint32_t b) {
  using namespace crosspoint::boards;
  return call(board, [&](Board &opened) { return opened.fault(kind, a, b); });
}
