#include "dsp/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

namespace crosspoint::dsp {

namespace {

constexpr std::uint32_t kRate = 8'000;
/** Zero crossings of the sinc on either side, and points of the table between two of them. */
constexpr std::size_t kCrossings = 48;
constexpr std::size_t kPoints = 512;
/** Kaiser's window for a stop band of 90 dB. */
constexpr double kBeta = 8.96;
/** Of half the lower rate: the middle of the transition. */
constexpr double kCutoff = 0.94;

/** The modified Bessel function of order 0, as its series. */
double bessel(double x) {
  double sum = 1;
  double term = 1;
  for (int k = 1; term > sum * 1e-12; ++k) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

/** One side of the windowed sinc; the last two points are 0. */
std::vector<float> makeTable() {
  std::vector<float> table(kCrossings * kPoints + 2, 0.0F);
  for (std::size_t at = 0; at < kCrossings * kPoints; ++at) {
    const double x = static_cast<double>(at) / kPoints;
    const double inside = x / kCrossings;
    const double window = bessel(kBeta * std::sqrt(1 - inside * inside)) / bessel(kBeta);
    const double sinc = at == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
    table[at] = static_cast<float>(sinc * window);
  }
  return table;
}

float valueAt(const std::vector<float> &table, double crossings) {
  const double place = std::abs(crossings) * kPoints;
  const auto index = std::min(static_cast<std::size_t>(place), table.size() - 2);
  const auto part = static_cast<float>(place - static_cast<double>(index));
  return table[index] + std::min(part, 1.0F) * (table[index + 1] - table[index]);
}

} // namespace

std::vector<std::int16_t> resampleTo8000(std::span<const std::int16_t> samples,
                                         std::uint32_t rate) {
  if (rate < kLowestRate || rate > kHighestRate)
    throw std::invalid_argument("cannot convert from " + std::to_string(rate) +
                                " samples a second");
  if (rate == kRate) return {samples.begin(), samples.end()};
  const std::vector<float> table = makeTable();
  // Zero crossings of the sinc in a sample of the source.
  const double pace = kCutoff * std::min(1.0, static_cast<double>(kRate) / rate);
  const double reach = static_cast<double>(kCrossings) / pace;
  const auto last = static_cast<std::int64_t>(samples.size()) - 1;
  std::vector<std::int16_t> result((samples.size() * std::uint64_t{kRate} + rate - 1) / rate);
  for (std::size_t at = 0; at < result.size(); ++at) {
    const std::uint64_t scaled = std::uint64_t{at} * rate;
    const double middle = static_cast<double>(scaled) / kRate;
    const auto from =
        std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(middle - reach)));
    const auto to = std::min(last, static_cast<std::int64_t>(std::floor(middle + reach)));
    double sum = 0;
    for (std::int64_t i = from; i <= to; ++i)
      sum += samples[static_cast<std::size_t>(i)] *
             static_cast<double>(valueAt(table, (static_cast<double>(i) - middle) * pace));
    result[at] = static_cast<std::int16_t>(std::clamp(std::lround(sum * pace), -32768L, 32767L));
  }
  return result;
}

} // namespace crosspoint::dsp
