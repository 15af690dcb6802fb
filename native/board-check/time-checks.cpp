// Pace, threads, and several boards.
#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>

#include "board-check/checks.h"

namespace crosspoint::check {

namespace {

using Clock = std::chrono::steady_clock;

std::chrono::nanoseconds blockTime(const Opened &board) {
  return std::chrono::nanoseconds(125'000) * static_cast<std::int64_t>(board.info().block_frames);
}

void checkPace(Subject &subject) {
  const auto board = subject.open();
  board->exchange(3);
  // Long enough that what a board catches up with after a busy moment does not matter.
  const auto blocks =
      static_cast<std::uint32_t>(std::chrono::milliseconds(500) / blockTime(*board)) + 1;
  const auto begin = Clock::now();
  const std::clock_t busyBefore = std::clock();
  board->exchange(blocks);
  const std::chrono::nanoseconds taken = Clock::now() - begin;
  const double busy = static_cast<double>(std::clock() - busyBefore) / CLOCKS_PER_SEC * 1e9;
  const auto due = blockTime(*board) * blocks;
  // Whoever waits is idle meanwhile, however slow the machine is.
  if (taken < due / 20 || busy > static_cast<double>(taken.count()) / 4)
    throw Skipped{
        "exchange does not wait: the settings ask for another pace than real time, or the board "
        "has none"};
  demand(taken > due * 8 / 10 && taken < due * 3 / 2,
         std::to_string(blocks) + " blocks took " +
             std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(taken).count()) +
             " ms, not " +
             std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(due).count()));
}

void checkLate(Subject &subject) {
  const auto board = subject.open();
  board->exchange(5);
  for (int i = 0; i < 5; ++i) {
    board->exchange(1);
    demand(board->late() == 0, "a host in time is told that it is late");
  }
}

void checkControlIsQuick(Subject &subject) {
  const auto board = subject.open();
  cp_board_info info{};
  info.size = sizeof info;
  const auto begin = Clock::now();
  for (int i = 0; i < 100; ++i) subject.api->info(**board, &info);
  demand(Clock::now() - begin < std::chrono::seconds(1), "info takes more than 10 ms");
}

void checkThreads(Subject &subject) {
  const auto board = subject.open();
  if (board->info().ports < 2) throw Skipped{"there are fewer than two ports"};
  std::atomic<bool> stops{false};
  std::string failure;
  std::thread realTime([&] {
    try {
      while (!stops) board->exchange(1);
    } catch (const Failed &failed) {
      failure = failed.reason;
    }
  });
  std::string controlFailure;
  try {
    const auto until = Clock::now() + std::chrono::milliseconds(300);
    for (int i = 0; Clock::now() < until; ++i) {
      demandResult(board->set(board->portHears(0), board->portSends(1),
                              i % 2 ? CP_OUTPUT_CONNECT : CP_OUTPUT_DISABLE),
                   CP_OK, "set_outputs during exchange");
      cp_output answer{board->portHears(0), {}, 0, 0};
      demandResult(subject.api->query_output(**board, &answer), CP_OK,
                   "query_output during exchange");
      demand((answer.mode == CP_OUTPUT_CONNECT) == (i % 2 == 1),
             "query_output lags behind set_outputs");
      for (std::uint32_t line = 0; line < board->info().lines && line < 4; ++line)
        subject.api->open_line(**board, line, i % 2 ? CP_LINE_AUDIO : CP_LINE_CLOSED);
    }
  } catch (const Failed &failed) {
    controlFailure = failed.reason;
  }
  stops = true;
  realTime.join();
  demand(failure.empty(), failure);
  demand(controlFailure.empty(), controlFailure);
}

void checkSecond(Subject &subject) {
  const auto first = subject.open();
  Opened second(*subject.api, subject.settings, subject.blockFrames);
  if (second.result() != CP_OK) {
    demand(*second == nullptr, "a refused open touched *board");
    demand(!second.log().empty(), "a second open was refused, and the log does not say why");
    first->exchange(2);
    throw Skipped{std::string("a second board with the same settings is refused: ") +
                  nameOf(second.result())};
  }
  demand(*second != **first, "two opens gave the same board");
  first->exchange(2);
  second.exchange(2);
}

} // namespace

std::vector<Check> timeChecks() {
  return {
      {"exchange.pace", "exchange takes as long as its block", checkPace},
      {"exchange.late", "a host in time is not late", checkLate},
      {"control.quick", "control functions answer within a few milliseconds", checkControlIsQuick},
      {"control.threads", "control functions may be called while exchange runs", checkThreads},
      {"open.second", "a second board stands beside the first, or is refused with a reason",
       checkSecond},
  };
}

} // namespace crosspoint::check
