#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crosspoint/board.h"
#include "dsp/g711.h"
#include "engine/event-hub.h"
#include "engine/retired.h"
#include "engine/sample-rows.h"
#include "engine/tx-rows.h"

namespace crosspoint::engine {

struct Party {
  std::uint32_t port;
  bool talks;
  bool listens;
  /** Port + 1 of the only one who hears this party; 0: everybody. */
  std::uint32_t coachOf;
  /** The level of the last blocks: mean square, falling slowly. */
  float level = 0;
  /** Is in the sum: one of the loudest, where there is a limit. */
  bool heard = false;
};

/** Parties that hear the sum of the others. Room for all ports is made at the beginning. */
class Conference : public Retirable {
public:
  Conference(std::uint32_t conference, std::uint32_t loudestTalkers, std::size_t ports,
             std::size_t frames);

  void add(const Party &party) noexcept { parties_.push_back(party); }
  void remove(std::uint32_t port) noexcept;
  std::span<const Party> parties() const noexcept { return parties_; }

  void mix(const SampleRows &heard, TxRows &tx, cp_law law) noexcept;
  /** Puts `activeTalker` into the hub when it is another one, at most every 200 ms. */
  void tellTalker(std::uint64_t frame, EventHub &hub) noexcept;

  const std::uint32_t id;

private:
  void measure(const SampleRows &heard) noexcept;
  void chooseLoudest() noexcept;
  void sum(const SampleRows &heard) noexcept;
  void speakTo(const Party &party, const SampleRows &heard, TxRows &tx, cp_law law) noexcept;
  void addCoaches(std::uint32_t port, const SampleRows &heard) noexcept;
  std::uint32_t loudestPort() const noexcept;

  const std::size_t loudest_;
  const std::size_t frames_;
  std::vector<Party> parties_;
  /** Indices of parties, for choosing. */
  std::vector<std::uint32_t> order_;
  std::vector<std::int32_t> sum_, own_;
  std::vector<std::int16_t> samples_;
  /** What those hear who are not in the sum and have no coach; made once in a block, when the first of them comes. */
  std::vector<std::uint8_t> common_;
  bool commonMade_ = false;
  bool coached_ = false;
  const dsp::G711 g711_;
  std::uint32_t talker_ = kNoTalker;
  std::uint64_t toldAt_ = 0;

  static constexpr std::uint32_t kNoTalker = 0xFFFFFFFF;
};

/** All conferences of an engine, and who is in which: the frame path's. */
class Conferences {
public:
  Conferences(std::size_t ports, std::size_t frames, cp_law law);

  void add(Conference &conference) noexcept { active_.push_back(&conference); }
  /** Tells `left(port)` for every party. */
  template <typename Left>
  void remove(std::uint32_t id, RetiredList &retired, Left left) noexcept {
    Conference *const conference = take(id);
    if (conference == nullptr) return;
    for (const Party &party : conference->parties()) {
      of_[party.port] = nullptr;
      left(party.port);
    }
    retired.add(*conference);
  }
  /** Leaves the conference it was in before. */
  void join(std::uint32_t id, const Party &party) noexcept;
  void leave(std::uint32_t port) noexcept;
  bool talks(std::uint32_t port) const noexcept;
  void mix(const SampleRows &heard, TxRows &tx) noexcept;
  void tellTalkers(std::uint64_t frame, EventHub &hub) noexcept;
  void end(RetiredList &retired) noexcept;

private:
  Conference *take(std::uint32_t id) noexcept;

  const cp_law law_;
  std::vector<Conference *> active_;
  /** Of each port. */
  std::vector<Conference *> of_;
};

} // namespace crosspoint::engine
