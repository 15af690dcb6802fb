#include "engine/run-time-rules.h"

#include "engine/engine.h"

namespace crosspoint::engine {

std::uint32_t digitBit(char symbol) noexcept {
  if (symbol >= '0' && symbol <= '9') return 1u << (symbol - '0');
  if (symbol >= 'A' && symbol <= 'D') return 1u << (symbol - 'A' + 12);
  return symbol == '*' ? 1u << 10 : symbol == '#' ? 1u << 11 : 0;
}

bool matches(const RunTimeControl &rule, const Happening &happening) noexcept {
  if (rule.condition != happening.condition) return false;
  switch (rule.condition) {
    case Condition::digit:
    case Condition::digitEnds:
    case Condition::tone:
      return (rule.symbols & happening.bits) != 0;
    default:
      return true;
  }
}

std::uint32_t detectorOf(dsp::Signal signal) noexcept {
  switch (signal) {
    case dsp::Signal::dtmf:
      return kDetectDtmf;
    case dsp::Signal::r2Forward:
      return kDetectR2Forward;
    case dsp::Signal::r2Backward:
      return kDetectR2Backward;
    case dsp::Signal::callProgress:
      return kDetectCallProgress;
    case dsp::Signal::faxCng:
    case dsp::Signal::faxCed:
    case dsp::Signal::faxPreamble:
      return kDetectFax;
    case dsp::Signal::voice:
      return kDetectVoice;
    case dsp::Signal::answer:
      return kDetectAnswer;
  }
  return 0;
}

std::uint32_t detectorsFor(std::span<const RunTimeControl> rules) noexcept {
  std::uint32_t detectors = 0;
  for (const RunTimeControl &rule : rules) {
    switch (rule.condition) {
      case Condition::digit:
      case Condition::digitEnds:
        detectors |= kDetectDtmf;
        break;
      case Condition::voiceBegins:
      case Condition::voiceEnds:
        detectors |= kDetectVoice;
        break;
      case Condition::tone:
        if (rule.symbols == 0xFFFF) {
          detectors |= kDetectCallProgress | kDetectFax;
          break;
        }
        for (unsigned signal = 1; signal <= static_cast<unsigned>(dsp::Signal::answer); ++signal)
          if ((rule.symbols >> signal & 1) != 0)
            detectors |= detectorOf(static_cast<dsp::Signal>(signal));
        break;
      default:
        break;
    }
  }
  return detectors;
}

} // namespace crosspoint::engine
