#include "ctbus/switch.h"

#include <algorithm>

namespace crosspoint::ctbus {

namespace {

constexpr std::uint64_t kEveryOctet = 0x0101'0101'0101'0101;
/** After a sample was asked for, all inputs are kept for this many blocks. */
constexpr std::uint32_t kKeepBlocks = 1'024;

CopyRoutes copyRoutes(dsp::InstructionSet set) noexcept {
#if defined(__x86_64__)
  // Slots lie across the lines of the cache, where moves of a whole line are slower than those of half of one.
  if (set != dsp::InstructionSet::portable) return copyRoutesAvx2;
#else
  (void)set;
#endif
  return copyRoutesPortable;
}

void fill(std::span<const Constant> constants, std::uint64_t *out, std::size_t words) noexcept {
  for (const Constant &one : constants) std::fill_n(out + one.output * words, words, one.word);
}

} // namespace

Switch::Switch(const SwitchOptions &options, dsp::InstructionSet set)
    : options_(options),
      localSlots_(options.localStreams / 2 * CP_CT_TIMESLOTS),
      copy_(copyRoutes(set)),
      outputs_(kBusSlots + localSlots_),
      mark_(kBusSlots + localSlots_, 0),
      busEnabled_(options.busEnabled),
      maps_(localSlots_),
      samples_(kBusSlots + localSlots_) {
  speeds_.fill(8);
  for (auto &sample : samples_) sample.store(options.idle, std::memory_order_relaxed);
  compile();
}

Switch::~Switch() {
  reset();
}

std::uint32_t Switch::timeslots(std::uint32_t stream) const noexcept {
  return speeds_[stream / 4] * (CP_CT_TIMESLOTS / 8);
}

cp_result Switch::place(const cp_terminus &terminus, bool isOutput,
                        std::uint32_t &place) const noexcept {
  if (terminus.bus == CP_BUS_CT) {
    if (terminus.stream >= CP_CT_STREAMS) return CP_ERROR_INVALID_STREAM;
    if (terminus.timeslot >= timeslots(terminus.stream)) return CP_ERROR_INVALID_TIMESLOT;
    place = busSlot(terminus.stream, terminus.timeslot);
    return CP_OK;
  }
  if (terminus.bus != CP_BUS_LOCAL) return CP_ERROR_INVALID_ARGUMENT;
  if (terminus.stream >= options_.localStreams / 2 * 2 || (terminus.stream % 2 == 1) != isOutput)
    return CP_ERROR_INVALID_STREAM;
  if (terminus.timeslot >= std::min(options_.localTimeslots, CP_CT_TIMESLOTS))
    return CP_ERROR_INVALID_TIMESLOT;
  place = kBusSlots + localSlot(terminus.stream, terminus.timeslot);
  return CP_OK;
}

/** Of an input. */
cp_terminus Switch::terminus(std::uint32_t place) const noexcept {
  if (place < kBusSlots) return busTerminus(place);
  const std::uint32_t slot = place - kBusSlots;
  return {CP_BUS_LOCAL, 0, static_cast<std::uint16_t>(slot / CP_CT_TIMESLOTS * 2),
          static_cast<std::uint16_t>(slot % CP_CT_TIMESLOTS)};
}

cp_result Switch::check(const cp_output &output, std::uint32_t &to, Output &wanted) const noexcept {
  if (output.mode > CP_OUTPUT_FRAMED) return CP_ERROR_INVALID_MODE;
  if (const cp_result result = place(output.output, true, to); result != CP_OK) return result;
  wanted = {output.mode, 0, kNoSlot};
  if (output.mode == CP_OUTPUT_DISABLE) return CP_OK;
  if (output.mode == CP_OUTPUT_PATTERN)
    wanted.pattern = output.pattern;
  else if (const cp_result result = place(output.input, false, wanted.input); result != CP_OK)
    return result;
  const bool usesBus = to < kBusSlots || wanted.input < kBusSlots;
  if (usesBus && !busEnabled_) return CP_ERROR_STATE;
  // What is driven onto a slot cannot come from the same slot.
  if (to < kBusSlots && wanted.input == to) return CP_ERROR_NO_PATH;
  return CP_OK;
}

cp_result Switch::setOutputs(std::span<const cp_output> outputs) {
  std::vector<std::uint32_t> places(outputs.size());
  std::vector<Output> wanted(outputs.size());
  std::vector<std::uint32_t> claimed;
  ++marked_;
  for (std::size_t at = 0; at < outputs.size(); ++at) {
    if (const cp_result result = check(outputs[at], places[at], wanted[at]); result != CP_OK)
      return result;
    if (mark_[places[at]] == marked_) return CP_ERROR_CONFLICT;
    mark_[places[at]] = marked_;
    const bool drives = places[at] < kBusSlots && wanted[at].mode != CP_OUTPUT_DISABLE;
    if (drives && outputs_[places[at]].mode == CP_OUTPUT_DISABLE) claimed.push_back(places[at]);
  }
  if (const cp_result result = claim(claimed); result != CP_OK) return result;
  for (std::size_t at = 0; at < outputs.size(); ++at) {
    Output &one = outputs_[places[at]];
    const bool ends = one.mode != CP_OUTPUT_DISABLE && wanted[at].mode == CP_OUTPUT_DISABLE;
    if (ends && places[at] < kBusSlots && options_.ownership != nullptr)
      options_.ownership->release(places[at], this);
    one = wanted[at];
  }
  compile();
  return CP_OK;
}

cp_result Switch::claim(std::span<const std::uint32_t> places) noexcept {
  if (options_.ownership == nullptr) return CP_OK;
  for (std::size_t at = 0; at < places.size(); ++at) {
    if (options_.ownership->claim(places[at], this)) continue;
    for (std::size_t before = 0; before < at; ++before)
      options_.ownership->release(places[before], this);
    return CP_ERROR_CONFLICT;
  }
  return CP_OK;
}

void Switch::reset() noexcept {
  for (std::uint32_t place = 0; place < outputs_.size(); ++place) {
    if (place < kBusSlots && outputs_[place].mode != CP_OUTPUT_DISABLE &&
        options_.ownership != nullptr)
      options_.ownership->release(place, this);
    outputs_[place] = {};
  }
  compile();
}

void Switch::setBusEnabled(bool enabled) noexcept {
  busEnabled_ = enabled;
  if (enabled) return;
  for (std::uint32_t place = 0; place < outputs_.size(); ++place) {
    Output &one = outputs_[place];
    if (place < kBusSlots && one.mode != CP_OUTPUT_DISABLE && options_.ownership != nullptr)
      options_.ownership->release(place, this);
    if (place < kBusSlots || one.input < kBusSlots) one = {};
  }
  compile();
}

void Switch::compile() noexcept {
  SwitchMap &map = maps_.prepared();
  map.clear();
  for (std::uint32_t place = 0; place < outputs_.size(); ++place) {
    const Output &one = outputs_[place];
    const bool toBus = place < kBusSlots;
    const std::uint32_t to = toBus ? place : place - kBusSlots;
    if (one.mode == CP_OUTPUT_PATTERN) {
      (toBus ? map.busConstants : map.localConstants).push_back({to, one.pattern * kEveryOctet});
    } else if (one.mode == CP_OUTPUT_DISABLE) {
      if (!toBus) map.localConstants.push_back({to, options_.idle * kEveryOctet});
    } else if (one.input < kBusSlots) {
      (toBus ? map.busToBus : map.busToLocal).push_back({to, one.input});
    } else {
      (toBus ? map.localToBus : map.localToLocal).push_back({to, one.input - kBusSlots});
    }
  }
  maps_.publish();
}

cp_result Switch::query(cp_output &output) const noexcept {
  std::uint32_t to = 0;
  if (const cp_result result = place(output.output, true, to); result != CP_OK) return result;
  const Output &one = outputs_[to];
  output.mode = one.mode;
  output.pattern = one.pattern;
  output.input = one.input == kNoSlot ? cp_terminus{} : terminus(one.input);
  return CP_OK;
}

cp_result Switch::sample(const cp_terminus &input, std::uint8_t &octet) noexcept {
  std::uint32_t from = 0;
  if (const cp_result result = place(input, false, from); result != CP_OK) return result;
  if (from < kBusSlots && !busEnabled_) return CP_ERROR_STATE;
  samplesWanted_.store(kKeepBlocks, std::memory_order_relaxed);
  octet = samples_[from].load(std::memory_order_relaxed);
  return CP_OK;
}

cp_result Switch::setStreamSpeed(std::uint32_t stream, std::uint32_t megabits) noexcept {
  if (stream >= CP_CT_STREAMS) return CP_ERROR_INVALID_STREAM;
  if (megabits != 2 && megabits != 4 && megabits != 8) return CP_ERROR_INVALID_SPEED;
  if (stream >= 16) return megabits == 8 ? CP_OK : CP_ERROR_INVALID_SPEED;
  const std::uint32_t first = stream / 4 * 4;
  const std::uint32_t slots = megabits * (CP_CT_TIMESLOTS / 8);
  const auto vanishes = [&](std::uint32_t place) {
    return place >= busSlot(first, 0) && place < busSlot(first + 4, 0) &&
           place % CP_CT_TIMESLOTS >= slots;
  };
  for (std::uint32_t place = 0; place < outputs_.size(); ++place)
    if (outputs_[place].mode != CP_OUTPUT_DISABLE &&
        (vanishes(place) || vanishes(outputs_[place].input)))
      return CP_ERROR_STATE;
  speeds_[stream / 4] = static_cast<std::uint8_t>(megabits);
  return CP_OK;
}

cp_result Switch::streamSpeed(std::uint32_t stream, std::uint32_t &megabits) const noexcept {
  if (stream >= CP_CT_STREAMS) return CP_ERROR_INVALID_STREAM;
  megabits = speeds_[stream / 4];
  return CP_OK;
}

void Switch::run(const SwitchMemory &memory, std::size_t words) noexcept {
  const SwitchMap &map = maps_.current();
  copy_(map.busToLocal.data(), map.busToLocal.size(), memory.busIn, memory.localOut, words);
  copy_(map.localToLocal.data(), map.localToLocal.size(), memory.localIn, memory.localOut, words);
  copy_(map.localToBus.data(), map.localToBus.size(), memory.localIn, memory.busOut, words);
  copy_(map.busToBus.data(), map.busToBus.size(), memory.busIn, memory.busOut, words);
  fill(map.localConstants, memory.localOut, words);
  fill(map.busConstants, memory.busOut, words);
  keepSamples(memory, words);
}

void Switch::run(const std::uint64_t *in, std::uint64_t *out, std::size_t words) noexcept {
  run({in, out, in + kBusSlots * words, out + kBusSlots * words}, words);
}

/** The input memory is the board's, and only this thread may look at it: what `sample` answers is copied here, a part in every block. */
void Switch::keepSamples(const SwitchMemory &memory, std::size_t words) noexcept {
  const auto total = static_cast<std::uint32_t>(samples_.size());
  const std::uint32_t wanted = samplesWanted_.load(std::memory_order_relaxed);
  std::uint32_t from = sampleAt_;
  std::uint32_t to = std::min(total, from + (total + kSampleBlocks - 1) / kSampleBlocks);
  sampleAt_ = to == total ? 0 : to;
  if (wanted != 0) {
    // A request that comes in between is not lost: it is only counted from one block earlier.
    std::uint32_t expected = wanted;
    samplesWanted_.compare_exchange_strong(expected, wanted - 1, std::memory_order_relaxed);
    from = 0;
    to = total;
  }
  for (std::uint32_t place = from; place < to; ++place) {
    const std::uint64_t *const memoryIn = place < kBusSlots ? memory.busIn : memory.localIn;
    const std::uint32_t slot = place < kBusSlots ? place : place - kBusSlots;
    if (memoryIn == nullptr) continue;
    const auto *const octets = reinterpret_cast<const std::uint8_t *>(memoryIn + slot * words);
    samples_[place].store(octets[words * CP_WORD_FRAMES - 1], std::memory_order_relaxed);
  }
}

} // namespace crosspoint::ctbus
