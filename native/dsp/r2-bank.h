#pragma once

#include <vector>

#include "dsp/detector-bank.h"
#include "dsp/instruction-set.h"
#include "dsp/tone-correlator.h"
#include "dsp/tone-window.h"

namespace crosspoint::dsp {

enum class R2Direction : std::uint8_t { forward, backward };

/** What a receiver of Q.455 takes for a signal. */
struct R2Options {
  R2Direction direction = R2Direction::forward;
  /** Of each of the two frequencies. */
  double minimumLevelDbm0 = -38;
  /** Q.455 has 7 dB; neighbours of unequal strength colour each other by up to 1.5 dB. */
  double maximumTwistDb = 9;
  /** Part of the power that has to be in the two frequencies. */
  double minimumPurity = 0.7;
  /** Tones that last less are no signal, gaps that are shorter do not end one (Q.455: 7 ms). */
  double minimumOnMs = 14;
  double minimumOffMs = 10;
};

/**
 * Signals of MFC-R2 (Q.441): two out of six frequencies, forward 1380…1980 Hz or backward 1140…540 Hz, ±10 Hz and more. Begin
 * and end are told within 32 ms each, so that both together stay within the 80 ms of Q.455.
 */
class R2Bank final : public DetectorBank {
public:
  explicit R2Bank(std::size_t channels, const R2Options &options = {},
                  InstructionSet set = bestInstructionSet());

  void process(const Block &block, Detections &found) noexcept override;
  void reset(std::uint32_t channel) noexcept override;

private:
  static constexpr std::int8_t kNone = -1;
  static constexpr std::uint32_t kTones = 6;

  /** The two strongest frequencies of a window; `signal` is their index in the table of Q.441. */
  struct Window {
    std::int8_t signal = kNone;
    std::uint8_t low = 0;
    std::uint8_t high = 0;
    float power[kTones];
    float whole = 0;
  };
  struct Channel {
    std::int8_t candidate = kNone;
    std::int8_t signal = kNone;
    bool wasLoud = false;
    std::uint8_t low = 0;
    std::uint8_t high = 0;
    std::int8_t levelDbm0 = 0;
    Phasor lowPhasor;
    Phasor highPhasor;
    float amplitudes = 0;
    float peak = 0;
    float lastAmplitude = 0;
    int intervals = 0;
    float lowPeak = 0;
    float highPeak = 0;
    float missing = 0;
    float presentSinceFull = 0;
    std::int32_t sinceFull = 0;
  };

  bool isLoud(std::uint32_t channel, const std::int16_t *samples);
  void look(const WindowBatch &batch, Detections &found);
  Window findStrongest(const Correlation &correlation, std::size_t lane) const;
  bool keepsFrequencies(const Channel &state, const Window &window, Phasor low, Phasor high) const;
  void followSignal(Channel &state, std::uint32_t channel, const Window &window, std::int32_t end,
                    Detections &found);
  void followCandidate(Channel &state, std::uint32_t channel, const Window &window, Phasor low,
                       Phasor high, std::int32_t end, Detections &found);

  R2Options options_;
  Signal signal_;
  ToneCorrelator correlator_;
  WindowHistory history_;
  std::vector<Channel> channels_;
  std::vector<PhaseClock> clocks_;
  float minimumPower_;
  float maximumTwist_;
  std::uint32_t quietEnergy_;
};

} // namespace crosspoint::dsp
