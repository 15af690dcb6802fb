#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "dsp/detector-bank.h"
#include "dsp/instruction-set.h"

// Signals to detect, and what a bank makes of them.
namespace crosspoint::dsp::test {

using Samples = std::vector<std::int16_t>;

inline std::size_t framesOf(double ms) {
  return static_cast<std::size_t>(std::lround(ms * 8));
}

inline std::int16_t clip(double value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -32768.0, 32767.0)));
}

/** Sound in double precision that is added to; rounded only when it is read. */
class Sound {
public:
  explicit Sound(double ms = 0) : values_(framesOf(ms)) {}

  std::size_t frames() const { return values_.size(); }
  void silence(double ms) { values_.resize(values_.size() + framesOf(ms)); }

  void addTone(double fromMs, double ms, double hertz, double dbm0, double phase = 0,
               double modulationHertz = 0, double modulation = 0) {
    const double peak = kZeroDbm0Peak * std::pow(10, dbm0 / 20);
    const std::size_t first = framesOf(fromMs);
    const std::size_t last = first + framesOf(ms);
    if (values_.size() < last) values_.resize(last);
    for (std::size_t frame = first; frame < last; ++frame) {
      const double at = 2 * std::numbers::pi * static_cast<double>(frame) / kSampleRate;
      values_[frame] +=
          peak * std::sin(hertz * at + phase) * (1 + modulation * std::sin(modulationHertz * at));
    }
  }
  void appendTone(double ms, double hertz, double dbm0) {
    addTone(static_cast<double>(frames()) / 8, ms, hertz, dbm0);
  }
  /** White, Gaussian, over the whole band. */
  void addNoise(double dbm0, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal(
        0, kZeroDbm0Peak / std::sqrt(2.0) * std::pow(10, dbm0 / 20));
    for (double &value : values_) value += normal(random);
  }
  void add(const Samples &samples) {
    if (values_.size() < samples.size()) values_.resize(samples.size());
    for (std::size_t frame = 0; frame < samples.size(); ++frame) values_[frame] += samples[frame];
  }

  Samples linear() const {
    Samples samples;
    for (const double value : values_) samples.push_back(clip(value));
    samples.resize((samples.size() + 7) / 8 * 8);
    return samples;
  }
  Samples muLaw() const { return through(linear(), muLawValue); }
  Samples aLaw() const { return through(linear(), aLawValue); }

private:
  /** G.711 straight from its definition: segments of sixteen steps each, decision values in their middles. */
  static std::int16_t muLawValue(std::int16_t sample) {
    const int magnitude = std::min(std::abs(static_cast<int>(sample)) / 4, 8158) + 33;
    int segment = 0;
    while ((magnitude >> (segment + 6)) != 0) ++segment;
    const int step = 2 << segment;
    const int value = (magnitude / step * step + step / 2 - 33) * 4;
    return static_cast<std::int16_t>(sample < 0 ? -value : value);
  }
  static std::int16_t aLawValue(std::int16_t sample) {
    const int magnitude = std::min(std::abs(static_cast<int>(sample)) / 8, 4095);
    int segment = 0;
    while ((magnitude >> (segment + 6)) != 0) ++segment;
    const int step = 2 << segment;
    const int value = (magnitude / step * step + step / 2) * 8;
    return static_cast<std::int16_t>(sample < 0 ? -value : value);
  }
  static Samples through(Samples samples, std::int16_t (*law)(std::int16_t)) {
    for (std::int16_t &sample : samples) sample = law(sample);
    return samples;
  }

  std::vector<double> values_;
};

/** Sums sounds one after the other. */
inline void append(Samples &to, const Samples &more) {
  to.insert(to.end(), more.begin(), more.end());
}

/** A detection with its moment counted from the beginning of the stream. */
struct Heard {
  std::uint32_t channel;
  Signal signal;
  char symbol;
  bool begins;
  int levelDbm0;
  long frame;

  bool operator==(const Heard &) const = default;
};

/** Plays streams of equal length into channels 0, 1, … in blocks; a block size of 0 takes random ones. */
inline std::vector<Heard> listen(DetectorBank &bank, const std::vector<Samples> &streams,
                                 std::size_t blockFrames = 160) {
  std::vector<std::uint32_t> channels;
  for (std::uint32_t channel = 0; channel < streams.size(); ++channel) channels.push_back(channel);
  std::vector<Detection> storage(streams.size() * 8 + 64);
  std::mt19937 random(5);
  std::vector<Heard> heard;
  for (std::size_t frame = 0; frame < streams.front().size();) {
    const std::size_t wanted = blockFrames != 0 ? blockFrames : 8 * (1 + random() % 40);
    const std::size_t frames = std::min(wanted, streams.front().size() - frame) / 8 * 8;
    if (frames == 0) break;
    Samples together;
    for (const Samples &stream : streams)
      together.insert(together.end(), stream.begin() + static_cast<long>(frame),
                      stream.begin() + static_cast<long>(frame + frames));
    Detections found(storage);
    bank.process({together.data(), frames, frames, channels}, found);
    for (const Detection &one : found.found())
      heard.push_back({one.channel, one.signal, one.symbol, one.begins, one.levelDbm0,
                       static_cast<long>(frame) + one.frame});
    frame += frames;
  }
  return heard;
}

inline std::vector<Heard> listen(DetectorBank &bank, const Samples &stream,
                                 std::size_t blockFrames = 160) {
  return listen(bank, std::vector<Samples>{stream}, blockFrames);
}

/** The symbols that began, in order. */
inline std::string begun(const std::vector<Heard> &heard, std::uint32_t channel = 0) {
  std::string symbols;
  for (const Heard &one : heard)
    if (one.begins && one.channel == channel) symbols += one.symbol;
  return symbols;
}

inline std::vector<InstructionSet> instructionSets() {
  std::vector<InstructionSet> sets = {InstructionSet::portable};
  if (bestInstructionSet() != InstructionSet::portable) sets.push_back(InstructionSet::avx2);
  if (bestInstructionSet() == InstructionSet::avx512) sets.push_back(InstructionSet::avx512);
  return sets;
}

/** Speech at 8000 Hz by espeak-ng and sox at about −16 dBm0; empty where they are not installed. */
inline Samples speech(const std::string &voice, const std::string &text, int pitch = 50) {
  const std::string command = "espeak-ng -v " + voice + " -p " + std::to_string(pitch) +
                              " --stdout \"" + text +
                              "\" 2>/dev/null | sox -t wav - -t raw -r 8000 -e signed -b 16 -c 1 - "
                              "gain -n -3 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE *)> pipe(popen(command.c_str(), "r"), pclose);
  Samples samples;
  std::int16_t buffer[4096];
  if (pipe != nullptr)
    for (std::size_t count; (count = fread(buffer, sizeof buffer[0], 4096, pipe.get())) > 0;)
      samples.insert(samples.end(), buffer, buffer + count);
  samples.resize(samples.size() / 8 * 8);
  return samples;
}

} // namespace crosspoint::dsp::test
