#include "dsp/g711.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

using namespace crosspoint::dsp;

namespace {

std::vector<std::int16_t> everySample() {
  std::vector<std::int16_t> samples(65'536);
  for (std::size_t at = 0; at < samples.size(); ++at)
    samples[at] = static_cast<std::int16_t>(static_cast<int>(at) - 32'768);
  return samples;
}

std::vector<std::uint8_t> everyOctet() {
  std::vector<std::uint8_t> octets(256);
  for (std::size_t at = 0; at < octets.size(); ++at) octets[at] = static_cast<std::uint8_t>(at);
  return octets;
}

std::vector<InstructionSet> sets() {
  std::vector<InstructionSet> all;
  for (const InstructionSet set :
       {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512})
    if (set <= bestInstructionSet()) all.push_back(set);
  return all;
}

template <typename Value>
std::vector<Value> fromFile(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  const std::string octets((std::istreambuf_iterator<char>(file)), {});
  std::vector<Value> values(octets.size() / sizeof(Value));
  std::copy_n(octets.data(), values.size() * sizeof(Value),
              reinterpret_cast<char *>(values.data()));
  return values;
}

template <typename Value>
void toFile(const std::filesystem::path &path, const std::vector<Value> &values) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char *>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(Value)));
}

} // namespace

#ifdef HAVE_SPANDSP
TEST_CASE("all 65,536 samples and all octets are coded as spandsp codes them") {
  const auto samples = everySample();
  const auto octets = everyOctet();
  for (const InstructionSet set : sets()) {
    CAPTURE(static_cast<int>(set));
    const G711 codec(set);
    std::vector<std::uint8_t> coded(samples.size());
    std::vector<std::int16_t> decoded(octets.size());
    codec.encode(CP_LAW_A, samples.data(), coded.data(), samples.size());
    for (std::size_t at = 0; at < samples.size(); ++at)
      REQUIRE(coded[at] == linear_to_alaw(samples[at]));
    codec.encode(CP_LAW_MU, samples.data(), coded.data(), samples.size());
    for (std::size_t at = 0; at < samples.size(); ++at)
      REQUIRE(coded[at] == linear_to_ulaw(samples[at]));
    codec.decode(CP_LAW_A, octets.data(), decoded.data(), octets.size());
    for (std::size_t at = 0; at < octets.size(); ++at)
      REQUIRE(decoded[at] == alaw_to_linear(octets[at]));
    codec.decode(CP_LAW_MU, octets.data(), decoded.data(), octets.size());
    for (std::size_t at = 0; at < octets.size(); ++at)
      REQUIRE(decoded[at] == ulaw_to_linear(octets[at]));
  }
}

TEST_CASE("from one law to the other as the tables of G.711 in spandsp have it") {
  const auto octets = everyOctet();
  std::vector<std::uint8_t> other(256);
  transcode(CP_LAW_A, CP_LAW_MU, octets.data(), other.data(), 256);
  for (std::size_t at = 0; at < 256; ++at) REQUIRE(other[at] == alaw_to_ulaw(octets[at]));
  transcode(CP_LAW_MU, CP_LAW_A, octets.data(), other.data(), 256);
  for (std::size_t at = 0; at < 256; ++at) REQUIRE(other[at] == ulaw_to_alaw(octets[at]));
}
#endif

TEST_CASE("sox decodes every octet to the same samples, and encodes them back") {
  if (std::system("sox --version >/dev/null 2>&1") != 0) {
    MESSAGE("sox is not installed");
    return;
  }
  const auto folder =
      std::filesystem::temp_directory_path() / ("g711-" + std::to_string(std::random_device{}()));
  std::filesystem::create_directory(folder);
  const auto octets = everyOctet();
  for (const auto &[law, type] : {std::pair(CP_LAW_A, "al"), std::pair(CP_LAW_MU, "ul")}) {
    CAPTURE(type);
    toFile(folder / "octets", octets);
    const std::string from =
        std::string("-D -t ") + type + " -r 8000 -c 1 " + (folder / "octets").string();
    const std::string to = "-t s16 " + (folder / "samples").string();
    REQUIRE(std::system(("sox " + from + " " + to).c_str()) == 0);
    std::vector<std::int16_t> decoded(256);
    decode(law, octets.data(), decoded.data(), 256);
    CHECK(decoded == fromFile<std::int16_t>(folder / "samples"));
    const std::string back = "sox -D -t s16 -r 8000 -c 1 " + (folder / "samples").string() +
                             " -t " + type + " " + (folder / "back").string();
    REQUIRE(std::system(back.c_str()) == 0);
    std::vector<std::uint8_t> coded(256);
    encode(law, decoded.data(), coded.data(), 256);
    // Minus zero of µ-law decodes to zero, which has one code only.
    CHECK(coded == fromFile<std::uint8_t>(folder / "back"));
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("any length from any place gives the same, and not an octet more is written") {
  std::mt19937 random(3);
  std::vector<std::int16_t> samples(400);
  for (auto &sample : samples) sample = static_cast<std::int16_t>(random());
  const G711 plain(InstructionSet::portable);
  for (const InstructionSet set : sets()) {
    const G711 codec(set);
    for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
      for (std::size_t length = 0; length < 200; ++length) {
        const std::size_t offset = random() % 150;
        std::vector<std::uint8_t> coded(220, 0xA7), expected(220, 0xA7);
        codec.encode(law, samples.data() + offset, coded.data() + 3, length);
        plain.encode(law, samples.data() + offset, expected.data() + 3, length);
        REQUIRE(coded == expected);
        std::vector<std::int16_t> decoded(220, 77), wanted(220, 77);
        codec.decode(law, coded.data() + 3, decoded.data() + 5, length);
        plain.decode(law, coded.data() + 3, wanted.data() + 5, length);
        REQUIRE(decoded == wanted);
      }
    }
  }
}

TEST_CASE("what was decoded encodes to the same octet, but for minus zero of the mu-law") {
  const auto octets = everyOctet();
  std::vector<std::int16_t> samples(256);
  std::vector<std::uint8_t> back(256);
  for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
    decode(law, octets.data(), samples.data(), 256);
    encode(law, samples.data(), back.data(), 256);
    for (std::size_t at = 0; at < 256; ++at)
      REQUIRE(back[at] == (law == CP_LAW_MU && at == 0x7F ? 0xFF : octets[at]));
  }
}

TEST_CASE("an environment variable asks for less than the processor has, never for more") {
  const InstructionSet best = bestInstructionSet();
  const char *const before = std::getenv("CROSSPOINT_INSTRUCTION_SET");
  const std::string kept = before == nullptr ? "" : before;
  setenv("CROSSPOINT_INSTRUCTION_SET", "portable", 1);
  CHECK(bestInstructionSet() == InstructionSet::portable);
  setenv("CROSSPOINT_INSTRUCTION_SET", "avx2", 1);
  CHECK(bestInstructionSet() <= InstructionSet::avx2);
  setenv("CROSSPOINT_INSTRUCTION_SET", "what is this", 1);
  CHECK(bestInstructionSet() >= best);
  unsetenv("CROSSPOINT_INSTRUCTION_SET");
  if (before != nullptr) setenv("CROSSPOINT_INSTRUCTION_SET", kept.c_str(), 1);
}
