#include "engine/generator.h"

#include <algorithm>

namespace crosspoint::engine {

namespace {
constexpr std::size_t kMostSegments = 65'536;
constexpr std::int16_t kLoudestTenths = 30;
constexpr std::size_t kPiece = 256;
} // namespace

bool Generator::accepts(const dsp::ToneProgram &program) {
  std::uint64_t length = 0;
  for (const dsp::ToneSegment &segment : program.segments) {
    length += std::uint64_t{segment.onMs} + segment.offMs;
    for (std::size_t tone = 0; tone < segment.hertz.size(); ++tone)
      if (segment.hertz[tone] >= 4'000 || segment.levelTenthsDbm0[tone] > kLoudestTenths)
        return false;
  }
  return length != 0 && program.segments.size() <= kMostSegments;
}

Generator::Generator(OperationId operation, const GenerateOptions &options, cp_law law)
    : Operation(operation, options.controls), program_(options.program), law_(law) {
  tones_.start(program_);
}

std::size_t Generator::produce(std::span<std::uint8_t> row) noexcept {
  std::size_t made = 0;
  while (made < row.size() && tones_.isRunning()) {
    std::int16_t samples[kPiece];
    const std::size_t count =
        tones_.generate(samples, std::min<std::size_t>(kPiece, row.size() - made));
    g711_.encode(law_, samples, row.data() + made, count);
    made += count;
  }
  sent_ += made;
  return made;
}

} // namespace crosspoint::engine
