#pragma once

#include <vector>

#include "dsp/answer-beep.h"
#include "dsp/detector-bank.h"
#include "dsp/instruction-set.h"
#include "dsp/voice-activity.h"

namespace crosspoint::dsp {

/** How a person's greeting is told from a machine's. Times count from the `reset`, which is the moment of the answer. */
struct AnswerOptions {
  VoiceActivityOptions voice{-42, 9, 3, 60, 300};
  /** Nobody said anything: undecided. */
  double initialSilenceMs = 4000;
  /** A person says less than this, pauses included, … */
  double longestHumanGreetingMs = 1700;
  /** … and waits for the caller to speak. */
  double silenceAfterGreetingMs = 800;
  /** Undecided at the latest after this. */
  double decideWithinMs = 7000;
  double beepLowestHertz = 800;
  double beepHighestHertz = 2000;
  double beepMinimumMs = 150;
  double beepMinimumDbm0 = -35;
  /** How long a machine's beep is waited for. */
  double beepWithinMs = 60'000;
};

/**
 * Who answered: 'H' somebody who said a word or two and waits, 'M' something that goes on talking, '?' undecided; then, of a machine or
 * of what is undecided, begin and end of 'B', its beep: one steady tone.
 *
 * This is a heuristic on how long people speak, nothing more. A person who answers with a whole sentence is taken for a
 * machine, a machine that says "Hello?" for a person, and a noisy line for whatever the noise does; some calls in ten are wrong with
 * any thresholds, and rules on silent or abandoned calls apply to whom it was wrong about. Only the beep is rather sure.
 */
class AnswerBank final : public DetectorBank {
public:
  explicit AnswerBank(std::size_t channels, const AnswerOptions &options = {},
                      InstructionSet set = bestInstructionSet());

  void process(const Block &block, Detections &found) noexcept override;
  void reset(std::uint32_t channel) noexcept override;

private:
  struct Channel {
    VoiceActivity voice;
    SineFit fit;
    /** Frames since the answer; beyond `beepWithinMs` nothing is listened to any more. */
    std::uint32_t clock = 0;
    char answer = 0;
    bool isBeeping = false;
    std::int32_t voiceBegan = -1;
    std::int32_t voiceEnded = -1;
    /** Frames that the same sine has lasted. */
    std::uint32_t beepFrames = 0;
    double beepHertz = 0;
    double beepPower = 0;
  };

  void followVoice(Channel &state, std::uint32_t channel, std::int32_t now, std::int32_t frame,
                   Detections &found) const;
  void followBeep(Channel &state, std::uint32_t channel, std::int32_t frame,
                  Detections &found) const;
  static void decide(Channel &state, std::uint32_t channel, char answer, std::int32_t frame,
                     Detections &found);
  bool isOver(const Channel &state) const;

  AnswerOptions options_;
  VoiceActivityLimits limits_;
  std::vector<Channel> channels_;
  double beepPower_;
};

} // namespace crosspoint::dsp
