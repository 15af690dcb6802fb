#include "ctbus/clock.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace crosspoint::ctbus;

namespace {

cp_clock_config config(cp_clock_mode mode, cp_clock_source source,
                       cp_clock_source fallback = CP_SOURCE_NONE, std::uint32_t network = 0,
                       std::uint32_t fallbackNetwork = 0) {
  cp_clock_config made{};
  made.size = sizeof(made);
  made.mode = mode;
  made.source = source;
  made.network = network;
  made.auto_fallback = fallback != CP_SOURCE_NONE;
  made.fallback_source = fallback;
  made.fallback_network = fallbackNetwork;
  return made;
}

cp_clock_config primary() {
  return config(CP_CLOCK_MASTER_A, CP_SOURCE_NETWORK, CP_SOURCE_NETWORK, 1, 2);
}
cp_clock_config secondary() {
  return config(CP_CLOCK_MASTER_B, CP_SOURCE_BUS_A, CP_SOURCE_OSCILLATOR);
}
cp_clock_config slave() {
  return config(CP_CLOCK_SLAVE, CP_SOURCE_BUS_A, CP_SOURCE_BUS_B);
}

ClockInput changed(cp_clock_source source, cp_clock_status status, std::uint32_t network = 0) {
  return ClockReferenceChanged{{source, network}, status};
}

/** Effects as short words, for comparing: "follow network 2, fallback". */
std::string words(const ClockStep &step) {
  static const char *const sources[] = {"none", "oscillator", "network", "a",
                                        "b",    "netref",     "netref 2"};
  static const char *const types[] = {"refused",  "follow",    "drive", "release",
                                      "fallback", "recovered", "lost",  "ignored"};
  std::string text;
  for (const ClockEffect &effect : step.effects.all()) {
    if (!text.empty()) text += ", ";
    text += types[static_cast<std::size_t>(effect.type)];
    if (effect.type == ClockEffectType::follow) {
      text.append(" ").append(sources[effect.reference.source]);
      if (effect.reference.source == CP_SOURCE_NETWORK)
        text.append(" ").append(std::to_string(effect.reference.network));
    }
    if (effect.line != CP_SOURCE_NONE) text.append(" ").append(sources[effect.line]);
  }
  return text;
}

struct Expectation {
  const char *name;
  ClockInput input;
  const char *effects;
};

/** The steps one after the other, each from the state that the one before has left. */
ClockState play(ClockState state, std::initializer_list<Expectation> steps) {
  for (const Expectation &step : steps) {
    CAPTURE(step.name);
    const ClockStep got = next(state, step.input);
    CHECK(words(got) == step.effects);
    state = got.state;
  }
  return state;
}

/** A named state for each phase and mode that there is, reached the way a board reaches it. */
struct Named {
  const char *name;
  ClockState state;
};

ClockState after(std::initializer_list<ClockInput> inputs) {
  ClockState state;
  for (const ClockInput &input : inputs) state = next(state, input).state;
  return state;
}

std::vector<Named> everyState() {
  const ClockInput bad1 = changed(CP_SOURCE_NETWORK, CP_CLOCK_BAD, 1);
  const ClockInput bad2 = changed(CP_SOURCE_NETWORK, CP_CLOCK_BAD, 2);
  const ClockInput badA = changed(CP_SOURCE_BUS_A, CP_CLOCK_BAD);
  const ClockInput badB = changed(CP_SOURCE_BUS_B, CP_CLOCK_BAD);
  const ClockInput badOscillator = changed(CP_SOURCE_OSCILLATOR, CP_CLOCK_BAD);
  return {{"standalone", {}},
          {"primary", after({ClockConfigured{primary()}})},
          {"primary fallen back", after({ClockConfigured{primary()}, bad1})},
          {"primary lost", after({ClockConfigured{primary()}, bad1, bad2})},
          {"secondary", after({ClockConfigured{secondary()}})},
          {"promoted", after({ClockConfigured{secondary()}, badA})},
          {"promoted lost", after({ClockConfigured{secondary()}, badA, badOscillator})},
          {"slave", after({ClockConfigured{slave()}})},
          {"slave on b", after({ClockConfigured{slave()}, badA})},
          {"slave lost", after({ClockConfigured{slave()}, badA, badB})}};
}

} // namespace

