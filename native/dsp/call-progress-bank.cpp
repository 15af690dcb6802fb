#include "dsp/call-progress-bank.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace crosspoint::dsp {
namespace {

constexpr std::uint32_t kWindow = 320;
constexpr std::uint32_t kHop = 160;
/** The weaker of two frequencies beside the stronger, so that one alone is not taken for both. */
constexpr float kBalance = 0.06F;
/** Frequencies of a modulated tone are nearly alike under the window: what keeps their equations solvable. */
constexpr double kRegularization = 1e-3;
/** Where a burst begins or ends within a window: less than this beside the burst is a pause. */
constexpr float kSounding = 0.4F;
/** What is kept of the power of a burst from window to window, so that a weaker one after it is heard. */
constexpr float kKept = 0.99F;

using Matrix = std::array<std::array<double, 3>, 3>;

/** Gauss and Jordan; the matrix is symmetric and positive. */
Matrix inverse(Matrix a, std::size_t size) {
  Matrix result{};
  for (std::size_t i = 0; i < size; ++i) result[i][i] = 1;
  for (std::size_t pivot = 0; pivot < size; ++pivot) {
    const double scale = 1 / a[pivot][pivot];
    for (std::size_t i = 0; i < size; ++i) {
      a[pivot][i] *= scale;
      result[pivot][i] *= scale;
    }
    for (std::size_t row = 0; row < size; ++row) {
      if (row == pivot) continue;
      const double factor = a[row][pivot];
      for (std::size_t i = 0; i < size; ++i) {
        a[row][i] -= factor * a[pivot][i];
        result[row][i] -= factor * result[pivot][i];
      }
    }
  }
  return result;
}

} // namespace

/** What the windows of the channels of one country are compared with. */
class CallProgressBank::Country {
public:
  Country(const CountryTones &tones, InstructionSet set)
      : cadences(tones),
        frequencies_(frequenciesOf(cadences)),
        correlator(frequencies_, kWindow, set) {
    for (std::size_t i = 0; i < cadences.chords(); ++i)
      chords_.emplace_back(cadences.chord(i), frequencies_);
  }

  /** A bit for each chord that a lane may hold. */
  std::uint8_t match(const Correlation &found, std::size_t lane, float meanSquare,
                     float purity) const {
    std::uint8_t mask = 0;
    for (std::size_t i = 0; i < chords_.size(); ++i)
      if (chords_[i].fits(found, lane, correlator.toneScale(), meanSquare * purity))
        mask = static_cast<std::uint8_t>(mask | 1U << i);
    return mask;
  }

  ProgressCadences cadences;

private:
  /** Least squares of a few frequencies under the window, cosines and sines apart. */
  class Chord {
  public:
    Chord(const ProgressCadences::Chord &chord, const std::vector<double> &frequencies)
        : count_(chord.count), isModulated_(chord.isModulated) {
      for (std::size_t i = 0; i < count_; ++i)
        tones_[i] = static_cast<std::size_t>(
            std::find(frequencies.begin(), frequencies.end(), chord.hertz[i]) -
            frequencies.begin());
      even_ = weights(frequencies, [](double x) { return std::cos(x); });
      odd_ = weights(frequencies, [](double x) { return std::sin(x); });
    }

    bool fits(const Correlation &found, std::size_t lane, float scale, float least) const {
      float power = 0;
      float weakest = 0;
      float strongest = 0;
      for (std::size_t i = 0; i < count_; ++i) {
        float even = 0;
        float odd = 0;
        for (std::size_t j = 0; j < count_; ++j) {
          even += even_[i][j] * static_cast<float>(found.cosine[tones_[j]][lane]);
          odd += odd_[i][j] * static_cast<float>(found.sine[tones_[j]][lane]);
        }
        power += scale * (even * static_cast<float>(found.cosine[tones_[i]][lane]) +
                          odd * static_cast<float>(found.sine[tones_[i]][lane]));
        const float own = even * even + odd * odd;
        weakest = i == 0 ? own : std::min(weakest, own);
        strongest = std::max(strongest, own);
      }
      return power > least && (isModulated_ || weakest > kBalance * strongest);
    }

  private:
    template <class Function>
    std::array<std::array<float, 3>, 3> weights(const std::vector<double> &frequencies,
                                                const Function &row) const {
      Matrix products{};
      double sum = 0;
      for (std::uint32_t frame = 0; frame < kWindow; ++frame) {
        const double window = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (frame + 0.5) / kWindow);
        const double at = 2 * std::numbers::pi * (frame - (kWindow - 1) / 2.0) / kSampleRate;
        sum += window;
        std::array<double, 3> values{};
        for (std::size_t i = 0; i < count_; ++i) values[i] = row(frequencies[tones_[i]] * at);
        for (std::size_t i = 0; i < count_; ++i)
          for (std::size_t j = 0; j < count_; ++j) products[i][j] += window * values[i] * values[j];
      }
      for (std::size_t i = 0; i < count_; ++i) products[i][i] *= 1 + kRegularization;
      const Matrix solved = inverse(products, count_);
      std::array<std::array<float, 3>, 3> result{};
      for (std::size_t i = 0; i < count_; ++i)
        for (std::size_t j = 0; j < count_; ++j)
          result[i][j] = static_cast<float>(solved[i][j] * sum / 2);
      return result;
    }

