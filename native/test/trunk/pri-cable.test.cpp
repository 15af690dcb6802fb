#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "cable.h"

using namespace crosspoint::trunk::test;

namespace {

constexpr const char *kNetwork = R"({"role":"network"})";
constexpr const char *kUser = R"({"role":"user"})";

/** Two ends of an E1 with layer 2 up. */
struct Pri : Cable {
  explicit Pri(const std::string &network = kNetwork, const std::string &user = kUser) {
    left.open(module("trunk-pri"), network, 30, true);
    right.open(module("trunk-pri"), user, 30, true);
    REQUIRE(left.trunk != nullptr);
    REQUIRE(right.trunk != nullptr);
    run(2'000);
    REQUIRE(left.count(CP_TRUNK_UP) == 1);
    REQUIRE(right.count(CP_TRUNK_UP) == 1);
  }

  /** A call from left to right that is answered. */
  std::uint32_t connect(std::uint32_t id) {
    REQUIRE(left.call(id, "5550100", "5550199") == CP_OK);
    run(50);
    const std::uint32_t other = right.incoming();
    REQUIRE(right.ask(other, CP_CALL_ANSWER) == CP_OK);
    run(50);
    REQUIRE(left.last(CP_TRUNK_CONNECTED, id) != nullptr);
    return other;
  }
};

/** The Q.931 messages of the numbered frames an end has sent, as octets from the protocol discriminator on. */
std::vector<std::vector<std::uint8_t>> messages(const End &end) {
  std::vector<std::vector<std::uint8_t>> found;
  for (const Signal &signal : end.sent)
    if (signal.octets.size() > 4 && (signal.octets[2] & 1) == 0)
      found.emplace_back(signal.octets.begin() + 4, signal.octets.end());
  return found;
}

/** The contents of an information element of codeset 0, after Q.931 §4.5; empty where it is absent. */
std::vector<std::uint8_t> element(const std::vector<std::uint8_t> &message, std::uint8_t which) {
  std::size_t at = 2 + (message[1] & 15u) + 1;
  while (at < message.size()) {
    if ((message[at] & 0x80) != 0) {
      ++at;
      continue;
    }
    const std::size_t length = message.at(at + 1);
    if (message[at] == which)
      return {message.begin() + static_cast<long>(at) + 2,
              message.begin() + static_cast<long>(at + 2 + length)};
    at += 2 + length;
  }
  return {};
}

std::uint8_t typeOf(const std::vector<std::uint8_t> &message) {
  return message[2 + (message[1] & 15u)];
}

} // namespace

TEST_CASE("a PRI call is set up, answered and cleared, and its frames are those of Q.931") {
  Pri cable;
  REQUIRE(cable.left.call(7, [](cp_call_setup &setup) {
    std::strcpy(setup.called.digits, "5550100");
    setup.called.type = CP_NUMBER_NATIONAL;
    setup.called.plan = CP_PLAN_E164;
    std::strcpy(setup.calling.digits, "02155501");
    setup.calling.type = CP_NUMBER_INTERNATIONAL;
    setup.calling.plan = CP_PLAN_E164;
    setup.calling.presentation = CP_PRESENTATION_RESTRICTED;
    setup.calling.screening = CP_SCREENING_NETWORK;
    std::strcpy(setup.redirecting.digits, "5550111");
    setup.redirect_reason = CP_REDIRECT_BUSY;
    setup.bearer = CP_BEARER_AUDIO_3K1;
    setup.line = 4;
  }) == CP_OK);
  cable.run(50);
  const Seen *ring = cable.right.last(CP_TRUNK_INCOMING);
  REQUIRE(ring != nullptr);
  const std::uint32_t other = ring->event.call;
  CHECK(other >= 0x80000000u);
  CHECK(ring->event.line == 4);
  CHECK(std::string(ring->setup.called.digits) == "5550100");
  CHECK(ring->setup.called.type == CP_NUMBER_NATIONAL);
  CHECK(ring->setup.called.plan == CP_PLAN_E164);
  CHECK(std::string(ring->setup.calling.digits) == "02155501");
  CHECK(ring->setup.calling.type == CP_NUMBER_INTERNATIONAL);
  CHECK(ring->setup.calling.presentation == CP_PRESENTATION_RESTRICTED);
  CHECK(ring->setup.calling.screening == CP_SCREENING_NETWORK);
  CHECK(std::string(ring->setup.redirecting.digits) == "5550111");
  CHECK(ring->setup.redirect_reason == CP_REDIRECT_BUSY);
  CHECK(ring->setup.bearer == CP_BEARER_AUDIO_3K1);
  CHECK_FALSE(ring->setup.overlap);

  const auto setup = messages(cable.left).at(0);
  CHECK(setup[0] == 0x08);
  CHECK(typeOf(setup) == 0x05);
  // Bearer capability: 3.1 kHz audio, circuit mode 64 kbit/s, G.711 A-law. Channel 5, preferred. Called number: national, E.164.
  CHECK(element(setup, 0x04) == std::vector<std::uint8_t>{0x90, 0x90, 0xa3});
  CHECK(element(setup, 0x18).at(2) == 0x85);
  CHECK(element(setup, 0x70) == std::vector<std::uint8_t>{0xa1, '5', '5', '5', '0', '1', '0', '0'});
  CHECK(element(setup, 0x6c).at(0) == 0x11);
  CHECK(element(setup, 0x6c).at(1) == 0xa3);

  CHECK(cable.right.ask(other, CP_CALL_PROCEEDING) == CP_OK);
  cable.run(50);
  CHECK(cable.left.last(CP_TRUNK_PROCEEDING, 7) != nullptr);
  CHECK(cable.right.ask(other, CP_CALL_ALERTING, [](cp_call_request &request) {
    request.progress = CP_PROGRESS_IN_BAND;
  }) == CP_OK);
  cable.run(50);
  REQUIRE(cable.left.last(CP_TRUNK_ALERTING, 7) != nullptr);
  CHECK((cable.left.last(CP_TRUNK_ALERTING, 7)->event.progress & CP_PROGRESS_IN_BAND) != 0);
  CHECK(cable.right.ask(other, CP_CALL_ANSWER) == CP_OK);
  cable.run(50);
  CHECK(cable.left.last(CP_TRUNK_CONNECTED, 7) != nullptr);
  CHECK(cable.right.last(CP_TRUNK_CONNECTED, other) != nullptr);

  cable.run(60'000);
  CHECK(cable.left.count(CP_TRUNK_ENDED) == 0);
  CHECK(cable.left.ask(7, CP_CALL_HANGUP, 16) == CP_OK);
  cable.run(100);
  REQUIRE(cable.right.last(CP_TRUNK_ENDED, other) != nullptr);
  CHECK(cable.right.last(CP_TRUNK_DISCONNECTED, other)->event.cause == 16);
  CHECK(cable.right.last(CP_TRUNK_ENDED, other)->event.cause == 16);
  CHECK(cable.left.last(CP_TRUNK_ENDED, 7)->event.cause == 16);
  CHECK(typeOf(messages(cable.left).back()) == 0x5a);
  CHECK(element(messages(cable.left)[messages(cable.left).size() - 2], 0x08).at(1) == 0x90);
}

TEST_CASE("a PRI call goes the other way as well, and the called side may hang up") {
  Pri cable;
  REQUIRE(cable.right.call(1, "100", "200") == CP_OK);
  cable.run(50);
  const std::uint32_t other = cable.left.incoming();
  REQUIRE(other != 0);
  CHECK(cable.left.last(CP_TRUNK_INCOMING)->event.line == 30);
  CHECK(cable.left.ask(other, CP_CALL_ANSWER) == CP_OK);
  cable.run(50);
  CHECK(cable.right.last(CP_TRUNK_CONNECTED, 1) != nullptr);
  CHECK(cable.left.ask(other, CP_CALL_HANGUP, 16) == CP_OK);
  cable.run(50);
  CHECK(cable.right.last(CP_TRUNK_DISCONNECTED, 1)->event.cause == 16);
  CHECK(cable.right.last(CP_TRUNK_ENDED, 1) != nullptr);
  CHECK(cable.left.last(CP_TRUNK_ENDED, other) != nullptr);
}

TEST_CASE("a refused PRI call ends with the cause of the refusal") {
  for (const std::uint32_t cause : {1u, 17u, 21u, 27u, 34u, 57u, 88u}) {
    CAPTURE(cause);
    Pri cable;
    REQUIRE(cable.left.call(1, "5550100") == CP_OK);
    cable.run(50);
    REQUIRE(cable.right.ask(cable.right.incoming(), CP_CALL_HANGUP, cause) == CP_OK);
    cable.run(100);
    REQUIRE(cable.left.last(CP_TRUNK_ENDED, 1) != nullptr);
    CHECK(cable.left.last(CP_TRUNK_ENDED, 1)->event.cause == cause);
    CHECK(cable.right.count(CP_TRUNK_ENDED) == 1);
  }
}

TEST_CASE("a caller who gives up while it rings ends the call on both sides") {
  Pri cable;
  REQUIRE(cable.left.call(1, "5550100") == CP_OK);
  cable.run(50);
  REQUIRE(cable.right.ask(cable.right.incoming(), CP_CALL_ALERTING) == CP_OK);
  cable.run(50);
  REQUIRE(cable.left.ask(1, CP_CALL_HANGUP, 16) == CP_OK);
  CHECK(cable.left.ask(1, CP_CALL_HANGUP, 16) == CP_ERROR_STATE);
  cable.run(100);
  CHECK(cable.left.count(CP_TRUNK_ENDED) == 1);
  CHECK(cable.right.count(CP_TRUNK_ENDED) == 1);
  CHECK(cable.left.ask(1, CP_CALL_HANGUP, 16) == CP_ERROR_INVALID_ARGUMENT);
}

TEST_CASE("thirty PRI calls at once take thirty channels, and the next one finds none") {
  Pri cable;
  for (std::uint32_t id = 1; id <= 30; ++id) REQUIRE(cable.left.call(id, "5550100") == CP_OK);
  CHECK(cable.left.call(31, "5550100") == CP_ERROR_BUSY);
  cable.run(1'000);
  CHECK(cable.right.count(CP_TRUNK_INCOMING) == 30);
  std::vector<bool> taken(32);
  for (const Seen &one : std::vector<Seen>(cable.right.seen)) {
    if (one.event.type != CP_TRUNK_INCOMING) continue;
    REQUIRE(one.event.line < taken.size());
    CHECK_FALSE(taken[one.event.line]);
    taken[one.event.line] = true;
    CHECK(cable.right.ask(one.event.call, CP_CALL_ANSWER) == CP_OK);
  }
  cable.run(1'000);
  CHECK(cable.left.count(CP_TRUNK_CONNECTED) == 30);
  for (std::uint32_t id = 1; id <= 30; ++id) CHECK(cable.left.ask(id, CP_CALL_HANGUP) == CP_OK);
  cable.run(1'000);
  CHECK(cable.left.count(CP_TRUNK_ENDED) == 30);
  CHECK(cable.right.count(CP_TRUNK_ENDED) == 30);
  CHECK(cable.left.call(32, "5550100") == CP_OK);
}

TEST_CASE("two calls that want one channel at the same moment end in two channels or one refusal") {
  Pri cable;
  const auto want = [](bool exclusive) {
    return [=](cp_call_setup &setup) {
      std::strcpy(setup.called.digits, "100");
      setup.line = 3;
      setup.exclusive = exclusive;
    };
  };
  REQUIRE(cable.left.call(1, want(false)) == CP_OK);
  REQUIRE(cable.right.call(1, want(false)) == CP_OK);
  cable.run(50);
  REQUIRE(cable.left.count(CP_TRUNK_INCOMING) == 1);
  REQUIRE(cable.right.count(CP_TRUNK_INCOMING) == 1);
  CHECK(cable.left.last(CP_TRUNK_INCOMING)->event.line != 3);
  CHECK(cable.left.ask(cable.left.incoming(), CP_CALL_ANSWER) == CP_OK);
  cable.run(50);
  CHECK(cable.right.last(CP_TRUNK_LINE_CHOSEN, 1)->event.line ==
        cable.left.last(CP_TRUNK_INCOMING)->event.line);
  REQUIRE(cable.right.last(CP_TRUNK_CONNECTED, 1) != nullptr);

  Pri strict;
  REQUIRE(strict.left.call(1, want(true)) == CP_OK);
  REQUIRE(strict.right.call(1, want(true)) == CP_OK);
  strict.run(100);
  CHECK(strict.left.last(CP_TRUNK_ENDED, 1)->event.cause == 44);
  CHECK(strict.right.last(CP_TRUNK_ENDED, 1)->event.cause == 44);
}

TEST_CASE("digits of a PRI number come one by one in overlap") {
  Pri cable(R"({"role":"network","overlap":true})", R"({"role":"user","overlap":true})");
  REQUIRE(cable.right.call(1, [](cp_call_setup &setup) {
    std::strcpy(setup.called.digits, "12");
    setup.overlap = 1;
  }) == CP_OK);
  cable.run(50);
  REQUIRE(cable.left.incoming() != 0);
  CHECK(cable.left.last(CP_TRUNK_INCOMING)->setup.overlap);
  REQUIRE(cable.right.last(CP_TRUNK_MORE_DIGITS, 1) != nullptr);
  REQUIRE(cable.right.ask(1, CP_CALL_INFORMATION, [](cp_call_request &request) {
    std::strcpy(request.text, "345");
  }) == CP_OK);
  cable.run(50);
  std::string digits;
  for (const Seen &one : cable.left.seen)
    if (one.event.type == CP_TRUNK_DIGITS) digits += one.event.text;
  CHECK(digits == "345");
  CHECK(cable.left.ask(cable.left.incoming(), CP_CALL_ANSWER) == CP_OK);
  cable.run(50);
  CHECK(cable.right.last(CP_TRUNK_CONNECTED, 1) != nullptr);
}

TEST_CASE("a cut D-channel goes down, its calls are cleared, and it comes up again") {
  Pri cable(R"({"role":"network","timers":{"t309":6000}})", R"({"role":"user"})");
  const std::uint32_t other = cable.connect(1);
  cable.cut = true;
  cable.run(60'000);
  CHECK(cable.left.count(CP_TRUNK_DOWN) >= 1);
  CHECK(cable.right.count(CP_TRUNK_DOWN) >= 1);
  REQUIRE(cable.left.last(CP_TRUNK_ENDED, 1) != nullptr);
  REQUIRE(cable.right.last(CP_TRUNK_ENDED, other) != nullptr);
  CHECK(cable.left.last(CP_TRUNK_ENDED, 1)->event.cause == 27);
  CHECK(cable.left.call(2, "100") == CP_ERROR_STATE);
  cable.cut = false;
  cable.run(20'000);
  CHECK(cable.left.count(CP_TRUNK_UP) == 2);
  cable.left.seen.clear();
  cable.right.seen.clear();
  cable.connect(3);
}

TEST_CASE("a short break of the D-channel leaves a PRI call alone") {
  Pri cable;
  cable.connect(1);
  cable.cut = true;
  cable.run(2'000);
  cable.cut = false;
  cable.run(60'000);
  CHECK(cable.left.count(CP_TRUNK_ENDED) == 0);
  CHECK(cable.right.count(CP_TRUNK_ENDED) == 0);
}

TEST_CASE(
    "a PRI call that nobody says anything to ends by timer T303, and a late answer ends it there") {
  Pri cable;
  REQUIRE(cable.left.call(1, "100") == CP_OK);
  cable.run(30'000);
  REQUIRE(cable.left.last(CP_TRUNK_ENDED, 1) != nullptr);
  CHECK(cable.left.last(CP_TRUNK_ENDED, 1)->event.cause == 18);
  CHECK(cable.right.ask(cable.right.incoming(), CP_CALL_ALERTING) == CP_OK);
  cable.run(50);
  REQUIRE(cable.right.count(CP_TRUNK_ENDED) == 1);
  CHECK(cable.right.last(CP_TRUNK_ENDED)->event.cause == 81);
}

TEST_CASE("a call is held and retrieved where both ends allow it") {
  Pri cable(R"({"role":"network","hold":true})", R"({"role":"user","hold":true})");
  const std::uint32_t other = cable.connect(1);
  REQUIRE(cable.right.ask(other, CP_CALL_HOLD) == CP_OK);
  cable.run(50);
  REQUIRE(cable.left.last(CP_TRUNK_HOLD_ASKED, 1) != nullptr);
  REQUIRE(cable.left.ask(1, CP_CALL_HOLD_ACCEPT) == CP_OK);
  cable.run(50);
  CHECK(cable.right.last(CP_TRUNK_HELD, other) != nullptr);
  REQUIRE(cable.right.ask(other, CP_CALL_RETRIEVE) == CP_OK);
  cable.run(50);
  REQUIRE(cable.left.last(CP_TRUNK_RETRIEVE_ASKED, 1) != nullptr);
  REQUIRE(cable.left.ask(1, CP_CALL_RETRIEVE_ACCEPT) == CP_OK);
  cable.run(50);
  CHECK(cable.right.last(CP_TRUNK_RETRIEVED, other) != nullptr);
  CHECK(Pri().left.ask(1, CP_CALL_HOLD) == CP_ERROR_INVALID_ARGUMENT);
}

TEST_CASE("a restarted line loses its call and tells both ends") {
  Pri cable;
  const std::uint32_t other = cable.connect(1);
  const std::uint32_t line = cable.right.last(CP_TRUNK_INCOMING)->event.line;
  REQUIRE(cable.left.api->line_request(cable.left.trunk, line, CP_LINE_RESTART) == CP_OK);
  cable.run(100);
  CHECK(cable.left.last(CP_TRUNK_ENDED, 1)->event.cause == 41);
  CHECK(cable.right.last(CP_TRUNK_ENDED, other)->event.cause == 41);
  CHECK(cable.right.last(CP_TRUNK_LINE_RESTARTED)->event.line == line);
  cable.connect(2);
}

TEST_CASE("names and connected numbers pass over QSIG") {
  Pri cable(R"({"role":"network","switch":"qsig"})", R"({"role":"user","switch":"qsig"})");
  REQUIRE(cable.left.call(1, [](cp_call_setup &setup) {
    std::strcpy(setup.called.digits, "100");
    std::strcpy(setup.calling.digits, "200");
    std::strcpy(setup.name, "Ada Lovelace");
  }) == CP_OK);
  cable.run(50);
  CHECK(std::string(cable.right.last(CP_TRUNK_INCOMING)->setup.name) == "Ada Lovelace");
  REQUIRE(cable.right.ask(cable.right.incoming(), CP_CALL_ANSWER, [](cp_call_request &request) {
    std::strcpy(request.number.digits, "101");
  }) == CP_OK);
  cable.run(50);
  CHECK(std::string(cable.left.last(CP_TRUNK_CONNECTED, 1)->event.number.digits) == "101");
}

TEST_CASE("a call is set up and cleared with every kind of switch") {
  for (const char *type :
       {"euroisdn", "euroisdn-t1", "ni1", "ni2", "dms100", "5ess", "4ess", "qsig"}) {
    CAPTURE(type);
    const std::string kind = std::string(R"(","switch":")") + type + R"("})";
    Pri cable(R"({"role":"network)" + kind, R"({"role":"user)" + kind);
    const std::uint32_t other = cable.connect(1);
    REQUIRE(cable.right.ask(other, CP_CALL_HANGUP, 16) == CP_OK);
    cable.run(100);
    CHECK(cable.left.last(CP_TRUNK_ENDED, 1)->event.cause == 16);
    CHECK(cable.right.count(CP_TRUNK_ENDED) == 1);
  }
}

TEST_CASE("settings of a PRI trunk are checked, and the log says where") {
  Cable cable;
  for (const char *wrong : {"", "[]", R"({"role":"boss"})", R"({"colour":1})",
                            R"({"timers":{"t309":1}})", R"({"timers":{"t999":5000}})"}) {
    CAPTURE(wrong);
    cable.left.logs.clear();
    cable.left.open(module("trunk-pri"), wrong, 30, true);
    CHECK(cable.left.trunk == nullptr);
    CHECK(cable.left.logs.size() == 1);
  }
  cable.left.open(module("trunk-pri"), kUser, 30, false);
  CHECK(cable.left.trunk == nullptr);
}
