// A vendor's board may say anything: events of any type for any line, frames of any length, at any time. The engine counts, tells or drops, and goes on.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "crosspoint/board.h"
#include "engine/engine-error.h"
#include "engine/engine.h"

namespace {

constexpr std::uint32_t kPorts = 4;

/** A board that says what its script has, an entry at each exchange. */
struct ScriptedBoard {
  cp_board_host host;
  std::uint32_t blockFrames;
};

struct Script {
  const std::uint8_t *octets = nullptr;
  std::size_t size = 0;
  std::size_t at = 0;

  std::uint8_t octet() { return at < size ? octets[at++] : 0; }
  std::uint32_t word() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | octet();
    return value;
  }
  bool isOver() const { return at >= size; }
};

Script script;

ScriptedBoard &of(cp_board *board) {
  return *reinterpret_cast<ScriptedBoard *>(board);
}

void say(ScriptedBoard &board) {
  const std::uint8_t what = script.octet();
  if (what % 4 == 3) {
    static const std::array<std::uint8_t, 2'048> octets{};
    board.host.frame(board.host.context, script.octet() % 8, octets.data(),
                     script.word() % static_cast<std::uint32_t>(octets.size() + 1));
    return;
  }
  if (what % 16 == 2) {
    board.host.log(board.host.context, static_cast<int>(script.octet()) - 8, "said by a board");
    return;
  }
  // Half of them in the range in which types and lines mean something.
  cp_board_event event{};
  event.type = what & 0x80 ? script.word() : script.octet() % 26;
  // A board that is gone says nothing more: seldom, or nothing else would be tried.
  if (event.type == CP_EVENT_REMOVED && script.octet() >= 4) event.type = CP_EVENT_ALARM;
  event.line = what & 0x40 ? script.word() : script.octet() % 8;
  event.value = script.word();
  event.detail = script.octet();
  event.frame = script.word();
  board.host.event(board.host.context, &event);
}

cp_result open(const char *, std::uint32_t frames, const cp_board_host *host, cp_board **into) {
  *into = reinterpret_cast<cp_board *>(new ScriptedBoard{*host, frames});
  return CP_OK;
}

void close(cp_board *board) {
  delete &of(board);
}

cp_result info(cp_board *board, cp_board_info *into) {
  const std::uint32_t size = into->size;
  cp_board_info answer{};
  answer.block_frames = of(board).blockFrames;
  answer.ports = kPorts;
  answer.lines = 4;
  answer.spans = 1;
  answer.local_streams = 4;
  std::memcpy(static_cast<void *>(into), &answer, std::min<std::size_t>(size, sizeof answer));
  into->size = size;
  return CP_OK;
}

cp_result portInfo(cp_board *, std::uint32_t port, cp_port_info *into) {
  if (port >= kPorts) return CP_ERROR_INVALID_ARGUMENT;
  into->even_stream = 2;
  into->stream_timeslot = port;
  return CP_OK;
}

cp_result spanInfo(cp_board *, std::uint32_t, cp_span_info *) {
  return CP_ERROR_NOT_SUPPORTED;
}
cp_result lineInfo(cp_board *, std::uint32_t, cp_line_info *) {
  return CP_ERROR_NOT_SUPPORTED;
}

cp_result exchange(cp_board *board, const std::uint8_t *, std::uint8_t *rx, std::uint32_t *late) {
  const std::uint8_t control = script.octet();
  *late = control & 0x80 ? script.word() : 0;
  std::memset(rx, control, std::size_t{kPorts} * of(board).blockFrames);
  for (int i = control % 8; i > 0 && !script.isOver(); --i) say(of(board));
  return control == 0x7F && script.octet() < 16 ? CP_ERROR_REMOVED : CP_OK;
}

cp_board_api makeApi() {
  cp_board_api api{};
  api.size = sizeof api;
  api.abi = CP_BOARD_ABI;
  api.name = "scripted";
  api.open = open;
  api.close = close;
  api.info = info;
  api.span_info = spanInfo;
  api.line_info = lineInfo;
  api.port_info = portInfo;
  api.exchange = exchange;
  return api;
}

} // namespace

extern "C" const char *const *crosspointFuzzerSeeds(std::size_t *count);
extern "C" const char *const *crosspointFuzzerSeeds(std::size_t *count) {
  // Long scripts that end of themselves, so that queues fill: a generator of numbers, without zeros.
  static const auto texts = [] {
    std::array<std::string, 4> made;
    std::uint32_t state = 1;
    for (std::string &text : made)
      for (int i = 0; i < 2'000; ++i) {
        state = state * 1'664'525u + 1'013'904'223u;
        text.push_back(static_cast<char>((state >> 24) % 255 + 1));
      }
    return made;
  }();
  static const std::array<const char *, 4> seeds{texts[0].c_str(), texts[1].c_str(),
                                                 texts[2].c_str(), texts[3].c_str()};
  *count = seeds.size();
  return seeds.data();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *octets, std::size_t size) {
  using namespace crosspoint::engine;
  static const cp_board_api api = makeApi();
  script = {octets, size, 0};
  EngineOptions options;
  options.blockFrames = 8;
  options.pace = EngineOptions::Pace::stepped;
  options.eventCapacity = 64;
  options.commandCapacity = 16;
  Engine engine(options, api);
  engine.start();
  std::array<Event, 32> events;
  for (int block = 0; block < 256 && !script.isOver(); ++block) {
    engine.step(1);
    // Nobody takes events for a while, as a slow application would.
    if (block % 5 != 0) continue;
    const std::size_t count = engine.takeEvents(events);
    for (std::size_t i = 0; i < count; ++i)
      if (engine.octetsOf(events[i]).size() > CP_FRAME_MAX) std::abort();
  }
  engine.stop();
  return 0;
}
