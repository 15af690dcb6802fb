#include "dsp/dtmf-bank.h"

#include <cmath>
#include <numbers>

namespace crosspoint::dsp {
namespace {

constexpr std::uint32_t kWindow = 128;
constexpr std::uint32_t kHop = 64;
constexpr float kHopMs = 8;
/** Rows, columns, and the two of the dial tone. */
constexpr std::array<double, 10> kHertz = {697, 770, 852, 941, 1209, 1336, 1477, 1633, 350, 440};
constexpr char kSymbols[] = "123A456B789C*0#D";
/** A first glance lets through what an offset of frequency takes away from the tones. */
constexpr float kGlancePurity = 0.72F;
constexpr float kGlanceTwist = 1.3F;
/** So that a twist of exactly the limit is inside, in decibels. */
constexpr double kTwistMargin = 0.3;
/** Amplitudes beside the largest one: a window that is full, and one where the tone is over. */
constexpr float kFull = 0.7F;
constexpr float kOver = 0.35F;
/** A voice glides in strength and pitch where a telephone's tones are steady from window to window. */
constexpr float kSteady = 0.85F;
constexpr float kSteadyHertz = 10;
/** The second harmonics of a voice; a telephone makes less even when it is overdriven. */
constexpr float kHarmonics = 0.06F;
constexpr int kHarmonicScale = 2047;

float allowedOffset(std::size_t tone) {
  return static_cast<float>(kHertz[tone] * 0.015 + 3.5);
}

/** Inverse of the products of two rows with each other: what they hold together of the power. */
template <class Function>
std::array<float, 3> projection(const Function &row) {
  double sum = 0;
  double own[3] = {};
  for (std::uint32_t frame = 0; frame < kWindow; ++frame) {
    const double window = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (frame + 0.5) / kWindow);
    const double at = 2 * std::numbers::pi * (frame - (kWindow - 1) / 2.0) / kSampleRate;
    const double first = row(kHertz[8] * at);
    const double second = row(kHertz[9] * at);
    sum += window;
    own[0] += window * first * first;
    own[1] += window * first * second;
    own[2] += window * second * second;
  }
  const double scale = sum / 2 / (own[0] * own[2] - own[1] * own[1]);
  return {static_cast<float>(scale * own[2]), static_cast<float>(-2 * scale * own[1]),
          static_cast<float>(scale * own[0])};
}

} // namespace

/** Powers and decisions of sixteen channels, laid out so that the compiler works on them together. */
struct DtmfBank::Lanes {
  alignas(64) float power[8][kCorrelatorLanes];
  alignas(64) float rest[kCorrelatorLanes];
  alignas(64) std::int32_t row[kCorrelatorLanes];
  alignas(64) std::int32_t column[kCorrelatorLanes];
  alignas(64) std::int32_t isCandidate[kCorrelatorLanes];
};

DtmfBank::DtmfBank(std::size_t channels, const DtmfOptions &options, InstructionSet set)
    : options_(options),
      correlator_(std::span(kHertz).first(options.toleratesDialTone ? 10 : 8), kWindow, set),
      history_(channels, kWindow, kHop),
      channels_(channels),
      dialEven_(projection([](double x) { return std::cos(x); })),
      dialOdd_(projection([](double x) { return std::sin(x); })),
      minimumPower_(static_cast<float>(meanSquareOfDbm0(options.minimumLevelDbm0 - 0.5))),
      normalTwist_(static_cast<float>(std::pow(10, (options.normalTwistDb + kTwistMargin) / 10))),
      reverseTwist_(
          static_cast<float>(std::pow(10, (options.reverseTwistDb + kTwistMargin) / 10))) {
  for (std::size_t tone = 0; tone < 8; ++tone) {
    clocks_.emplace_back(kHertz[tone], kHop);
    std::vector<std::int16_t> &rows = harmonics_[tone];
    for (const double quarter : {0.0, std::numbers::pi / 2})
      for (std::uint32_t frame = 0; frame < kWindow; ++frame) {
        const double at = 2 * std::numbers::pi * (frame + 0.5) / kWindow;
        const double angle = 2 * std::numbers::pi * 2 * kHertz[tone] / kSampleRate * frame;
        rows.push_back(static_cast<std::int16_t>(
            std::lround(kHarmonicScale * (0.5 - 0.5 * std::cos(at)) * std::cos(angle - quarter))));
      }
  }
  // Two tones; half of a hop may hold them alone.
  quietEnergy_ = static_cast<std::uint32_t>(minimumPower_ * kHop / 64 / 4);
}

