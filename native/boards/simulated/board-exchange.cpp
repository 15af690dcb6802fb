#include <cstring>

#include "boards/simulated/board.h"
#include "boards/simulated/faults.h"
#include "dsp/g711.h"

namespace crosspoint::boards {

namespace {

/** After so many milliseconds without anything from a far end that was there, the signal is lost. */
constexpr std::uint32_t kLossMs = 100;
constexpr std::uint32_t kSevere = CP_ALARM_LOS | CP_ALARM_LFA | CP_ALARM_RED | CP_ALARM_BLUE;
/** Opening flag and check sequence. */
constexpr std::uint32_t kFrameOverhead = 3;

} // namespace

cp_result Board::exchange(const std::uint8_t *tx, std::uint8_t *rx, std::uint32_t *late) {
  *late = 0;
  if (!pacer_.hasStarted()) pacer_.start(backplane_->furthest.load());
  *late = pacer_.wait();
  adoptLinks();
  runCommands();
  runFaults();
  if (isRemoved()) return CP_ERROR_REMOVED;
  prepareEars();
  updateClock();
  const std::uint64_t begin = pacer_.word();
  exchangeBlock(begin, tx, rx);
  for (std::uint32_t span = 0; span < spans_.size(); ++span)
    receiveFrames(begin + blockWords_ - 1, span);
  const std::uint64_t end = begin + blockWords_;
  progress_->publish(begin, end);
  std::uint64_t furthest = backplane_->furthest.load();
  while (furthest < end && !backplane_->furthest.compare_exchange_weak(furthest, end)) {
  }
  pacer_.advance();
  return CP_OK;
}

void Board::adoptLinks() {
  if (linksVersion_.load(std::memory_order_acquire) == linksSeen_) return;
  const std::unique_lock guard(gate_, std::try_to_lock);
  if (!guard) return;
  linksSeen_ = linksVersion_.load(std::memory_order_acquire);
  std::swap(links_, pendingLinks_);
}

void Board::runCommands() {
  Command command;
  while (commands_.take(command)) {
    switch (command.kind) {
      case Command::Kind::openLine:
      case Command::Kind::closeLine:
        lines_[command.line]->analogue.open(command.kind == Command::Kind::openLine);
        break;
      case Command::Kind::hook:
        lines_[command.line]->analogue.operate(static_cast<cp_hook>(command.what));
        break;
      case Command::Kind::pulse:
        lines_[command.line]->analogue.pulse({command.digits.data(), command.digitCount});
        break;
      case Command::Kind::fault:
        runFault(command.what, command.a, command.b);
        break;
    }
  }
}

void Board::runFaults() {
  while (nextFault_ < settings_.faults.size() &&
         settings_.faults[nextFault_].atMs <= pacer_.elapsed()) {
    const FaultSettings &fault = settings_.faults[nextFault_++];
    runFault(fault.kind, fault.a, fault.b);
  }
}

void Board::runFault(int kind, std::uint32_t a, std::uint32_t b) {
  const bool hasSpan = a < spans_.size();
  switch (kind) {
    case CP_FAULT_REMOVE:
      remove();
      break;
    case CP_FAULT_CUT:
    case CP_FAULT_MEND:
      if (hasSpan) spans_[a]->isCut = kind == CP_FAULT_CUT;
      break;
    case CP_FAULT_ALARM:
      if (hasSpan) spans_[a]->forcedAlarms = b;
      break;
    case CP_FAULT_DAMAGE_FRAME:
      if (a < lines_.size()) lines_[a]->damageNextFrame.store(true);
      break;
    case CP_FAULT_OSCILLATOR:
      clock_.setOscillator(a == 0);
      break;
    default:
      break;
  }
}

void Board::remove() {
  if (isRemoved()) return;
  progress_->leave();
  backplane_->releaseAll(settings_.slot);
  tell(CP_EVENT_REMOVED, 0, 0);
  removed_.store(true, std::memory_order_release);
}

void Board::prepareEars() {
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    ears_[slot].follow(links_.boards[slot], blockWords_);
    if (ears_[slot]) ears_[slot].prepare(pacer_.word(), settings_.pace);
  }
}

void Board::updateClock() {
  const auto news =
      clock_.update(static_cast<std::uint32_t>(spans_.size()), [this](std::uint32_t index) {
        if (!spans_[index]->isInService || index >= links_.farSlots.size()) return SpanClock{};
        const auto &far = links_.boards[links_.farSlots[index]];
        return SpanClock{true, far ? far->ppb.load(std::memory_order_relaxed) : 0};
      });
  for (std::uint32_t i = 0; i < news.count; ++i)
    tell(news.entries[i].type, 0, news.entries[i].source);
  progress_->ppb.store(news.ppb, std::memory_order_relaxed);
  pacer_.setRate(news.ppb);
}

