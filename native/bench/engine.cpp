// What a whole board costs: every port plays, records, listens for digits and sits in a conference; and how many blocks lie between a
// digit that is found and the player that it stops.
#include "engine/engine.h"

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "dsp/g711.h"
#include "engine/sound-sink.h"

namespace {

using namespace crosspoint;
using namespace crosspoint::engine;

constexpr std::uint32_t kPorts = 512;
constexpr std::uint32_t kParties = 16;
constexpr std::uint32_t kBlock = 80;
constexpr double kBlockSeconds = kBlock / 8'000.0;

double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/** A board of ports alone: it hears what `next` says, and remembers what was sent last. */
struct Board {
  std::uint32_t ports = 0;
  const std::uint8_t *next = nullptr;
  std::vector<std::uint8_t> sent;
};

cp_board_api boardApi() {
  cp_board_api api{};
  api.size = sizeof api;
  api.abi = CP_BOARD_ABI;
  api.name = "bench";
  api.open = [](const char *settings, std::uint32_t, const cp_board_host *, cp_board **board) {
    *board = reinterpret_cast<cp_board *>(std::strtoull(settings, nullptr, 10));
    return CP_OK;
  };
  api.close = [](cp_board *) {};
  api.info = [](cp_board *board, cp_board_info *info) {
    info->ports = reinterpret_cast<Board *>(board)->ports;
    info->block_frames = kBlock;
    info->port_law = CP_LAW_A;
    return CP_OK;
  };
  api.exchange = [](cp_board *board, const std::uint8_t *tx, std::uint8_t *rx,
                    std::uint32_t *late) {
    Board &self = *reinterpret_cast<Board *>(board);
    std::memcpy(self.sent.data(), tx, self.sent.size());
    std::memcpy(rx, self.next, self.sent.size());
    *late = 0;
    return CP_OK;
  };
  return api;
}

std::unique_ptr<Engine> makeEngine(Board &board, std::uint32_t ports) {
  static const cp_board_api api = boardApi();
  board.ports = ports;
  board.sent.assign(std::size_t{ports} * kBlock, 0);
  EngineOptions options;
  options.settings = std::to_string(reinterpret_cast<std::uintptr_t>(&board));
  options.pace = EngineOptions::Pace::stepped;
  auto engine = std::make_unique<Engine>(options, api);
  engine->start();
  return engine;
}

std::vector<std::uint8_t> coded(const std::vector<double> &sound) {
  std::vector<std::int16_t> samples(sound.size());
  std::transform(sound.begin(), sound.end(), samples.begin(), [](double sample) {
    return static_cast<std::int16_t>(std::clamp(sample, -32'000.0, 32'000.0));
  });
  std::vector<std::uint8_t> octets(sound.size());
  dsp::encode(CP_LAW_A, samples.data(), octets.data(), octets.size());
  return octets;
}

void addDigit(std::vector<double> &sound, std::size_t from, std::size_t frames, std::size_t key) {
  static constexpr double kRows[] = {697, 770, 852, 941};
  static constexpr double kColumns[] = {1'209, 1'336, 1'477, 1'633};
  for (std::size_t at = 0; at < frames && from + at < sound.size(); ++at) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(at) / 8'000;
    sound[from + at] =
        7'000 * (std::sin(angle * kRows[key / 4]) + std::sin(angle * kColumns[key % 4]));
  }
}

