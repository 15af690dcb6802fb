#pragma once

#include <array>
#include <cstdint>

#include "crosspoint/board.h"
#include "dsp/gain-table.h"
#include "engine/engine.h"
#include "engine/retired.h"

namespace crosspoint::dsp {
class DetectorBank;
}

namespace crosspoint::engine {

/** What the control side wants of the frame path. What `object` points to is made before, and goes back through the retired list. */
struct Command {
  enum class Type : std::uint8_t {
    play,
    record,
    generate,
    control,
    trigger,
    disconnect,
    bindLine,
    detect,
    installBank,
    setGain,
    createConference,
    destroyConference,
    join,
    leave,
    openStream,
  };

  Type type;
  ControlAction action{};
  bool talks = false;
  bool listens = false;
  std::uint32_t port = 0;
  /** bindLine: the line; detect: the set; installBank: the kind; conferences: the id. */
  std::uint32_t value = 0;
  /** bindLine: the span; join: `coachOf`. */
  std::uint32_t detail = 0;
  std::int32_t amount = 0;
  OperationId operation = 0;
  Retirable *object = nullptr;
  dsp::DetectorBank *bank = nullptr;
  /** detect: ISO 3166, two letters; nothing where it is left as it is. */
  std::array<char, 2> country{};
};

/** What a board tells that the frame path has to act on: `type` is the cp_board_event_type. */
struct BoardSignal {
  std::uint32_t type;
  std::uint32_t line;
  std::uint32_t value;
};

/** The gain of a port in both directions. */
struct PortGain : Retirable {
  PortGain(cp_law law, std::int32_t rxTenths, std::int32_t txTenths)
      : rx(law, rxTenths), tx(law, txTenths), hears(rxTenths != 0), speaks(txTenths != 0) {}

  const dsp::GainTable rx, tx;
  const bool hears, speaks;
};

} // namespace crosspoint::engine
