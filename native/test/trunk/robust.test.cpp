#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

#include "cable.h"

using namespace crosspoint::trunk::test;

namespace {

int rounds(int usual) {
  const char *more = std::getenv("CROSSPOINT_TRUNK_ROUNDS");
  return more != nullptr ? std::atoi(more) : usual;
}

/** Every event has to keep to signalling.h: calls end once, and nothing is told of a call that has ended. */
struct Watch {
  void attach(End &end) {
    end.onEvent = [this](const cp_trunk_event &event) {
      if (event.call == 0) return;
      if (live.contains(event.call)) {
        if (event.type == CP_TRUNK_ENDED) live.erase(event.call);
      } else {
        CHECK(event.call >= 0x80000000u);
        const bool begins = event.type == CP_TRUNK_SEIZED || event.type == CP_TRUNK_INCOMING;
        CHECK(begins);
        live[event.call] = true;
      }
    };
  }
  std::map<std::uint32_t, bool> live;
};

cp_call_request anyRequest(std::mt19937 &random) {
  cp_call_request request{};
  request.size = sizeof request;
  request.operation = static_cast<std::uint32_t>(random() % 16);
  request.cause = static_cast<std::uint32_t>(random() % 130);
  request.code = static_cast<std::uint32_t>(random() % 4);
  request.progress = static_cast<std::uint32_t>(random() % 32);
  request.line = random() % 4 == 0 ? static_cast<std::uint32_t>(random() % 32) : CP_LINE_ANY;
  if (random() % 2 == 0) std::strcpy(request.text, "12");
  return request;
}

} // namespace

TEST_CASE("PRI survives frames with octets that were changed on the way") {
  std::mt19937 random(1);
  for (int round = 0; round < rounds(40); ++round) {
    CAPTURE(round);
    Cable cable;
    Watch left;
    Watch right;
    left.attach(cable.left);
    right.attach(cable.right);
    const std::string kind = round % 3 == 0 ? "qsig" : round % 3 == 1 ? "euroisdn" : "ni2";
    cable.left.open(module("trunk-pri"),
                    R"({"role":"network","overlap":true,"hold":true,"switch":")" + kind + "\"}", 30,
                    true);
    cable.right.open(module("trunk-pri"),
                     R"({"role":"user","overlap":true,"hold":true,"switch":")" + kind + "\"}", 30,
                     true);
    cable.mangle = [&](Signal &signal) {
      if (cable.now() < 4'000 || random() % 3 != 0) return;
      for (unsigned changes = random() % 4; changes-- > 0 && signal.octets.size() > 4;)
        signal.octets[4 + random() % (signal.octets.size() - 4)] =
            static_cast<std::uint8_t>(random());
      if (random() % 8 == 0) signal.octets.resize(3 + random() % 20);
    };
    cable.run(2'000);
    std::uint32_t id = 0;
    for (int step = 0; step < 150; ++step) {
      End &end = random() % 2 == 0 ? cable.left : cable.right;
      Watch &watch = &end == &cable.left ? left : right;
      if (random() % 4 == 0) {
        watch.live[++id] = true;
        if (end.call(id, "5550100", "200") != CP_OK) watch.live.erase(id);
      } else if (!watch.live.empty()) {
        auto one = watch.live.begin();
        std::advance(one, static_cast<long>(random() % watch.live.size()));
        const cp_call_request request = anyRequest(random);
        end.due = cable.now();
        end.api->request(end.trunk, one->first, &request);
      }
      cable.run(random() % 1'500);
    }
    cable.mangle = nullptr;
    for (Watch *watch : {&left, &right}) {
      End &end = watch == &left ? cable.left : cable.right;
      const auto live = watch->live;
      for (const auto &[call, is] : live) end.ask(call, CP_CALL_HANGUP, 16);
    }
    cable.run(300'000);
    CHECK(left.live.empty());
    CHECK(right.live.empty());
  }
}

TEST_CASE("PRI survives frames of nothing but chance, short and long") {
  std::mt19937 random(2);
  Cable cable;
  cable.left.open(module("trunk-pri"), R"({"role":"network"})", 30, true);
  std::vector<std::uint8_t> octets(CP_FRAME_MAX);
  for (int i = 0; i < rounds(40) * 500; ++i) {
    for (std::uint8_t &octet : octets) octet = static_cast<std::uint8_t>(random());
    // Half of them get as far as layer 3 of libpri: unnumbered information for SAPI 0.
    if (i % 2 == 0) {
      octets[0] = 0x00;
      octets[1] = 0x01;
      octets[2] = 0x03;
      octets[3] = 0x08;
      octets[4] = 2;
    }
    const auto length = static_cast<std::uint32_t>(random() % (CP_FRAME_MAX + 8));
    octets.resize(std::max<std::size_t>(length, 16));
    cable.left.api->frame_received(cable.left.trunk, 15, octets.data(), length);
    octets.resize(CP_FRAME_MAX);
    if (i % 50 == 0) cable.run(1'000);
  }
  CHECK(cable.left.count(CP_TRUNK_ENDED) <= cable.left.count(CP_TRUNK_INCOMING));
}

TEST_CASE("R2 survives bits and signals of nothing but chance") {
  std::mt19937 random(3);
  const std::string symbols = "1234567890BCDEFA*";
  for (const char *variant : {"CN", "ITU", "MX", "BR"}) {
    CAPTURE(variant);
    Cable cable;
    Watch watch;
    watch.attach(cable.left);
    cable.left.open(module("trunk-r2"),
                    std::string(R"({"dnis":4,"ani":4,"variant":")") + variant + "\"}", 4, false);
    std::uint32_t id = 0;
    for (int i = 0; i < rounds(40) * 250; ++i) {
      const auto line = static_cast<std::uint32_t>(random() % 5);
      End &end = cable.left;
      switch (random() % 8) {
        case 0:
          watch.live[++id] = true;
          if (end.call(id, "1234", "5678") != CP_OK) watch.live.erase(id);
          break;
        case 1:
          if (!watch.live.empty()) {
            const cp_call_request request = anyRequest(random);
            end.api->request(end.trunk, watch.live.begin()->first, &request);
          }
          break;
        case 2:
          end.api->bits_changed(end.trunk, line, static_cast<std::uint8_t>(random()));
          break;
        case 3:
          if (random() % 20 == 0)
            end.api->alarm(end.trunk, static_cast<std::uint32_t>(random() % 2));
          if (random() % 20 == 0)
            end.api->line_request(end.trunk, line, static_cast<cp_line_operation>(random() % 5));
          break;
        case 4:
          // What the far end would say to a seizure, so that register signalling is reached.
          end.api->bits_changed(end.trunk, line, random() % 2 == 0 ? 0b1101 : 0b0001);
          break;
        default: {
          const char symbol = symbols[random() % symbols.size()];
          const int forward = static_cast<int>(random() % 2);
          end.api->tone_detected(end.trunk, line, forward, symbol, 1);
          if (random() % 4 != 0) end.api->tone_detected(end.trunk, line, forward, symbol, 0);
        }
      }
      end.due = cable.now();
      cable.run(random() % 200);
    }
    cable.left.api->alarm(cable.left.trunk, 0);
    cable.left.api->alarm(cable.left.trunk, CP_ALARM_LOS);
    CHECK(watch.live.empty());
  }
}
