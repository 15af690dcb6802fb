#include "fake-board.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

#include "dsp/g711.h"

namespace crosspoint::test {

namespace {
constexpr std::uint32_t kLinesPerSpan = 2;
} // namespace

FakeBoard::FakeBoard(std::uint32_t ports, cp_law law) : ports_(ports) {
  info.size = sizeof info;
  info.ports = ports;
  info.lines = 4;
  info.spans = 2;
  info.port_law = law;
}

engine::EngineOptions FakeBoard::options() const {
  engine::EngineOptions options;
  options.settings = std::to_string(reinterpret_cast<std::uintptr_t>(this));
  options.pace = engine::EngineOptions::Pace::stepped;
  return options;
}

const cp_board_api &FakeBoard::api() {
  static const cp_board_api table = [] {
    cp_board_api made{};
    made.size = sizeof made;
    made.abi = CP_BOARD_ABI;
    made.name = "fake";
    made.open = &FakeBoard::open;
    made.close = [](cp_board *board) { of(board).closed = true; };
    made.info = [](cp_board *board, cp_board_info *info) {
      *info = of(board).info;
      return CP_OK;
    };
    made.span_info = [](cp_board *, std::uint32_t span, cp_span_info *told) {
      told->first_line = span * kLinesPerSpan;
      told->lines = kLinesPerSpan;
      return CP_OK;
    };
    made.exchange = [](cp_board *board, const std::uint8_t *tx, std::uint8_t *rx,
                       std::uint32_t *late) { return of(board).exchange(tx, rx, late); };
    return made;
  }();
  return table;
}

cp_result FakeBoard::open(const char *settings, std::uint32_t blockFrames,
                          const cp_board_host *host, cp_board **board) {
  auto &fake = *reinterpret_cast<FakeBoard *>(std::strtoull(settings, nullptr, 10));
  fake.host = *host;
  if (fake.openResult != CP_OK) {
    host->log(host->context, 3, "there is no such device");
    return fake.openResult;
  }
  if (fake.info.block_frames == 0) fake.info.block_frames = blockFrames;
  fake.lastTx_.assign(fake.info.ports * blockFrames, 0);
  *board = reinterpret_cast<cp_board *>(&fake);
  return CP_OK;
}

cp_result FakeBoard::exchange(const std::uint8_t *tx, std::uint8_t *rx, std::uint32_t *lateOut) {
  if (sleepUs != 0) std::this_thread::sleep_for(std::chrono::microseconds(sleepUs));
  if (beforeBlock) beforeBlock(blocks);
  ++blocks;
  *lateOut = std::exchange(late, 0);
  const std::size_t frames = info.block_frames;
  std::memcpy(lastTx_.data(), tx, lastTx_.size());
  std::memset(rx, dsp::idleOctet(info.port_law), ports_.size() * frames);
  for (std::size_t port = 0; port < ports_.size(); ++port) {
    Port &state = ports_[port];
    std::uint8_t *const row = rx + port * frames;
    if (state.keeps)
      state.sent.insert(state.sent.end(), tx + port * frames, tx + (port + 1) * frames);
    for (std::size_t at = 0; at < frames && !state.forever.empty(); ++at)
      row[at] = state.forever[state.at++ % state.forever.size()];
    const std::size_t count = std::min(frames, state.next.size());
    std::copy_n(state.next.begin(), count, row);
    state.next.erase(state.next.begin(), state.next.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return result;
}

void FakeBoard::say(std::uint32_t port, std::span<const std::uint8_t> octets) {
  ports_[port].next.insert(ports_[port].next.end(), octets.begin(), octets.end());
}

void FakeBoard::sayForever(std::uint32_t port, std::vector<std::uint8_t> octets) {
  ports_[port].forever = std::move(octets);
  ports_[port].at = 0;
}

std::vector<std::uint8_t> FakeBoard::lastRow(std::uint32_t port) const {
  const auto *const row = lastTx_.data() + port * info.block_frames;
  return {row, row + info.block_frames};
}

void FakeBoard::tell(std::uint32_t type, std::uint32_t line, std::uint32_t value) const {
  const cp_board_event event{type, line, value, 0, 0};
  host.event(host.context, &event);
}

void FakeBoard::tellFrame(std::uint32_t line, std::span<const std::uint8_t> octets) const {
  host.frame(host.context, line, octets.data(), static_cast<std::uint32_t>(octets.size()));
}

} // namespace crosspoint::test
