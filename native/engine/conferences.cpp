#include "engine/conferences.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crosspoint::engine {

namespace {

constexpr std::uint64_t kTellEvery = 1'600;
/** Levels fall to a tenth in about half a second. */
constexpr double kFallPerFrame = 0.99942;
/** Who is heard, or told of, stays so until another is 3 dB louder. */
constexpr float kStays = 2;
/** Softer than -40 dBm0 nobody talks. */
constexpr float kSoftest = static_cast<float>(dsp::kZeroDbm0Peak * dsp::kZeroDbm0Peak / 2 * 1e-4);

std::int16_t saturate(std::int32_t sample) {
  return static_cast<std::int16_t>(std::clamp(sample, INT16_MIN, INT16_MAX));
}

} // namespace

Conference::Conference(std::uint32_t conference, std::uint32_t loudestTalkers, std::size_t ports,
                       std::size_t frames)
    : id(conference),
      loudest_(loudestTalkers == 0 ? ports : loudestTalkers),
      frames_(frames),
      sum_(frames),
      own_(frames),
      samples_(frames),
      common_(frames) {
  parties_.reserve(ports);
  order_.reserve(ports);
}

void Conference::remove(std::uint32_t port) noexcept {
  std::erase_if(parties_, [port](const Party &party) { return party.port == port; });
}

void Conference::mix(const SampleRows &heard, TxRows &tx, cp_law law) noexcept {
  measure(heard);
  chooseLoudest();
  sum(heard);
  commonMade_ = false;
  for (const Party &party : parties_)
    if (party.listens) speakTo(party, heard, tx, law);
}

void Conference::measure(const SampleRows &heard) noexcept {
  const auto fall = static_cast<float>(std::pow(kFallPerFrame, static_cast<double>(frames_)));
  coached_ = false;
  for (Party &party : parties_) {
    coached_ |= party.talks && party.coachOf != 0;
    if (!party.talks) continue;
    const std::int16_t *const row = heard.row(party.port);
    float square = 0;
    // Every fourth sample tells the level well enough.
    for (std::size_t at = 0; at < frames_; at += 4)
      square += static_cast<float>(row[at]) * static_cast<float>(row[at]);
    const float level = square * 4 / static_cast<float>(frames_);
    party.level = std::max(level, party.level * fall);
  }
}

void Conference::chooseLoudest() noexcept {
  order_.clear();
  for (std::uint32_t at = 0; at < parties_.size(); ++at)
    if (parties_[at].talks && parties_[at].coachOf == 0)
      order_.push_back(at);
    else
      parties_[at].heard = false;
  const std::size_t most = std::min(loudest_, order_.size());
  if (most < order_.size()) {
    const auto weight = [this](std::uint32_t at) {
      return parties_[at].level * (parties_[at].heard ? kStays : 1);
    };
    std::nth_element(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(most),
                     order_.end(), [&](std::uint32_t one, std::uint32_t other) {
                       return std::pair(-weight(one), one) < std::pair(-weight(other), other);
                     });
  }
  for (std::size_t at = 0; at < order_.size(); ++at) parties_[order_[at]].heard = at < most;
}

void Conference::sum(const SampleRows &heard) noexcept {
  std::fill(sum_.begin(), sum_.end(), 0);
  for (const Party &party : parties_) {
    if (!party.heard) continue;
    const std::int16_t *const row = heard.row(party.port);
    for (std::size_t at = 0; at < frames_; ++at) sum_[at] += row[at];
  }
}

void Conference::speakTo(const Party &party, const SampleRows &heard, TxRows &tx,
                         cp_law law) noexcept {
  const bool own = party.heard || coached_;
  if (!own && std::exchange(commonMade_, true)) {
    tx.write(party.port, [this](std::span<std::uint8_t> row) {
      std::copy(common_.begin(), common_.end(), row.begin());
      return row.size();
    });
    return;
  }
  std::copy(sum_.begin(), sum_.end(), own_.begin());
  if (party.heard) {
    const std::int16_t *const row = heard.row(party.port);
    for (std::size_t at = 0; at < frames_; ++at) own_[at] -= row[at];
  }
  if (coached_) addCoaches(party.port, heard);
  for (std::size_t at = 0; at < frames_; ++at) samples_[at] = saturate(own_[at]);
  tx.write(party.port, [&](std::span<std::uint8_t> row) {
    g711_.encode(law, samples_.data(), row.data(), frames_);
    if (!own) std::copy(row.begin(), row.end(), common_.begin());
    return row.size();
  });
}

void Conference::addCoaches(std::uint32_t port, const SampleRows &heard) noexcept {
  for (const Party &coach : parties_) {
    if (!coach.talks || coach.coachOf != port + 1) continue;
    const std::int16_t *const row = heard.row(coach.port);
    for (std::size_t at = 0; at < frames_; ++at) own_[at] += row[at];
  }
}

std::uint32_t Conference::loudestPort() const noexcept {
  std::uint32_t port = kNoTalker;
  float most = 0;
  for (const Party &party : parties_) {
    const float weight = party.level * (party.port == talker_ ? kStays : 1);
    if (party.heard && party.level >= kSoftest && weight > most) {
      most = weight;
      port = party.port;
    }
  }
  return port;
}

void Conference::tellTalker(std::uint64_t frame, EventHub &hub) noexcept {
  if (frame < toldAt_ + kTellEvery && toldAt_ != 0) return;
  const std::uint32_t loudest = loudestPort();
  if (loudest == talker_) return;
  talker_ = loudest;
  toldAt_ = frame;
  Event event{};
  event.type = EventType::activeTalker;
  event.operation = id;
  event.frame = frame;
  event.code = loudest;
  hub.push(event);
}

Conferences::Conferences(std::size_t ports, std::size_t, cp_law law)
    : law_(law), of_(ports, nullptr) {
  active_.reserve(ports);
}

Conference *Conferences::take(std::uint32_t id) noexcept {
  const auto place = std::find_if(active_.begin(), active_.end(),
                                  [id](const auto *each) { return each->id == id; });
  if (place == active_.end()) return nullptr;
  Conference *const conference = *place;
  active_.erase(place);
  return conference;
}

void Conferences::join(std::uint32_t id, const Party &party) noexcept {
  leave(party.port);
  for (Conference *conference : active_) {
    if (conference->id == id) {
      conference->add(party);
      of_[party.port] = conference;
    }
  }
}

void Conferences::leave(std::uint32_t port) noexcept {
  if (Conference *const conference = std::exchange(of_[port], nullptr)) conference->remove(port);
}

bool Conferences::talks(std::uint32_t port) const noexcept {
  if (of_[port] == nullptr) return false;
  const auto parties = of_[port]->parties();
  return std::any_of(parties.begin(), parties.end(),
                     [port](const Party &party) { return party.port == port && party.talks; });
}

void Conferences::mix(const SampleRows &heard, TxRows &tx) noexcept {
  for (Conference *conference : active_) conference->mix(heard, tx, law_);
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
