#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include "boards/simulated/faults.h"
#include "two-engines.h"

using namespace crosspoint::trunk::test;
using crosspoint::trunk::TrunkOptions;

namespace {

struct PriStations : TwoEngines {
  explicit PriStations(bool stepped = true) : TwoEngines(CP_FRAMING_CCS, stepped) {
    TrunkOptions options;
    options.module = LIBRARIES "/trunk-pri.so";
    options.stepped = stepped;
    options.name = "north";
    options.settings = R"({"role":"network"})";
    left.open(options);
    options.name = "south";
    options.settings = R"({"role":"user"})";
    right.open(options);
    REQUIRE(runUntil([&] { return left.last("up") && right.last("up"); }, 5'000));
  }
};

} // namespace

TEST_CASE("a PRI call passes between two boards over their E1, with real frames in timeslot 16") {
  PriStations stations;
  const std::uint32_t id = stations.left.trunk->makeCall(
      R"({"called":{"digits":"5550100","type":4,"plan":1},"calling":"200","bearer":16})");
  REQUIRE(stations.runUntil([&] { return stations.right.incoming() != 0; }, 2'000));
  const std::uint32_t other = stations.right.incoming();
  const Told &ring = *stations.right.last("incoming");
  CHECK(ring.text("trunk") == "south");
  CHECK(ring.digits("called") == "5550100");
  CHECK(ring.digits("calling") == "200");
  CHECK(ring.number("timeslot") == 1);
  stations.right.trunk->request(other, R"({"operation":"proceeding"})");
  stations.right.trunk->request(other, R"({"operation":"alerting","progress":8})");
  REQUIRE(stations.runUntil([&] { return stations.left.last("alerting", id); }, 2'000));
  CHECK(stations.left.last("proceeding", id) != nullptr);
  CHECK(stations.left.last("alerting", id)->number("progress") == 8);
  stations.right.trunk->request(other, R"({"operation":"answer"})");
  REQUIRE(stations.runUntil([&] { return stations.left.last("connected", id); }, 2'000));
  stations.run(1'000);
  stations.left.trunk->hangup(id, 16);
  REQUIRE(stations.runUntil(
      [&] { return stations.left.last("ended", id) && stations.right.last("ended", other); },
      2'000));
  CHECK(stations.right.last("disconnected", other)->number("cause") == 16);
  CHECK(stations.right.last("ended", other)->number("cause") == 16);
  // The disconnect of the port's run-time control is the engine's; here it only must not disturb.
  CHECK(stations.left.count("refused") == 0);
}

TEST_CASE("a request that comes to nothing is told as refused") {
  PriStations stations;
  stations.left.trunk->hangup(77, 16);
  const std::uint32_t id = stations.left.trunk->makeCall(R"({"called":""})");
  stations.run(50);
  REQUIRE(stations.left.count("refused") == 2);
  CHECK(stations.left.last("refused", id)->text("request") == "call");
  CHECK(stations.left.last("refused", 77)->text("request") == "hangup");
  CHECK(stations.left.last("refused", 77)->number("result") == CP_ERROR_INVALID_ARGUMENT);
}

TEST_CASE("a closed trunk ends its calls and says so") {
  PriStations stations;
  const std::uint32_t id = stations.left.trunk->makeCall(R"({"called":"1"})");
  REQUIRE(stations.runUntil([&] { return stations.right.incoming() != 0; }, 2'000));
  stations.left.trunk->close();
  stations.left.read();
  CHECK(stations.left.last("ended", id)->number("cause") == 27);
  CHECK(stations.left.told.back().type() == "closed");
  CHECK(stations.left.trunk->isClosed());
  CHECK_THROWS(stations.left.trunk->makeCall(R"({"called":"1"})"));
  // The D-channel at the other end finds that nobody is there any more.
  CHECK(stations.runUntil([&] { return stations.right.last("down"); }, 60'000));
}

TEST_CASE("thirty PRI calls at once pass between two boards") {
  PriStations stations;
  for (int i = 0; i < 30; ++i) stations.left.trunk->makeCall(R"({"called":"5550100"})");
  REQUIRE(stations.runUntil([&] { return stations.right.count("incoming") == 30; }, 20'000));
  for (const Told &one : std::vector<Told>(stations.right.told))
    if (one.type() == "incoming")
      stations.right.trunk->request(static_cast<std::uint32_t>(one.number("call")),
                                    R"({"operation":"answer"})");
  REQUIRE(stations.runUntil([&] { return stations.left.count("connected") == 30; }, 20'000));
  for (std::uint32_t id = 1; id <= 30; ++id) stations.left.trunk->hangup(id, 16);
  REQUIRE(stations.runUntil(
      [&] { return stations.left.count("ended") == 30 && stations.right.count("ended") == 30; },
      20'000));
  CHECK(stations.left.count("refused") == 0);
}

TEST_CASE("a cable that is cut takes the D-channel and its calls with it, until it is mended") {
  PriStations stations;
  const std::uint32_t id = stations.left.trunk->makeCall(R"({"called":"5550100"})");
  REQUIRE(stations.runUntil([&] { return stations.right.incoming() != 0; }, 2'000));
  stations.right.trunk->request(stations.right.incoming(), R"({"operation":"answer"})");
  REQUIRE(stations.runUntil([&] { return stations.left.last("connected", id); }, 2'000));
  stations.left.fault(CP_FAULT_CUT);
  REQUIRE(stations.runUntil([&] { return stations.left.last("ended", id); }, 60'000));
  CHECK(stations.left.last("ended", id)->number("cause") == 27);
  CHECK(stations.left.last("down") != nullptr);
  CHECK(stations.runUntil([&] { return stations.right.count("ended") == 1; }, 60'000));
  const std::uint32_t refused = stations.left.trunk->makeCall(R"({"called":"1"})");
  stations.run(100);
  CHECK(stations.left.last("refused", refused)->number("result") == CP_ERROR_STATE);
  stations.left.fault(CP_FAULT_MEND);
  CHECK(stations.runUntil(
      [&] { return stations.left.count("up") == 2 && stations.right.count("up") == 2; }, 60'000));
}

TEST_CASE("a board that is pulled out ends its calls with cause 27 and closes the trunk") {
  PriStations stations;
  const std::uint32_t id = stations.left.trunk->makeCall(R"({"called":"5550100"})");
  REQUIRE(stations.runUntil([&] { return stations.right.incoming() != 0; }, 2'000));
  stations.left.fault(CP_FAULT_REMOVE);
  REQUIRE(stations.runUntil([&] { return stations.left.last("closed"); }, 1'000));
  CHECK(stations.left.last("ended", id)->number("cause") == 27);
  CHECK_THROWS(stations.left.trunk->hangup(id, 16));
}

TEST_CASE(
    "two trunks with threads of their own set up, answer and clear calls that other threads ask "
    "for") {
  PriStations stations(false);
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i)
    callers.emplace_back([&] {
      for (int call = 0; call < 5; ++call) stations.left.trunk->makeCall(R"({"called":"5550100"})");
    });
  for (std::thread &caller : callers) caller.join();
  REQUIRE(stations.runUntil([&] { return stations.right.count("incoming") == 20; }, 20'000));
  for (const Told &one : std::vector<Told>(stations.right.told))
    if (one.type() == "incoming")
      stations.right.trunk->request(static_cast<std::uint32_t>(one.number("call")),
                                    R"({"operation":"answer"})");
  REQUIRE(stations.runUntil([&] { return stations.left.count("connected") == 20; }, 20'000));
  stations.left.trunk->close(5'000);
  stations.left.read();
  CHECK(stations.left.count("ended") == 20);
  CHECK(stations.left.told.back().type() == "closed");
  CHECK(stations.runUntil([&] { return stations.right.count("ended") == 20; }, 20'000));
  for (const Told &one : stations.right.told)
    if (one.type() == "ended") CHECK(one.number("cause") == 16);
}
