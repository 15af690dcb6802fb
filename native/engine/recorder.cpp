#include "engine/recorder.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dsp/block.h"
#include "dsp/g711.h"

namespace crosspoint::engine {

namespace {

constexpr std::uint32_t kWindow = 80;
/** -10 dBm0: heard well, and far from clipping. */
constexpr double kBeepDbm0 = -10;

/** The sum of the squares of a window whose level is `dbm0`. */
double windowEnergy(double dbm0) {
  return kWindow * dsp::kZeroDbm0Peak * dsp::kZeroDbm0Peak / 2 * std::pow(10, dbm0 / 10);
}

} // namespace

Recorder::Recorder(OperationId operation, const RecordOptions &options,
                   std::shared_ptr<SoundSink> sink, cp_law law)
    : Operation(operation, options.controls),
      sink_(std::move(sink)),
      law_(law),
      mostFrames_(options.maxDurationMs == 0 ? UINT64_MAX : framesOf(options.maxDurationMs)),
      leastFrames_(framesOf(options.minDurationMs)),
      silenceFrames_(framesOf(options.silenceMs)),
      initialFrames_(framesOf(options.initialSilenceMs)),
      threshold_(windowEnergy(options.silenceThresholdDbm0)),
      beepFrames_(options.beepHertz == 0 ? 0 : options.beepMs * kFramesPerMs),
      beepStep_(2 * std::numbers::pi * options.beepHertz / dsp::kSampleRate),
      beepPeak_(dsp::kZeroDbm0Peak * std::pow(10, kBeepDbm0 / 20)),
      paused_(options.startPaused) {}

std::size_t Recorder::beep(std::span<std::uint8_t> row) noexcept {
  static constexpr std::size_t kPiece = 64;
  const std::size_t count = std::min<std::size_t>(row.size(), beepFrames_ - beepSent_);
  for (std::size_t made = 0; made < count;) {
    std::int16_t samples[kPiece];
    const std::size_t piece = std::min(count - made, kPiece);
    for (std::size_t at = 0; at < piece; ++at)
      samples[at] = static_cast<std::int16_t>(beepPeak_ * std::sin(beepStep_ * beepSent_++));
    dsp::encode(law_, samples, row.data() + made, piece);
    made += piece;
  }
  return count;
}

Reason Recorder::take(std::span<const std::uint8_t> octets, const std::int16_t *samples) noexcept {
  if (paused_) return Reason::none;
  std::size_t at = 0;
  while (at < octets.size()) {
    const std::size_t piece =
        std::min<std::uint64_t>({octets.size() - at, kWindow - inWindow_, mostFrames_ - written_});
    const std::size_t put = sink_->put(octets.subspan(at, piece));
    written_ += put;
    if (put < piece) return Reason::overrun;
    if (listens()) {
      const Reason silence = measure(samples + at, piece);
      if (silence != Reason::none) return silence;
    }
    if (written_ >= mostFrames_) return Reason::maxDuration;
    at += piece;
  }
  return Reason::none;
}

Reason Recorder::measure(const std::int16_t *samples, std::size_t count) noexcept {
  std::int64_t sum = 0;
  for (std::size_t at = 0; at < count; ++at) sum += std::int32_t{samples[at]} * samples[at];
  energy_ += static_cast<double>(sum);
  inWindow_ += static_cast<std::uint32_t>(count);
  return inWindow_ < kWindow ? Reason::none : endOfWindow();
}

Reason Recorder::endOfWindow() noexcept {
  const bool loud = energy_ >= threshold_;
  energy_ = 0;
  inWindow_ = 0;
  if (loud && lastLoud_) {
    voiceSeen_ = true;
    silent_ = 0;
  } else {
    silent_ += kWindow;
  }
  lastLoud_ = loud;
  if (written_ < leastFrames_) return Reason::none;
  if (!voiceSeen_ && initialFrames_ != 0)
    return silent_ >= initialFrames_ ? Reason::initialSilence : Reason::none;
  return silenceFrames_ != 0 && silent_ >= silenceFrames_ ? Reason::silence : Reason::none;
}

bool Recorder::control(ControlAction action, std::int32_t) noexcept {
  const bool was = paused_;
  if (action == ControlAction::pause)
    paused_ = true;
  else if (action == ControlAction::resume)
    paused_ = false;
  else if (action == ControlAction::togglePause)
    paused_ = !paused_;
  return paused_ != was;
}

} // namespace crosspoint::engine
