#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "settings/json.h"
#include "trunk/trunk.h"

namespace crosspoint::trunk::test {

/** One event of a trunk, as its application reads it. */
struct Told {
  settings::Json json;
  std::string type() const { return text("type"); }
  std::string text(const char *name) const;
  std::int64_t number(const char *name) const;
  /** A member of a member, such as setup.called.digits. */
  std::string digits(const char *which) const;
};

/** A simulated board with one E1, its engine, and a trunk on it. */
class Station {
public:
  Station(const std::string &backplane, int slot, bool stepped, cp_framing framing);

  void open(const TrunkOptions &options);
  /** Reads what was told since. */
  void read();
  const Told *last(const char *type, std::uint32_t call = 0) const;
  std::size_t count(const char *type) const;
  std::uint32_t incoming() const;
  /** Something goes wrong with the simulated board: a cp_fault. */
  void fault(int kind, std::uint32_t a = 0);

  std::vector<Told> told;
  std::vector<engine::Event> others;
  std::unique_ptr<engine::Engine> engine;
  std::unique_ptr<Trunk> trunk;
};

/** Two of them, with a cable between their spans, in steps of a block. */
class TwoEngines {
public:
  explicit TwoEngines(cp_framing framing, bool stepped = true);
  void run(std::uint32_t milliseconds);
  /** Until it is so, at most that long; whether it is. */
  bool runUntil(const std::function<bool()> &isSo, std::uint32_t milliseconds);

  Station left;
  Station right;

private:
  TwoEngines(cp_framing framing, bool stepped, const std::string &backplane);

  bool stepped_;
};

} // namespace crosspoint::trunk::test