void DtmfBank::process(const Block &block, Detections &found) noexcept {
  history_.feed(
      block,
      [this](std::uint32_t channel, const std::int16_t *samples, std::int32_t) {
        return isLoud(channel, samples);
      },
      [&](const WindowBatch &batch) { look(batch, found); });
}

void DtmfBank::reset(std::uint32_t channel) noexcept {
  history_.reset(channel);
  channels_[channel] = {};
}

bool DtmfBank::isLoud(std::uint32_t channel, const std::int16_t *samples) {
  Channel &state = channels_[channel];
  const bool isLoud = coarseEnergy(samples + kWindow - kHop, kHop) > quietEnergy_;
  const bool wasLoud = state.wasLoud;
  state.wasLoud = isLoud;
  return isLoud || wasLoud || state.digit != kNone || state.candidate != kNone;
}

void DtmfBank::findStrongest(const Correlation &correlation, Lanes &lanes) const {
  const float scale = correlator_.toneScale();
  for (std::size_t tone = 0; tone < 8; ++tone)
    for (std::size_t lane = 0; lane < kCorrelatorLanes; ++lane) {
      const auto cosine = static_cast<float>(correlation.cosine[tone][lane]);
      const auto sine = static_cast<float>(correlation.sine[tone][lane]);
      lanes.power[tone][lane] = scale * (cosine * cosine + sine * sine);
    }
  for (std::size_t lane = 0; lane < kCorrelatorLanes; ++lane)
    lanes.rest[lane] = correlator_.energyScale() * static_cast<float>(correlation.energy[lane]);
  if (options_.toleratesDialTone)
    for (std::size_t lane = 0; lane < kCorrelatorLanes; ++lane) {
      const auto even0 = static_cast<float>(correlation.cosine[8][lane]);
      const auto even1 = static_cast<float>(correlation.cosine[9][lane]);
      const auto odd0 = static_cast<float>(correlation.sine[8][lane]);
      const auto odd1 = static_cast<float>(correlation.sine[9][lane]);
      lanes.rest[lane] -= scale * (dialEven_[0] * even0 * even0 + dialEven_[1] * even0 * even1 +
                                   dialEven_[2] * even1 * even1 + dialOdd_[0] * odd0 * odd0 +
                                   dialOdd_[1] * odd0 * odd1 + dialOdd_[2] * odd1 * odd1);
    }
  const auto purity = static_cast<float>(options_.minimumPurity) * kGlancePurity;
  for (std::size_t lane = 0; lane < kCorrelatorLanes; ++lane) {
    float row = lanes.power[0][lane];
    float column = lanes.power[4][lane];
    std::int32_t rowIndex = 0;
    std::int32_t columnIndex = 4;
    for (std::int32_t tone = 1; tone < 4; ++tone) {
      rowIndex = lanes.power[tone][lane] > row ? tone : rowIndex;
      row = lanes.power[tone][lane] > row ? lanes.power[tone][lane] : row;
      columnIndex = lanes.power[tone + 4][lane] > column ? tone + 4 : columnIndex;
      column = lanes.power[tone + 4][lane] > column ? lanes.power[tone + 4][lane] : column;
    }
    lanes.row[lane] = rowIndex;
    lanes.column[lane] = columnIndex;
    lanes.isCandidate[lane] = (row + column > purity * lanes.rest[lane]) &
                              (row > minimumPower_ * 0.5F) & (column > minimumPower_ * 0.5F) &
                              (row < column * normalTwist_ * kGlanceTwist) &
                              (column < row * reverseTwist_ * kGlanceTwist);
  }
}