void Board::exchangeBlock(std::uint64_t begin, const std::uint8_t *tx, std::uint8_t *rx) {
  const std::size_t octets = std::size_t{blockWords_} * CP_WORD_FRAMES;
  const auto spans = static_cast<std::uint32_t>(spans_.size());
  const auto streamOf = [spans](std::uint32_t port) {
    return (spans + port / CP_CT_TIMESLOTS) * 2;
  };
  for (std::uint32_t port = 0; port < settings_.ports; ++port)
    std::memcpy(fabric_.input(streamOf(port), port % CP_CT_TIMESLOTS), tx + port * octets, octets);
  for (std::uint32_t at = 0; at < blockWords_; ++at)
    for (std::uint32_t span = 0; span < spans; ++span) receiveSpan(begin, at, span);
  exchangeBus(begin);
  for (std::uint32_t at = 0; at < blockWords_; ++at)
    for (std::uint32_t span = 0; span < spans; ++span) sendSpan(begin, at, span);
  for (std::uint32_t port = 0; port < settings_.ports; ++port)
    std::memcpy(rx + port * octets, fabric_.output(streamOf(port), port % CP_CT_TIMESLOTS), octets);
}

void Board::exchangeBus(std::uint64_t begin) {
  const bool isOnBus = clock_.isOnBus();
  if (isOnBus)
    fabric_.readBus([&](std::uint32_t driver, std::uint32_t slot, std::uint32_t at) {
      const Ear &ear = ears_[driver];
      return ear.has(begin + at) ? backplane_->octets(ear.theirs(begin + at), slot)
                                 : fabric_.idle();
    });
  fabric_.run();
  if (isOnBus) fabric_.writeBus(begin);
}

void Board::receiveSpan(std::uint64_t begin, std::uint32_t at, std::uint32_t index) {
  const std::uint64_t word = begin + at;
  Span &span = *spans_[index];
  const Wire *far = index < links_.far.size() ? links_.far[index].get() : nullptr;
  const Ear *ear = far ? &ears_[links_.farSlots[index]] : nullptr;
  const bool isThere = ear && !ear->isGone() && ear->has(word);
  const std::uint64_t theirs = isThere ? ear->theirs(word) : 0;
  if (isThere) {
    span.farState = far->span(theirs);
    span.missingWords = 0;
  } else if (!ear || ear->isGone() || !ear->wasHeard() || ++span.missingWords > kLossMs) {
    span.farState = 0;
  }
  const bool isStarted = span.isStarted.load(std::memory_order_relaxed);
  const bool isCut = span.isCut || (span.farState & kSpanCut) != 0;
  span.isInService = isStarted && (span.farState & kSpanStarted) && !isCut;
  std::uint32_t alarms = 0;
  if (!isStarted)
    alarms = CP_ALARM_NOT_OPEN;
  else if (!span.isInService)
    alarms = CP_ALARM_LOS | CP_ALARM_RED;
  else if (span.farState & kSpanRemoteAlarm)
    alarms = CP_ALARM_YELLOW;
  if (isStarted) alarms |= span.forcedAlarms;
  if (span.isLooped.load(std::memory_order_relaxed)) alarms |= CP_ALARM_LOOPBACK;
  if (alarms & kSevere) {
    span.isInService = false;
    span.wasErrored = true;
  }
  if (alarms != span.alarms.load(std::memory_order_relaxed)) {
    span.alarms.store(alarms, std::memory_order_relaxed);
    tell(CP_EVENT_ALARM, index, alarms);
  }
  if (word % 1'000 == 999) {
    if (span.wasErrored) span.erroredSeconds.fetch_add(1, std::memory_order_relaxed);
    span.wasErrored = false;
    if (ear) span.slips.store(ear->slips(), std::memory_order_relaxed);
  }

  const std::uint64_t idle = fabric_.idle();
  for (std::uint32_t i = 0; i < span.lines; ++i) {
    Line &line = *lines_[span.firstLine + i];
    const bool isHeard = isThere && span.isInService && i < far->lines();
    std::uint64_t octets = idle;
    const cp_line_mode mode = line.mode.load(std::memory_order_acquire);
    if (isHeard && (mode == CP_LINE_AUDIO || mode == CP_LINE_CLEAR)) {
      octets = far->octets(theirs, i);
      if (!span.isDigital() && far->law() != settings_.law) {
        std::uint64_t other = 0;
        for (unsigned shift = 0; shift < 64; shift += 8)
          other |= std::uint64_t{otherLaw_[far->law()][(octets >> shift) & 0xFF]} << shift;
        octets = other;
      }
      if (mode == CP_LINE_AUDIO) octets = line.receiveTable.apply(octets);
    }
    fabric_.input(index * 2, line.timeslot)[at] = octets;
    if (mode == CP_LINE_CLOSED && span.isDigital()) continue;
    // Signalling stays as it was while a far end is only late.
    if (isHeard || !span.isInService)
      receiveLine(line, span.firstLine + i, isHeard ? far->state(theirs, i) : 0);
  }
}

