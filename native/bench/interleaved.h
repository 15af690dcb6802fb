#pragma once

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

/** Contenders take turns, so that what slows the machine slows them all; medians over the rounds, in CPU time of the thread. */
namespace crosspoint::bench {

struct Contender {
  std::string name;
  /** One piece of work, the same amount for all. */
  std::function<void()> run;
  std::vector<double> seconds{};

  double median() const {
    std::vector<double> sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
  /** How many times as fast as the other, as the median over rounds. */
  double over(const Contender &peer) const {
    std::vector<double> ratios;
    for (std::size_t at = 0; at < seconds.size(); ++at)
      ratios.push_back(peer.seconds[at] / seconds[at]);
    std::sort(ratios.begin(), ratios.end());
    return ratios[ratios.size() / 2];
  }
};

inline double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

inline void measure(std::vector<Contender> &contenders, std::uint32_t rounds) {
  constexpr double kTurn = 0.01;
  for (std::uint32_t round = 0; round < rounds * 5; ++round) {
    for (Contender &one : contenders) {
      one.run();
      std::uint32_t runs = 0;
      const double from = cpuSeconds();
      double spent = 0;
      for (std::uint32_t next = 1; spent < kTurn; next *= 2) {
        for (std::uint32_t i = 0; i < next; ++i) one.run();
        runs += next;
        spent = cpuSeconds() - from;
      }
      one.seconds.push_back(spent / runs);
    }
  }
}

/** What a run of the work is worth, by each contender, and how it stands to the peers. */
inline void print(const char *title, const std::vector<Contender> &contenders, double worth,
                  const std::vector<std::string> &peers) {
  std::printf("\"%s\":{", title);
  for (const Contender &one : contenders) {
    std::printf("%s\"%s\":{\"value\":%.0f", &one == contenders.data() ? "" : ",", one.name.c_str(),
                worth / one.median());
    for (const Contender &peer : contenders)
      if (&peer != &one && std::find(peers.begin(), peers.end(), peer.name) != peers.end())
        std::printf(",\"over%c%s\":%.2f", peer.name[0] - 'a' + 'A', peer.name.c_str() + 1,
                    one.over(peer));
    std::printf("}");
  }
  std::printf("}");
}

inline std::uint32_t roundsOf(int count, char **words) {
  for (int at = 1; at + 1 < count; ++at)
    if (std::strcmp(words[at], "--rounds") == 0)
      return static_cast<std::uint32_t>(std::max(1L, std::strtol(words[at + 1], nullptr, 10)));
  return 5;
}

} // namespace crosspoint::bench
