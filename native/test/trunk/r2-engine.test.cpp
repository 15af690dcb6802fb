#include <doctest/doctest.h>

#include <string>

#include "boards/simulated/faults.h"
#include "two-engines.h"

using namespace crosspoint::trunk::test;
using crosspoint::trunk::TrunkOptions;

namespace {

struct R2Stations : TwoEngines {
  explicit R2Stations(const std::string &variant) : TwoEngines(CP_FRAMING_CAS) {
    TrunkOptions options;
    options.module = LIBRARIES "/trunk-r2.so";
    options.stepped = true;
    options.settings = R"({"variant":")" + variant + R"(","dnis":7,"ani":8})";
    for (std::uint32_t port = 0; port < 30; ++port) options.ports.push_back(port);
    left.open(options);
    right.open(options);
    REQUIRE(runUntil([&] { return left.count("lineIdle") >= 30 && right.count("lineIdle") >= 30; },
                     5'000));
  }
};

} // namespace

TEST_CASE("an R2 call passes between two boards with tones that the engines make and hear") {
  for (const char *variant : {"CN", "ITU"}) {
    CAPTURE(variant);
    R2Stations stations(variant);
    const std::uint32_t id =
        stations.left.trunk->makeCall(R"({"called":"5550100","calling":"02155501"})");
    REQUIRE(stations.runUntil([&] { return stations.right.incoming() != 0; }, 20'000));
    const std::uint32_t other = stations.right.incoming();
    CHECK(stations.right.last("incoming")->digits("called") == "5550100");
    CHECK(stations.right.last("incoming")->digits("calling") == "02155501");
    stations.right.trunk->request(other, R"({"operation":"alerting"})");
    REQUIRE(stations.runUntil([&] { return stations.left.last("alerting", id); }, 5'000));
    stations.right.trunk->request(other, R"({"operation":"answer"})");
    REQUIRE(stations.runUntil([&] { return stations.left.last("connected", id); }, 5'000));
    stations.run(1'000);
    stations.left.trunk->hangup(id, 16);
    REQUIRE(stations.runUntil(
        [&] { return stations.left.last("ended", id) && stations.right.last("ended", other); },
        10'000));
    CHECK(stations.right.last("ended", other)->number("cause") == 16);
    CHECK(stations.left.count("fault") == 0);
    CHECK(stations.right.count("fault") == 0);
  }
}

TEST_CASE("a busy subscriber is told by a tone of group B, over two boards") {
  R2Stations stations("CN");
  const std::uint32_t id = stations.left.trunk->makeCall(R"({"called":"5550100"})");
  REQUIRE(stations.runUntil([&] { return stations.right.incoming() != 0; }, 20'000));
  stations.right.trunk->hangup(stations.right.incoming(), 17);
  REQUIRE(stations.runUntil([&] { return stations.left.last("ended", id); }, 10'000));
  CHECK(stations.left.last("ended", id)->number("cause") == 17);
  CHECK(stations.right.count("ended") == 1);
}

TEST_CASE("all thirty lines of a span set up R2 calls at the same time, by tones") {
  R2Stations stations("CN");
  for (int i = 0; i < 30; ++i)
    stations.left.trunk->makeCall(R"({"called":"5550100","calling":"02155501"})");
  REQUIRE(stations.runUntil([&] { return stations.right.count("incoming") == 30; }, 30'000));
  for (const Told &one : stations.right.told)
    if (one.type() == "incoming") {
      CHECK(one.digits("called") == "5550100");
      CHECK(one.digits("calling") == "02155501");
    }
  CHECK(stations.left.count("fault") == 0);
}

TEST_CASE("congestion is told by a tone, a line can be blocked, and a cut cable ends R2 calls") {
  R2Stations stations("ITU");
  const std::uint32_t id = stations.left.trunk->makeCall(R"({"called":"5550100"})");
  REQUIRE(stations.runUntil([&] { return stations.right.incoming() != 0; }, 20'000));
  stations.right.trunk->hangup(stations.right.incoming(), 34);
  REQUIRE(stations.runUntil([&] { return stations.left.last("ended", id); }, 10'000));
  CHECK(stations.left.last("ended", id)->number("cause") == 34);

  stations.right.trunk->lineRequest(5, CP_LINE_BLOCK);
  REQUIRE(stations.runUntil([&] { return stations.left.last("lineBlocked"); }, 1'000));
  CHECK(stations.left.last("lineBlocked")->number("line") == 5);
  const std::uint32_t blocked = stations.left.trunk->makeCall(R"({"called":"1","line":5})");
  stations.run(100);
  CHECK(stations.left.last("refused", blocked)->number("result") == CP_ERROR_BUSY);

  const std::uint32_t cut = stations.left.trunk->makeCall(R"({"called":"5550100"})");
  REQUIRE(stations.runUntil([&] { return stations.right.count("incoming") == 2; }, 20'000));
  stations.left.fault(CP_FAULT_CUT);
  REQUIRE(stations.runUntil([&] { return stations.left.last("ended", cut); }, 10'000));
  CHECK(stations.left.last("ended", cut)->number("cause") == 27);
  const std::size_t idle = stations.left.count("lineIdle");
  stations.left.fault(CP_FAULT_MEND);
  CHECK(stations.runUntil([&] { return stations.left.count("lineIdle") >= idle + 29; }, 30'000));
}
