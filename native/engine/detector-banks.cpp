#include "engine/detector-banks.h"

#include "dsp/dtmf-bank.h"
#include "engine/engine.h"

namespace crosspoint::engine {

std::unique_ptr<dsp::DetectorBank> makeDetectorBank(std::size_t kind, std::size_t ports) {
  switch (1u << kind) {
    case kDetectDtmf:
      return std::make_unique<dsp::DtmfBank>(ports);
    default:
      return nullptr;
  }
}

} // namespace crosspoint::engine
