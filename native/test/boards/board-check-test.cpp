#include <doctest/doctest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace {

struct Run {
  int status;
  std::string output;
};

Run boardCheck(const std::string &library, const std::string &rest = "") {
  const std::string command =
      "'" LIBRARIES "/board-check' '" LIBRARIES "/" + library + ".so' " + rest + " 2>&1";
  Run run{-1, {}};
  FILE *pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer;
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe))
    run.output.append(buffer.data(), count);
  run.status = WEXITSTATUS(pclose(pipe));
  return run;
}

bool failed(const Run &run, const std::string &check) {
  return run.output.find("fail  " + check) != std::string::npos;
}

std::size_t failures(const Run &run) {
  std::size_t count = 0;
  for (std::size_t at = run.output.find("fail  "); at != std::string::npos;
       at = run.output.find("fail  ", at + 1))
    ++count;
  return count;
}

} // namespace

TEST_CASE("the simulated board keeps the contract, in both paces and with both laws") {
  for (
      const char *settings :
      {R"({"backplane":"check"})",
       R"({"pace":"stepped","law":"mu","ports":200,"spans":[{"kind":"t1"},{"kind":"fxo"},{"kind":"fxs"},{"kind":"em","lines":2}]})"}) {
    const Run run =
        boardCheck("board-simulated", "--block 8 --settings '" + std::string(settings) + "'");
    CHECK_MESSAGE(run.status == 0, run.output);
    CHECK(failures(run) == 0);
  }
}

TEST_CASE("the example for vendors keeps the contract") {
  const Run run = boardCheck("loopback-board");
  CHECK_MESSAGE(run.status == 0, run.output);
  CHECK(run.output.find("pass  lines.loop") != std::string::npos);
}

TEST_CASE("a board that breaks the contract in one point fails there, and only there") {
  const struct {
    const char *board;
    const char *check;
  } broken[] = {
      {"writes-beyond-size", "info.sizes"},  {"connects-half", "switch.all-or-nothing"},
      {"never-waits", "exchange.pace"},      {"takes-any-settings", "open.settings"},
      {"counts-wrong", "arguments.numbers"}, {"promises", "info.facets"},
      {"speaks-any-abi", "abi.other"},
  };
  for (const auto &[board, check] : broken) {
    const Run run = boardCheck(std::string("broken-") + board);
    CAPTURE(board);
    CHECK(run.status == 1);
    CHECK_MESSAGE(failed(run, check), run.output);
    CHECK_MESSAGE(failures(run) == 1, run.output);
  }
}

TEST_CASE("a board that hums or writes too far fails wherever that is heard or seen") {
  const Run hums = boardCheck("broken-hums");
  CHECK(failed(hums, "switch.idle"));
  CHECK(failed(hums, "switch.disable"));
  const Run overruns = boardCheck("broken-overruns");
  CHECK(failed(overruns, "close.silent"));
  CHECK(failed(overruns, "switch.connect"));
}

TEST_CASE("board-check says what it cannot try") {
  CHECK(boardCheck("no-such-board").status == 2);
  CHECK(boardCheck("loopback-board", "--only nothing.such").status == 2);
  CHECK(boardCheck("loopback-board", "--wrong").status == 2);
  const Run json = boardCheck("loopback-board", "--json --only abi.table");
  CHECK(json.status == 0);
  CHECK(json.output.find("\"verdict\": \"pass\"") != std::string::npos);
}