TEST_CASE("every state answers every input as the table says") {
  const ClockInput inputs[] = {changed(CP_SOURCE_NETWORK, CP_CLOCK_BAD, 1),
                               changed(CP_SOURCE_NETWORK, CP_CLOCK_GOOD, 1),
                               changed(CP_SOURCE_NETWORK, CP_CLOCK_BAD, 2),
                               changed(CP_SOURCE_NETWORK, CP_CLOCK_GOOD, 2),
                               changed(CP_SOURCE_OSCILLATOR, CP_CLOCK_BAD),
                               changed(CP_SOURCE_OSCILLATOR, CP_CLOCK_GOOD),
                               changed(CP_SOURCE_BUS_A, CP_CLOCK_BAD),
                               changed(CP_SOURCE_BUS_A, CP_CLOCK_GOOD),
                               changed(CP_SOURCE_BUS_B, CP_CLOCK_BAD),
                               changed(CP_SOURCE_BUS_B, CP_CLOCK_GOOD),
                               ClockConfigured{slave()},
                               ClockConfigured{config(CP_CLOCK_STANDALONE, CP_SOURCE_NONE)}};
  const char *const i = "ignored";
  // Columns as the inputs above.
  const char *const table[][12] = {
      {i, i, i, i, i, i, i, i, i, i, "follow a", "follow oscillator"},
      {"follow network 2, fallback", i, i, i, i, i, i, i, i, i, "follow a, release a",
       "follow oscillator, release a"},
      {i, "follow network 1, recovered", "lost, release a", i, i, i, i, i, i, i,
       "follow a, release a", "follow oscillator, release a"},
      {i, "follow network 1, recovered, drive a", i, "follow network 2, recovered, drive a", i, i,
       i, i, i, i, "follow a", "follow oscillator"},
      {i, i, i, i, i, i, "follow oscillator, fallback", i, i, i, "follow a, release b",
       "follow oscillator, release b"},
      {i, i, i, i, "lost, release b", i, i, i, i, i, "follow b, fallback, release b",
       "follow oscillator, release b"},
      {i, i, i, i, i, "follow oscillator, recovered, drive b", i, i, i, i, "follow b, fallback",
       "follow oscillator"},
      {i, i, i, i, i, i, "follow b, fallback", i, i, i, "follow a", "follow oscillator"},
      {i, i, i, i, i, i, i, i, "lost", i, "follow b, fallback", "follow oscillator"},
      {i, i, i, i, i, i, i, "follow a, recovered", i, "follow b, recovered", "lost",
       "follow oscillator"}};
  const std::vector<Named> states = everyState();
  REQUIRE(states.size() == std::size(table));
  for (std::size_t row = 0; row < states.size(); ++row) {
    for (std::size_t column = 0; column < std::size(inputs); ++column) {
      CAPTURE(states[row].name);
      CAPTURE(column);
      const ClockStep step = next(states[row].state, inputs[column]);
      // What is good or bad is remembered even where nothing follows from it now, so that only the effects are compared.
      CHECK(words(step) == table[row][column]);
    }
  }
}

TEST_CASE("a primary master returns when its first source does") {
  const ClockState state = play(
      {},
      {{"set up", ClockConfigured{primary()}, "follow network 1, drive a"},
       {"first fails", changed(CP_SOURCE_NETWORK, CP_CLOCK_BAD, 1), "follow network 2, fallback"},
       {"first returns", changed(CP_SOURCE_NETWORK, CP_CLOCK_GOOD, 1),
        "follow network 1, recovered"},
       {"second fails unused", changed(CP_SOURCE_NETWORK, CP_CLOCK_BAD, 2), "ignored"},
       {"first fails", changed(CP_SOURCE_NETWORK, CP_CLOCK_BAD, 1), "lost, release a"}});
  const cp_clock_info info = clockInfo(state);
  CHECK(info.drives_a == 0);
  CHECK(info.current_network == 1);
}

TEST_CASE("a promoted secondary master drives on until software sets it up anew") {
  const ClockState state = play(
      {}, {{"set up", ClockConfigured{secondary()}, "follow a, drive b"},
           {"primary fails", changed(CP_SOURCE_BUS_A, CP_CLOCK_BAD), "follow oscillator, fallback"},
           {"primary returns", changed(CP_SOURCE_BUS_A, CP_CLOCK_GOOD), "ignored"}});
  CHECK(clockInfo(state).drives_b == 1);
  CHECK(clockInfo(state).fallback_occurred == 1);
  const ClockState again = play(state, {{"set up", ClockConfigured{secondary()}, "follow a"}});
  CHECK(clockInfo(again).fallback_occurred == 0);
  CHECK(clockInfo(again).current_source == CP_SOURCE_BUS_A);
}