void DtmfBank::look(const WindowBatch &batch, Detections &found) {
  Correlation correlation;
  Lanes lanes;
  correlator_.correlate(batch.samples, correlation);
  findStrongest(correlation, lanes);
  for (std::size_t lane = 0; lane < batch.count; ++lane) {
    const std::uint32_t channel = batch.channels[lane];
    Channel &state = channels_[channel];
    if (!lanes.isCandidate[lane] && state.digit == kNone) {
      state.candidate = kNone;
      continue;
    }
    const auto row = static_cast<std::size_t>(lanes.row[lane]);
    const auto column = static_cast<std::size_t>(lanes.column[lane]);
    const Window window = {
        lanes.isCandidate[lane] ? static_cast<std::int8_t>(row * 4 + column - 4) : kNone,
        ToneCorrelator::phasor(correlation, row, lane),
        ToneCorrelator::phasor(correlation, column, lane),
        lanes.power[row][lane],
        lanes.power[column][lane],
        lanes.rest[lane]};
    if (state.digit != kNone)
      followDigit(state, channel, window, lanes.power[state.digit / 4][lane],
                  lanes.power[4 + state.digit % 4][lane], batch.ends[lane], found);
    if (window.digit == kNone || window.digit == state.digit)
      state.candidate = kNone;
    else
      followCandidate(state, channel, window, batch.samples[lane], batch.ends[lane], found);
  }
}

void DtmfBank::followDigit(Channel &state, std::uint32_t channel, const Window &window,
                           float rowPower, float columnPower, std::int32_t end, Detections &found) {
  float present = std::sqrt(std::min(rowPower / state.rowPeak, columnPower / state.columnPeak));
  if (rowPower + columnPower < window.power / 2) present = 0;
  ++state.sinceFull;
  if (present >= kFull) {
    // Levels may drift in a long digit.
    state.rowPeak += (rowPower - state.rowPeak) / 4;
    state.columnPeak += (columnPower - state.columnPeak) / 4;
    state.missing = state.presentSinceFull = 0;
    state.sinceFull = 0;
    return;
  }
  state.missing += 1 - present;
  state.presentSinceFull += present;
  if (state.missing * kHopMs < options_.minimumOffMs) return;
  const auto lastFull = end - state.sinceFull * static_cast<std::int32_t>(kHop);
  found.add({channel, Signal::dtmf, kSymbols[state.digit], false, state.levelDbm0,
             lastFull - static_cast<std::int32_t>(kHop / 2) +
                 static_cast<std::int32_t>(std::lround(state.presentSinceFull * kHop))});
  state.digit = kNone;
}

bool DtmfBank::continues(Channel &state, Window &window) const {
  const auto row = static_cast<std::size_t>(window.digit / 4);
  const auto column = static_cast<std::size_t>(4 + window.digit % 4);
  const float amplitude = std::sqrt(window.rowPower + window.columnPower);
  if (state.candidate != window.digit || amplitude < kOver * state.peak) return false;
  if (std::min(amplitude, state.lastAmplitude) < kFull * std::max(amplitude, state.peak))
    return true;
  const float rowOffset = clocks_[row].offsetHertz(state.row, window.row);
  const float columnOffset = clocks_[column].offsetHertz(state.column, window.column);
  if (std::abs(rowOffset) > 1.5F * allowedOffset(row) ||
      std::abs(columnOffset) > 1.5F * allowedOffset(column))
    return false;
  if (std::abs(rowOffset * state.intervals - state.rowOffset) > kSteadyHertz * state.intervals ||
      std::abs(columnOffset * state.intervals - state.columnOffset) >
          kSteadyHertz * state.intervals)
    return false;
  state.rowOffset += rowOffset;
  state.columnOffset += columnOffset;
  state.intervals += 1;
  window.rowPower /= hannPowerResponse(state.rowOffset / state.intervals, kWindow);
  window.columnPower /= hannPowerResponse(state.columnOffset / state.intervals, kWindow);
  return window.rowPower + window.columnPower >
             static_cast<float>(options_.minimumPurity) * window.power &&
         window.rowPower < window.columnPower * normalTwist_ &&
         window.columnPower < window.rowPower * reverseTwist_;
}

