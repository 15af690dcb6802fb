#include "boards/simulated/fabric.h"

#include <algorithm>

#include "boards/settings/companding.h"

namespace crosspoint::boards {

Fabric::Fabric(Backplane &backplane, std::uint32_t slot, std::uint32_t localStreams, cp_law law)
    : backplane_(backplane),
      slot_(slot),
      localStreams_(localStreams),
      law_(law),
      entries_(kBusSlots + localStreams / 2 * CP_CT_TIMESLOTS),
      inputs_(entries_.size(), wordOf(idleOctet(law))),
      outputs_(entries_.size(), wordOf(idleOctet(law))),
      samples_(entries_.size() - kBusSlots) {
  speeds_.fill(8);
  for (auto &sample : samples_) sample.store(idleOctet(law), std::memory_order_relaxed);
}

cp_result Fabric::placeOf(const cp_terminus &terminus, bool isOutput, std::uint32_t &place) const {
  if (terminus.bus == CP_BUS_CT) {
    if (terminus.stream >= CP_CT_STREAMS) return CP_ERROR_INVALID_STREAM;
    if (terminus.timeslot >= speeds_[terminus.stream / 4] * 16u) return CP_ERROR_INVALID_TIMESLOT;
    place = terminus.stream * CP_CT_TIMESLOTS + terminus.timeslot;
    return CP_OK;
  }
  if (terminus.bus != CP_BUS_LOCAL) return CP_ERROR_INVALID_ARGUMENT;
  if (terminus.stream >= localStreams_ || (terminus.stream % 2 == 1) != isOutput)
    return CP_ERROR_INVALID_STREAM;
  if (terminus.timeslot >= CP_CT_TIMESLOTS) return CP_ERROR_INVALID_TIMESLOT;
  place = localPlace(terminus.stream, terminus.timeslot);
  return CP_OK;
}

cp_terminus Fabric::terminusOf(std::uint32_t place, bool isOutput) const {
  if (place < kBusSlots)
    return {CP_BUS_CT, 0, static_cast<std::uint16_t>(place / CP_CT_TIMESLOTS),
            static_cast<std::uint16_t>(place % CP_CT_TIMESLOTS)};
  place -= kBusSlots;
  return {CP_BUS_LOCAL, 0,
          static_cast<std::uint16_t>(place / CP_CT_TIMESLOTS * 2 + (isOutput ? 1 : 0)),
          static_cast<std::uint16_t>(place % CP_CT_TIMESLOTS)};
}

cp_result Fabric::reset() {
  leaveBus();
  std::fill(entries_.begin(), entries_.end(), Entry{});
  publish();
  return CP_OK;
}

void Fabric::leaveBus() {
  std::vector<std::uint32_t> give;
  for (std::uint32_t place = 0; place < entries_.size(); ++place) {
    Entry &entry = entries_[place];
    if (place < kBusSlots && entry.mode != CP_OUTPUT_DISABLE) give.push_back(place);
    if (place < kBusSlots || (entry.mode >= CP_OUTPUT_CONNECT && entry.input < kBusSlots))
      entry = {};
  }
  backplane_.release(slot_, give);
  publish();
}

cp_result Fabric::setOutputs(const cp_output *outputs, std::uint32_t count, bool isOnBus) {
  struct Change {
    std::uint32_t place;
    Entry entry;
  };
  std::vector<Change> changes;
  std::vector<std::uint32_t> take;
  std::vector<std::uint32_t> give;
  changes.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const cp_output &wanted = outputs[i];
    Change change{0, {wanted.mode, wanted.pattern, 0}};
    if (wanted.mode > CP_OUTPUT_FRAMED) return CP_ERROR_INVALID_MODE;
    cp_result result = placeOf(wanted.output, true, change.place);
    const bool connects = wanted.mode >= CP_OUTPUT_CONNECT;
    if (result == CP_OK && connects) result = placeOf(wanted.input, false, change.entry.input);
    if (result != CP_OK) return result;
    const bool uses = change.place < kBusSlots || (connects && change.entry.input < kBusSlots);
    if (uses && wanted.mode != CP_OUTPUT_DISABLE && !isOnBus) return CP_ERROR_STATE;
    if (change.place < kBusSlots)
      (wanted.mode == CP_OUTPUT_DISABLE ? give : take).push_back(change.place);
    changes.push_back(change);
  }
  if (!backplane_.drive(slot_, take)) return CP_ERROR_CONFLICT;
  for (const Change &change : changes) entries_[change.place] = change.entry;
  // An output may be in one call twice; the last word counts.
  std::erase_if(give, [&](std::uint32_t place) { return entries_[place].mode != 0; });
  backplane_.release(slot_, give);
  std::erase_if(take, [&](std::uint32_t place) { return entries_[place].mode != 0; });
  backplane_.release(slot_, take);
  publish();
  return CP_OK;
}

