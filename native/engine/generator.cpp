#include "engine/generator.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/block.h"
#include "dsp/g711.h"

namespace crosspoint::engine {

namespace {
constexpr std::size_t kMostSegments = 65'536;
} // namespace

bool Generator::accepts(const dsp::ToneProgram &program) {
  std::uint64_t length = 0;
  for (const dsp::ToneSegment &segment : program.segments) {
    length += std::uint64_t{segment.onMs} + segment.offMs;
    for (std::size_t tone = 0; tone < segment.hertz.size(); ++tone)
      if (segment.hertz[tone] >= 4'000 || segment.levelTenthsDbm0[tone] > 30) return false;
  }
  return length != 0 && program.segments.size() <= kMostSegments;
}

Generator::Generator(OperationId operation, const GenerateOptions &options, cp_law law)
    : Operation(operation, options.controls), program_(options.program), law_(law) {
  beginSegment();
}

void Generator::beginSegment() noexcept {
  const dsp::ToneSegment &segment = program_.segments[segment_];
  onLeft_ = framesOf(segment.onMs);
  offLeft_ = framesOf(segment.offMs);
  toneCount_ = 0;
  for (std::size_t at = 0; at < segment.hertz.size(); ++at) {
    if (segment.hertz[at] == 0) continue;
    const double peak = dsp::kZeroDbm0Peak * std::pow(10, segment.levelTenthsDbm0[at] / 200.0);
    const double step = 2 * std::numbers::pi * segment.hertz[at] / dsp::kSampleRate;
    tones_[toneCount_++] = {peak, 0, std::cos(step), std::sin(step)};
  }
}

void Generator::advance() noexcept {
  if (++segment_ == program_.segments.size()) {
    ++round_;
    if (program_.repeats != 0 && round_ >= program_.repeats) return;
    segment_ = 0;
  }
  beginSegment();
}

std::size_t Generator::produce(std::span<std::uint8_t> row) noexcept {
  std::size_t made = 0;
  while (!ended()) {
    if (onLeft_ == 0 && offLeft_ == 0) {
      advance();
      continue;
    }
    if (made == row.size()) break;
    const bool sounds = onLeft_ != 0;
    std::uint64_t &left = sounds ? onLeft_ : offLeft_;
    const std::size_t count = std::min<std::uint64_t>(row.size() - made, left);
    if (sounds)
      sound(row.data() + made, count);
    else
      std::fill_n(row.data() + made, count, dsp::idleOctet(law_));
    left -= count;
    made += count;
  }
  sent_ += made;
  return made;
}

void Generator::sound(std::uint8_t *to, std::size_t count) noexcept {
  static constexpr std::size_t kPiece = 64;
  while (count > 0) {
    const std::size_t piece = std::min(count, kPiece);
    std::array<double, kPiece> sum{};
    for (std::size_t tone = 0; tone < toneCount_; ++tone) {
      Tone &turning = tones_[tone];
      for (std::size_t at = 0; at < piece; ++at) {
        sum[at] += turning.sine;
        const double cosine = turning.cosine * turning.stepCos - turning.sine * turning.stepSin;
        turning.sine = turning.sine * turning.stepCos + turning.cosine * turning.stepSin;
        turning.cosine = cosine;
      }
    }
    std::array<std::int16_t, kPiece> samples;
    for (std::size_t at = 0; at < piece; ++at)
      samples[at] = static_cast<std::int16_t>(std::clamp(sum[at], -32'768.0, 32'767.0));
    dsp::encode(law_, samples.data(), to, piece);
    to += piece;
    count -= piece;
  }
}

} // namespace crosspoint::engine
