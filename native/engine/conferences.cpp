#include "engine/conferences.h"

#include <algorithm>

namespace crosspoint::engine {

namespace {
constexpr std::uint64_t kTellEvery = 1'600;
} // namespace

void Conference::tellTalker(std::uint64_t frame, EventHub &hub) noexcept {
  const std::uint32_t loudest = mixer.activeTalker();
  if (loudest == talker_ || frame < quietUntil_) return;
  talker_ = loudest;
  quietUntil_ = frame + kTellEvery;
  Event event{};
  event.type = EventType::activeTalker;
  event.operation = id;
  event.frame = frame;
  event.code = loudest;
  hub.push(event);
}

Conferences::Conferences(std::size_t ports, std::size_t frames, cp_law law)
    : frames_(frames), law_(law), of_(ports, nullptr), mixed_(ports, frames, law) {
  active_.reserve(ports);
}

Conference *Conferences::find(std::uint32_t id) noexcept {
  for (Conference *conference : active_)
    if (conference->id == id) return conference;
  return nullptr;
}

Conference *Conferences::take(std::uint32_t id) noexcept {
  Conference *const conference = find(id);
  std::erase(active_, conference);
  return conference;
}

void Conferences::join(std::uint32_t id, const dsp::Party &party) noexcept {
  Conference *const conference = find(id);
  if (of_[party.channel] != conference) leave(party.channel);
  if (conference != nullptr && conference->mixer.join(party)) of_[party.channel] = conference;
}

void Conferences::leave(std::uint32_t port) noexcept {
  if (Conference *const conference = std::exchange(of_[port], nullptr))
    conference->mixer.leave(port);
}

bool Conferences::talks(std::uint32_t port) const noexcept {
  if (of_[port] == nullptr) return false;
  const auto parties = of_[port]->mixer.parties();
  return std::any_of(parties.begin(), parties.end(), [port](const dsp::Party &party) {
    return party.channel == port && party.talks;
  });
}

void Conferences::mix(const SampleRows &heard, TxRows &tx) noexcept {
  for (Conference *conference : active_) {
    dsp::Conference &mixer = conference->mixer;
    mixer.mix(heard.data(), heard.stride(), mixed_.data(), mixed_.stride(), frames_);
    for (const dsp::Party &party : mixer.parties()) {
      if (!party.listens) continue;
      tx.write(party.channel, [&](std::span<std::uint8_t> row) {
        g711_.encode(law_, mixed_.row(party.channel), row.data(), frames_);
        return frames_;
      });
    }
  }
}

void Conferences::tellTalkers(std::uint64_t frame, EventHub &hub) noexcept {
  for (Conference *conference : active_) conference->tellTalker(frame, hub);
}

void Conferences::end(RetiredList &retired) noexcept {
  for (Conference *conference : active_) retired.add(*conference);
  active_.clear();
  std::fill(of_.begin(), of_.end(), nullptr);
}

} // namespace crosspoint::engine