    std::size_t count_;
    bool isModulated_;
    std::array<std::size_t, 3> tones_{};
    std::array<std::array<float, 3>, 3> even_{};
    std::array<std::array<float, 3>, 3> odd_{};
  };

  static std::vector<double> frequenciesOf(const ProgressCadences &cadences) {
    std::vector<double> result;
    for (std::size_t i = 0; i < cadences.chords(); ++i)
      for (std::size_t tone = 0; tone < cadences.chord(i).count; ++tone)
        if (std::find(result.begin(), result.end(), cadences.chord(i).hertz[tone]) == result.end())
          result.push_back(cadences.chord(i).hertz[tone]);
    return result;
  }

  std::vector<double> frequencies_;
  std::vector<Chord> chords_;

public:
  ToneCorrelator correlator;
};

CallProgressBank::CallProgressBank(std::size_t channels, const CallProgressOptions &options,
                                   InstructionSet set)
    : history_(channels, kWindow, kHop),
      minimumPower_(static_cast<float>(meanSquareOfDbm0(options.minimumLevelDbm0))),
      purity_(static_cast<float>(options.minimumPurity)),
      quietEnergy_(static_cast<std::uint32_t>(minimumPower_ * kHop / 64 / 2)) {
  for (const CountryTones &tones : countryTones())
    countries_.push_back(std::make_unique<const Country>(tones, set));
  channels_.resize(channels, Channel{countries_.front().get(), {}});
}

CallProgressBank::~CallProgressBank() = default;

void CallProgressBank::setCountry(std::uint32_t channel, std::string_view country) noexcept {
  const auto index = static_cast<std::size_t>(&findCountryTones(country) - countryTones().data());
  channels_[channel].country = countries_[index].get();
  reset(channel);
}

void CallProgressBank::reset(std::uint32_t channel) noexcept {
  history_.reset(channel);
  channels_[channel] = Channel{channels_[channel].country, {}};
}

void CallProgressBank::process(const Block &block, Detections &found) noexcept {
  history_.feed(
      block,
      [&](std::uint32_t channel, const std::int16_t *samples, std::int32_t end) {
        return isLoud(channel, samples, end, found);
      },
      [&](const WindowBatch &batch) { look(batch, found); });
}

/** Silence is followed here, without a look at its frequencies. */
bool CallProgressBank::isLoud(std::uint32_t channel, const std::int16_t *samples, std::int32_t end,
                              Detections &found) {
  Channel &state = channels_[channel];
  const bool isLoud = coarseEnergy(samples + kWindow - kHop, kHop) > quietEnergy_;
  const bool wasLoud = state.wasLoud;
  state.wasLoud = isLoud;
  if (isLoud || wasLoud) return true;
  follow(state, channel, 0, 0, end, found);
  return false;
}

void CallProgressBank::look(const WindowBatch &batch, Detections &found) {
  std::uint32_t waiting = (1U << batch.count) - 1;
  while (waiting != 0) {
    const auto first = static_cast<std::size_t>(__builtin_ctz(waiting));
    const Country &country = *channels_[batch.channels[first]].country;
    Correlation correlation;
    country.correlator.correlate(batch.samples, correlation);
    for (std::size_t lane = first; lane < batch.count; ++lane) {
      Channel &state = channels_[batch.channels[lane]];
      if (state.country != &country) continue;
      waiting &= ~(1U << lane);
      const float meanSquare =
          country.correlator.energyScale() * static_cast<float>(correlation.energy[lane]);
      const std::uint8_t chords = meanSquare > minimumPower_ * kSounding
                                      ? country.match(correlation, lane, meanSquare, purity_)
                                      : std::uint8_t{0};
      follow(state, batch.channels[lane], chords, meanSquare, batch.ends[lane], found);
    }
  }
}

void CallProgressBank::follow(Channel &state, std::uint32_t channel, std::uint8_t chords,
                              float meanSquare, std::int32_t end, Detections &found) {
  CadenceFollower &follower = state.follower;
  state.burstPower = std::max(meanSquare, state.burstPower * kKept);
  const bool isSounding = meanSquare > kSounding * std::max(minimumPower_, state.burstPower);
  follower.step(state.country->cadences, isSounding ? chords : std::uint8_t{0}, isSounding);
  if (chords != 0) state.levelDbm0 = std::max(state.levelDbm0, dbm0OfMeanSquare(meanSquare));
  const auto tone = static_cast<std::int8_t>(follower.tone().value_or(ProgressTone{}));
  if (tone == state.tone) return;
  // The middle of the window is the moment that it tells about.
  const std::int32_t now = end - static_cast<std::int32_t>(kHop / 2);
  if (state.tone != 0)
    found.add({channel, Signal::callProgress, static_cast<char>(state.tone), false, state.levelDbm0,
               now - follower.heardMsAgo() * 8});
  if (tone != 0)
    found.add({channel, Signal::callProgress, static_cast<char>(tone), true, state.levelDbm0,
               now - follower.beganMsAgo() * 8});
  else
    state.levelDbm0 = -99;
  state.tone = tone;
}

} // namespace crosspoint::dsp