TEST_CASE("a slave goes from A to B and from B to A, each time because the other failed") {
  play({}, {{"set up", ClockConfigured{slave()}, "follow a"},
            {"a fails", changed(CP_SOURCE_BUS_A, CP_CLOCK_BAD), "follow b, fallback"},
            {"a returns", changed(CP_SOURCE_BUS_A, CP_CLOCK_GOOD), "ignored"},
            {"b fails", changed(CP_SOURCE_BUS_B, CP_CLOCK_BAD), "follow a, fallback"},
            {"a fails", changed(CP_SOURCE_BUS_A, CP_CLOCK_BAD), "lost"},
            {"b returns", changed(CP_SOURCE_BUS_B, CP_CLOCK_GOOD), "follow b, recovered"}});
}

TEST_CASE("the netref is driven while its network is good, in any mode") {
  cp_clock_config with = slave();
  with.netref_source = CP_SOURCE_NETWORK;
  with.netref_network = 3;
  play({}, {{"set up", ClockConfigured{with}, "follow a, drive netref"},
            {"fails", changed(CP_SOURCE_NETWORK, CP_CLOCK_BAD, 3), "release netref"},
            {"returns", changed(CP_SOURCE_NETWORK, CP_CLOCK_GOOD, 3), "drive netref"}});
}

TEST_CASE("what cannot be is refused and changes nothing") {
  const cp_clock_config wrong[] = {
      config(CP_CLOCK_STANDALONE, CP_SOURCE_BUS_A),
      config(CP_CLOCK_SLAVE, CP_SOURCE_OSCILLATOR),
      config(CP_CLOCK_SLAVE, CP_SOURCE_BUS_A, CP_SOURCE_OSCILLATOR),
      config(CP_CLOCK_MASTER_A, CP_SOURCE_NONE),
      config(CP_CLOCK_MASTER_A, CP_SOURCE_BUS_A),
      config(CP_CLOCK_MASTER_B, CP_SOURCE_BUS_A),
      config(CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR, CP_SOURCE_OSCILLATOR),
      config(CP_CLOCK_MASTER_A, CP_SOURCE_OSCILLATOR, CP_SOURCE_BUS_B),
      config(CP_CLOCK_MASTER_A, CP_SOURCE_NETWORK, CP_SOURCE_NONE, ClockState::kNetworks)};
  const ClockState before = after({ClockConfigured{primary()}});
  for (const cp_clock_config &one : wrong) {
    CAPTURE(&one - wrong);
    const ClockStep step = next(before, ClockConfigured{one});
    REQUIRE(words(step) == "refused");
    CHECK(step.effects.all()[0].result == CP_ERROR_INVALID_CLOCK);
    CHECK(step.state.config.mode == CP_CLOCK_MASTER_A);
    CHECK(step.state.current == before.current);
  }
}

TEST_CASE("whatever comes in, a clock drives only its own line, and none while it is lost") {
  std::mt19937 random(5);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random()) % limit; };
  ClockState state;
  for (int step = 0; step < 100'000; ++step) {
    if (below(10) == 0) {
      cp_clock_config any =
          config(static_cast<cp_clock_mode>(below(4)), static_cast<cp_clock_source>(below(7)),
                 static_cast<cp_clock_source>(below(7)), below(4), below(4));
      any.netref_source = static_cast<cp_clock_source>(below(3));
      state = next(state, ClockConfigured{any}).state;
    } else {
      state = next(state, changed(static_cast<cp_clock_source>(below(7)),
                                  static_cast<cp_clock_status>(below(3)), below(4)))
                  .state;
    }
    REQUIRE((!state.drivesA || state.config.mode == CP_CLOCK_MASTER_A));
    REQUIRE((!state.drivesB || state.config.mode == CP_CLOCK_MASTER_B));
    const bool lost = state.phase == ClockPhase::lost;
    REQUIRE((!lost || (!state.drivesA && !state.drivesB)));
    const auto &current = state.current;
    const cp_clock_status status = current.source == CP_SOURCE_NETWORK
                                       ? state.networks[current.network]
                                       : state.statuses[current.source];
    if (!lost && state.phase != ClockPhase::standalone) REQUIRE(status != CP_CLOCK_BAD);
  }
}
