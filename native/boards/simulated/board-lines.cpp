#include <algorithm>
#include <cstring>

#include "boards/simulated/board.h"
#include "boards/simulated/faults.h"

namespace crosspoint::boards {

cp_result Board::configureSpan(std::uint32_t index, const cp_span_config &config) {
  if (index >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  Span &span = *spans_[index];
  if (config.framing < CP_FRAMING_CCS || config.framing > CP_FRAMING_ESF ||
      config.coding < CP_CODING_HDB3 || config.coding > CP_CODING_B8ZS ||
      (config.law != CP_LAW_A && config.law != CP_LAW_MU) || config.crc4 > 1 ||
      config.gives_clock > 1)
    return CP_ERROR_INVALID_ARGUMENT;
  const bool isT1Framing = config.framing == CP_FRAMING_D4 || config.framing == CP_FRAMING_ESF;
  if (span.isDigital() && isT1Framing != (span.type == SpanType::t1)) return CP_ERROR_INVALID_MODE;
  if (span.isDigital() && ((config.coding == CP_CODING_HDB3 && span.type == SpanType::t1) ||
                           (config.coding == CP_CODING_B8ZS && span.type == SpanType::e1)))
    return CP_ERROR_INVALID_MODE;
  if (span.isStarted.load()) return CP_ERROR_STATE;
  span.config = config;
  span.config.size = sizeof config;
  span.framing.store(config.framing);
  if (!span.isDigital()) span.config.law = settings_.law;
  for (std::uint32_t i = 0; i < span.lines; ++i) setTables(*lines_[span.firstLine + i]);
  return CP_OK;
}

cp_result Board::startSpan(std::uint32_t index, bool isStarted) {
  if (index >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  spans_[index]->isStarted.store(isStarted);
  return CP_OK;
}

cp_result Board::loopSpan(std::uint32_t index, bool isLooped) {
  if (index >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  if (!spans_[index]->isDigital()) return CP_ERROR_NOT_SUPPORTED;
  spans_[index]->isLooped.store(isLooped);
  backplane_->loop(settings_.slot, index, isLooped);
  return CP_OK;
}

void Board::setTables(Line &line) {
  const Span &span = *spans_[line.span];
  line.receiveTable.set(span.config.law, settings_.law, line.receiveGain);
  line.sendTable.set(settings_.law, span.config.law, line.sendGain);
}

cp_result Board::openLine(std::uint32_t index, cp_line_mode mode) {
  if (index >= lines_.size()) return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  const Span &span = *spans_[line.span];
  if (mode < CP_LINE_CLOSED || mode > CP_LINE_HDLC) return CP_ERROR_INVALID_MODE;
  if (!span.isDigital() && mode > CP_LINE_AUDIO) return CP_ERROR_INVALID_MODE;
  // With CAS the sixteenth timeslot of an E1 carries the bits of the others (ITU-T G.704 §5.1.3.2).
  if (mode != CP_LINE_CLOSED && span.type == SpanType::e1 && line.timeslot == 16 && span.hasBits())
    return CP_ERROR_STATE;
  const bool wasOpen = line.mode.load() != CP_LINE_CLOSED;
  const bool isOpen = mode != CP_LINE_CLOSED;
  if (!span.isDigital() && wasOpen != isOpen) {
    Command command;
    command.kind = isOpen ? Command::Kind::openLine : Command::Kind::closeLine;
    command.line = index;
    if (!commands_.put(command)) return CP_ERROR_BUSY;
    line.isOffHook = false;
  }
  if (mode == CP_LINE_HDLC && !line.toSend) line.toSend = std::make_unique<FrameRing>();
  line.mode.store(mode, std::memory_order_release);
  return CP_OK;
}

cp_result Board::checkHook(const Line &line, cp_hook operation) const {
  const bool isStation = line.kind == CP_LINE_FXS;
  switch (operation) {
    case CP_HOOK_ON:
      return CP_OK;
    case CP_HOOK_OFF:
    case CP_HOOK_START:
      return isStation ? CP_ERROR_NOT_SUPPORTED : CP_OK;
    case CP_HOOK_WINK:
      return line.kind == CP_LINE_E_AND_M ? CP_OK : CP_ERROR_NOT_SUPPORTED;
    case CP_HOOK_FLASH:
      if (isStation) return CP_ERROR_NOT_SUPPORTED;
      return line.isOffHook ? CP_OK : CP_ERROR_STATE;
    case CP_HOOK_RING:
    case CP_HOOK_RING_OFF:
    case CP_HOOK_POLARITY_NORMAL:
    case CP_HOOK_POLARITY_REVERSED:
      return isStation ? CP_OK : CP_ERROR_NOT_SUPPORTED;
  }
  return CP_ERROR_INVALID_ARGUMENT;
}

cp_result Board::hook(std::uint32_t index, cp_hook operation) {
  if (index >= lines_.size()) return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (operation < CP_HOOK_ON || operation > CP_HOOK_POLARITY_REVERSED)
    return CP_ERROR_INVALID_ARGUMENT;
  if (line.kind == CP_LINE_DIGITAL) return CP_ERROR_NOT_SUPPORTED;
  if (line.mode.load() == CP_LINE_CLOSED) return CP_ERROR_STATE;
  const cp_result result = checkHook(line, operation);
  if (result != CP_OK) return result;
  Command command;
  command.kind = Command::Kind::hook;
  command.line = index;
  command.what = operation;
  if (!commands_.put(command)) return CP_ERROR_BUSY;
  if (operation == CP_HOOK_OFF || operation == CP_HOOK_START) line.isOffHook = true;
  if (operation == CP_HOOK_ON) line.isOffHook = false;
  return CP_OK;
}

cp_result Board::dial(std::uint32_t index, const char *digits, bool pulse) {
  if (index >= lines_.size() || !digits) return CP_ERROR_INVALID_ARGUMENT;
  const Line &line = *lines_[index];
  // Tones are the engine's affair; pulses can only be made where the loop is.
  if (!pulse || line.kind == CP_LINE_DIGITAL || line.kind == CP_LINE_FXS)
    return CP_ERROR_NOT_SUPPORTED;
  const std::size_t length = std::strlen(digits);
  if (length == 0 || length > AnalogueLine::kMostDigits ||
      std::any_of(digits, digits + length, [](char c) { return c < '0' || c > '9'; }))
    return CP_ERROR_INVALID_ARGUMENT;
  if (!line.isOffHook) return CP_ERROR_STATE;
  Command command;
  command.kind = Command::Kind::pulse;
  command.line = index;
  command.digitCount = static_cast<std::uint8_t>(length);
  std::copy(digits, digits + length, command.digits.begin());
  return commands_.put(command) ? CP_OK : CP_ERROR_BUSY;
}

cp_result Board::setBits(std::uint32_t index, std::uint8_t abcd) {
  if (index >= lines_.size() || abcd > 15) return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (line.kind != CP_LINE_DIGITAL) return CP_ERROR_NOT_SUPPORTED;
  if (line.mode.load() == CP_LINE_CLOSED || !spans_[line.span]->hasBits()) return CP_ERROR_STATE;
  line.sendBits.store(abcd, std::memory_order_relaxed);
  return CP_OK;
}

cp_result Board::setGain(std::uint32_t index, std::int32_t rxTenths, std::int32_t txTenths) {
  if (index >= lines_.size() || rxTenths < -240 || rxTenths > 240 || txTenths < -240 ||
      txTenths > 240)
    return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (line.mode.load() == CP_LINE_CLOSED) return CP_ERROR_STATE;
  line.receiveGain = rxTenths;
  line.sendGain = txTenths;
  setTables(line);
  return CP_OK;
}

cp_result Board::sendFrame(std::uint32_t index, const std::uint8_t *octets, std::uint32_t length) {
  if (index >= lines_.size() || !octets || length == 0 || length > CP_FRAME_MAX)
    return CP_ERROR_INVALID_ARGUMENT;
  Line &line = *lines_[index];
  if (line.mode.load() != CP_LINE_HDLC) return CP_ERROR_STATE;
  if (!spans_[line.span]->isStarted.load()) return CP_ERROR_STATE;
  WireFrame *frame = line.toSend->room();
  if (!frame) return CP_ERROR_BUSY;
  frame->length = static_cast<std::uint16_t>(length);
  std::memcpy(frame->octets.data(), octets, length);
  line.toSend->put();
  return CP_OK;
}

cp_result Board::fault(int kind, std::uint32_t a, std::uint32_t b) {
  if (kind < CP_FAULT_REMOVE || kind > CP_FAULT_OSCILLATOR) return CP_ERROR_INVALID_ARGUMENT;
  const bool isOfSpan = kind == CP_FAULT_CUT || kind == CP_FAULT_MEND || kind == CP_FAULT_ALARM;
  if (isOfSpan && a >= spans_.size()) return CP_ERROR_INVALID_ARGUMENT;
  if (kind == CP_FAULT_DAMAGE_FRAME && a >= lines_.size()) return CP_ERROR_INVALID_ARGUMENT;
  Command command;
  command.kind = Command::Kind::fault;
  command.what = kind;
  command.a = a;
  command.b = b;
  return commands_.put(command) ? CP_OK : CP_ERROR_BUSY;
}

} // namespace crosspoint::boards
