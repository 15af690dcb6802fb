// Channels and conference ports that one core carries: G.711 beside spandsp and a copy, mixing beside tables and N² sums.
#include <array>
#include <random>

#include "bench/interleaved.h"
#include "dsp/g711.h"
#include "dsp/mixer.h"
#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

namespace {

using namespace crosspoint;
using namespace crosspoint::bench;

constexpr std::size_t kFrames = 80;
constexpr std::size_t kChannels = 128;
constexpr std::size_t kParties = 32;
constexpr std::size_t kStride = 96;
constexpr double kBlockSeconds = static_cast<double>(kFrames) / 8'000;

const char *const kNames[] = {"portable", "avx2", "avx512"};

struct Tables {
  Tables() : encode(65'536) {
    const dsp::G711 codec(dsp::InstructionSet::portable);
    std::array<std::uint8_t, 256> octets{};
    for (std::size_t at = 0; at < 256; ++at) octets[at] = static_cast<std::uint8_t>(at);
    codec.decode(CP_LAW_MU, octets.data(), decode.data(), 256);
    for (int sample = -32'768; sample < 32'768; ++sample) {
      const auto value = static_cast<std::int16_t>(sample);
      codec.encode(CP_LAW_MU, &value, &encode[static_cast<std::uint16_t>(value)], 1);
    }
  }
  std::array<std::int16_t, 256> decode{};
  std::vector<std::uint8_t> encode;
};

struct Audio {
  explicit Audio(std::size_t channels)
      : in(channels * kFrames),
        out(channels * kFrames),
        heard(channels * kStride),
        said(channels * kStride) {
    std::mt19937 random(1);
    for (auto &octet : in) octet = static_cast<std::uint8_t>(random());
  }
  std::vector<std::uint8_t> in, out;
  std::vector<std::int16_t> heard, said;
};

/** Sum of all, less oneself, a sample after the other through the tables. */
void mixByTables(const Tables &tables, Audio &audio) {
  std::array<std::int32_t, kFrames> sum{};
  for (std::size_t party = 0; party < kParties; ++party)
    for (std::size_t at = 0; at < kFrames; ++at) {
      const std::int16_t sample = tables.decode[audio.in[party * kFrames + at]];
      audio.heard[party * kStride + at] = sample;
      sum[at] += sample;
    }
  for (std::size_t party = 0; party < kParties; ++party)
    for (std::size_t at = 0; at < kFrames; ++at) {
      const std::int32_t value =
          std::clamp(sum[at] - audio.heard[party * kStride + at], -32'768, 32'767);
      audio.out[party * kFrames + at] =
          tables.encode[static_cast<std::uint16_t>(static_cast<std::int16_t>(value))];
    }
}

/** For every party the sum of all others. */
void mixNaively(const Tables &tables, Audio &audio) {
  for (std::size_t party = 0; party < kParties; ++party)
    for (std::size_t at = 0; at < kFrames; ++at) {
      std::int32_t sum = 0;
      for (std::size_t other = 0; other < kParties; ++other)
        if (other != party) sum += tables.decode[audio.in[other * kFrames + at]];
      const auto value = static_cast<std::int16_t>(std::clamp(sum, -32'768, 32'767));
      audio.out[party * kFrames + at] = tables.encode[static_cast<std::uint16_t>(value)];
    }
}

/** Another block at every run, so that no predictor of branches learns the sound. */
class Blocks {
public:
  Blocks() : octets_(kBlocks * kChannels * kFrames) {
    std::mt19937 random(3);
    for (auto &octet : octets_) octet = static_cast<std::uint8_t>(random());
  }
  const std::uint8_t *next() {
    at_ = (at_ + 1) % kBlocks;
    return &octets_[at_ * kChannels * kFrames];
  }

private:
  static constexpr std::size_t kBlocks = 64;
  std::vector<std::uint8_t> octets_;
  std::size_t at_ = 0;
};

void g711(std::uint32_t rounds, const Tables &tables) {
  Blocks blocks;
  Audio audio(kChannels);
  std::vector<Contender> contenders;
  /** `row(octets, samples, coded)` decodes and encodes the block of one channel. */
  const auto add = [&](const char *name, auto row) {
    contenders.push_back({name, [&audio, &blocks, row] {
                            const std::uint8_t *const in = blocks.next();
                            for (std::size_t channel = 0; channel < kChannels; ++channel)
                              row(in + channel * kFrames, &audio.heard[channel * kStride],
                                  &audio.out[channel * kFrames]);
                          }});
  };
  add("copy", [](const std::uint8_t *in, std::int16_t *, std::uint8_t *out) {
    std::memcpy(out, in, kFrames);
  });
  add("tables", [&tables](const std::uint8_t *in, std::int16_t *samples, std::uint8_t *out) {
    for (std::size_t at = 0; at < kFrames; ++at) samples[at] = tables.decode[in[at]];
    for (std::size_t at = 0; at < kFrames; ++at)
      out[at] = tables.encode[static_cast<std::uint16_t>(samples[at])];
  });
#ifdef HAVE_SPANDSP
  g711_state_t *const state = g711_init(nullptr, G711_ULAW);
  add("spandsp", [state](const std::uint8_t *in, std::int16_t *samples, std::uint8_t *out) {
    g711_decode(state, samples, in, kFrames);
    g711_encode(state, out, samples, kFrames);
  });
#endif
  const auto best = static_cast<int>(dsp::bestInstructionSet());
  for (int set = 0; set <= best; ++set)
    add(kNames[set], [codec = dsp::G711(static_cast<dsp::InstructionSet>(set))](
                         const std::uint8_t *in, std::int16_t *samples, std::uint8_t *out) {
      codec.decode(CP_LAW_MU, in, samples, kFrames);
      codec.encode(CP_LAW_MU, samples, out, kFrames);
    });
  measure(contenders, rounds);
  print("g711Channels", contenders, kChannels * kBlockSeconds, {"copy", "tables", "spandsp"});
#ifdef HAVE_SPANDSP
  g711_free(state);
#endif
}

bool conference(std::uint32_t rounds, const Tables &tables) {
  Audio audio(kParties);
  mixNaively(tables, audio);
  const std::vector<std::uint8_t> expected = audio.out;
  std::vector<Contender> contenders{{"squared", [&] { mixNaively(tables, audio); }},
                                    {"tables", [&] { mixByTables(tables, audio); }}};
  const auto best = static_cast<int>(dsp::bestInstructionSet());
  std::vector<dsp::Conference> rooms;
  for (int set = 0; set <= best; ++set) {
    rooms.emplace_back(kParties, 0, static_cast<dsp::InstructionSet>(set));
    for (std::uint32_t party = 0; party < kParties; ++party) rooms.back().join({.channel = party});
  }
  for (int set = 0; set <= best; ++set)
    contenders.push_back({kNames[set], [&audio, &room = rooms[static_cast<std::size_t>(set)],
                                        codec = dsp::G711(static_cast<dsp::InstructionSet>(set))] {
                            for (std::size_t party = 0; party < kParties; ++party)
                              codec.decode(CP_LAW_MU, &audio.in[party * kFrames],
                                           &audio.heard[party * kStride], kFrames);
                            room.mix(audio.heard.data(), kStride, audio.said.data(), kStride,
                                     kFrames);
                            for (std::size_t party = 0; party < kParties; ++party)
                              codec.encode(CP_LAW_MU, &audio.said[party * kStride],
                                           &audio.out[party * kFrames], kFrames);
                          }});
  bool isExact = true;
  for (const Contender &one : contenders) {
    audio.out.assign(audio.out.size(), 0);
    one.run();
    isExact &= audio.out == expected;
  }
  measure(contenders, rounds);
  print("conferencePorts", contenders, kParties * kBlockSeconds, {"squared", "tables"});
  return isExact;
}

} // namespace

int main(int count, char **words) {
  const std::uint32_t rounds = roundsOf(count, words);
  const Tables tables;
  std::printf("{\"blockMs\":10,\"channels\":%zu,\"parties\":%zu,", kChannels, kParties);
  g711(rounds, tables);
  std::printf(",");
  const bool isExact = conference(rounds, tables);
  std::printf(",\"bitExact\":%s}\n", isExact ? "true" : "false");
  return isExact ? 0 : 1;
}
