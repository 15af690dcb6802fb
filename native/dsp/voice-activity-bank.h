#pragma once

#include <vector>

#include "dsp/detector-bank.h"
#include "dsp/instruction-set.h"
#include "dsp/voice-activity.h"

namespace crosspoint::dsp {

/**
 * Voice, or whatever is louder than the noise, by its energy in 10 ms beside a noise floor that adapts. The end is told after the
 * hang-over and dated back to when it was; its level is the mean of what was active. With a long hang-over it ends recordings.
 */
class VoiceActivityBank final : public DetectorBank {
public:
  explicit VoiceActivityBank(std::size_t channels, const VoiceActivityOptions &options = {},
                             InstructionSet set = bestInstructionSet());

  void process(const Block &block, Detections &found) noexcept override;
  void reset(std::uint32_t channel) noexcept override;

private:
  VoiceActivityLimits limits_;
  std::vector<VoiceActivity> channels_;
};

} // namespace crosspoint::dsp
