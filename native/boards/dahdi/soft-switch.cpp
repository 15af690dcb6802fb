#include "boards/dahdi/soft-switch.h"

#include <algorithm>
#include <cstring>

namespace crosspoint::boards::dahdi {

SoftSwitch::SoftSwitch(std::uint32_t pairs, std::uint32_t blockFrames, std::uint8_t idle)
    : block_(blockFrames),
      idle_(idle),
      entries_(std::size_t{pairs} * CP_CT_TIMESLOTS),
      pending_(entries_.size()),
      active_(entries_.size()),
      inputs_(entries_.size() * blockFrames, idle),
      outputs_(entries_.size() * blockFrames, idle),
      samples_(entries_.size()) {
  for (auto &sample : samples_) sample.store(idle, std::memory_order_relaxed);
}

cp_result SoftSwitch::placeOf(const cp_terminus &terminus, bool isOutput,
                              std::uint32_t &found) const {
  if (terminus.bus == CP_BUS_CT) return CP_ERROR_NOT_SUPPORTED;
  if (terminus.bus != CP_BUS_LOCAL) return CP_ERROR_INVALID_ARGUMENT;
  if (terminus.stream / 2u * CP_CT_TIMESLOTS >= entries_.size() ||
      (terminus.stream % 2 == 1) != isOutput)
    return CP_ERROR_INVALID_STREAM;
  if (terminus.timeslot >= CP_CT_TIMESLOTS) return CP_ERROR_INVALID_TIMESLOT;
  found = place(terminus.stream, terminus.timeslot);
  return CP_OK;
}

cp_result SoftSwitch::reset() {
  std::fill(entries_.begin(), entries_.end(), Entry{});
  publish();
  return CP_OK;
}

cp_result SoftSwitch::setOutputs(const cp_output *outputs, std::uint32_t count) {
  std::vector<Entry> changed = entries_;
  for (std::uint32_t i = 0; i < count; ++i) {
    const cp_output &wanted = outputs[i];
    if (wanted.mode > CP_OUTPUT_FRAMED) return CP_ERROR_INVALID_MODE;
    std::uint32_t at = 0;
    Entry entry{wanted.mode, wanted.pattern, 0};
    cp_result result = placeOf(wanted.output, true, at);
    if (result == CP_OK && wanted.mode >= CP_OUTPUT_CONNECT)
      result = placeOf(wanted.input, false, entry.input);
    if (result != CP_OK) return result;
    changed[at] = entry;
  }
  entries_ = std::move(changed);
  publish();
  return CP_OK;
}

cp_result SoftSwitch::queryOutput(cp_output &output) const {
  std::uint32_t at = 0;
  const cp_result result = placeOf(output.output, true, at);
  if (result != CP_OK) return result;
  const Entry &entry = entries_[at];
  output.mode = entry.mode;
  output.pattern = entry.mode == CP_OUTPUT_PATTERN ? entry.pattern : 0;
  output.input = {};
  if (entry.mode >= CP_OUTPUT_CONNECT)
    output.input = {CP_BUS_LOCAL, 0, static_cast<std::uint16_t>(entry.input / CP_CT_TIMESLOTS * 2),
                    static_cast<std::uint16_t>(entry.input % CP_CT_TIMESLOTS)};
  return CP_OK;
}

cp_result SoftSwitch::sampleInput(cp_terminus input, std::uint8_t &octet) const {
  std::uint32_t at = 0;
  const cp_result result = placeOf(input, false, at);
  if (result == CP_OK) octet = samples_[at].load(std::memory_order_relaxed);
  return result;
}

void SoftSwitch::publish() {
  const std::lock_guard guard(gate_);
  pending_ = entries_;
  version_.fetch_add(1, std::memory_order_release);
}

void SoftSwitch::run() {
  if (version_.load(std::memory_order_acquire) != seen_) {
    const std::unique_lock guard(gate_, std::try_to_lock);
    if (guard) {
      seen_ = version_.load(std::memory_order_acquire);
      std::swap(active_, pending_);
    }
  }
  for (std::uint32_t at = 0; at < active_.size(); ++at) {
    const Entry &entry = active_[at];
    std::uint8_t *into = outputs_.data() + std::size_t{at} * block_;
    if (entry.mode >= CP_OUTPUT_CONNECT)
      std::memcpy(into, input(entry.input), block_);
    else
      std::memset(into, entry.mode == CP_OUTPUT_PATTERN ? entry.pattern : idle_, block_);
    samples_[at].store(input(at)[block_ - 1], std::memory_order_relaxed);
  }
}

} // namespace crosspoint::boards::dahdi
