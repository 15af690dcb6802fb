// board-check LIBRARY [--settings JSON|@FILE] [--block FRAMES] [--only NAME] [--json]: tries the contract of crosspoint/board.h, point by point.
// Ends with 0 where nothing fails, 1 where something does, 2 where it cannot be tried.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#if defined(_WIN32)
#include <windows.h>
#else
#include <dlfcn.h>
#endif

#include "board-check/checks.h"

namespace {

using namespace crosspoint::check;

constexpr const char *kUsage =
    "board-check LIBRARY [--settings JSON|@FILE] [--block FRAMES] [--only NAME] [--json]\n";

struct Arguments {
  std::string library, only;
  bool isJson = false;
  Subject subject;
};

bool readSettings(const std::string &value, std::string &settings) {
  if (!value.starts_with("@")) {
    settings = value;
    return true;
  }
  std::ifstream file(value.substr(1), std::ios::binary);
  settings.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  return static_cast<bool>(file);
}

bool parse(int count, char **words, Arguments &arguments) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const char *value = i + 1 < count ? words[i + 1] : nullptr;
    if (word == "--json") {
      arguments.isJson = true;
    } else if (word == "--settings" && value) {
      if (!readSettings(value, arguments.subject.settings)) return false;
      ++i;
    } else if (word == "--only" && value) {
      arguments.only = value;
      ++i;
    } else if (word == "--block" && value) {
      const char *end = value + std::strlen(value);
      if (std::from_chars(value, end, arguments.subject.blockFrames).ptr != end) return false;
      ++i;
    } else if (!word.starts_with("--") && arguments.library.empty()) {
      arguments.library = word;
    } else {
      return false;
    }
  }
  return !arguments.library.empty();
}

/** The library stays loaded until the end: its table lives as long as it does. */
bool load(const std::string &path, Subject &subject) {
#if defined(_WIN32)
  HMODULE library = LoadLibraryA(path.c_str());
  void *symbol =
      library ? reinterpret_cast<void *>(GetProcAddress(library, "crosspoint_board")) : nullptr;
  if (!symbol)
    std::fprintf(stderr, "%s cannot be loaded, or exports no crosspoint_board\n", path.c_str());
#else
  // Without a slash the system would look in its own folders only.
  const std::string name = path.find('/') == std::string::npos ? "./" + path : path;
  void *library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  void *symbol = library ? dlsym(library, "crosspoint_board") : nullptr;
  if (!symbol) std::fprintf(stderr, "%s\n", dlerror());
#endif
  if (!symbol) return false;
  subject.entry = reinterpret_cast<cp_board_entry>(symbol);
  subject.api = subject.entry(CP_BOARD_ABI);
  if (!subject.api) std::fprintf(stderr, "%s does not speak ABI %u\n", path.c_str(), CP_BOARD_ABI);
  return subject.api != nullptr;
}

std::string quoted(const std::string &text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n')
      result += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20)
      result += c;
  }
  return result + '"';
}

void print(const Check &check, const Outcome &outcome, bool isJson, bool isFirst) {
  static constexpr const char *verdicts[] = {"pass", "fail", "skip"};
  const char *verdict = verdicts[static_cast<int>(outcome.verdict)];
  if (isJson) {
    std::printf("%s  {\"name\": %s, \"promise\": %s, \"verdict\": \"%s\", \"reason\": %s}",
                isFirst ? "" : ",\n", quoted(check.name).c_str(), quoted(check.promise).c_str(),
                verdict, quoted(outcome.reason).c_str());
  } else {
    std::printf("%-4s  %-22s  %s\n", verdict, check.name.c_str(), check.promise.c_str());
    if (!outcome.reason.empty()) std::printf("      %-22s  %s\n", "", outcome.reason.c_str());
  }
  std::fflush(stdout);
}

} // namespace

int main(int count, char **words) {
  Arguments arguments;
  if (!parse(count, words, arguments)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  if (!load(arguments.library, arguments.subject)) return 2;
  int verdicts[3] = {};
  bool isFirst = true;
  if (arguments.isJson) std::printf("[\n");
  for (const Check &check : allChecks()) {
    if (!arguments.only.empty() && check.name != arguments.only) continue;
    const Outcome outcome = runCheck(check, arguments.subject);
    ++verdicts[static_cast<int>(outcome.verdict)];
    print(check, outcome, arguments.isJson, isFirst);
    isFirst = false;
    // Without a board nothing else can be tried.
    if (outcome.verdict == Verdict::fail &&
        (check.name == "abi.table" || check.name == "open.opens"))
      break;
  }
  if (arguments.isJson)
    std::printf("\n]\n");
  else
    std::printf("%d passed, %d failed, %d skipped\n", verdicts[0], verdicts[1], verdicts[2]);
  if (verdicts[0] + verdicts[1] + verdicts[2] == 0) {
    std::fprintf(stderr, "there is no check %s\n", arguments.only.c_str());
    return 2;
  }
  return verdicts[1] == 0 ? 0 : 1;
}
