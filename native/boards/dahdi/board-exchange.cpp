#include <algorithm>
#include <cerrno>
#include <cstring>

#include "boards/dahdi/board.h"

namespace crosspoint::boards::dahdi {

namespace {

constexpr std::chrono::seconds kCatchUp{1};
/** A line that is closed or faulty must not let the real-time thread go round for ever. */
constexpr int kMostEvents = 64;
constexpr int kMostFrames = 32;

} // namespace

cp_result DahdiBoard::exchange(const std::uint8_t *tx, std::uint8_t *rx, std::uint32_t *late) {
  *late = waitForBlock();
  const std::uint32_t ports = SoftSwitch::place(static_cast<std::uint32_t>(spans_.size()) * 2, 0);
  for (std::uint32_t port = 0; port < settings_.ports; ++port)
    std::memcpy(switch_->input(ports + port), tx + std::size_t{port} * block_, block_);
  readLines();
  if (isRemoved()) return CP_ERROR_REMOVED;
  switch_->run();
  writeLines();
  for (std::uint32_t port = 0; port < settings_.ports; ++port)
    std::memcpy(rx + std::size_t{port} * block_, switch_->output(ports + port), block_);
  frames_ += block_;
  return CP_OK;
}

void DahdiBoard::gatherReady() {
  ready_.resize(0);
  readyLines_.resize(0);
  for (std::uint32_t i = 0; i < lines_.size(); ++i) {
    const std::unique_lock guard(lines_[i]->gate, std::try_to_lock);
    if (!guard || lines_[i]->descriptor < 0) continue;
    // Both have been made as long as there are lines.
    ready_.push_back({lines_[i]->descriptor, false, false});
    readyLines_.push_back(i);
  }
}

std::uint32_t DahdiBoard::waitForBlock() {
  const auto block = std::chrono::microseconds(125) * static_cast<std::int64_t>(block_);
  auto now = devices_->now();
  if (due_.time_since_epoch().count() == 0) due_ = now;
  std::uint32_t missed = 0;
  if (now - due_ > kCatchUp) {
    missed = static_cast<std::uint32_t>((now - due_) / block);
    due_ += block * missed;
  }
  due_ += block;
  // The hardware's clock decides where there is sound to read; the machine's only where there is none.
  const auto master = std::find_if(lines_.begin(), lines_.end(), [](const auto &line) {
    const std::unique_lock guard(line->gate, std::try_to_lock);
    return guard && line->descriptor >= 0 && line->mode != CP_LINE_HDLC;
  });
  if (master == lines_.end()) {
    devices_->sleepUntil(due_);
    return missed;
  }
  Ready first;
  {
    const std::unique_lock guard((*master)->gate, std::try_to_lock);
    if (guard) first.descriptor = (*master)->descriptor;
  }
  const auto most = std::chrono::duration_cast<std::chrono::milliseconds>(block * 2).count() + 1;
  if (first.descriptor >= 0) devices_->poll({&first, 1}, static_cast<int>(most));
  if (first.toRead) due_ = devices_->now();
  return missed;
}

void DahdiBoard::readLines() {
  gatherReady();
  if (!ready_.empty()) devices_->poll(ready_, 0);
  for (std::uint32_t i = 0; i < lines_.size(); ++i) {
    Line &line = *lines_[i];
    std::uint8_t *into = switch_->input(SoftSwitch::place(line.span * 2, line.timeslot));
    std::memset(into, idle_, block_);
  }
  for (std::size_t i = 0; i < ready_.size(); ++i) {
    const std::uint32_t index = readyLines_[i];
    Line &line = *lines_[index];
    const std::unique_lock guard(line.gate, std::try_to_lock);
    if (!guard || line.descriptor != ready_[i].descriptor) continue;
    if (ready_[i].event) fetchEvents(line, index);
    if (isRemoved()) return;
    if (!ready_[i].toRead) continue;
    if (line.mode == CP_LINE_HDLC)
      readFrames(line, index);
    else
      readAudio(line, index, switch_->input(SoftSwitch::place(line.span * 2, line.timeslot)));
  }
}

void DahdiBoard::readAudio(Line &line, std::uint32_t index, std::uint8_t *into) {
  std::int64_t count = devices_->read(line.descriptor, into, block_);
  if (count == -kEventPending) {
    fetchEvents(line, index);
    count = devices_->read(line.descriptor, into, block_);
  }
  if (count < 0) {
    std::memset(into, idle_, block_);
    if (count != -EAGAIN && count != -kEventPending) event(CP_EVENT_OVERRUN, index);
  } else if (count < static_cast<std::int64_t>(block_)) {
    std::memset(into + count, idle_, block_ - static_cast<std::size_t>(count));
  }
}

void DahdiBoard::readFrames(Line &line, std::uint32_t index) {
  for (int i = 0; i < kMostFrames; ++i) {
    const std::int64_t count = devices_->read(line.descriptor, frame_.data(), frame_.size());
    if (count == -kEventPending) {
      fetchEvents(line, index);
      continue;
    }
    if (count <= 0) return;
    // The check sequence is the last two octets of what DAHDI hands out.
    if (count > static_cast<std::int64_t>(CP_FRAME_MAX + 2))
      event(CP_EVENT_FRAME_ERROR, index, CP_FRAME_TOO_LONG);
    else if (count > 2)
      host_.frame(index, frame_.data(), static_cast<std::uint32_t>(count - 2));
  }
}

void DahdiBoard::writeLines() {
  for (const std::uint32_t index : readyLines_) {
    Line &line = *lines_[index];
    const std::unique_lock guard(line.gate, std::try_to_lock);
    if (!guard || line.descriptor < 0 || line.mode == CP_LINE_HDLC) continue;
    const std::uint8_t *from = switch_->output(SoftSwitch::place(line.span * 2, line.timeslot));
    const std::int64_t count = devices_->write(line.descriptor, from, block_);
    if (count == -kEventPending) {
      fetchEvents(line, index);
      if (isRemoved()) return;
      devices_->write(line.descriptor, from, block_);
    }
  }
}

void DahdiBoard::fetchEvents(Line &line, std::uint32_t index) {
  for (int i = 0; i < kMostEvents && !isRemoved(); ++i) {
    std::int32_t code = kEventNone;
    if (devices_->control(line.descriptor, kGetEvent, &code) < 0 || code == kEventNone) return;
    onEvent(line, index, code);
  }
}

void DahdiBoard::onSpanAlarm(std::uint32_t index) {
  cp_span_info info{};
  if (spanInfo(index, info) != CP_OK) return;
  if (spans_[index]->alarms.exchange(info.alarms) != info.alarms)
    event(CP_EVENT_ALARM, index, info.alarms);
}

void DahdiBoard::onEvent(Line &line, std::uint32_t index, std::int32_t code) {
  const auto digit = static_cast<std::uint32_t>(code & 0xFF);
  if (code & kEventPulseDigit) return event(CP_EVENT_PULSE_DIGIT, index, digit);
  if (code & kEventDtmfDown) return event(CP_EVENT_DIGIT_BEGIN, index, digit);
  if (code & kEventDtmfUp) return event(CP_EVENT_DIGIT_END, index, digit);
  const bool isOffice = line.kind == CP_LINE_FXO;
  switch (code) {
    case kEventOnHook:
      return event(CP_EVENT_ON_HOOK, index);
    case kEventRingOffHook:
      // On an office port this is the end of a burst of ringing, elsewhere the far end has gone off-hook.
      return event(isOffice ? CP_EVENT_RING_END : CP_EVENT_OFF_HOOK, index);
    case kEventRingBegin:
      return event(CP_EVENT_RING_BEGIN, index);
    case kEventWinkFlash:
      return event(line.kind == CP_LINE_E_AND_M ? CP_EVENT_WINK : CP_EVENT_FLASH, index);
    case kEventAlarm:
    case kEventNoAlarm:
      return onSpanAlarm(line.span);
    case kEventAbort:
      return event(CP_EVENT_FRAME_ERROR, index, CP_FRAME_ABORTED);
    case kEventBadFcs:
      return event(CP_EVENT_FRAME_ERROR, index, CP_FRAME_BAD_CHECK);
    case kEventOverrun:
    case kEventReadOverrun:
      return event(CP_EVENT_OVERRUN, index);
    case kEventWriteUnderrun:
      return event(CP_EVENT_UNDERRUN, index);
    case kEventDialComplete:
      return event(CP_EVENT_TONE_DONE, index);
    case kEventHookComplete:
      return event(CP_EVENT_HOOK_DONE, index);
    case kEventBitsChanged: {
      std::int32_t bits = 0;
      if (devices_->control(line.descriptor, kGetRxBits, &bits) < 0) return;
      line.receivedBits.store(static_cast<std::uint8_t>(bits & 15));
      return event(CP_EVENT_BITS, index, static_cast<std::uint32_t>(bits & 15));
    }
    case kEventPolarity:
      line.isReversed = !line.isReversed;
      return event(CP_EVENT_POLARITY, index, line.isReversed ? 1 : 0);
    case kEventRxCed:
      return event(CP_EVENT_TONE, index, CP_TONE_CED);
    case kEventRxCng:
      return event(CP_EVENT_TONE, index, CP_TONE_CNG);
    case kEventRemoved:
      event(CP_EVENT_REMOVED, 0);
      removed_.store(true, std::memory_order_release);
      return;
    default:
      return;
  }
}

} // namespace crosspoint::boards::dahdi
