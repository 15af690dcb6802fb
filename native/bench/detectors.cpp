// Real-time channels that one core carries, of each detector with each instruction set, beside spandsp's in the same run.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include "dsp/answer-bank.h"
#include "dsp/call-progress-bank.h"
#include "dsp/dtmf-bank.h"
#include "dsp/fax-tone-bank.h"
#include "dsp/r2-bank.h"
#include "dsp/voice-activity-bank.h"
#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

namespace {

using namespace crosspoint::dsp;

constexpr std::size_t kChannels = 128;
constexpr std::size_t kBlock = 160;

double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/** Sound for every channel: signals with pauses, noise that swells as speech does, and silence, a third of each. */
class Audio {
public:
  Audio(double seconds, const std::vector<std::vector<double>> &signals, double onMs, double offMs)
      : frames_(static_cast<std::size_t>(seconds * kSampleRate) / kBlock * kBlock),
        samples_(frames_ * kChannels),
        block_(kBlock * kChannels) {
    std::mt19937 random(1);
    std::normal_distribution<double> normal(0, 3000);
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
      double low = 0;
      for (std::size_t frame = 0; frame < frames_; ++frame) {
        const double at = static_cast<double>(frame) / kSampleRate;
        const double ms = at * 1000 + static_cast<double>(channel) * 7;
        const std::size_t third = (frame * 3 / frames_ + channel) % 3;
        double value = 0;
        if (third == 0 && std::fmod(ms, onMs + offMs) < onMs) {
          const auto &signal =
              signals[(channel + static_cast<std::size_t>(ms / (onMs + offMs))) % signals.size()];
          for (const double hertz : signal)
            value += 5000 * std::sin(2 * std::numbers::pi * hertz * at);
        } else if (third == 1) {
          low = 0.8 * low + normal(random);
          value = low * std::max(0.0, std::sin(2 * std::numbers::pi * 3 * at));
        } else {
          value = normal(random) * 0.003;
        }
        samples_[channel * frames_ + frame] =
            static_cast<std::int16_t>(static_cast<int>(std::clamp(value, -32000.0, 32000.0)) & ~3);
      }
      channels_.push_back(static_cast<std::uint32_t>(channel));
    }
  }

  std::size_t frames() const { return frames_; }
  double channelSeconds() const {
    return static_cast<double>(frames_) / kSampleRate * static_cast<double>(kChannels);
  }
  /** As the bus leaves it: the block of all channels together, and in the cache. */
  Block block(std::size_t frame) {
    for (std::size_t channel = 0; channel < kChannels; ++channel)
      std::copy_n(samples_.data() + channel * frames_ + frame, kBlock,
                  block_.data() + channel * kBlock);
    return {block_.data(), kBlock, kBlock, channels_};
  }

private:
  std::size_t frames_;
  std::vector<std::int16_t> samples_;
  std::vector<std::int16_t> block_;
  std::vector<std::uint32_t> channels_;
};

using Run = std::function<void(const Block &)>;

struct Contender {
  std::string name;
  Run run;
  std::vector<double> channelsPerCore;
};

struct Contest {
  std::string name;
  Audio audio;
  std::vector<Contender> contenders;
};

template <class Bank, class... Arguments>
void addOurs(Contest &contest, const Arguments &...arguments) {
  static const char *const kNames[] = {"portable", "avx2", "avx512"};
  for (const InstructionSet set :
       {InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512}) {
    if (set > bestInstructionSet()) continue;
    const auto bank = std::make_shared<Bank>(kChannels, arguments..., set);
    const auto storage = std::make_shared<std::vector<Detection>>(4096);
    contest.contenders.push_back({kNames[static_cast<int>(set)],
                                  [bank, storage](const Block &block) {
                                    Detections found(*storage);
                                    bank->process(block, found);
                                  },
                                  {}});
  }
}

#ifdef HAVE_SPANDSP
/** One state of the peer for every channel. */
template <class State>
void addPeer(Contest &contest, const std::function<State *()> &make,
             const std::function<void(State *, const std::int16_t *, int)> &feed) {
  std::vector<State *> states;
  for (std::size_t channel = 0; channel < kChannels; ++channel) states.push_back(make());
  contest.contenders.push_back({"spandsp",
                                [states, feed](const Block &block) {
                                  for (std::size_t channel = 0; channel < kChannels; ++channel)
                                    feed(states[channel], block.samples + channel * block.stride,
                                         kBlock);
                                },
                                {}});
}

void ignoreTone(void *, int, int, int) {}

void addDtmfPeer(Contest &contest, bool filtersDialTone) {
  addPeer<dtmf_rx_state_t>(
      contest,
      [=] {
        dtmf_rx_state_t *const state = dtmf_rx_init(nullptr, nullptr, nullptr);
        dtmf_rx_parms(state, filtersDialTone, 8, 4, -42);
        return state;
      },
      [](dtmf_rx_state_t *state, const std::int16_t *samples, int count) {
        char digits[128];
        dtmf_rx(state, samples, count);
        dtmf_rx_get(state, digits, sizeof digits);
      });
}

void addFaxPeer(Contest &contest, int tone) {
  addPeer<modem_connect_tones_rx_state_t>(
      contest, [=] { return modem_connect_tones_rx_init(nullptr, tone, ignoreTone, nullptr); },
      [](modem_connect_tones_rx_state_t *state, const std::int16_t *samples, int count) {
        modem_connect_tones_rx(state, samples, count);
      });
}

