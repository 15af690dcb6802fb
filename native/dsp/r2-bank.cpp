#include "dsp/r2-bank.h"

#include <array>
#include <cmath>

namespace crosspoint::dsp {
namespace {

constexpr std::uint32_t kWindow = 128;
constexpr std::uint32_t kHop = 64;
constexpr float kHopMs = 8;
constexpr std::array<double, 6> kForward = {1380, 1500, 1620, 1740, 1860, 1980};
constexpr std::array<double, 6> kBackward = {1140, 1020, 900, 780, 660, 540};
/** Q.441: the signal of two frequencies is the sum of their weights 0, 1, 2, 4, 7, 11; the pairs in that order. */
constexpr char kSymbols[] = "1234567890BCDEF";
/** Beyond this a frequency is another one; Q.455 asks for ±10 Hz. */
constexpr float kAllowedOffset = 25;
/** How far below the weaker of the two the third frequency has to be. */
constexpr float kThird = 0.16F;
constexpr float kFull = 0.7F;
constexpr float kOver = 0.35F;

std::int8_t signalOf(std::size_t low, std::size_t high) {
  return static_cast<std::int8_t>(high * (high - 1) / 2 + low);
}

} // namespace

R2Bank::R2Bank(std::size_t channels, const R2Options &options, InstructionSet set)
    : options_(options),
      signal_(options.direction == R2Direction::forward ? Signal::r2Forward : Signal::r2Backward),
      correlator_(options.direction == R2Direction::forward ? kForward : kBackward, kWindow, set),
      history_(channels, kWindow, kHop),
      channels_(channels),
      minimumPower_(static_cast<float>(meanSquareOfDbm0(options.minimumLevelDbm0 - 0.5))),
      maximumTwist_(static_cast<float>(std::pow(10, options.maximumTwistDb / 10))),
      quietEnergy_(static_cast<std::uint32_t>(minimumPower_ * kHop / 64 / 4)) {
  for (const double hertz : options.direction == R2Direction::forward ? kForward : kBackward)
    clocks_.emplace_back(hertz, kHop);
}

void R2Bank::process(const Block &block, Detections &found) noexcept {
  history_.feed(
      block,
      [this](std::uint32_t channel, const std::int16_t *samples, std::int32_t) {
        return isLoud(channel, samples);
      },
      [&](const WindowBatch &batch) { look(batch, found); });
}

void R2Bank::reset(std::uint32_t channel) noexcept {
  history_.reset(channel);
  channels_[channel] = {};
}

bool R2Bank::isLoud(std::uint32_t channel, const std::int16_t *samples) {
  Channel &state = channels_[channel];
  const bool isLoud = coarseEnergy(samples + kWindow - kHop, kHop) > quietEnergy_;
  const bool wasLoud = state.wasLoud;
  state.wasLoud = isLoud;
  return isLoud || wasLoud || state.signal != kNone || state.candidate != kNone;
}

R2Bank::Window R2Bank::findStrongest(const Correlation &correlation, std::size_t lane) const {
  Window window;
  window.whole = correlator_.energyScale() * static_cast<float>(correlation.energy[lane]);
  std::size_t first = 0;
  for (std::size_t tone = 0; tone < kTones; ++tone) {
    const auto cosine = static_cast<float>(correlation.cosine[tone][lane]);
    const auto sine = static_cast<float>(correlation.sine[tone][lane]);
    window.power[tone] = correlator_.toneScale() * (cosine * cosine + sine * sine);
    if (window.power[tone] > window.power[first]) first = tone;
  }
  std::size_t second = first == 0 ? 1 : 0;
  for (std::size_t tone = 0; tone < kTones; ++tone)
    if (tone != first && window.power[tone] > window.power[second]) second = tone;
  float third = 0;
  for (std::size_t tone = 0; tone < kTones; ++tone)
    if (tone != first && tone != second) third = std::max(third, window.power[tone]);
  window.low = static_cast<std::uint8_t>(std::min(first, second));
  window.high = static_cast<std::uint8_t>(std::max(first, second));
  const float both = window.power[first] + window.power[second];
  if (window.power[second] > minimumPower_ / 2 &&
      window.power[first] < window.power[second] * maximumTwist_ &&
      third < window.power[second] * kThird &&
      both > static_cast<float>(options_.minimumPurity) * window.whole)
    window.signal = signalOf(window.low, window.high);
  return window;
}

void R2Bank::look(const WindowBatch &batch, Detections &found) {
  Correlation correlation;
  correlator_.correlate(batch.samples, correlation);
  for (std::size_t lane = 0; lane < batch.count; ++lane) {
    const std::uint32_t channel = batch.channels[lane];
    Channel &state = channels_[channel];
    const Window window = findStrongest(correlation, lane);
    if (state.signal != kNone) followSignal(state, channel, window, batch.ends[lane], found);
    if (window.signal == kNone || window.signal == state.signal)
      state.candidate = kNone;
    else
      followCandidate(state, channel, window, ToneCorrelator::phasor(correlation, window.low, lane),
                      ToneCorrelator::phasor(correlation, window.high, lane), batch.ends[lane],
                      found);
  }
}

void R2Bank::followSignal(Channel &state, std::uint32_t channel, const Window &window,
                          std::int32_t end, Detections &found) {
  const float low = window.power[state.low];
  const float high = window.power[state.high];
  float present = std::sqrt(std::min(low / state.lowPeak, high / state.highPeak));
  if (low + high < window.whole / 2) present = 0;
  ++state.sinceFull;
  if (present >= kFull) {
    state.lowPeak += (low - state.lowPeak) / 4;
    state.highPeak += (high - state.highPeak) / 4;
    state.missing = state.presentSinceFull = 0;
    state.sinceFull = 0;
    return;
  }
  state.missing += 1 - present;
  state.presentSinceFull += present;
  if (state.missing * kHopMs < static_cast<float>(options_.minimumOffMs)) return;
  const auto lastFull = end - state.sinceFull * static_cast<std::int32_t>(kHop);
  found.add({channel, signal_, kSymbols[state.signal], false, state.levelDbm0,
             lastFull - static_cast<std::int32_t>(kHop / 2) +
                 static_cast<std::int32_t>(std::lround(state.presentSinceFull * kHop))});
  state.signal = kNone;
}

bool R2Bank::keepsFrequencies(const Channel &state, const Window &window, Phasor low,
                              Phasor high) const {
  return std::abs(clocks_[window.low].offsetHertz(state.lowPhasor, low)) < kAllowedOffset &&
         std::abs(clocks_[window.high].offsetHertz(state.highPhasor, high)) < kAllowedOffset;
}

void R2Bank::followCandidate(Channel &state, std::uint32_t channel, const Window &window,
                             Phasor low, Phasor high, std::int32_t end, Detections &found) {
  const float power = window.power[window.low] + window.power[window.high];
  const float amplitude = std::sqrt(power);
  bool isSame = state.candidate == window.signal && amplitude >= kOver * state.peak;
  if (isSame &&
      std::min(amplitude, state.lastAmplitude) >= kFull * std::max(amplitude, state.peak)) {
    isSame = keepsFrequencies(state, window, low, high);
    ++state.intervals;
  }
  if (!isSame) {
    state.candidate = window.signal;
    state.amplitudes = state.peak = 0;
    state.intervals = 0;
  }
  state.lowPhasor = low;
  state.highPhasor = high;
  state.lastAmplitude = amplitude;
  state.amplitudes += amplitude;
  state.peak = std::max(state.peak, amplitude);
  const float windows = state.amplitudes / state.peak;
  if (windows * kHopMs < static_cast<float>(options_.minimumOnMs) || state.intervals == 0 ||
      std::min(window.power[window.low], window.power[window.high]) < minimumPower_)
    return;
  if (state.signal != kNone) return; // The end of the one before is told first.
  state.signal = window.signal;
  state.candidate = kNone;
  state.low = window.low;
  state.high = window.high;
  state.lowPeak = window.power[window.low];
  state.highPeak = window.power[window.high];
  state.missing = state.presentSinceFull = 0;
  state.sinceFull = 0;
  state.levelDbm0 = dbm0OfMeanSquare(power);
  found.add({channel, signal_, kSymbols[state.signal], true, state.levelDbm0,
             end - static_cast<std::int32_t>(std::lround((windows + 0.5F) * kHop))});
}

} // namespace crosspoint::dsp