void Board::receiveLine(Line &line, std::uint32_t index, std::uint8_t state) {
  if (line.kind != CP_LINE_DIGITAL) {
    LineEvents events;
    line.analogue.receive(state, events);
    tell(events, index);
    return;
  }
  const Span &span = *spans_[line.span];
  if (!span.isInService || !span.hasBits()) return;
  if (state == line.receivedBits.load(std::memory_order_relaxed)) return;
  line.receivedBits.store(state, std::memory_order_relaxed);
  tell(CP_EVENT_BITS, index, state);
}

void Board::sendSpan(std::uint64_t begin, std::uint32_t at, std::uint32_t index) {
  const std::uint64_t word = begin + at;
  Span &span = *spans_[index];
  std::uint8_t state = 0;
  if (span.isStarted.load(std::memory_order_relaxed)) {
    state |= kSpanStarted;
    if (span.alarms.load(std::memory_order_relaxed) & kSevere) state |= kSpanRemoteAlarm;
  }
  if (span.isCut) state |= kSpanCut;
  span.wire->putSpan(word, state);
  const std::uint64_t idle = dsp::idleOctet(span.wire->law()) * 0x0101'0101'0101'0101u;
  for (std::uint32_t i = 0; i < span.lines; ++i) {
    Line &line = *lines_[span.firstLine + i];
    const cp_line_mode mode = line.mode.load(std::memory_order_acquire);
    std::uint64_t octets = idle;
    if (mode == CP_LINE_AUDIO || mode == CP_LINE_CLEAR)
      octets = fabric_.output(index * 2 + 1, line.timeslot)[at];
    if (mode == CP_LINE_AUDIO) octets = line.sendTable.apply(octets);
    if (mode == CP_LINE_HDLC) sendFrames(word, span, line, i);
    std::uint8_t bits = 0;
    if (span.isDigital()) {
      bits = mode == CP_LINE_CLOSED ? 0 : line.sendBits.load(std::memory_order_relaxed);
    } else {
      LineEvents events;
      bits = line.analogue.send(events);
      tell(events, span.firstLine + i);
    }
    span.wire->put(word, i, octets, bits);
  }
}

void Board::sendFrames(std::uint64_t word, Span &span, Line &line, std::uint32_t index) {
  std::uint32_t budget = CP_WORD_FRAMES;
  while (budget > 0) {
    const WireFrame *frame = line.toSend->front();
    if (!frame) return;
    if (line.octetsLeft == 0) line.octetsLeft = frame->length + kFrameOverhead;
    const std::uint32_t sent = std::min(budget, line.octetsLeft);
    budget -= sent;
    line.octetsLeft -= sent;
    if (line.octetsLeft > 0) return;
    if (WireFrame *room = span.wire->frames().room()) {
      room->word = word;
      room->line = index;
      room->length = frame->length;
      room->damaged = line.damageNextFrame.exchange(false);
      std::memcpy(room->octets.data(), frame->octets.data(), frame->length);
      span.wire->frames().put();
    }
    line.toSend->pop();
  }
}

void Board::receiveFrames(std::uint64_t lastWord, std::uint32_t index) {
  Span &span = *spans_[index];
  Wire *far = index < links_.far.size() ? links_.far[index].get() : nullptr;
  if (!far) return;
  const std::uint64_t until = ears_[links_.farSlots[index]].theirs(lastWord);
  for (const WireFrame *frame = far->frames().front(); frame && frame->word <= until;
       far->frames().pop(), frame = far->frames().front()) {
    // Nobody was there to hear what is older than the rings.
    if (!span.isInService || frame->line >= span.lines || frame->word + kRingWords < until)
      continue;
    const std::uint32_t line = span.firstLine + frame->line;
    if (lines_[line]->mode.load(std::memory_order_acquire) != CP_LINE_HDLC) continue;
    if (frame->damaged)
      tell(CP_EVENT_FRAME_ERROR, line, CP_FRAME_BAD_CHECK);
    else
      host_.frame(line, frame->octets.data(), frame->length);
  }
}

void Board::tell(const LineEvents &events, std::uint32_t line) const {
  for (std::uint32_t i = 0; i < events.count; ++i)
    tell(events.entries[i].type, line, events.entries[i].value);
}

void Board::tell(cp_board_event_type type, std::uint32_t line, std::uint32_t value) const {
  host_.event(type, line, value, frameNow());
}

} // namespace crosspoint::boards
