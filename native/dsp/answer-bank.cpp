#include "dsp/answer-bank.h"

#include <algorithm>
#include <cmath>

#include "dsp/tone-correlator.h"

namespace crosspoint::dsp {
namespace {

constexpr std::int32_t kFramesPerMs = 8;
/** Part of the power that may be something else than the beep, and how far its frequency may move in 20 ms. */
constexpr double kImpurity = 0.012;
constexpr double kDrift = 0.02;
/** A beep keeps its strength but for where it begins and ends. */
constexpr double kSwell = 1.6;

std::int32_t framesOf(double ms) {
  return static_cast<std::int32_t>(ms * kFramesPerMs);
}

} // namespace

AnswerBank::AnswerBank(std::size_t channels, const AnswerOptions &options, InstructionSet)
    : options_(options),
      limits_(options.voice),
      channels_(channels, Channel{VoiceActivity(limits_), {}}),
      beepPower_(meanSquareOfDbm0(options.beepMinimumDbm0)) {}

void AnswerBank::reset(std::uint32_t channel) noexcept {
  channels_[channel] = Channel{VoiceActivity(limits_), {}};
}

bool AnswerBank::isOver(const Channel &state) const {
  return state.answer == 'H' ||
         (!state.isBeeping && state.clock > options_.beepWithinMs * kFramesPerMs);
}

void AnswerBank::process(const Block &block, Detections &found) noexcept {
  for (const std::uint32_t channel : block.channels) {
    Channel &state = channels_[channel];
    const std::int16_t *const samples = block.samples + channel * block.stride;
    for (std::size_t done = 0; done < block.frames && !isOver(state);) {
      const auto some = static_cast<std::uint32_t>(std::min<std::size_t>(
          std::min(state.voice.wanted(), state.fit.wanted()), block.frames - done));
      const bool isVoiceDue = state.voice.add(quarterEnergy(samples + done, some), some);
      const bool isBeepDue = state.fit.add(samples + done, some);
      done += some;
      state.clock += some;
      const auto frame = static_cast<std::int32_t>(done);
      if (isBeepDue) followBeep(state, channel, frame, found);
      if (isVoiceDue)
        followVoice(state, channel, static_cast<std::int32_t>(state.clock), frame, found);
    }
  }
}

void AnswerBank::decide(Channel &state, std::uint32_t channel, char answer, std::int32_t frame,
                        Detections &found) {
  state.answer = answer;
  found.add(
      {channel, Signal::answer, answer, true, dbm0OfMeanSquare(state.voice.meanSquare()), frame});
}

void AnswerBank::followVoice(Channel &state, std::uint32_t channel, std::int32_t now,
                             std::int32_t frame, Detections &found) const {
  const VoiceActivity::Change change = state.voice.step(limits_);
  const std::int32_t moment =
      now - state.voice.age() * static_cast<std::int32_t>(VoiceActivityLimits::kFrame);
  if (change == VoiceActivity::Change::began && state.voiceBegan < 0) state.voiceBegan = moment;
  if (change == VoiceActivity::Change::ended) state.voiceEnded = moment;
  if (state.answer != 0) return;
  const bool hasSpoken = state.voiceBegan >= 0;
  const std::int32_t spokenUntil = state.voice.isOn() ? now : state.voiceEnded;
  if (hasSpoken && spokenUntil - state.voiceBegan > framesOf(options_.longestHumanGreetingMs))
    decide(state, channel, 'M', frame, found);
  else if (hasSpoken && !state.voice.isOn() &&
           now - state.voiceEnded >= framesOf(options_.silenceAfterGreetingMs))
    decide(state, channel, 'H', frame, found);
  else if (now >= framesOf(hasSpoken ? options_.decideWithinMs : options_.initialSilenceMs))
    decide(state, channel, '?', frame, found);
}

void AnswerBank::followBeep(Channel &state, std::uint32_t channel, std::int32_t frame,
                            Detections &found) const {
  const double power = state.fit.meanSquare();
  const double hertz = state.fit.hertz();
  const bool isSine = power > beepPower_ && state.fit.impurity() < kImpurity &&
                      hertz >= options_.beepLowestHertz && hertz <= options_.beepHighestHertz;
  const bool isSteady = std::abs(hertz - state.beepHertz) < kDrift * hertz &&
                        power < kSwell * state.beepPower && state.beepPower < kSwell * power;
  const bool isSame = isSine && state.beepFrames > 0 && isSteady;
  state.fit.clear();
  if (state.isBeeping && !isSame) {
    state.isBeeping = false;
    found.add({channel, Signal::answer, 'B', false,
               dbm0OfMeanSquare(static_cast<float>(state.beepPower)),
               frame - static_cast<std::int32_t>(SineFit::kFrame)});
  }
  state.beepFrames = isSame ? state.beepFrames + SineFit::kFrame : isSine ? SineFit::kFrame : 0;
  state.beepHertz = hertz;
  state.beepPower = isSine ? power : state.beepPower;
  if (state.isBeeping || state.beepFrames < options_.beepMinimumMs * kFramesPerMs) return;
  state.isBeeping = true;
  if (state.answer == 0) decide(state, channel, 'M', frame, found);
  found.add({channel, Signal::answer, 'B', true, dbm0OfMeanSquare(static_cast<float>(power)),
             frame - static_cast<std::int32_t>(state.beepFrames)});
}

} // namespace crosspoint::dsp
