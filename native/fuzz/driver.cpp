// Runs a fuzzer without clang's libFuzzer: FUZZER [--runs N] [--seed S] [--longest OCTETS] [FILE…].
// The same seed, files and number of runs give the same inputs. On a crash the input is printed in hexadecimal, ready to become a test.
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *octets, std::size_t size);
/** Fuzzers may give a first corpus of their own. */
extern "C" __attribute__((weak)) const char *const *crosspointFuzzerSeeds(std::size_t *count);
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using Input = std::vector<std::uint8_t>;

// A signal handler can reach nothing else.
Input current;
std::uint64_t run = 0;

/** Only what may be called in a signal handler: no allocation, no stdio. */
void printInput() {
  static const char digits[] = "0123456789abcdef";
  char line[128];
  const int length = std::snprintf(line, sizeof line,
                                   "\nrun %llu, %zu octets: ", static_cast<unsigned long long>(run),
                                   current.size());
  [[maybe_unused]] auto written = write(2, line, static_cast<std::size_t>(length));
  for (const std::uint8_t octet : current) {
    const char pair[2] = {digits[octet >> 4], digits[octet & 15]};
    written = write(2, pair, 2);
  }
  written = write(2, "\n", 1);
}

void onSignal(int number) {
  printInput();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

class Mutator {
public:
  Mutator(std::uint64_t seed, std::size_t longest) : random_(seed), longest_(longest) {}

  Input next(const std::vector<Input> &corpus) {
    Input input = corpus.empty() ? Input{} : corpus[below(corpus.size())];
    const std::size_t steps = 1 + below(8);
    for (std::size_t i = 0; i < steps; ++i) mutate(input, corpus);
    if (input.size() > longest_) input.resize(longest_);
    return input;
  }

private:
  std::size_t below(std::size_t limit) { return limit ? random_() % limit : 0; }
  std::uint8_t octet() {
    // What lies at a border breaks more than what lies in the middle.
    static constexpr std::uint8_t edges[] = {0, 1, 0x7F, 0x80, 0xFF, '"', '{', '[', '\\', '0'};
    return below(3) ? static_cast<std::uint8_t>(random_()) : edges[below(sizeof edges)];
  }

  void mutate(Input &input, const std::vector<Input> &corpus) {
    const std::size_t at = below(input.size());
    switch (below(8)) {
      case 0:
        if (!input.empty()) input[at] ^= static_cast<std::uint8_t>(1u << below(8));
        break;
      case 1:
        if (!input.empty()) input[at] = octet();
        break;
      case 2:
        input.insert(input.begin() + static_cast<std::ptrdiff_t>(below(input.size() + 1)), octet());
        break;
      case 3:
        if (!input.empty()) erase(input, at, 1 + below(16));
        break;
      case 4:
        for (std::size_t i = below(32); i > 0; --i) input.push_back(octet());
        break;
      case 5:
        repeat(input, at);
        break;
      case 6:
        if (!corpus.empty()) splice(input, corpus[below(corpus.size())]);
        break;
      default:
        changeWord(input, at);
    }
  }

  static void erase(Input &input, std::size_t at, std::size_t count) {
    const std::size_t end = std::min(at + count, input.size());
    input.erase(input.begin() + static_cast<std::ptrdiff_t>(at),
                input.begin() + static_cast<std::ptrdiff_t>(end));
  }

  void repeat(Input &input, std::size_t at) {
    const std::size_t end = std::min(input.size(), at + 1 + below(64));
    const Input piece(input.begin() + static_cast<std::ptrdiff_t>(at),
                      input.begin() + static_cast<std::ptrdiff_t>(end));
    for (std::size_t i = 1 + below(8); i > 0 && input.size() < longest_; --i)
      input.insert(input.end(), piece.begin(), piece.end());
  }

  void splice(Input &input, const Input &other) {
    input.resize(below(input.size() + 1));
    const std::size_t from = below(other.size() + 1);
    input.insert(input.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
  }

  void changeWord(Input &input, std::size_t at) {
    static constexpr std::uint32_t words[] = {0,          1,          0x7FFFFFFF, 0x80000000,
                                              0xFFFFFFFF, 0xFFFFFFFE, 0x10000,    0xFFFF};
    if (input.size() < 4) return;
    const std::uint32_t word = words[below(std::size(words))];
    std::memcpy(input.data() + std::min(at, input.size() - 4), &word, 4);
  }

  std::mt19937_64 random_;
  std::size_t longest_;
};

std::uint64_t numberOf(const char *text) {
  std::uint64_t value = 0;
  const char *end = text + std::strlen(text);
  if (std::from_chars(text, end, value).ptr != end || text == end) {
    std::fprintf(stderr, "%s is no number\n", text);
    std::exit(2);
  }
  return value;
}

Input readFile(const char *path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "%s cannot be read\n", path);
    std::exit(2);
  }
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void tryInput(const Input &input) {
  current = input;
  LLVMFuzzerTestOneInput(current.data(), current.size());
}

} // namespace

int main(int count, char **arguments) {
  std::uint64_t runs = 20'000;
  std::uint64_t seed = 1;
  std::size_t longest = 4'096;
  std::vector<Input> corpus;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    const bool isOption = argument.starts_with("--");
    if (isOption && i + 1 == count) {
      std::fprintf(stderr, "%s needs a number\n", arguments[i]);
      return 2;
    }
    if (argument == "--runs") {
      runs = numberOf(arguments[++i]);
    } else if (argument == "--seed") {
      seed = numberOf(arguments[++i]);
    } else if (argument == "--longest") {
      longest = numberOf(arguments[++i]);
    } else if (isOption) {
      std::fprintf(stderr, "%s is not known; [--runs N] [--seed S] [--longest OCTETS] [FILE…]\n",
                   arguments[i]);
      return 2;
    } else {
      corpus.push_back(readFile(arguments[i]));
    }
  }
  if (&crosspointFuzzerSeeds) {
    std::size_t seeds = 0;
    const char *const *texts = crosspointFuzzerSeeds(&seeds);
    for (std::size_t i = 0; i < seeds; ++i)
      corpus.emplace_back(texts[i], texts[i] + std::strlen(texts[i]));
  }
  for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) std::signal(number, onSignal);
  if (&__sanitizer_set_death_callback) __sanitizer_set_death_callback(printInput);

  for (const Input &input : corpus) tryInput(input);
  Mutator mutator(seed, longest);
  for (run = 1; run <= runs; ++run) tryInput(mutator.next(corpus));
  std::printf("%llu runs, seed %llu\n", static_cast<unsigned long long>(runs),
              static_cast<unsigned long long>(seed));
  return 0;
}
