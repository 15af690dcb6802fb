#include "engine/detector-banks.h"

#include "dsp/answer-bank.h"
#include "dsp/call-progress-bank.h"
#include "dsp/dtmf-bank.h"
#include "dsp/fax-tone-bank.h"
#include "dsp/r2-bank.h"
#include "dsp/voice-activity-bank.h"
#include "engine/engine.h"

namespace crosspoint::engine {

std::unique_ptr<dsp::DetectorBank> makeDetectorBank(std::size_t kind, std::size_t ports) {
  switch (1u << kind) {
    case kDetectDtmf:
      return std::make_unique<dsp::DtmfBank>(ports);
    case kDetectR2Forward:
      return std::make_unique<dsp::R2Bank>(ports, dsp::R2Options{dsp::R2Direction::forward});
    case kDetectR2Backward:
      return std::make_unique<dsp::R2Bank>(ports, dsp::R2Options{dsp::R2Direction::backward});
    case kDetectCallProgress:
      return std::make_unique<dsp::CallProgressBank>(ports);
    case kDetectFax:
      return std::make_unique<dsp::FaxToneBank>(ports);
    case kDetectVoice:
      return std::make_unique<dsp::VoiceActivityBank>(ports);
    case kDetectAnswer:
      return std::make_unique<dsp::AnswerBank>(ports);
    default:
      return nullptr;
  }
}

} // namespace crosspoint::engine
