#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <string>

#include "settings/json.h"
#include "trunk/event-text.h"
#include "trunk/register-signals.h"
#include "trunk/request-text.h"

using namespace crosspoint::trunk;
using crosspoint::settings::Json;
using crosspoint::settings::SettingsError;

TEST_CASE("an event of a trunk is told with what it has and nothing else") {
  cp_trunk_event event{};
  event.type = CP_TRUNK_ENDED;
  event.call = 7;
  event.line = 3;
  event.cause = 17;
  CHECK(eventText("north", event, 4) ==
        R"({"trunk":"north","type":"ended","call":7,"line":3,"timeslot":4,"cause":17})");
  cp_trunk_event up{};
  up.type = CP_TRUNK_UP;
  up.line = CP_LINE_ANY;
  CHECK(eventText("north", up, 0) == R"({"trunk":"north","type":"up"})");
}

TEST_CASE("a call that comes in is told with its numbers") {
  cp_call_setup setup{};
  std::strcpy(setup.called.digits, "100");
  setup.called.type = CP_NUMBER_SUBSCRIBER;
  setup.called.plan = CP_PLAN_E164;
  setup.calling.presentation = CP_PRESENTATION_RESTRICTED;
  std::strcpy(setup.name, "a \"b\"\n");
  setup.bearer = CP_BEARER_AUDIO_3K1;
  cp_trunk_event event{};
  event.type = CP_TRUNK_INCOMING;
  event.call = 0x80000001;
  event.setup = &setup;
  CHECK(
      eventText("t", event, 1) ==
      R"({"trunk":"t","type":"incoming","call":2147483649,"line":0,"timeslot":1,"setup":{"called":{"digits":"100","type":4,"plan":1,"presentation":0,"screening":0},"calling":{"digits":"","type":0,"plan":0,"presentation":1,"screening":0},"name":"a \"b\"\u000a","bearer":16,"category":0}})");
}

TEST_CASE("a text from the line becomes JSON whatever its octets are") {
  std::string text;
  appendJsonString(text, "Zo\xC3\xAB");
  CHECK(text == "\"Zo\xC3\xAB\"");
  text.clear();
  appendJsonString(text, "Zo\xEB");
  CHECK(text == "\"Zo\xC3\xAB\"");
  for (const char *wrong : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
    text.clear();
    appendJsonString(text, wrong);
    CHECK(Json::parse(text).kind() == Json::Kind::string);
  }
}

TEST_CASE("any event is well-formed JSON within its bound") {
  std::mt19937 random(4);
  for (int i = 0; i < 2'000; ++i) {
    cp_call_setup setup{};
    cp_trunk_event event{};
    const auto fill = [&](void *from, std::size_t octets) {
      for (std::size_t at = 0; at < octets; ++at)
        static_cast<unsigned char *>(from)[at] = static_cast<unsigned char>(random());
    };
    fill(&setup, sizeof setup);
    fill(&event, sizeof event);
    event.setup = i % 2 == 0 ? &setup : nullptr;
    const std::string text = eventText("t", event, 1);
    REQUIRE(text.size() <= CP_TRUNK_TEXT_MAX);
    REQUIRE_NOTHROW(Json::parse(text));
  }
  cp_call_setup worst{};
  std::memset(&worst, 1, sizeof worst);
  cp_trunk_event event{};
  std::memset(&event, 1, sizeof event);
  event.setup = &worst;
  CHECK(eventText(std::string(64, '\1'), event, 1).size() <= CP_TRUNK_TEXT_MAX);
}

TEST_CASE("a request is read from JSON, and what is wrong with it is told") {
  const cp_call_setup setup = setupFromText(
      R"({"called":"5550100","calling":{"digits":"200","presentation":1},"name":"Ada","line":3})");
  CHECK(std::string(setup.called.digits) == "5550100");
  CHECK(setup.calling.presentation == CP_PRESENTATION_RESTRICTED);
  CHECK(setup.line == 3);
  CHECK(setupFromText(R"({"called":"1"})").line == CP_LINE_ANY);
  const cp_call_request request = requestFromText(R"({"operation":"hangup","cause":17})");
  CHECK(request.operation == CP_CALL_HANGUP);
  CHECK(request.cause == 17);
  CHECK(requestFromText(R"({"operation":"notify","code":3})").operation == CP_CALL_NOTIFY);
  CHECK(operationWord(CP_CALL_RETRIEVE_REFUSE) == "retrieveRefuse");
  for (const char *wrong :
       {"", "1", R"({"colour":1})", R"({"called":7})", R"({"called":{"plan":99}})"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(setupFromText(wrong), SettingsError);
  }
  CHECK_THROWS_AS(setupFromText(R"({"called":")" + std::string(64, '1') + "\"}"), SettingsError);
  CHECK_THROWS_AS(requestFromText("{}"), SettingsError);
  CHECK_THROWS_AS(requestFromText(R"({"operation":"sing"})"), SettingsError);
  CHECK_THROWS_AS(requestFromText(R"({"operation":"hangup","cause":128})"), SettingsError);
}

TEST_CASE("register signals are two out of six") {
  // Q.441, table 1: signal 1 is the two lowest of the forward group and the two highest of the backward one.
  CHECK(registerSignal(true, '1')->segments[0].hertz[0] == 1380);
  CHECK(registerSignal(true, '1')->segments[0].hertz[1] == 1500);
  CHECK(registerSignal(false, '1')->segments[0].hertz[0] == 1140);
  CHECK(registerSignal(false, '1')->segments[0].hertz[1] == 1020);
  CHECK(registerSignal(true, 'F')->segments[0].hertz[0] == 1860);
  CHECK(registerSignal(true, 'F')->segments[0].hertz[1] == 1980);
  CHECK(registerSignal(true, '0')->segments[0].hertz[0] == 1740);
  CHECK(registerSignal(true, '0')->segments[0].hertz[1] == 1860);
  CHECK_FALSE(registerSignal(true, 'A'));
  CHECK_FALSE(registerSignal(true, 0));
}
