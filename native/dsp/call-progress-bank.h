#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "dsp/call-progress-cadence.h"
#include "dsp/detector-bank.h"
#include "dsp/instruction-set.h"
#include "dsp/tone-correlator.h"
#include "dsp/tone-window.h"

namespace crosspoint::dsp {

struct CallProgressOptions {
  double minimumLevelDbm0 = -40;
  /** Part of the power that has to be in the frequencies of a tone. Those may be off by some 12 Hz. */
  double minimumPurity = 0.6;
};

/**
 * Dial, ringback, busy, congestion and special information tone of a country, by frequencies and cadence; `symbol` is the
 * `ProgressTone`. A tone is told as soon as no other tone of the country fits what was heard: a long burst at its end,
 * short ones after two, a dial tone when it lasts longer than any burst. Where a country plays the same for busy and congestion, it
 * is busy. Call waiting and confirmation tones are not looked for: they sound to those who talk.
 */
class CallProgressBank final : public DetectorBank {
public:
  explicit CallProgressBank(std::size_t channels, const CallProgressOptions &options = {},
                            InstructionSet set = bestInstructionSet());
  ~CallProgressBank() override;

  /** ISO 3166, two letters; what is not in the table has the tones that E.180 recommends, as every channel at first. Resets the channel. */
  void setCountry(std::uint32_t channel, std::string_view country) noexcept;
  void process(const Block &block, Detections &found) noexcept override;
  void reset(std::uint32_t channel) noexcept override;

private:
  class Country;
  struct Channel {
    const Country *country;
    CadenceFollower follower;
    bool wasLoud = false;
    float burstPower = 0;
    std::int8_t tone = 0;
    std::int8_t levelDbm0 = -99;
  };

  bool isLoud(std::uint32_t channel, const std::int16_t *samples, std::int32_t end,
              Detections &found);
  void look(const WindowBatch &batch, Detections &found);
  void follow(Channel &state, std::uint32_t channel, std::uint8_t chords, float meanSquare,
              std::int32_t end, Detections &found);

  std::vector<std::unique_ptr<const Country>> countries_;
  WindowHistory history_;
  std::vector<Channel> channels_;
  float minimumPower_;
  float purity_;
  std::uint32_t quietEnergy_;
};

} // namespace crosspoint::dsp
