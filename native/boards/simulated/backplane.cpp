#include "boards/simulated/backplane.h"

#include <algorithm>
#include <map>

namespace crosspoint::boards {

namespace {

std::string textOf(const Socket &socket) {
  return "slot " + std::to_string(socket.slot) + " span " + std::to_string(socket.span);
}

bool fits(SpanType a, SpanType b) {
  if (a == SpanType::fxs) return b == SpanType::fxo;
  if (a == SpanType::fxo) return b == SpanType::fxs;
  return a == b;
}

/** Where a cable ends that begins in `socket`, if it does. */
std::optional<Socket> follow(const Cable &cable, const Socket &socket) {
  if (cable.from == socket) return cable.to;
  if (cable.to == socket) return cable.from;
  return std::nullopt;
}

} // namespace

std::shared_ptr<Backplane> Backplane::named(const std::string &name) {
  // What several boards of a process share has to be found by name: a board knows nothing of the others.
  static std::mutex lock;
  static std::map<std::string, std::weak_ptr<Backplane>> all;
  const std::lock_guard guard(lock);
  std::erase_if(all, [](const auto &entry) { return entry.second.expired(); });
  auto backplane = all[name].lock();
  if (!backplane) {
    backplane = std::make_shared<Backplane>();
    all[name] = backplane;
  }
  return backplane;
}

std::optional<std::string> Backplane::join(const Settings &settings, Occupant &occupant,
                                           std::shared_ptr<Progress> progress,
                                           std::vector<std::shared_ptr<Wire>> wires,
                                           cp_result &result) {
  const std::lock_guard guard(lock_);
  if (seats_[settings.slot].occupant) {
    result = CP_ERROR_BUSY;
    return "there is a board in slot " + std::to_string(settings.slot) + " of backplane " +
           settings.backplane;
  }
  result = CP_ERROR_INVALID_SETTINGS;
  for (const Seat &seat : seats_)
    if (seat.occupant && seat.pace != settings.pace)
      return "settings: \"pace\" differs from that of the other boards of the backplane";
  if (auto why = refuseCables(settings)) return why;
  Seat &seat = seats_[settings.slot];
  seat.occupant = &occupant;
  seat.pace = settings.pace;
  seat.spans = settings.spans;
  seat.cables = settings.cables;
  seat.looped.assign(settings.spans.size(), false);
  seat.progress = std::move(progress);
  seat.wires = std::move(wires);
  tellAll();
  result = CP_OK;
  return std::nullopt;
}

void Backplane::leave(std::uint32_t slot) {
  const std::lock_guard guard(lock_);
  seats_[slot] = {};
  tellAll();
}

void Backplane::loop(std::uint32_t slot, std::uint32_t span, bool looped) {
  const std::lock_guard guard(lock_);
  Seat &seat = seats_[slot];
  if (span >= seat.looped.size()) return;
  seat.looped[span] = looped;
  seat.occupant->setLinks(linksOf(slot));
}

std::optional<std::string> Backplane::refuseCables(const Settings &settings) const {
  for (std::size_t i = 0; i < settings.cables.size(); ++i) {
    const Cable &cable = settings.cables[i];
    for (std::size_t j = 0; j < i; ++j)
      if (follow(settings.cables[j], cable.from) || follow(settings.cables[j], cable.to))
        return "settings: two cables in one socket (" + textOf(cable.from) + " or " +
               textOf(cable.to) + ")";
    if (auto why = refuseCable(cable, settings)) return why;
  }
  for (const Seat &seat : seats_)
    for (const Cable &cable : seat.cables)
      if (cable.from.slot == settings.slot || cable.to.slot == settings.slot)
        if (auto why = refuseCable(cable, settings)) return why;
  return std::nullopt;
}

std::optional<std::string> Backplane::refuseCable(const Cable &cable,
                                                  const Settings &joining) const {
  const auto spansOf = [&](std::uint32_t slot) -> const std::vector<SpanSettings> * {
    if (slot == joining.slot) return &joining.spans;
    return seats_[slot].occupant ? &seats_[slot].spans : nullptr;
  };
  const auto *from = spansOf(cable.from.slot);
  const auto *to = spansOf(cable.to.slot);
  if (from && cable.from.span >= from->size()) return "settings: no " + textOf(cable.from);
  if (to && cable.to.span >= to->size()) return "settings: no " + textOf(cable.to);
  if (from && to && !fits((*from)[cable.from.span].type, (*to)[cable.to.span].type))
    return "settings: a cable from " + textOf(cable.from) + " to " + textOf(cable.to) +
           " does not fit: E1 goes to E1, T1 to T1, FXS to FXO, E&M to E&M";
  for (const Socket &socket : {cable.from, cable.to}) {
    const Socket other = *follow(cable, socket);
    const auto there = otherEnd(socket);
    if (there && !(*there == other)) return "settings: another cable is in " + textOf(socket);
    for (const Cable &own : joining.cables) {
      const auto mine = follow(own, socket);
      if (mine && !(*mine == other)) return "settings: another cable is in " + textOf(socket);
    }
  }
  return std::nullopt;
}

std::optional<Socket> Backplane::otherEnd(const Socket &socket) const {
  for (const Seat &seat : seats_)
    for (const Cable &cable : seat.cables)
      if (const auto end = follow(cable, socket)) return end;
  return std::nullopt;
}

void Backplane::tellAll() {
  for (std::uint32_t slot = 0; slot < kSlots; ++slot)
    if (seats_[slot].occupant) seats_[slot].occupant->setLinks(linksOf(slot));
}

Links Backplane::linksOf(std::uint32_t slot) const {
  Links links;
  for (std::uint32_t other = 0; other < kSlots; ++other)
    links.boards[other] = seats_[other].progress;
  const Seat &seat = seats_[slot];
  links.far.resize(seat.spans.size());
  links.farSlots.assign(seat.spans.size(), slot);
  for (std::uint32_t span = 0; span < seat.spans.size(); ++span) {
    const auto end = seat.looped[span] ? Socket{slot, span} : otherEnd({slot, span});
    if (!end || !seats_[end->slot].occupant) continue;
    links.far[span] = seats_[end->slot].wires[end->span];
    links.farSlots[span] = end->slot;
  }
  return links;
}

void Backplane::releaseAll(std::uint32_t slot) {
  for (auto &driver : drivers_) {
    auto mine = static_cast<std::uint8_t>(slot + 1);
    driver.compare_exchange_strong(mine, 0, std::memory_order_relaxed);
  }
  for (ClockLine &clock : clocks_) {
    std::uint32_t mine = slot + 1;
    clock.driver.compare_exchange_strong(mine, 0);
  }
}

} // namespace crosspoint::boards
