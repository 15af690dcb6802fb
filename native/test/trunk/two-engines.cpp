#include "two-engines.h"

#include <dlfcn.h>
#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include "boards/simulated/faults.h"

namespace crosspoint::trunk::test {
namespace {

constexpr std::uint32_t kBlockMs = 10;

std::string nextBackplane() {
  static std::atomic<int> count{0};
  return "trunk-" + std::to_string(++count);
}

} // namespace

std::string Told::text(const char *name) const {
  const settings::Json *member = json.find(name);
  return member != nullptr ? member->string() : "";
}

std::int64_t Told::number(const char *name) const {
  const settings::Json *member = json.find(name);
  return member != nullptr ? static_cast<std::int64_t>(member->number()) : -1;
}

std::string Told::digits(const char *which) const {
  const settings::Json *setup = json.find("setup");
  const settings::Json *number = setup != nullptr ? setup->find(which) : nullptr;
  const settings::Json *digits = number != nullptr ? number->find("digits") : nullptr;
  return digits != nullptr ? digits->string() : "";
}

Station::Station(const std::string &backplane, int slot, bool stepped, cp_framing framing) {
  engine::EngineOptions options;
  options.library = LIBRARIES "/board-simulated.so";
  options.blockFrames = 80;
  options.pace =
      stepped ? engine::EngineOptions::Pace::stepped : engine::EngineOptions::Pace::realTime;
  options.settings = R"({"backplane":")" + backplane + R"(","slot":)" + std::to_string(slot) +
                     R"(,"ports":32,"pace":")" + (stepped ? "stepped" : "real") +
                     R"(","spans":[{"kind":"e1"}],"cables":[{"span":0,"to":{"slot":)" +
                     std::to_string(1 - slot) + R"(,"span":0}}]})";
  engine = std::make_unique<engine::Engine>(options);
  cp_span_config config{};
  config.size = sizeof config;
  config.framing = framing;
  config.coding = CP_CODING_HDB3;
  config.law = CP_LAW_A;
  config.gives_clock = slot == 0;
  {
    const auto lock = engine->control();
    REQUIRE(engine->api().configure_span(engine->board(), 0, &config) == CP_OK);
    REQUIRE(engine->api().start_span(engine->board(), 0) == CP_OK);
  }
  engine->start();
}

void Station::open(const TrunkOptions &options) {
  trunk = std::make_unique<Trunk>(*engine, options);
}

void Station::read() {
  std::array<engine::Event, 64> events;
  for (;;) {
    const std::size_t taken = engine->takeEvents(events);
    for (std::size_t i = 0; i < taken; ++i) {
      if (events[i].type != engine::EventType::signalling) {
        others.push_back(events[i]);
        continue;
      }
      const auto octets = engine->octetsOf(events[i]);
      told.push_back(
          {settings::Json::parse({reinterpret_cast<const char *>(octets.data()), octets.size()})});
    }
    if (taken < events.size()) return;
  }
}

const Told *Station::last(const char *type, std::uint32_t call) const {
  for (auto one = told.rbegin(); one != told.rend(); ++one)
    if (one->type() == type && (call == 0 || one->number("call") == call)) return &*one;
  return nullptr;
}

std::size_t Station::count(const char *type) const {
  std::size_t number = 0;
  for (const Told &one : told) number += one.type() == type;
  return number;
}

std::uint32_t Station::incoming() const {
  const Told *one = last("incoming");
  return one != nullptr ? static_cast<std::uint32_t>(one->number("call")) : 0;
}

void Station::fault(int kind, std::uint32_t a) {
  void *library = dlopen(LIBRARIES "/board-simulated.so", RTLD_NOW | RTLD_LOCAL);
  REQUIRE(library != nullptr);
  const auto entry =
      reinterpret_cast<cp_simulated_fault_entry>(dlsym(library, "cp_simulated_fault"));
  REQUIRE((entry != nullptr));
  {
    const auto lock = engine->control();
    REQUIRE(entry(engine->board(), kind, a, 0) == CP_OK);
  }
  dlclose(library);
}

TwoEngines::TwoEngines(cp_framing framing, bool stepped)
    : TwoEngines(framing, stepped, nextBackplane()) {}

TwoEngines::TwoEngines(cp_framing framing, bool stepped, const std::string &backplane)
    : left(backplane, 0, stepped, framing),
      right(backplane, 1, stepped, framing),
      stepped_(stepped) {}

void TwoEngines::run(std::uint32_t milliseconds) {
  for (std::uint32_t passed = 0; passed < milliseconds; passed += kBlockMs) {
    if (!stepped_) {
      // The boards run by the clock; the tests wait for what happens and assert nothing about how long it takes.
      std::this_thread::sleep_for(std::chrono::milliseconds(kBlockMs));
      continue;
    }
    for (Station *station : {&left, &right}) {
      station->engine->step(1);
      if (station->trunk) station->trunk->poll();
    }
  }
  left.read();
  right.read();
}

bool TwoEngines::runUntil(const std::function<bool()> &isSo, std::uint32_t milliseconds) {
  for (std::uint32_t passed = 0; passed < milliseconds && !isSo(); passed += kBlockMs)
    run(kBlockMs);
  return isSo();
}

} // namespace crosspoint::trunk::test