cp_result Fabric::queryOutput(cp_output &output) const {
  std::uint32_t place = 0;
  const cp_result result = placeOf(output.output, true, place);
  if (result != CP_OK) return result;
  const Entry &entry = entries_[place];
  output.mode = entry.mode;
  output.pattern = entry.mode == CP_OUTPUT_PATTERN ? entry.pattern : 0;
  output.input = entry.mode >= CP_OUTPUT_CONNECT ? terminusOf(entry.input, false) : cp_terminus{};
  return CP_OK;
}

cp_result Fabric::sampleInput(cp_terminus input, std::uint8_t &octet) const {
  std::uint32_t place = 0;
  const cp_result result = placeOf(input, false, place);
  if (result != CP_OK) return result;
  if (place >= kBusSlots) {
    octet = samples_[place - kBusSlots].load(std::memory_order_relaxed);
    return CP_OK;
  }
  const std::uint64_t end = backplane_.furthest.load(std::memory_order_acquire);
  octet = end > 0 && backplane_.driverOf(place) != 0
              ? static_cast<std::uint8_t>(backplane_.octets(end - 1, place) >> 56)
              : idleOctet(law_);
  return CP_OK;
}

cp_result Fabric::setStreamSpeed(std::uint32_t stream, std::uint32_t megabits) {
  if (stream >= CP_CT_STREAMS) return CP_ERROR_INVALID_STREAM;
  if (megabits != 2 && megabits != 4 && megabits != 8) return CP_ERROR_INVALID_SPEED;
  if (stream >= CP_CT_STREAMS / 2 && megabits != 8) return CP_ERROR_INVALID_SPEED;
  const std::uint32_t group = stream / 4;
  const auto isBeyond = [&](std::uint32_t place) {
    return place < kBusSlots && place / CP_CT_TIMESLOTS / 4 == group &&
           place % CP_CT_TIMESLOTS >= megabits * 16;
  };
  for (std::uint32_t place = 0; place < entries_.size(); ++place) {
    const Entry &entry = entries_[place];
    if (entry.mode != CP_OUTPUT_DISABLE && isBeyond(place)) return CP_ERROR_BUSY;
    if (entry.mode >= CP_OUTPUT_CONNECT && isBeyond(entry.input)) return CP_ERROR_BUSY;
  }
  speeds_[group] = static_cast<std::uint8_t>(megabits);
  return CP_OK;
}

cp_result Fabric::queryStreamSpeed(std::uint32_t stream, std::uint32_t &megabits) const {
  if (stream >= CP_CT_STREAMS) return CP_ERROR_INVALID_STREAM;
  megabits = speeds_[stream / 4];
  return CP_OK;
}

void Fabric::publish() {
  Plan plan;
  for (std::uint32_t place = 0; place < entries_.size(); ++place) {
    const Entry &entry = entries_[place];
    if (entry.mode == CP_OUTPUT_DISABLE) {
      plan.disabled.push_back(place);
      continue;
    }
    if (place < kBusSlots) plan.busOutputs.push_back(place);
    if (entry.mode == CP_OUTPUT_PATTERN) {
      plan.patterns.push_back({place, entry.pattern});
      continue;
    }
    plan.routes.push_back({place, entry.input});
    if (entry.input < kBusSlots) plan.busInputs.push_back(entry.input);
  }
  std::sort(plan.busInputs.begin(), plan.busInputs.end());
  plan.busInputs.erase(std::unique(plan.busInputs.begin(), plan.busInputs.end()),
                       plan.busInputs.end());
  const std::lock_guard guard(gate_);
  std::swap(pending_, plan);
  version_.fetch_add(1, std::memory_order_release);
}

void Fabric::adopt() {
  if (version_.load(std::memory_order_acquire) == seen_) return;
  const std::unique_lock guard(gate_, std::try_to_lock);
  if (!guard) return;
  seen_ = version_.load(std::memory_order_acquire);
  std::swap(active_, pending_);
  for (const std::uint32_t place : active_.disabled) outputs_[place] = wordOf(idleOctet(law_));
  for (const Route &pattern : active_.patterns)
    outputs_[pattern.output] = wordOf(static_cast<std::uint8_t>(pattern.input));
}

void Fabric::run() {
  for (const Route &route : active_.routes) outputs_[route.output] = inputs_[route.input];
}

void Fabric::keepSamples() {
  for (std::size_t place = kBusSlots; place < inputs_.size(); ++place)
    samples_[place - kBusSlots].store(static_cast<std::uint8_t>(inputs_[place] >> 56),
                                      std::memory_order_relaxed);
}

} // namespace crosspoint::boards