void addProgressPeer(Contest &contest) {
  super_tone_rx_descriptor_t *const tones = super_tone_rx_make_descriptor(nullptr);
  const int cadences[][5] = {{350, 440, 400, 0, 0},
                             {440, 480, 1700, 2300, 3700},
                             {480, 620, 400, 600, 400},
                             {480, 620, 200, 300, 200}};
  for (const auto &one : cadences) {
    const int tone = super_tone_rx_add_tone(tones);
    super_tone_rx_add_element(tones, tone, one[0], one[1], one[2], one[3]);
    if (one[4] != 0) super_tone_rx_add_element(tones, tone, 0, 0, one[4], one[4] + 600);
  }
  addPeer<super_tone_rx_state_t>(
      contest, [=] { return super_tone_rx_init(nullptr, tones, ignoreTone, nullptr); },
      [](super_tone_rx_state_t *state, const std::int16_t *samples, int count) {
        super_tone_rx(state, samples, count);
      });
}
#endif

std::vector<std::vector<double>> pairs(const std::vector<double> &low,
                                       const std::vector<double> &high) {
  std::vector<std::vector<double>> result;
  for (const double a : low)
    for (const double b : high)
      if (a != b) result.push_back({a, b});
  return result;
}

std::vector<Contest> contests(double seconds) {
  const Audio dtmf(seconds, pairs({697, 770, 852, 941}, {1209, 1336, 1477, 1633}), 70, 70);
  const std::vector<double> forward = {1380, 1500, 1620, 1740, 1860, 1980};
  const Audio r2(seconds, pairs(forward, forward), 100, 100);
  const Audio fax(seconds, {{1100}, {2100}, {1650}}, 500, 500);
  const Audio progress(seconds, {{350, 440}, {440, 480}, {480, 620}}, 500, 500);
  std::vector<Contest> all = {{"dtmf", dtmf, {}},       {"dtmfDialTone", dtmf, {}},
                              {"r2", r2, {}},           {"faxCng", fax, {}},
                              {"faxPreamble", fax, {}}, {"callProgress", progress, {}},
                              {"voice", dtmf, {}},      {"answer", dtmf, {}}};
  DtmfOptions plain;
  plain.toleratesDialTone = false;
  addOurs<DtmfBank>(all[0], plain);
  addOurs<DtmfBank>(all[1], DtmfOptions{});
  addOurs<R2Bank>(all[2], R2Options{});
  addOurs<FaxToneBank>(all[3], FaxToneOptions{});
  addOurs<FaxToneBank>(all[4], FaxToneOptions{});
  addOurs<CallProgressBank>(all[5], CallProgressOptions{});
  addOurs<VoiceActivityBank>(all[6], VoiceActivityOptions{});
  addOurs<AnswerBank>(all[7], AnswerOptions{});
#ifdef HAVE_SPANDSP
  addDtmfPeer(all[0], false);
  addDtmfPeer(all[1], true);
  addPeer<r2_mf_rx_state_t>(
      all[2], [] { return r2_mf_rx_init(nullptr, true, nullptr, nullptr); },
      [](r2_mf_rx_state_t *state, const std::int16_t *samples, int count) {
        r2_mf_rx(state, samples, count);
      });
  addFaxPeer(all[3], MODEM_CONNECT_TONES_FAX_CNG);
  addFaxPeer(all[4], MODEM_CONNECT_TONES_FAX_CED_OR_PREAMBLE);
  addProgressPeer(all[5]);
  addPeer<power_meter_t>(
      all[6], [] { return power_meter_init(nullptr, 7); },
      [](power_meter_t *state, const std::int16_t *samples, int count) {
        for (int i = 0; i < count; ++i) power_meter_update(state, samples[i]);
      });
#endif
  return all;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void print(const std::vector<Contest> &all, int rounds, double seconds) {
  std::printf(
      "{\"bench\":\"detectors\",\"unit\":\"channels per core\",\"blockFrames\":%zu,"
      "\"channels\":%zu,\"rounds\":%d,\"seconds\":%g,\"detectors\":{",
      kBlock, kChannels, rounds, seconds);
  for (std::size_t i = 0; i < all.size(); ++i) {
    double ours = 0;
    double peer = 0;
    std::printf("%s\"%s\":{", i == 0 ? "" : ",", all[i].name.c_str());
    for (const Contender &one : all[i].contenders) {
      const double channels = median(one.channelsPerCore);
      (one.name == "spandsp" ? peer : ours) = channels;
      std::printf("\"%s\":%.0f,", one.name.c_str(), channels);
    }
    if (peer > 0)
      std::printf("\"ratio\":%.2f}", ours / peer);
    else
      std::printf("\"ratio\":null}");
  }
  std::printf("}}\n");
}

} // namespace

int main(int count, char **arguments) {
  int rounds = 5;
  double length = 6;
  for (int i = 1; i + 1 < count; i += 2) {
    if (std::strcmp(arguments[i], "--rounds") == 0)
      rounds = std::max(1, std::atoi(arguments[i + 1]));
    else if (std::strcmp(arguments[i], "--seconds") == 0)
      length = std::max(1.0, std::atof(arguments[i + 1]));
  }
  std::vector<Contest> all = contests(length);
  for (int round = 0; round <= rounds; ++round)
    for (Contest &contest : all)
      for (Contender &one : contest.contenders) {
        double seconds = 0;
        for (std::size_t at = 0; at < contest.audio.frames(); at += kBlock) {
          const Block block = contest.audio.block(at);
          const double before = cpuSeconds();
          one.run(block);
          seconds += cpuSeconds() - before;
        }
        // The first round warms the caches up.
        if (round > 0) one.channelsPerCore.push_back(contest.audio.channelSeconds() / seconds);
      }
  print(all, rounds, length);
}
