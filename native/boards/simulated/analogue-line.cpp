#include "boards/simulated/analogue-line.h"

#include <algorithm>

namespace crosspoint::boards {

namespace {

// Ten pulses a second, 60 % of each the break; a hook flash of half a second.
constexpr std::uint32_t kBreakMs = 60;
constexpr std::uint32_t kPulseMs = 100;
constexpr std::uint32_t kBetweenDigitsMs = 700;
constexpr std::uint32_t kFlashMs = 500;
constexpr std::uint32_t kWinkMs = 200;
constexpr std::uint32_t kBatteryDropMs = 500;

constexpr std::uint32_t kSeizeMs = 10;
constexpr std::uint32_t kLongestWinkMs = 350;
constexpr std::uint32_t kShortestWinkMs = 100;
constexpr std::uint32_t kShortestBreakMs = 10;
constexpr std::uint32_t kLongestBreakMs = 150;
constexpr std::uint32_t kShortestFlashMs = 200;
constexpr std::uint32_t kHangUpMs = 800;
constexpr std::uint32_t kDigitEndsMs = 250;
constexpr std::uint32_t kBatteryLostMs = 250;

} // namespace

void AnalogueLine::open(bool isOpen) {
  isOpen_ = isOpen;
  closed_ = ringing_ = reversed_ = false;
  invertedMs_ = digitCount_ = digitAt_ = pulsesLeft_ = pulseMs_ = 0;
  far_ = Far::onHook;
  farMs_ = farPulses_ = 0;
  farState_ = 0;
}

void AnalogueLine::operate(cp_hook operation) {
  switch (operation) {
    case CP_HOOK_ON:
      if (type_ == SpanType::fxs) {
        ringing_ = false;
        invertedMs_ = kBatteryDropMs;
      } else {
        closed_ = false;
        invertedMs_ = digitCount_ = digitAt_ = pulsesLeft_ = pulseMs_ = 0;
      }
      return;
    case CP_HOOK_OFF:
    case CP_HOOK_START:
      closed_ = true;
      return;
    case CP_HOOK_WINK:
      invertedMs_ = kWinkMs;
      return;
    case CP_HOOK_FLASH:
      invertedMs_ = kFlashMs;
      return;
    case CP_HOOK_RING:
      ringing_ = true;
      ringMs_ = 0;
      return;
    case CP_HOOK_RING_OFF:
      ringing_ = false;
      return;
    case CP_HOOK_POLARITY_NORMAL:
      reversed_ = false;
      return;
    case CP_HOOK_POLARITY_REVERSED:
      reversed_ = true;
      return;
  }
}

void AnalogueLine::pulse(std::string_view digits) {
  digitAt_ = 0;
  digitCount_ = 0;
  for (const char digit : digits)
    if (digit >= '0' && digit <= '9' && digitCount_ < kMostDigits) digits_[digitCount_++] = digit;
  // A dial that has just been let go needs the loop closed for a moment before the first break.
  pulsesLeft_ = 0;
  pulseMs_ = digitCount_ ? kBetweenDigitsMs : 0;
}

void AnalogueLine::nextPulse(LineEvents &events) {
  if (pulsesLeft_ > 0) {
    pulseMs_ = kPulseMs;
    return;
  }
  if (digitAt_ == digitCount_) {
    digitCount_ = digitAt_ = 0;
    events.add(CP_EVENT_HOOK_DONE);
    return;
  }
  const char digit = digits_[digitAt_++];
  pulsesLeft_ = digit == '0' ? 10 : static_cast<std::uint32_t>(digit - '0');
  pulseMs_ = kPulseMs;
}

std::uint8_t AnalogueLine::send(LineEvents &events) {
  if (!isOpen_) return 0;
  bool inverted = false;
  if (invertedMs_ > 0) {
    inverted = true;
    if (--invertedMs_ == 0) events.add(CP_EVENT_HOOK_DONE);
  }
  if (type_ == SpanType::fxs) {
    std::uint8_t state = inverted ? 0 : kBattery;
    if (reversed_) state |= kReversed;
    if (ringing_) {
      if (ringMs_ < ringOnMs_) state |= kRinging;
      ringMs_ = (ringMs_ + 1) % (ringOnMs_ + ringOffMs_);
    }
    return state;
  }
  bool closed = closed_ != inverted;
  if (pulseMs_ > 0) {
    // The break comes first, so that after the last make the loop stays closed.
    if (pulsesLeft_ > 0 && pulseMs_ > kPulseMs - kBreakMs) closed = false;
    if (--pulseMs_ == 0) {
      const bool lastOfDigit = pulsesLeft_ == 1;
      if (pulsesLeft_ > 0) --pulsesLeft_;
      if (lastOfDigit)
        pulseMs_ = kBetweenDigitsMs;
      else
        nextPulse(events);
    }
  }
  return closed ? kLoopClosed : 0;
}

void AnalogueLine::receive(std::uint8_t state, LineEvents &events) {
  if (!isOpen_) return;
  if (type_ == SpanType::fxo)
    receiveBattery(state, events);
  else
    receiveLoop(state & kLoopClosed, events);
  farState_ = state;
}

void AnalogueLine::receiveBattery(std::uint8_t state, LineEvents &events) {
  const std::uint8_t changed = state ^ farState_;
  if (changed & kRinging) events.add((state & kRinging) ? CP_EVENT_RING_BEGIN : CP_EVENT_RING_END);
  if (changed & kReversed) events.add(CP_EVENT_POLARITY, (state & kReversed) ? 1 : 0);
  if (state & kBattery)
    farMs_ = 0;
  else if (closed_ && ++farMs_ == kBatteryLostMs)
    events.add(CP_EVENT_ON_HOOK);
}

void AnalogueLine::receiveLoop(bool closed, LineEvents &events) {
  const bool isEm = type_ == SpanType::em;
  ++farMs_;
  switch (far_) {
    case Far::onHook:
      if (closed) {
        far_ = Far::seizing;
        farMs_ = 0;
      }
      break;
    case Far::seizing:
      if (!closed) {
        if (isEm && farMs_ >= kShortestWinkMs) events.add(CP_EVENT_WINK);
        far_ = Far::onHook;
      } else if (farMs_ >= (isEm ? kLongestWinkMs : kSeizeMs)) {
        far_ = Far::offHook;
        farPulses_ = farMs_ = 0;
        ringing_ = false;
        events.add(CP_EVENT_OFF_HOOK);
      }
      break;
    case Far::offHook:
      if (!closed) {
        far_ = Far::breaking;
        farMs_ = 0;
      } else if (farPulses_ > 0 && farMs_ >= kDigitEndsMs) {
        if (farPulses_ <= 10) events.add(CP_EVENT_PULSE_DIGIT, '0' + farPulses_ % 10);
        farPulses_ = 0;
      }
      break;
    case Far::breaking:
      if (closed) {
        if (farMs_ >= kShortestBreakMs && farMs_ <= kLongestBreakMs) ++farPulses_;
        if (farMs_ >= kShortestFlashMs) events.add(CP_EVENT_FLASH);
        far_ = Far::offHook;
        farMs_ = 0;
      } else if (farMs_ >= kHangUpMs) {
        far_ = Far::onHook;
        events.add(CP_EVENT_ON_HOOK);
      }
      break;
  }
}

} // namespace crosspoint::boards
