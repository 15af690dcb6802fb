#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "dsp/g711.h"

namespace crosspoint::test {

using Octets = std::vector<std::uint8_t>;
using Samples = std::vector<std::int16_t>;

/** A folder for the files of one test, gone after it. */
class Folder {
public:
  Folder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("crosspoint-sound-" + std::to_string(getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder &) = delete;
  Folder &operator=(const Folder &) = delete;

  std::string operator/(const std::string &name) const { return (path_ / name).string(); }

private:
  std::filesystem::path path_;
};

inline void writeFile(const std::string &path, std::span<const std::uint8_t> octets) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char *>(octets.data()),
             static_cast<std::streamsize>(octets.size()));
}

inline Octets readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return Octets(std::istreambuf_iterator<char>(file), {});
}

/** What sox writes to its standard output. */
inline Octets sox(const std::string &arguments) {
  Octets out;
  std::FILE *pipe = popen(("timeout 20 sox -V1 -D " + arguments).c_str(), "r");
  if (!pipe) return out;
  std::uint8_t chunk[4096];
  for (std::size_t count; (count = std::fread(chunk, 1, sizeof chunk, pipe)) > 0;)
    out.insert(out.end(), chunk, chunk + count);
  pclose(pipe);
  return out;
}

inline bool hasSox() {
  return std::system("sox --version >/dev/null 2>&1") == 0;
}

inline Octets toOctets(const Samples &samples) {
  Octets octets;
  for (const std::int16_t sample : samples) {
    octets.push_back(static_cast<std::uint8_t>(sample));
    octets.push_back(static_cast<std::uint8_t>(sample >> 8));
  }
  return octets;
}

inline Samples toSamples(std::span<const std::uint8_t> octets) {
  Samples samples;
  for (std::size_t at = 0; at + 1 < octets.size(); at += 2)
    samples.push_back(static_cast<std::int16_t>(octets[at] | octets[at + 1] << 8));
  return samples;
}

inline Samples decoded(cp_law law, std::span<const std::uint8_t> octets) {
  Samples samples(octets.size());
  dsp::decode(law, octets.data(), samples.data(), octets.size());
  return samples;
}

inline Octets encoded(cp_law law, const Samples &samples) {
  Octets octets(samples.size());
  dsp::encode(law, samples.data(), octets.data(), samples.size());
  return octets;
}

/** What sox makes of a file (or of more arguments), as linear samples of one channel. */
inline Samples soxLinear(const std::string &file) {
  return toSamples(sox(file + " -c 1 -r 8000 -t raw -e signed-integer -b 16 -"));
}
/** The same in G.711, not by sox, which rounds to 13 or 14 bits where the encoder of the Recommendation cuts. */
inline Octets soxLaw(const std::string &file, cp_law law) {
  return encoded(law, soxLinear(file));
}

/** Signal to difference in decibels, over the frames that both have. */
double likeness(const Samples &wanted, const Samples &found);
/** Something like speech: two formants under an envelope, and some noise; the same for the same seed. */
Samples speech(std::size_t frames, double rate = 8'000, std::uint32_t seed = 1);
/** Octets of a law that have every value. */
Octets everyOctet(std::size_t count, std::uint32_t seed = 1);
/** Sets the codec module that was built with the tests; false where there is none. */
bool useCodecModule();

} // namespace crosspoint::test
