#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "crosspoint/board.h"
#include "dsp/g711.h"
#include "dsp/mixer.h"
#include "engine/event-hub.h"
#include "engine/retired.h"
#include "engine/sample-rows.h"
#include "engine/tx-rows.h"

namespace crosspoint::engine {

/** A conference with room for all ports, made on the control side; a port is a channel of the mixer. */
class Conference : public Retirable {
public:
  Conference(std::uint32_t conference, std::uint32_t loudest, std::size_t ports)
      : id(conference), mixer(ports, loudest) {}

  /** Puts `activeTalker` into the hub when it is another one, at most every 200 ms. */
  void tellTalker(std::uint64_t frame, EventHub &hub) noexcept;

  const std::uint32_t id;
  dsp::Conference mixer;

private:
  std::uint32_t talker_ = dsp::Conference::kNobody;
  /** Before this frame nothing is told. */
  std::uint64_t quietUntil_ = 0;
};

/** All conferences of an engine, and which of them each port is in: the frame path's. */
class Conferences {
public:
  Conferences(std::size_t ports, std::size_t frames, cp_law law);

  void add(Conference &conference) noexcept { active_.push_back(&conference); }
  /** Tells `left(port)` for every party. */
  template <typename Left>
  void remove(std::uint32_t id, RetiredList &retired, Left left) noexcept {
    Conference *const conference = take(id);
    if (conference == nullptr) return;
    for (const dsp::Party &party : conference->mixer.parties()) {
      of_[party.channel] = nullptr;
      left(party.channel);
    }
    retired.add(*conference);
  }
  /** Leaves the conference it was in before, where it is another. */
  void join(std::uint32_t id, const dsp::Party &party) noexcept;
  void leave(std::uint32_t port) noexcept;
  bool talks(std::uint32_t port) const noexcept;
  void mix(const SampleRows &heard, TxRows &tx) noexcept;
  void tellTalkers(std::uint64_t frame, EventHub &hub) noexcept;
  void end(RetiredList &retired) noexcept;

private:
  Conference *find(std::uint32_t id) noexcept;
  Conference *take(std::uint32_t id) noexcept;

  const std::size_t frames_;
  const cp_law law_;
  const dsp::G711 g711_;
  std::vector<Conference *> active_;
  /** Of each port. */
  std::vector<Conference *> of_;
  /** What parties hear, a row for each port. */
  SampleRows mixed_;
};

} // namespace crosspoint::engine
