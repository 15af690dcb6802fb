#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "dsp/block.h"
#include "dsp/tone-correlator-kernels.h"

namespace crosspoint::dsp {

/** Windows of up to sixteen channels that are ready at the same time. */
struct WindowBatch {
  std::uint32_t count = 0;
  std::uint32_t channels[kCorrelatorLanes];
  /** Always sixteen valid ones: the lanes past `count` repeat the first. */
  const std::int16_t *samples[kCorrelatorLanes];
  /** Frames from the beginning of the block to the end of the window. */
  std::int32_t ends[kCorrelatorLanes];
};

/**
 * Cuts the stream of each channel into windows that overlap, however it comes in blocks, and hands them out in batches
 * for the correlator. The windows of all channels end together, also after a reset, so that batches are full.
 */
class WindowHistory {
public:
  WindowHistory(std::size_t channels, std::uint32_t frames, std::uint32_t hop)
      : frames_(frames), hop_(hop), samples_(channels * frames), filled_(channels, frames - hop) {}

  void reset(std::uint32_t channel) {
    std::fill_n(samples_.data() + std::size_t{channel} * frames_, frames_, std::int16_t{0});
    filled_[channel] = frames_ - hop_ + clock_;
  }

  /**
   * `isWanted(channel, samples, end)` says for each window whether it has to be looked at; `look(batch)` is called with
   * those that have. The windows of one channel come in the order of time.
   */
  template <class IsWanted, class Look>
  void feed(const Block &block, const IsWanted &isWanted, const Look &look) {
    const auto frames = static_cast<std::uint32_t>(block.frames);
    for (std::size_t first = 0; first < block.channels.size(); first += kTile)
      feedTile(block, block.channels.subspan(first, std::min(kTile, block.channels.size() - first)),
               isWanted, look);
    clock_ = (clock_ + frames) % hop_;
  }

private:
  /** Channels whose samples stay in the cache while the windows of a block are gone through. */
  static constexpr std::size_t kTile = 64;

  template <class IsWanted, class Look>
  void feedTile(const Block &block, std::span<const std::uint32_t> channels,
                const IsWanted &isWanted, const Look &look) {
    std::uint32_t done[kTile] = {};
    const auto frames = static_cast<std::uint32_t>(block.frames);
    WindowBatch batch;
    const auto flush = [&] {
      if (batch.count == 0) return;
      for (std::uint32_t lane = batch.count; lane < kCorrelatorLanes; ++lane)
        batch.samples[lane] = batch.samples[0];
      look(batch);
      batch.count = 0;
    };
    for (bool more = frames > 0; more; flush()) {
      more = false;
      for (std::size_t i = 0; i < channels.size(); ++i) {
        const std::uint32_t channel = channels[i];
        const std::int16_t *row = append(block, channel, done[i]);
        more = more || done[i] < frames;
        const auto end = static_cast<std::int32_t>(done[i]);
        if (row == nullptr || !isWanted(channel, row, end)) continue;
        batch.channels[batch.count] = channel;
        batch.samples[batch.count] = row;
        batch.ends[batch.count] = end;
        if (++batch.count == kCorrelatorLanes) flush();
      }
    }
  }

  /** Takes frames up to the end of the next window or of the block; the window if it is complete. */
  const std::int16_t *append(const Block &block, std::uint32_t channel, std::uint32_t &done) {
    std::int16_t *const row = samples_.data() + std::size_t{channel} * frames_;
    std::uint32_t &filled = filled_[channel];
    if (done >= block.frames) return nullptr;
    if (filled == frames_) {
      // The parts do not overlap within eight frames: windows and hops are multiples of that.
      for (std::uint32_t frame = 0; frame < frames_ - hop_; frame += 8)
        std::memcpy(row + frame, row + frame + hop_, 8 * sizeof *row);
      filled = frames_ - hop_;
    }
    const std::uint32_t some =
        std::min(frames_ - filled, static_cast<std::uint32_t>(block.frames) - done);
    const std::int16_t *const from = block.samples + channel * block.stride + done;
    for (std::uint32_t frame = 0; frame < some; frame += 8)
      std::memcpy(row + filled + frame, from + frame, 8 * sizeof *row);
    filled += some;
    done += some;
    return filled == frames_ ? row : nullptr;
  }

  std::uint32_t frames_;
  std::uint32_t hop_;
  /** Frames since windows ended, the same for all channels. */
  std::uint32_t clock_ = 0;
  std::vector<std::int16_t> samples_;
  std::vector<std::uint32_t> filled_;
};

} // namespace crosspoint::dsp
