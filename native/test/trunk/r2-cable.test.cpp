#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "cable.h"

using namespace crosspoint::trunk::test;

namespace {

/** Thirty lines of an E1 with MFC-R2 at both ends, all idle. */
struct R2 : Cable {
  explicit R2(const std::string &variant = "CN", const std::string &more = "") {
    const std::string settings = R"({"variant":")" + variant + R"(","dnis":7,"ani":8)" + more + "}";
    left.open(module("trunk-r2"), settings, 30, false);
    right.open(module("trunk-r2"), settings, 30, false);
    REQUIRE(left.trunk != nullptr);
    REQUIRE(right.trunk != nullptr);
    run(500);
    REQUIRE(left.count(CP_TRUNK_LINE_IDLE) == 30);
    REQUIRE(right.count(CP_TRUNK_LINE_IDLE) == 30);
  }

  /** A call from left to right until it is offered; the call at the right. */
  std::uint32_t offer(std::uint32_t id, const char *called = "5550100",
                      const char *calling = "02155501") {
    REQUIRE(left.call(id, called, calling) == CP_OK);
    run(10'000);
    REQUIRE(right.last(CP_TRUNK_INCOMING) != nullptr);
    return right.incoming();
  }
};

/** The register signals an end has sent, in order. */
std::string tones(const End &end) {
  std::string symbols;
  for (const Signal &signal : end.sent)
    if (signal.kind == Signal::Kind::tone && signal.symbol != 0) symbols += signal.symbol;
  return symbols;
}

void endsCleanly(R2 &cable, std::uint32_t id, std::uint32_t other) {
  CHECK(cable.left.last(CP_TRUNK_ENDED, id) != nullptr);
  CHECK(cable.right.last(CP_TRUNK_ENDED, other) != nullptr);
  CHECK(cable.left.count(CP_TRUNK_FAULT) == 0);
  CHECK(cable.right.count(CP_TRUNK_FAULT) == 0);
}

} // namespace

TEST_CASE(
    "an R2 call of the Chinese variant brings number, caller and category, is answered and cleared "
    "forward") {
  R2 cable("CN");
  const std::uint32_t other = cable.offer(1);
  const Seen *ring = cable.right.last(CP_TRUNK_INCOMING);
  CHECK(std::string(ring->setup.called.digits) == "5550100");
  CHECK(std::string(ring->setup.calling.digits) == "02155501");
  CHECK(ring->setup.category == CP_CATEGORY_SUBSCRIBER);
  CHECK(ring->event.line == 30);
  REQUIRE(cable.right.last(CP_TRUNK_SEIZED) != nullptr);
  CHECK(cable.right.last(CP_TRUNK_SEIZED)->event.call == other);
  // After the first digit the called side asks A-6: category KA 1, the caller's number to its end I-15, the other digits, and
  // after A-3 category KD 1; each forward signal is answered by one of A-1, but the first (A-6) and the last digit (A-3).
  CHECK(tones(cable.left) ==
        "5"
        "1"
        "02155501"
        "F"
        "550100"
        "1");
  CHECK(tones(cable.right) ==
        "6"
        "1"
        "11111111"
        "1"
        "111113");

  CHECK(cable.right.ask(other, CP_CALL_ALERTING) == CP_OK);
  cable.run(1'000);
  CHECK(cable.left.last(CP_TRUNK_ALERTING, 1) != nullptr);
  CHECK(cable.right.ask(other, CP_CALL_ANSWER) == CP_OK);
  cable.run(1'000);
  REQUIRE(cable.left.last(CP_TRUNK_CONNECTED, 1) != nullptr);
  REQUIRE(cable.right.last(CP_TRUNK_CONNECTED, other) != nullptr);
  cable.run(60'000);
  CHECK(cable.left.ask(1, CP_CALL_HANGUP, 16) == CP_OK);
  cable.run(2'000);
  endsCleanly(cable, 1, other);
  CHECK(cable.right.last(CP_TRUNK_DISCONNECTED, other)->event.cause == 16);
}

TEST_CASE("an R2 call that the called side ends is cleared backward") {
  R2 cable("ITU");
  const std::uint32_t other = cable.offer(1);
  CHECK(cable.right.ask(other, CP_CALL_ANSWER) == CP_OK);
  cable.run(2'000);
  REQUIRE(cable.left.last(CP_TRUNK_CONNECTED, 1) != nullptr);
  CHECK(cable.right.ask(other, CP_CALL_HANGUP, 16) == CP_OK);
  cable.run(5'000);
  CHECK(cable.left.last(CP_TRUNK_DISCONNECTED, 1)->event.cause == 16);
  endsCleanly(cable, 1, other);
}

TEST_CASE("busy, congestion and an unallocated number are told by R2 register signals") {
  for (const char *variant : {"CN", "ITU"}) {
    for (const std::uint32_t cause : {17u, 34u, 1u}) {
      CAPTURE(variant);
      CAPTURE(cause);
      R2 cable(variant);
      const std::uint32_t other = cable.offer(1);
      CHECK(cable.right.ask(other, CP_CALL_HANGUP, cause) == CP_OK);
      cable.run(5'000);
      REQUIRE(cable.left.last(CP_TRUNK_DISCONNECTED, 1) != nullptr);
      CHECK(cable.left.last(CP_TRUNK_DISCONNECTED, 1)->event.cause == cause);
      CHECK(cable.left.last(CP_TRUNK_ENDED, 1)->event.cause == cause);
      endsCleanly(cable, 1, other);
    }
  }
}

TEST_CASE("a caller who gives up while an R2 call rings clears it forward") {
  R2 cable;
  const std::uint32_t other = cable.offer(1);
  CHECK(cable.right.ask(other, CP_CALL_ALERTING) == CP_OK);
  cable.run(1'000);
  CHECK(cable.left.ask(1, CP_CALL_HANGUP, 16) == CP_OK);
  cable.run(2'000);
  endsCleanly(cable, 1, other);
  CHECK(cable.offer(2) != other);
}

TEST_CASE("a blocked R2 line is not seized, and is used again when it is idle") {
  R2 cable;
  REQUIRE(cable.right.api->line_request(cable.right.trunk, 4, CP_LINE_BLOCK) == CP_OK);
  cable.run(500);
  CHECK(cable.left.last(CP_TRUNK_LINE_BLOCKED)->event.line == 4);
  const auto want = [](cp_call_setup &setup) {
    std::strcpy(setup.called.digits, "5550100");
    setup.line = 4;
  };
  CHECK(cable.left.call(1, want) == CP_ERROR_BUSY);
  REQUIRE(cable.right.api->line_request(cable.right.trunk, 4, CP_LINE_UNBLOCK) == CP_OK);
  cable.run(500);
  CHECK(cable.left.call(2, want) == CP_OK);
  cable.run(10'000);
  CHECK(cable.right.last(CP_TRUNK_INCOMING)->event.line == 4);
  CHECK(cable.right.last(CP_TRUNK_INCOMING)->setup.calling.presentation ==
        CP_PRESENTATION_RESTRICTED);
}

TEST_CASE("thirty R2 calls at once take thirty lines") {
  R2 cable;
  for (std::uint32_t id = 1; id <= 30; ++id) REQUIRE(cable.left.call(id, "5550100") == CP_OK);
  CHECK(cable.left.call(31, "5550100") == CP_ERROR_BUSY);
  cable.run(15'000);
  REQUIRE(cable.right.count(CP_TRUNK_INCOMING) == 30);
  for (const Seen &one : std::vector<Seen>(cable.right.seen))
    if (one.event.type == CP_TRUNK_INCOMING)
      CHECK(cable.right.ask(one.event.call, CP_CALL_ANSWER) == CP_OK);
  cable.run(5'000);
  CHECK(cable.left.count(CP_TRUNK_CONNECTED) == 30);
  for (std::uint32_t id = 1; id <= 30; ++id) CHECK(cable.left.ask(id, CP_CALL_HANGUP) == CP_OK);
  cable.run(5'000);
  CHECK(cable.left.count(CP_TRUNK_ENDED) == 30);
  CHECK(cable.right.count(CP_TRUNK_ENDED) == 30);
  CHECK(cable.left.call(32, "5550100") == CP_OK);
}

TEST_CASE("a line that both ends seize at once is dropped by both and can be used again") {
  R2 cable;
  const auto want = [](cp_call_setup &setup) {
    std::strcpy(setup.called.digits, "5550100");
    setup.line = 7;
  };
  REQUIRE(cable.left.call(1, want) == CP_OK);
  REQUIRE(cable.right.call(1, want) == CP_OK);
  cable.run(20'000);
  CHECK(cable.left.count(CP_TRUNK_ENDED) == 1);
  CHECK(cable.right.count(CP_TRUNK_ENDED) == 1);
  CHECK(cable.left.call(2, want) == CP_OK);
  cable.run(10'000);
  CHECK(cable.right.count(CP_TRUNK_INCOMING) == 1);
}

TEST_CASE("an alarm ends the R2 calls of its span, and its lines are idle again afterwards") {
  R2 cable;
  const std::uint32_t other = cable.offer(1);
  CHECK(cable.right.ask(other, CP_CALL_ANSWER) == CP_OK);
  cable.run(2'000);
  cable.cut = true;
  cable.left.api->alarm(cable.left.trunk, CP_ALARM_LOS);
  cable.right.api->alarm(cable.right.trunk, CP_ALARM_LOS);
  REQUIRE(cable.left.last(CP_TRUNK_ENDED, 1) != nullptr);
  CHECK(cable.left.last(CP_TRUNK_ENDED, 1)->event.cause == 27);
  CHECK(cable.right.last(CP_TRUNK_ENDED, other) != nullptr);
  CHECK(cable.left.call(2, "5550100") == CP_ERROR_STATE);
  cable.run(5'000);
  cable.cut = false;
  cable.right.api->alarm(cable.right.trunk, 0);
  cable.left.api->alarm(cable.left.trunk, 0);
  cable.run(5'000);
  cable.right.seen.clear();
  cable.offer(3);
}

TEST_CASE("an R2 call to an end that does not acknowledge the seizure comes to an end") {
  R2 cable;
  cable.right.close();
  REQUIRE(cable.left.call(1, "5550100") == CP_OK);
  cable.run(60'000);
  CHECK(cable.left.count(CP_TRUNK_ENDED) == 1);
}

TEST_CASE("R2 calls pass in every variant that openr2 has") {
  for (const char *variant : {"AR", "BR", "CN", "CZ", "CO", "EC", "ID", "ITU", "MX", "PH", "VE"}) {
    CAPTURE(variant);
    R2 cable(variant);
    const std::uint32_t other = cable.offer(1);
    CHECK(std::string(cable.right.last(CP_TRUNK_INCOMING)->setup.called.digits) == "5550100");
    CHECK(cable.right.ask(other, CP_CALL_ANSWER) == CP_OK);
    cable.run(3'000);
    REQUIRE(cable.left.last(CP_TRUNK_CONNECTED, 1) != nullptr);
    CHECK(cable.left.ask(1, CP_CALL_HANGUP, 16) == CP_OK);
    cable.run(5'000);
    endsCleanly(cable, 1, other);
  }
}

TEST_CASE("a number that is shorter than the far end expects is complete when no digit follows") {
  R2 cable("CN", R"(,"accept":true)");
  const std::uint32_t other = cable.offer(1, "110", "");
  CHECK(std::string(cable.right.last(CP_TRUNK_INCOMING)->setup.called.digits) == "110");
  cable.run(2'000);
  CHECK(cable.left.last(CP_TRUNK_ALERTING, 1) != nullptr);
  CHECK(cable.right.ask(other, CP_CALL_ANSWER) == CP_OK);
  cable.run(2'000);
  CHECK(cable.left.last(CP_TRUNK_CONNECTED, 1) != nullptr);
}

TEST_CASE("an R2 call with what R2 cannot say is refused at once") {
  R2 cable;
  CHECK(cable.left.call(1, "12*4") == CP_ERROR_INVALID_ARGUMENT);
  CHECK(cable.left.call(1, "") == CP_ERROR_INVALID_ARGUMENT);
  CHECK(cable.left.call(0, "1234") == CP_ERROR_INVALID_ARGUMENT);
  CHECK(cable.left.call(0x80000001, "1234") == CP_ERROR_INVALID_ARGUMENT);
  CHECK(cable.left.call(1, [](cp_call_setup &setup) {
    std::strcpy(setup.called.digits, "1");
    setup.overlap = 1;
  }) == CP_ERROR_NOT_SUPPORTED);
  CHECK(cable.left.ask(1, CP_CALL_HANGUP) == CP_ERROR_INVALID_ARGUMENT);
}
