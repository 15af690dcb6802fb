// A full switch of 4096 × 4096 timeslots beside a plain copy of as many octets, in times real time on one core.
#include "ctbus/switch.h"

#include <memory>
#include <numeric>
#include <random>

#include "bench/interleaved.h"

namespace {

using namespace crosspoint;
using namespace crosspoint::bench;
using namespace crosspoint::ctbus;

constexpr std::uint32_t kSlots = 4'096;
constexpr double kFrameSeconds = 125e-6;

std::vector<std::uint32_t> permutation() {
  std::vector<std::uint32_t> order(kSlots);
  std::iota(order.begin(), order.end(), 0U);
  std::shuffle(order.begin(), order.end(), std::mt19937(2));
  return order;
}

/** Eight frames in the order of the wire, turned into words and back. */
void eightFrames(std::uint32_t rounds, const std::vector<std::uint16_t> &map) {
  std::vector<std::uint8_t> in(kSlots * 8, 1), out(kSlots * 8);
  std::vector<std::uint64_t> between(kSlots);
  std::vector<Contender> contenders{
      {"copy", [&] { std::memcpy(out.data(), in.data(), out.size()); }},
      {"portable",
       [&] {
         for (std::size_t frame = 0; frame < 8; ++frame)
           switchFramePortable(in.data() + frame * kSlots, map.data(), out.data() + frame * kSlots,
                               kSlots);
       }},
      {"turned",
       [&] { switchEightFrames(in.data(), map.data(), out.data(), between.data(), kSlots); }}};
  measure(contenders, rounds);
  print("eightFrames", contenders, kFrameSeconds * 8, {"copy", "portable"});
}

/** One frame after the other in the order of the wire. */
void frames(std::uint32_t rounds, const std::vector<std::uint32_t> &order) {
  std::vector<std::uint8_t> in(kSlots + 4, 1), out(kSlots);
  const std::vector<std::uint16_t> map(order.begin(), order.end());
  std::vector<Contender> contenders;
  contenders.push_back({"copy", [&] { std::memcpy(out.data(), in.data(), kSlots); }});
  const auto add = [&](const char *name, SwitchFrame kernel) {
    contenders.push_back(
        {name, [&, kernel] { kernel(in.data(), map.data(), out.data(), kSlots); }});
  };
  add("portable", switchFramePortable);
#if defined(__x86_64__)
  const auto best = dsp::bestInstructionSet();
  if (best >= dsp::InstructionSet::avx2) add("avx2Gather", switchFrameAvx2);
#endif
  measure(contenders, rounds);
  print("frameByFrame", contenders, kFrameSeconds, {"copy", "portable"});
  std::printf(",");
  eightFrames(rounds, map);
}

/** Whole words of eight frames, as the boards have them: the switch itself, with everything that it does in a block. */
void blocks(std::uint32_t rounds, const std::vector<std::uint32_t> &order, std::size_t words) {
  std::vector<std::uint64_t> in(kSlots * words, 1), out(kSlots * words);
  std::vector<cp_output> outputs;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    const auto stream = static_cast<std::uint16_t>(slot / 128 * 2 + 1);
    const auto timeslot = static_cast<std::uint16_t>(slot % 128);
    outputs.push_back(
        {{CP_BUS_LOCAL, 0, stream, timeslot}, busTerminus(order[slot]), CP_OUTPUT_CONNECT, 0});
  }
  std::vector<Contender> contenders;
  contenders.push_back({"copy", [&] { std::memcpy(out.data(), in.data(), out.size() * 8); }});
  const char *const names[] = {"portable", "avx2", "avx512"};
  std::vector<std::unique_ptr<Switch>> fabrics;
  for (int set = 0; set <= static_cast<int>(dsp::bestInstructionSet()); ++set) {
    fabrics.push_back(std::make_unique<Switch>(SwitchOptions{.localStreams = 64},
                                               static_cast<dsp::InstructionSet>(set)));
    Switch &fabric = *fabrics.back();
    if (fabric.setOutputs(outputs) != CP_OK) std::abort();
    contenders.push_back({names[set], [&fabric, &in, &out, words] {
                            fabric.run({in.data(), nullptr, in.data(), out.data()}, words);
                          }});
  }
  measure(contenders, rounds);
  const std::string title = "slotBySlotOf" + std::to_string(words * 8);
  print(title.c_str(), contenders, kFrameSeconds * 8 * static_cast<double>(words), {"copy"});
}

} // namespace

int main(int count, char **words) {
  const std::uint32_t rounds = roundsOf(count, words);
  const std::vector<std::uint32_t> order = permutation();
  std::printf("{\"slots\":%u,\"unit\":\"times real time\",", kSlots);
  frames(rounds, order);
  for (const std::size_t length : {1, 4, 8, 10, 20}) {
    std::printf(",");
    blocks(rounds, order, length);
  }
  std::printf("}\n");
  return 0;
}
