#include <doctest/doctest.h>

#include "two-engines.h"

using namespace crosspoint::trunk::test;
using crosspoint::trunk::TrunkOptions;

namespace {

struct PriStations : TwoEngines {
  PriStations() : TwoEngines(CP_FRAMING_CCS) {
    TrunkOptions options;
    options.module = LIBRARIES "/trunk-pri.so";
    options.stepped = true;
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
