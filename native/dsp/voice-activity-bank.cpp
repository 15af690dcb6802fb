#include "dsp/voice-activity-bank.h"

#include <algorithm>

#include "dsp/tone-correlator.h"

namespace crosspoint::dsp {

VoiceActivityBank::VoiceActivityBank(std::size_t channels, const VoiceActivityOptions &options,
                                     InstructionSet)
    : limits_(options), channels_(channels, VoiceActivity(limits_)) {}

void VoiceActivityBank::process(const Block &block, Detections &found) noexcept {
  for (const std::uint32_t channel : block.channels) {
    VoiceActivity &voice = channels_[channel];
    const std::int16_t *const samples = block.samples + channel * block.stride;
    for (std::size_t done = 0; done < block.frames;) {
      const std::size_t some = std::min<std::size_t>(voice.wanted(), block.frames - done);
      const bool isComplete =
          voice.add(quarterEnergy(samples + done, some), static_cast<std::uint32_t>(some));
      done += some;
      if (!isComplete) continue;
      const VoiceActivity::Change change = voice.step(limits_);
      if (change == VoiceActivity::Change::none) continue;
      found.add({channel, Signal::voice, 'V', change == VoiceActivity::Change::began,
                 dbm0OfMeanSquare(voice.meanSquare()),
                 static_cast<std::int32_t>(done) -
                     voice.age() * static_cast<std::int32_t>(VoiceActivityLimits::kFrame)});
    }
  }
}

void VoiceActivityBank::reset(std::uint32_t channel) noexcept {
  channels_[channel] = VoiceActivity(limits_);
}

} // namespace crosspoint::dsp
