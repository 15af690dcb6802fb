#pragma once

#include <vector>

#include "dsp/detector-bank.h"
#include "dsp/fax-preamble.h"
#include "dsp/instruction-set.h"
#include "dsp/tone-correlator.h"
#include "dsp/tone-window.h"

namespace crosspoint::dsp {

/** What counts as the tones of a fax (T.30 §4) or the answering tone of a modem (V.25, V.8). */
struct FaxToneOptions {
  double minimumLevelDbm0 = -43;
  /** T.30 allows 1100 ± 38 Hz and 2100 ± 15 Hz. */
  double cngToleranceHertz = 40;
  double cedToleranceHertz = 22;
  /** CNG lasts 0.5 s ± 15 %, CED 2.6 to 4 s. */
  double cngMinimumOnMs = 375;
  double cedMinimumOnMs = 500;
  /** HDLC flags one after the other; each takes 27 ms, the preamble a second. */
  int minimumFlags = 5;
};

/**
 * `faxCng` (symbol 'G'): the calling fax. `faxCed` (symbol 'D'): 2100 Hz, of a fax or of a modem. `faxPreamble`: 'V' when the flags of
 * V.21 are heard, which only a fax sends, and 'R' when the 2100 Hz reverse their phase every 450 ms, which
 * switches echo cancellers off (V.25, V.8) and tells a modem or a fax of V.34. Each with begin and end.
 */
class FaxToneBank final : public DetectorBank {
public:
  explicit FaxToneBank(std::size_t channels, const FaxToneOptions &options = {},
                       InstructionSet set = bestInstructionSet());

  void process(const Block &block, Detections &found) noexcept override;
  void reset(std::uint32_t channel) noexcept override;

private:
  /** One frequency that has to last. */
  struct Steady {
    bool isActive = false;
    bool isOn = false;
    bool hasReversals = false;
    std::int8_t levelDbm0 = 0;
    Phasor last;
    float amplitudes = 0;
    float peak = 0;
    float missing = 0;
    float offsets = 0;
    int intervals = 0;
    /** Windows since the last full one, and since the phase was last reversed. */
    int sinceFull = 0;
    int sinceReversal = 0;
  };
  struct Channel {
    bool wasLoud = false;
    bool hasFlags = false;
    std::int8_t flagsLevelDbm0 = 0;
    int withoutBand = 1000;
    int sinceFlag = 0;
    Steady cng;
    Steady ced;
    FaxPreamble preamble;
  };
  struct Window {
    std::uint32_t channel;
    std::int32_t end;
    float whole;
    const std::int16_t *samples;
  };
  /** What tells one steady tone from the other. */
  struct Kind {
    Signal signal;
    char symbol;
    PhaseClock clock;
    float toleranceHertz;
    float minimumOnMs;
  };

  bool isLoud(std::uint32_t channel, const std::int16_t *samples);
  void look(const WindowBatch &batch, Detections &found);
  void follow(const Kind &kind, Steady &tone, Phasor phasor, float power, const Window &window,
              Detections &found);
  bool measurePhase(const Kind &kind, Steady &tone, Phasor phasor, const Window &window,
                    Detections &found);
  void end(const Kind &kind, Steady &tone, const Window &window, Detections &found);
  void followFlags(Channel &state, float bandPower, const Window &window, Detections &found);

  FaxToneOptions options_;
  ToneCorrelator correlator_;
  WindowHistory history_;
  std::vector<Channel> channels_;
  Kind cng_;
  Kind ced_;
  float minimumPower_;
  std::uint32_t quietEnergy_;
};

} // namespace crosspoint::dsp