bool DtmfBank::hasHarmonics(const Window &window, const std::int16_t *samples) const {
  float power = 0;
  const int row = window.digit / 4;
  const int column = 4 + window.digit % 4;
  for (const int tone : {row, column}) {
    // Twice the row of 2, 6 and C falls upon their columns.
    if (tone == row && std::abs(2 * kHertz[static_cast<std::size_t>(row)] -
                                kHertz[static_cast<std::size_t>(column)]) < 130)
      continue;
    const std::int16_t *const rows = harmonics_[static_cast<std::size_t>(tone)].data();
    std::int32_t cosine = 0;
    std::int32_t sine = 0;
    for (std::uint32_t frame = 0; frame < kWindow; ++frame) {
      const auto sample = static_cast<std::int16_t>(samples[frame] >> 2);
      cosine += sample * rows[frame];
      sine += sample * rows[kWindow + frame];
    }
    // As in ToneCorrelator, here with quarters of samples and a window that sums up to half its length.
    const float scale = 4.0F / (kHarmonicScale * kWindow / 2);
    power += 2 * scale * scale *
             (static_cast<float>(cosine) * static_cast<float>(cosine) +
              static_cast<float>(sine) * static_cast<float>(sine));
  }
  return power > kHarmonics * (window.rowPower + window.columnPower);
}

void DtmfBank::followCandidate(Channel &state, std::uint32_t channel, const Window &seen,
                               const std::int16_t *samples, std::int32_t end, Detections &found) {
  Window window = seen;
  const float amplitude = std::sqrt(seen.rowPower + seen.columnPower);
  if (!continues(state, window)) {
    state.candidate = window.digit;
    state.amplitudes = state.peak = 0;
    state.rowOffset = state.columnOffset = state.intervals = 0;
  }
  state.row = window.row;
  state.column = window.column;
  state.lastAmplitude = amplitude;
  state.amplitudes += amplitude;
  state.peak = std::max(state.peak, amplitude);
  const float windows = state.amplitudes / state.peak;
  if (windows * kHopMs < static_cast<float>(options_.minimumOnMs) || state.intervals < 2 ||
      state.digit != kNone) // The end of the one before is told first.
    return;
  const auto row = static_cast<std::size_t>(window.digit / 4);
  const auto column = static_cast<std::size_t>(4 + window.digit % 4);
  if (std::min(window.rowPower, window.columnPower) < minimumPower_ ||
      std::abs(state.rowOffset) > state.intervals * allowedOffset(row) ||
      std::abs(state.columnOffset) > state.intervals * allowedOffset(column) ||
      hasHarmonics(window, samples))
    return;
  begin(state, channel, window, end, found);
}

void DtmfBank::begin(Channel &state, std::uint32_t channel, const Window &window, std::int32_t end,
                     Detections &found) {
  state.digit = window.digit;
  state.candidate = kNone;
  const float correction = hannPowerResponse(state.rowOffset / state.intervals, kWindow);
  state.rowPeak = window.rowPower * correction;
  state.columnPeak =
      window.columnPower * hannPowerResponse(state.columnOffset / state.intervals, kWindow);
  state.missing = state.presentSinceFull = 0;
  state.sinceFull = 0;
  state.levelDbm0 = dbm0OfMeanSquare(window.rowPower + window.columnPower);
  const float hops = state.amplitudes / state.peak + 0.5F;
  found.add({channel, Signal::dtmf, kSymbols[state.digit], true, state.levelDbm0,
             end - static_cast<std::int32_t>(std::lround(hops * kHop))});
}

} // namespace crosspoint::dsp
