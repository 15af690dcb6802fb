#include "dsp/fax-tone-bank.h"

#include <array>
#include <cmath>

namespace crosspoint::dsp {
namespace {

constexpr std::uint32_t kWindow = 128;
constexpr std::uint32_t kHop = 64;
constexpr float kHopMs = 8;
constexpr std::array<double, 4> kHertz = {1100, 2100, 1650, 1850};
/** Part of the power that the tone has to hold, before and after what its offset takes away is made up for. */
constexpr float kGlance = 0.42F;
constexpr float kPurity = 0.65F;
/** V.8 lets the amplitude swing by a fifth either way. */
constexpr float kFull = 0.55F;
/** Windows that may be missing, as where the phase is reversed. */
constexpr float kMaximumMissing = 3;
/** Keyed frequencies spread: so much stays in the bands of the two. */
constexpr float kBand = 0.25F;
constexpr int kMaximumWithoutBand = 3;
/** A flag lasts 27 ms: after so many windows there are no more. */
constexpr int kMaximumSinceFlag = 8;
/** Reversals come every 450 ± 25 ms. */
constexpr int kReversalLeast = 50;
constexpr int kReversalMost = 63;
/** A phase that is off by more is reversed; the frequency has to be known before that can be told. */
constexpr float kReversed = 2.2F;
constexpr int kIntervalsToKnow = 6;
constexpr float kRadiansPerHertz = 2 * 3.14159265F * kHop / 8000;

} // namespace

FaxToneBank::FaxToneBank(std::size_t channels, const FaxToneOptions &options, InstructionSet set)
    : options_(options),
      correlator_(kHertz, kWindow, set),
      history_(channels, kWindow, kHop),
      channels_(channels),
      cng_{Signal::faxCng, 'G', PhaseClock(kHertz[0], kHop),
           static_cast<float>(options.cngToleranceHertz),
           static_cast<float>(options.cngMinimumOnMs)},
      ced_{Signal::faxCed, 'D', PhaseClock(kHertz[1], kHop),
           static_cast<float>(options.cedToleranceHertz),
           static_cast<float>(options.cedMinimumOnMs)},
      minimumPower_(static_cast<float>(meanSquareOfDbm0(options.minimumLevelDbm0 - 0.5))),
      quietEnergy_(static_cast<std::uint32_t>(minimumPower_ * kHop / 64 / 4)) {}

void FaxToneBank::process(const Block &block, Detections &found) noexcept {
  history_.feed(
      block,
      [this](std::uint32_t channel, const std::int16_t *samples, std::int32_t) {
        return isLoud(channel, samples);
      },
      [&](const WindowBatch &batch) { look(batch, found); });
}

void FaxToneBank::reset(std::uint32_t channel) noexcept {
  history_.reset(channel);
  channels_[channel] = {};
}

bool FaxToneBank::isLoud(std::uint32_t channel, const std::int16_t *samples) {
  Channel &state = channels_[channel];
  const bool isLoud = coarseEnergy(samples + kWindow - kHop, kHop) > quietEnergy_;
  const bool wasLoud = state.wasLoud;
  state.wasLoud = isLoud;
  return isLoud || wasLoud || state.cng.isActive || state.ced.isActive || state.hasFlags ||
         state.preamble.flags() > 0;
}

void FaxToneBank::look(const WindowBatch &batch, Detections &found) {
  Correlation correlation;
  correlator_.correlate(batch.samples, correlation);
  alignas(64) float power[4][kCorrelatorLanes];
  for (std::size_t tone = 0; tone < 4; ++tone)
    for (std::size_t lane = 0; lane < kCorrelatorLanes; ++lane) {
      const auto cosine = static_cast<float>(correlation.cosine[tone][lane]);
      const auto sine = static_cast<float>(correlation.sine[tone][lane]);
      power[tone][lane] = correlator_.toneScale() * (cosine * cosine + sine * sine);
    }
  for (std::size_t lane = 0; lane < batch.count; ++lane) {
    const Window window = {batch.channels[lane], batch.ends[lane],
                           correlator_.energyScale() * static_cast<float>(correlation.energy[lane]),
                           batch.samples[lane]};
    Channel &state = channels_[window.channel];
    const float least = std::max(kGlance * window.whole, minimumPower_ / 2);
    if (state.cng.isActive || power[0][lane] > least)
      follow(cng_, state.cng, ToneCorrelator::phasor(correlation, 0, lane), power[0][lane], window,
             found);
    if (state.ced.isActive || power[1][lane] > least)
      follow(ced_, state.ced, ToneCorrelator::phasor(correlation, 1, lane), power[1][lane], window,
             found);
    const float band = power[2][lane] + power[3][lane];
    if (state.hasFlags || state.withoutBand < kMaximumWithoutBand ||
        band > std::max(kBand * window.whole, minimumPower_ / 4))
      followFlags(state, band, window, found);
  }
}

void FaxToneBank::follow(const Kind &kind, Steady &tone, Phasor phasor, float power,
                         const Window &window, Detections &found) {
  if (!tone.isActive) {
    tone = {};
    tone.isActive = true;
    tone.sinceReversal = 2 * kReversalMost;
  }
  ++tone.sinceFull;
  ++tone.sinceReversal;
  const float offset = tone.intervals > 0 ? tone.offsets / static_cast<float>(tone.intervals) : 0;
  const float amplitude = std::sqrt(power);
  const bool isPure =
      power > (tone.intervals > 0 ? kPurity * hannPowerResponse(offset, kWindow) : kGlance) *
                  window.whole &&
      power > minimumPower_ / 2;
  if (isPure && amplitude > kFull * tone.peak) {
    tone.missing = 0;
    tone.peak = std::max(tone.peak, amplitude);
    if (!measurePhase(kind, tone, phasor, window, found)) return end(kind, tone, window, found);
    tone.last = phasor;
    tone.sinceFull = 0;
    tone.amplitudes += amplitude;
  } else {
    tone.missing += 1 - (isPure ? amplitude / tone.peak : 0);
    if (tone.missing > kMaximumMissing || tone.peak == 0) return end(kind, tone, window, found);
  }
  const float length = tone.amplitudes / tone.peak * kHopMs;
  if (tone.isOn || length < kind.minimumOnMs || std::abs(offset) > kind.toleranceHertz ||
      power < minimumPower_ * hannPowerResponse(offset, kWindow))
    return;
  tone.isOn = true;
  tone.levelDbm0 = dbm0OfMeanSquare(power / hannPowerResponse(offset, kWindow));
  const auto frames = static_cast<std::int32_t>(std::lround(length * 8));
  found.add({window.channel, kind.signal, kind.symbol, true, tone.levelDbm0,
             window.end - static_cast<std::int32_t>(kHop / 2) - frames});
}

/** False if the frequency is another one. */
bool FaxToneBank::measurePhase(const Kind &kind, Steady &tone, Phasor phasor, const Window &window,
                               Detections &found) {
  if (tone.amplitudes == 0) return true;
  const float steps = static_cast<float>(tone.sinceFull);
  if (tone.intervals >= kIntervalsToKnow) {
    const float expected =
        tone.offsets / static_cast<float>(tone.intervals) * kRadiansPerHertz * steps;
    const float nominal = static_cast<float>(
        2 * 3.14159265358979 *
        std::fmod((&kind == &cng_ ? kHertz[0] : kHertz[1]) * kHop / kSampleRate * steps, 1.0));
    const float turned =
        std::atan2(phasor.imaginary, phasor.real) - std::atan2(tone.last.imaginary, tone.last.real);
    const float beyond = std::remainder(turned - nominal - expected, 2 * 3.14159265F);
    if (std::abs(beyond) > kReversed) {
      const bool isPeriodic =
          tone.sinceReversal >= kReversalLeast && tone.sinceReversal <= kReversalMost;
      if (&kind == &ced_ && isPeriodic && !tone.hasReversals) {
        tone.hasReversals = true;
        found.add({window.channel, Signal::faxPreamble, 'R', true,
                   dbm0OfMeanSquare(tone.peak * tone.peak), window.end - std::int32_t{kWindow}});
      }
      tone.sinceReversal = 0;
      return &kind == &ced_;
    }
  }
  if (tone.sinceFull != 1) return true;
  const float offset = kind.clock.offsetHertz(tone.last, phasor);
  // A reversal between two windows looks like half a turn: it is judged by the phase above once the frequency is known.
  if (std::abs(offset) > 1.3F * kind.toleranceHertz) return tone.intervals >= kIntervalsToKnow;
  tone.offsets += offset;
  ++tone.intervals;
  return true;
}

void FaxToneBank::end(const Kind &kind, Steady &tone, const Window &window, Detections &found) {
  const std::int32_t moment =
      window.end - static_cast<std::int32_t>(kHop / 2) - tone.sinceFull * std::int32_t{kHop};
  if (tone.hasReversals)
    found.add({window.channel, Signal::faxPreamble, 'R', false, tone.levelDbm0, moment});
  if (tone.isOn)
    found.add({window.channel, kind.signal, kind.symbol, false, tone.levelDbm0, moment});
  tone = {};
}

void FaxToneBank::followFlags(Channel &state, float bandPower, const Window &window,
                              Detections &found) {
  const bool isInBand = bandPower > kBand * window.whole && bandPower > minimumPower_ / 4;
  if (isInBand)
    state.withoutBand = 0;
  else
    ++state.withoutBand;
  const int before = state.preamble.flags();
  state.preamble.feed(window.samples, kWindow, kHop);
  const int flags = state.preamble.flags();
  state.sinceFlag = flags > before ? 0 : state.sinceFlag + 1;
  const bool isOver =
      state.withoutBand >= kMaximumWithoutBand || state.sinceFlag > kMaximumSinceFlag;
  if (isOver && state.hasFlags) {
    found.add({window.channel, Signal::faxPreamble, 'V', false, state.flagsLevelDbm0,
               window.end - state.sinceFlag * std::int32_t{kHop}});
    state.hasFlags = false;
  }
  if (state.withoutBand >= kMaximumWithoutBand) {
    state.preamble.clear();
    state.sinceFlag = 0;
    return;
  }
  if (!state.hasFlags && flags >= options_.minimumFlags && window.whole > minimumPower_) {
    state.hasFlags = true;
    state.flagsLevelDbm0 = dbm0OfMeanSquare(window.whole);
    // A flag with two zeros between lasts eight bits.
    found.add({window.channel, Signal::faxPreamble, 'V', true, state.flagsLevelDbm0,
               window.end - flags * 213});
  }
}

} // namespace crosspoint::dsp