/** Noise that swells as speech does, without the pauses of speech, and a digit of 80 ms in every second. */
std::vector<std::uint8_t> lively(std::size_t frames, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, 4'000);
  std::vector<double> sound(frames);
  double low = 0;
  for (std::size_t at = 0; at < frames; ++at) {
    const double seconds = static_cast<double>(at) / 8'000 + seed * 0.37;
    low = 0.8 * low + 0.2 * normal(random);
    const double swell = std::sin(2 * std::numbers::pi * 3 * seconds);
    sound[at] = low * swell * swell * 2;
  }
  for (std::size_t at = 800 + seed % 4'000; at + 640 < frames; at += 8'000)
    addDigit(sound, at, 640, (at / 8'000 + seed) % 16);
  return coded(sound);
}

/** A memory that is written over and over: what a recorder costs without a disk. */
class Memory : public SoundWriter, public SoundSink {
public:
  cp_law law() const noexcept override { return CP_LAW_A; }
  std::size_t put(std::span<const std::uint8_t> octets) noexcept override {
    if (at_ + octets.size() > ring_.size()) at_ = 0;
    std::memcpy(ring_.data() + at_, octets.data(), octets.size());
    at_ += octets.size();
    return octets.size();
  }
  void finish() noexcept override {}

private:
  std::vector<std::uint8_t> ring_ = std::vector<std::uint8_t>(65'536);
  std::size_t at_ = 0;
};

struct Load {
  double cpuPerSecond = 0;
  double workPerSecond = 0;
  double longestBlockUs = 0;
  double copyPerSecond = 0;
  std::uint64_t digits = 0;
  std::uint64_t expectedDigits = 0;
};

/** What all ports hear in a block, one second of audio after the other in memory as the board exchanges it. */
std::vector<std::uint8_t> heardBy(std::uint32_t ports, std::size_t blocks) {
  std::vector<std::uint8_t> rows(blocks * ports * kBlock);
  for (std::uint32_t port = 0; port < ports; ++port) {
    const auto octets = lively(blocks * kBlock, port);
    for (std::size_t block = 0; block < blocks; ++block)
      std::memcpy(&rows[(block * ports + port) * kBlock], &octets[block * kBlock], kBlock);
  }
  return rows;
}

void startEverything(Engine &engine) {
  std::vector<std::uint8_t> minute = lively(8'000 * 60, 1);
  const auto sound = Sound::fromRaw(minute, Coder::aLaw, 8'000, CP_LAW_A);
  std::uint32_t conference = 0;
  for (std::uint32_t port = 0; port < kPorts; ++port) {
    if (port % kParties == 0) conference = engine.createConference(3);
    engine.join(conference, port, {});
    engine.detect(port, kDetectDtmf);
    PlayOptions play;
    play.sounds.assign(1'000, sound);
    // A digit that is never sent: run-time control is looked at for every digit that is.
    play.controls = {{Condition::tone, ControlAction::stop, 1u << 8}};
    play.offsetMs = port * 100;
    engine.play(port, play);
    RecordOptions record;
    record.writer = std::make_shared<Memory>();
    record.silenceMs = 3'600'000;
    engine.record(port, record);
  }
}

Load measureLoad(std::uint32_t seconds) {
  const std::size_t canned = 400;
  const auto rows = heardBy(kPorts, canned);
  Board board;
  board.next = rows.data();
  const auto engine = makeEngine(board, kPorts);
  startEverything(*engine);
  std::vector<Event> events(1'024);
  const auto run = [&](std::size_t blocks) {
    std::uint64_t begun = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
      board.next = &rows[block % canned * kPorts * kBlock];
      engine->step(1);
      const std::size_t count = engine->takeEvents(events);
      for (std::size_t at = 0; at < count; ++at)
        begun += events[at].type == EventType::detected && events[at].begins;
    }
    return begun;
  };
  run(canned);
  const EngineCounters before = engine->counters();
  const std::size_t blocks = static_cast<std::size_t>(seconds / kBlockSeconds) / canned * canned;
  const double started = cpuSeconds();
  Load load;
  load.digits = run(blocks);
  const double audio = static_cast<double>(blocks) * kBlockSeconds;
  load.cpuPerSecond = (cpuSeconds() - started) / audio;
  const EngineCounters after = engine->counters();
  load.workPerSecond = static_cast<double>(after.workNs - before.workNs) * 1e-9 / audio;
  load.longestBlockUs = static_cast<double>(after.longestBlockNs) * 1e-3;
  load.expectedDigits = static_cast<std::uint64_t>(audio) * kPorts;

  // The peer: the same octets, in and out, copied once.
  std::vector<std::uint8_t> in(std::size_t{kPorts} * kBlock), out(in.size());
  const double copying = cpuSeconds();
  for (std::size_t block = 0; block < blocks; ++block) {
    std::memcpy(in.data(), &rows[block % canned * in.size()], in.size());
    std::memcpy(out.data(), in.data(), in.size());
    asm volatile("" : : "r"(in.data()), "r"(out.data()) : "memory");
  }
  load.copyPerSecond = (cpuSeconds() - copying) / audio;
  return load;
}

/** Blocks in which something of a player was made after the block in which the digit that stops it was told. */
int latencyOf(std::uint32_t trial) {
  Board board;
  const auto engine = makeEngine(board, 1);
  std::vector<double> sound(800, 0.0);
  addDigit(sound, trial % 80, 700, trial % 16);
  const auto heard = coded(sound);
  const std::vector<std::uint8_t> silence(kBlock, dsp::idleOctet(CP_LAW_A));
  const std::vector<std::uint8_t> prompt(8'000, 0x12);
  engine->detect(0, kDetectDtmf);
  PlayOptions play;
  play.sounds = {Sound::fromRaw(prompt, Coder::aLaw, 8'000, CP_LAW_A)};
  play.controls = {{Condition::digit, ControlAction::stop}};
  engine->play(0, play);
  int foundIn = -1, lastSounding = -1;
  std::vector<Event> events(16);
  for (int block = 0; block < 30; ++block) {
    board.next = block < 10 ? &heard[static_cast<std::size_t>(block) * kBlock] : silence.data();
    engine->step(1);
    // The exchange of this block carried what the block before made.
    if (board.sent != silence && block > 0) lastSounding = block - 1;
    const std::size_t count = engine->takeEvents(events);
    for (std::size_t at = 0; at < count && foundIn < 0; ++at)
      if (events[at].type == EventType::detected) foundIn = block;
  }
  if (foundIn < 0) return 1'000;
  return std::max(0, lastSounding + 1 - foundIn);
}

std::uint32_t option(int count, char **words, const char *name, std::uint32_t otherwise) {
  for (int at = 1; at + 1 < count; ++at)
    if (std::strcmp(words[at], name) == 0)
      return static_cast<std::uint32_t>(std::max(1L, std::strtol(words[at + 1], nullptr, 10)));
  return otherwise;
}

} // namespace

int main(int count, char **words) {
  const std::uint32_t rounds = option(count, words, "--rounds", 3);
  const std::uint32_t seconds = option(count, words, "--seconds", 20);
  std::vector<Load> loads;
  for (std::uint32_t round = 0; round < rounds; ++round) loads.push_back(measureLoad(seconds));
  std::sort(loads.begin(), loads.end(), [](const Load &one, const Load &other) {
    return one.cpuPerSecond < other.cpuPerSecond;
  });
  const Load &middle = loads[loads.size() / 2];
  constexpr std::uint32_t kTrials = 1'280;
  int latency = 0;
  for (std::uint32_t trial = 0; trial < kTrials; ++trial)
    latency = std::max(latency, latencyOf(trial));
  std::printf(
      "{\"ports\":%u,\"parties\":%u,\"blockMs\":10,\"seconds\":%u,"
      "\"fullDuplex\":{\"cpuSecondsPerSecond\":%.5f,\"best\":%.5f,\"worst\":%.5f,"
      "\"workSecondsPerSecond\":%.5f,\"longestBlockUs\":%.1f,\"portsPerCore\":%.0f,"
      "\"digitsFound\":%llu,\"digitsSent\":%llu},"
      "\"copyOfTheSameOctets\":{\"cpuSecondsPerSecond\":%.6f},"
      "\"runTimeControl\":{\"trials\":%u,\"mostBlocksLate\":%d}}\n",
      kPorts, kParties, seconds, middle.cpuPerSecond, loads.front().cpuPerSecond,
      loads.back().cpuPerSecond, middle.workPerSecond, middle.longestBlockUs,
      kPorts / middle.cpuPerSecond, static_cast<unsigned long long>(middle.digits),
      static_cast<unsigned long long>(middle.expectedDigits), middle.copyPerSecond, kTrials,
      latency);
  return 0;
}
