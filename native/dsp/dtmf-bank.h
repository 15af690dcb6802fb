#pragma once

#include <array>
#include <vector>

#include "dsp/detector-bank.h"
#include "dsp/instruction-set.h"
#include "dsp/tone-correlator.h"
#include "dsp/tone-window.h"

namespace crosspoint::dsp {

/** What counts as a digit. The defaults follow Q.24 for most administrations and the limits that registers in the field use. */
struct DtmfOptions {
  /** Of each of the two tones. */
  double minimumLevelDbm0 = -42;
  /** How much weaker the high tone may be, and how much stronger. */
  double normalTwistDb = 8;
  double reverseTwistDb = 4;
  /** Tones that last less are no digit. Digits of 40 ms are always found and those of 23 ms never. */
  double minimumOnMs = 29;
  /** Gaps that are shorter do not end a digit; those of 40 ms always do. */
  double minimumOffMs = 20;
  /** Part of the power that has to be in the two tones: less finds digits in more noise, more resists speech better. */
  double minimumPurity = 0.78;
  /** A dial tone (350 + 440 Hz and what is near) may sound while digits are received. */
  bool toleratesDialTone = true;
};

/**
 * Digits of Q.23. A `Detection` with `begins` comes some 35 ms after a digit began and tells in `frame` when that was, within
 * 3 ms or so; the one of its end some 25 ms after the end. `levelDbm0` is the power of both tones together.
 *
 * How it decides: in windows of 16 ms, every 8 ms, one row and one column tone have to hold nearly all of the power; their
 * frequencies, measured by how far the phases move, have to be within 1.5 % and 2 Hz (beyond 3.5 % is always refused);
 * their amplitudes summed over the windows give the length.
 */
class DtmfBank final : public DetectorBank {
public:
  explicit DtmfBank(std::size_t channels, const DtmfOptions &options = {},
                    InstructionSet set = bestInstructionSet());

  void process(const Block &block, Detections &found) noexcept override;
  void reset(std::uint32_t channel) noexcept override;

private:
  static constexpr std::int8_t kNone = -1;

  /** A window's two strongest tones. */
  struct Window {
    std::int8_t digit;
    Phasor row;
    Phasor column;
    float rowPower;
    float columnPower;
    /** Without that of a dial tone. */
    float power;
  };

  struct Channel {
    std::int8_t candidate = kNone;
    std::int8_t digit = kNone;
    bool wasLoud = false;
    Phasor row;
    Phasor column;
    /** Of the candidate: the sum of amplitudes over windows, the largest, and frequencies between full windows. */
    float amplitudes = 0;
    float peak = 0;
    float lastAmplitude = 0;
    float rowOffset = 0;
    float columnOffset = 0;
    float intervals = 0;
    /** Of the digit that is on. */
    float rowPeak = 0;
    float columnPeak = 0;
    float missing = 0;
    float presentSinceFull = 0;
    std::int32_t sinceFull = 0;
    std::int8_t levelDbm0 = 0;
  };

  struct Lanes;

  bool isLoud(std::uint32_t channel, const std::int16_t *samples);
  void look(const WindowBatch &batch, Detections &found);
  void findStrongest(const Correlation &correlation, Lanes &lanes) const;
  void followDigit(Channel &state, std::uint32_t channel, const Window &window, float rowPower,
                   float columnPower, std::int32_t end, Detections &found);
  void followCandidate(Channel &state, std::uint32_t channel, const Window &window,
                       const std::int16_t *samples, std::int32_t end, Detections &found);
  bool continues(Channel &state, Window &window) const;
  void begin(Channel &state, std::uint32_t channel, const Window &window, std::int32_t end,
             Detections &found);
  bool hasHarmonics(const Window &window, const std::int16_t *samples) const;

  DtmfOptions options_;
  ToneCorrelator correlator_;
  WindowHistory history_;
  std::vector<Channel> channels_;
  std::vector<PhaseClock> clocks_;
  /** Cosines and sines of the second harmonics under the window. */
  std::array<std::vector<std::int16_t>, 8> harmonics_;
  std::array<float, 3> dialEven_{};
  std::array<float, 3> dialOdd_{};
  float minimumPower_ = 0;
  float normalTwist_ = 0;
  float reverseTwist_ = 0;
  std::uint32_t quietEnergy_ = 0;
};

} // namespace crosspoint::dsp
