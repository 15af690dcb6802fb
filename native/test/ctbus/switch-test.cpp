#include "ctbus/switch.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstring>
#include <map>
#include <random>
#include <thread>

using namespace crosspoint;
using namespace crosspoint::ctbus;

namespace {

cp_terminus bus(unsigned stream, unsigned timeslot) {
  return {CP_BUS_CT, 0, static_cast<std::uint16_t>(stream), static_cast<std::uint16_t>(timeslot)};
}

cp_terminus local(unsigned stream, unsigned timeslot) {
  return {CP_BUS_LOCAL, 0, static_cast<std::uint16_t>(stream),
          static_cast<std::uint16_t>(timeslot)};
}

cp_output connect(cp_terminus output, cp_terminus input) {
  return {output, input, CP_OUTPUT_CONNECT, 0};
}

cp_result set(Switch &fabric, const cp_output &one) {
  return fabric.setOutputs({&one, 1});
}

/** Memory of a board with its part of the bus, filled with octets that no two places share in order. */
struct Memory {
  Memory(const Switch &fabric, std::size_t wordsOfBlock, unsigned seed)
      : words(wordsOfBlock),
        in((kBusSlots + fabric.localSlots()) * words),
        out(in.size(), 0xABAB'ABAB'ABAB'ABAB) {
    std::mt19937_64 random(seed);
    for (std::uint64_t &word : in) word = random();
  }
  std::span<const std::uint64_t> input(std::uint32_t place) const {
    return std::span(in).subspan(place * words, words);
  }
  std::span<const std::uint64_t> output(std::uint32_t place) const {
    return std::span(out).subspan(place * words, words);
  }
  bool carries(std::uint32_t to, std::uint32_t from) const {
    return std::memcmp(output(to).data(), input(from).data(), words * 8) == 0;
  }
  bool carriesOctet(std::uint32_t to, std::uint8_t octet) const {
    for (const std::uint64_t word : output(to))
      if (word != octet * 0x0101'0101'0101'0101U) return false;
    return true;
  }

  std::size_t words;
  std::vector<std::uint64_t> in, out;
};

std::uint32_t placeOf(const cp_terminus &terminus) {
  return terminus.bus == CP_BUS_CT ? busSlot(terminus.stream, terminus.timeslot)
                                   : kBusSlots + localSlot(terminus.stream, terminus.timeslot);
}

constexpr dsp::InstructionSet kSets[] = {dsp::InstructionSet::portable, dsp::InstructionSet::avx2,
                                         dsp::InstructionSet::avx512};

bool canRun(dsp::InstructionSet set) {
  return set <= dsp::bestInstructionSet();
}

} // namespace

TEST_CASE("at first local outputs are idle and the bus is left alone") {
  Switch fabric({.localStreams = 4, .idle = 0x55});
  Memory memory(fabric, 10, 1);
  fabric.run(memory.in.data(), memory.out.data(), 10);
  for (std::uint32_t slot = 0; slot < fabric.localSlots(); ++slot)
    REQUIRE(memory.carriesOctet(kBusSlots + slot, 0x55));
  for (std::uint32_t slot = 0; slot < kBusSlots; ++slot) REQUIRE(memory.carriesOctet(slot, 0xAB));
}

TEST_CASE("thousands of random calls leave the switch as a plain table of outputs says") {
  for (const dsp::InstructionSet kind : kSets) {
    if (!canRun(kind)) continue;
    CAPTURE(static_cast<int>(kind));
    std::mt19937 random(20);
    Switch fabric({.localStreams = 8, .idle = 0xFF}, kind);
    std::map<std::uint32_t, cp_output> model;
    const auto below = [&](unsigned limit) { return static_cast<unsigned>(random()) % limit; };
    const auto anyOutput = [&] {
      return below(2) != 0 ? bus(below(32), below(128)) : local(below(4) * 2 + 1, below(128));
    };
    const auto anyInput = [&] {
      return below(2) != 0 ? bus(below(32), below(128)) : local(below(4) * 2, below(128));
    };
    for (std::size_t words = 1; words <= 25; ++words) {
      for (int call = 0; call < 40; ++call) {
        std::vector<cp_output> outputs(1 + below(8));
        std::map<std::uint32_t, cp_output> after = model;
        bool isRight = true;
        std::map<std::uint32_t, int> seen;
        for (cp_output &one : outputs) {
          one = {anyOutput(), anyInput(), static_cast<std::uint8_t>(below(4)),
                 static_cast<std::uint8_t>(below(256))};
          if (below(40) == 0)
            one.output.stream =
                static_cast<std::uint16_t>(one.output.stream ^ (below(2) != 0 ? 64U : 1U));
          if (below(40) == 0) one.input.timeslot = 128;
          const bool connects = one.mode >= CP_OUTPUT_CONNECT;
          const auto exists = [](const cp_terminus &terminus, unsigned odd) {
            return terminus.timeslot < 128 &&
                   (terminus.bus == CP_BUS_CT ? terminus.stream < 32
                                              : terminus.stream < 8 && terminus.stream % 2 == odd);
          };
          if (!exists(one.output, 1) || (connects && !exists(one.input, 0))) {
            isRight = false;
            continue;
          }
          const std::uint32_t to = placeOf(one.output);
          if (connects && one.input.bus == CP_BUS_CT && to == placeOf(one.input)) isRight = false;
          if (++seen[to] > 1) isRight = false;
          after[to] = one;
        }
        REQUIRE((fabric.setOutputs(outputs) == CP_OK) == isRight);
        if (isRight) model = after;
      }
      Memory memory(fabric, words, static_cast<unsigned>(words));
      fabric.run(memory.in.data(), memory.out.data(), words);
      for (std::uint32_t place = 0; place < kBusSlots + fabric.localSlots(); ++place) {
        const auto found = model.find(place);
        const int mode = found == model.end() ? int{CP_OUTPUT_DISABLE} : found->second.mode;
        if (mode == CP_OUTPUT_DISABLE)
          REQUIRE(memory.carriesOctet(place, place < kBusSlots ? 0xAB : 0xFF));
        else if (mode == CP_OUTPUT_PATTERN)
          REQUIRE(memory.carriesOctet(place, found->second.pattern));
        else
          REQUIRE(memory.carries(place, placeOf(found->second.input)));
      }
    }
    for (const auto &[place, wanted] : model) {
      cp_output asked{wanted.output, {}, 0, 0};
      REQUIRE(fabric.query(asked) == CP_OK);
      REQUIRE(asked.mode == wanted.mode);
      if (wanted.mode == CP_OUTPUT_PATTERN) REQUIRE(asked.pattern == wanted.pattern);
      if (wanted.mode >= CP_OUTPUT_CONNECT) REQUIRE(placeOf(asked.input) == placeOf(wanted.input));
    }
  }
}

TEST_CASE("nothing is set where one output of a call cannot be") {
  Switch fabric({.localStreams = 2});
  const cp_output outputs[] = {connect(local(1, 0), bus(0, 0)), connect(local(1, 128), bus(0, 0))};
  CHECK(fabric.setOutputs(outputs) == CP_ERROR_INVALID_TIMESLOT);
  cp_output asked{local(1, 0), {}, 9, 9};
  CHECK(fabric.query(asked) == CP_OK);
  CHECK(asked.mode == CP_OUTPUT_DISABLE);
}

TEST_CASE("each wrong terminus has its own result") {
  Switch fabric({.localStreams = 2, .localTimeslots = 31});
  CHECK(set(fabric, connect(local(0, 0), bus(0, 0))) == CP_ERROR_INVALID_STREAM);
  CHECK(set(fabric, connect(local(1, 0), local(1, 0))) == CP_ERROR_INVALID_STREAM);
  CHECK(set(fabric, connect(local(3, 0), bus(0, 0))) == CP_ERROR_INVALID_STREAM);
  CHECK(set(fabric, connect(local(1, 31), bus(0, 0))) == CP_ERROR_INVALID_TIMESLOT);
  CHECK(set(fabric, connect(local(1, 0), bus(32, 0))) == CP_ERROR_INVALID_STREAM);
  CHECK(set(fabric, connect({2, 0, 1, 0}, bus(0, 0))) == CP_ERROR_INVALID_ARGUMENT);
  CHECK(set(fabric, {local(1, 0), bus(0, 0), 4, 0}) == CP_ERROR_INVALID_MODE);
  CHECK(set(fabric, connect(bus(0, 0), bus(0, 0))) == CP_ERROR_NO_PATH);
  std::uint8_t octet = 0;
  CHECK(fabric.sample(local(1, 0), octet) == CP_ERROR_INVALID_STREAM);
}

TEST_CASE("two boards cannot drive one timeslot, and a call that would take nothing takes none") {
  BusSlots slots;
  Switch first({.localStreams = 2, .ownership = &slots});
  CHECK(set(first, connect(bus(3, 4), local(0, 0))) == CP_OK);
  {
    Switch second({.localStreams = 2, .ownership = &slots});
    const cp_output both[] = {connect(bus(3, 3), local(0, 0)), connect(bus(3, 4), local(0, 1))};
    CHECK(second.setOutputs(both) == CP_ERROR_CONFLICT);
    CHECK(set(first, connect(bus(3, 3), local(0, 0))) == CP_OK);
    CHECK(set(first, {bus(3, 4), {}, CP_OUTPUT_DISABLE, 0}) == CP_OK);
    CHECK(set(second, connect(bus(3, 4), local(0, 1))) == CP_OK);
    CHECK(set(first, connect(bus(3, 4), local(0, 1))) == CP_ERROR_CONFLICT);
  }
  CHECK(set(first, connect(bus(3, 4), local(0, 1))) == CP_OK);
}

TEST_CASE("a board that leaves the bus gives its timeslots back and hears idle") {
  BusSlots slots;
  Switch fabric({.localStreams = 2, .idle = 0x55, .ownership = &slots});
  CHECK(set(fabric, connect(bus(0, 0), local(0, 0))) == CP_OK);
  CHECK(set(fabric, connect(local(1, 0), bus(1, 0))) == CP_OK);
  CHECK(set(fabric, connect(local(1, 1), local(0, 1))) == CP_OK);
  fabric.setBusEnabled(false);
  Memory memory(fabric, 2, 3);
  fabric.run(
      {nullptr, nullptr, memory.in.data() + kBusSlots * 2, memory.out.data() + kBusSlots * 2}, 2);
  CHECK(memory.carriesOctet(placeOf(local(1, 0)), 0x55));
  CHECK(memory.carries(placeOf(local(1, 1)), placeOf(local(0, 1))));
  CHECK(slots.claim(busSlot(0, 0), &memory));
  CHECK(set(fabric, connect(local(1, 0), bus(1, 0))) == CP_ERROR_STATE);
  CHECK(set(fabric, {bus(1, 0), {}, CP_OUTPUT_PATTERN, 1}) == CP_ERROR_STATE);
}

TEST_CASE("streams run at 2, 4 or 8 Mb/s in groups of four, and above the sixteenth at 8") {
  Switch fabric({.localStreams = 2});
  std::uint32_t megabits = 0;
  CHECK(fabric.setStreamSpeed(5, 2) == CP_OK);
  for (std::uint32_t stream = 0; stream < CP_CT_STREAMS; ++stream) {
    CHECK(fabric.streamSpeed(stream, megabits) == CP_OK);
    CHECK(megabits == (stream / 4 == 1 ? 2 : 8));
  }
  CHECK(set(fabric, connect(local(1, 0), bus(7, 31))) == CP_OK);
  CHECK(set(fabric, connect(local(1, 1), bus(7, 32))) == CP_ERROR_INVALID_TIMESLOT);
  CHECK(fabric.setStreamSpeed(4, 4) == CP_OK);
  CHECK(set(fabric, connect(local(1, 1), bus(7, 63))) == CP_OK);
  CHECK(set(fabric, connect(local(1, 1), bus(7, 64))) == CP_ERROR_INVALID_TIMESLOT);
  CHECK(fabric.setStreamSpeed(6, 2) == CP_ERROR_STATE);
  CHECK(fabric.setStreamSpeed(6, 8) == CP_OK);
  CHECK(fabric.setStreamSpeed(0, 3) == CP_ERROR_INVALID_SPEED);
  CHECK(fabric.setStreamSpeed(16, 4) == CP_ERROR_INVALID_SPEED);
  CHECK(fabric.setStreamSpeed(16, 8) == CP_OK);
  CHECK(fabric.setStreamSpeed(32, 8) == CP_ERROR_INVALID_STREAM);
  CHECK(fabric.streamSpeed(32, megabits) == CP_ERROR_INVALID_STREAM);
}

TEST_CASE("a hyper-channel keeps its frames from one board over the bus to another") {
  constexpr std::size_t words = 10;
  constexpr unsigned channels = 30;
  Switch sender({.localStreams = 2});
  Switch hearer({.localStreams = 2});
  // The timeslots are scattered and out of order, which is what a constant delay has to survive.
  std::vector<cp_output> onto, from;
  for (unsigned i = 0; i < channels; ++i) {
    const cp_terminus slot = bus((i * 7) % 32, (i * 53) % 128);
    onto.push_back({slot, local(0, i), CP_OUTPUT_FRAMED, 0});
    from.push_back({local(1, channels - i), slot, CP_OUTPUT_FRAMED, 0});
  }
  REQUIRE(sender.setOutputs(onto) == CP_OK);
  REQUIRE(hearer.setOutputs(from) == CP_OK);
  std::vector<std::uint64_t> busNow(kBusSlots * words), busNext(busNow.size());
  std::vector<std::uint64_t> said(sender.localSlots() * words), heard(said.size()),
      unheard(said.size());
  std::uint8_t frame = 0;
  std::vector<std::uint8_t> frames;
  for (int block = 0; block < 20; ++block) {
    auto *const octets = reinterpret_cast<std::uint8_t *>(said.data());
    for (std::size_t at = 0; at < words * 8; ++at, ++frame)
      for (unsigned i = 0; i < channels; ++i) octets[i * words * 8 + at] = frame;
    sender.run({busNow.data(), busNext.data(), said.data(), unheard.data()}, words);
    hearer.run({busNow.data(), busNext.data(), said.data(), heard.data()}, words);
    std::swap(busNow, busNext);
    const auto *const got = reinterpret_cast<const std::uint8_t *>(heard.data());
    for (std::size_t at = 0; at < words * 8; ++at) {
      for (unsigned i = 1; i < channels; ++i)
        REQUIRE(got[(i + 1) * words * 8 + at] == got[words * 8 + at]);
      if (block > 0) frames.push_back(got[words * 8 + at]);
    }
  }
  for (std::size_t at = 0; at < frames.size(); ++at)
    REQUIRE(frames[at] == static_cast<std::uint8_t>(at));
}

TEST_CASE("a sample is the last octet of the block, whichever of the memory it is") {
  Switch fabric({.localStreams = 4});
  std::uint8_t octet = 0;
  CHECK(fabric.sample(local(2, 5), octet) == CP_OK);
  for (unsigned seed = 0; seed < 20; ++seed) {
    Memory memory(fabric, 3, seed);
    fabric.run(memory.in.data(), memory.out.data(), 3);
    for (const cp_terminus input : {local(2, 5), bus(31, 127), bus(0, 0), local(0, 1)}) {
      CHECK(fabric.sample(input, octet) == CP_OK);
      CHECK(octet ==
            reinterpret_cast<const std::uint8_t *>(memory.input(placeOf(input)).data())[3 * 8 - 1]);
    }
  }
}

TEST_CASE("without being asked for a sample every input is looked at once in sixteen blocks") {
  Switch fabric({.localStreams = 4});
  Memory memory(fabric, 1, 1);
  for (std::uint32_t block = 0; block < Switch::kSampleBlocks; ++block)
    fabric.run(memory.in.data(), memory.out.data(), 1);
  std::uint8_t octet = 0;
  CHECK(fabric.sample(bus(17, 3), octet) == CP_OK);
  CHECK(octet ==
        reinterpret_cast<const std::uint8_t *>(memory.input(placeOf(bus(17, 3))).data())[7]);
}

TEST_CASE("outputs of one call change in the same block while another thread runs the switch") {
  constexpr std::uint32_t channels = 64;
  Switch fabric({.localStreams = 2});
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> torn{0}, blocks{0};
  std::thread runs([&] {
    Memory memory(fabric, 1, 1);
    while (!stop.load()) {
      fabric.run(memory.in.data(), memory.out.data(), 1);
      const std::uint64_t first = memory.output(kBusSlots)[0];
      for (std::uint32_t slot = 0; slot < channels; ++slot)
        torn += memory.output(kBusSlots + slot)[0] != first;
      ++blocks;
    }
  });
  for (unsigned pattern = 0; pattern < 400; ++pattern) {
    std::vector<cp_output> outputs;
    for (unsigned slot = 0; slot < channels; ++slot)
      outputs.push_back(
          {local(1, slot), {}, CP_OUTPUT_PATTERN, static_cast<std::uint8_t>(pattern)});
    CHECK(fabric.setOutputs(outputs) == CP_OK);
    std::uint8_t octet = 0;
    CHECK(fabric.sample(local(0, pattern % 128), octet) == CP_OK);
  }
  while (blocks.load() < 10) std::this_thread::yield();
  stop = true;
  runs.join();
  CHECK(torn.load() == 0);
}

TEST_CASE("a frame in the order of the wire goes through any map, with every instruction set") {
  std::mt19937 random(7);
  std::vector<std::uint8_t> in(4096 + 4), out(4096);
  std::vector<std::uint16_t> map(4096);
  for (auto &octet : in) octet = static_cast<std::uint8_t>(random());
  for (auto &from : map) from = static_cast<std::uint16_t>(random() % 4096);
  const auto check = [&](SwitchFrame kernel) {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    kernel(in.data(), map.data(), out.data(), out.size());
    for (std::size_t at = 0; at < out.size(); ++at) REQUIRE(out[at] == in[map[at]]);
  };
  check(switchFramePortable);
#if defined(__x86_64__)
  if (canRun(dsp::InstructionSet::avx2)) check(switchFrameAvx2);
#endif
}

TEST_CASE("eight frames at once go where each of them alone would") {
  std::mt19937 random(8);
  for (const std::size_t count : {64, 128, 4096}) {
    std::vector<std::uint8_t> in(8 * count), out(8 * count), expected(8 * count);
    std::vector<std::uint16_t> map(count);
    std::vector<std::uint64_t> words(count);
    for (auto &octet : in) octet = static_cast<std::uint8_t>(random());
    for (auto &from : map) from = static_cast<std::uint16_t>(random() % count);
    switchEightFrames(in.data(), map.data(), out.data(), words.data(), count);
    for (std::size_t frame = 0; frame < 8; ++frame)
      switchFramePortable(in.data() + frame * count, map.data(), expected.data() + frame * count,
                          count);
    REQUIRE(out == expected);
  }
}
