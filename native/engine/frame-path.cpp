#include "engine/frame-path.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string_view>
#include <thread>

namespace crosspoint::engine {

namespace {

std::uint64_t nowNs() noexcept {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

void bump(std::atomic<std::uint64_t> &counter, std::uint64_t by) noexcept {
  counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

} // namespace

FramePath::FramePath(const cp_board_api &api, cp_board *board, const cp_board_info &info,
                     Shared &shared, EventHub &hub)
    : api_(api),
      board_(board),
      frames_(info.block_frames),
      law_(info.port_law),
      shared_(shared),
      hub_(hub),
      ports_(info.ports),
      rx_(info.ports * frames_, dsp::idleOctet(law_)),
      heard_(info.ports, frames_, law_),
      tx_(info.ports, frames_, law_),
      detectors_(info.ports),
      conferences_(info.ports, frames_, law_),
      playing_(info.ports),
      recording_(info.ports),
      generating_(info.ports),
      streaming_(info.ports),
      louder_(info.ports) {}

bool FramePath::block() noexcept {
  if (!exchange()) return false;
  const std::uint64_t started = nowNs();
  takeCommands();
  takeSignals();
  hear();
  detect();
  record();
  speak();
  shared_.retired.addAll(ended_);
  frame_ += frames_;
  shared_.frame.store(frame_, std::memory_order_relaxed);
  count(started);
  return true;
}

bool FramePath::exchange() noexcept {
  std::uint32_t late = 0;
  const cp_result result = api_.exchange(board_, tx_.data(), rx_.data(), &late);
  if (result == CP_ERROR_REMOVED) shared_.boardRemoved.store(true, std::memory_order_release);
  if (shared_.boardRemoved.load(std::memory_order_acquire)) return false;
  if (result != CP_OK) {
    // A board that fails at once would keep this thread, at its priority, from ever sleeping.
    std::fill(rx_.begin(), rx_.end(), dsp::idleOctet(law_));
    std::this_thread::sleep_for(std::chrono::microseconds(125) * frames_);
    if (!failing_) {
      static constexpr std::string_view kText = "the board does not exchange audio";
      Event event = eventOf(EventType::log, 0);
      event.value = 3;
      event.code = static_cast<std::uint32_t>(-result);
      hub_.push(event, {reinterpret_cast<const std::uint8_t *>(kText.data()), kText.size()});
    }
  }
  failing_ = result != CP_OK;
  if (late != 0) {
    frame_ += std::uint64_t{late} * frames_;
    bump(shared_.counters.lateBlocks, late);
    Event event = eventOf(EventType::late, 0);
    event.value = late;
    hub_.push(event);
  }
  return true;
}

void FramePath::hear() noexcept {
  louder_.each([this](std::uint32_t port) {
    if (ports_[port].gain->hears) {
      std::uint8_t *const row = &rx_[port * frames_];
      ports_[port].gain->rx.apply(row, row, frames_);
    }
  });
  streaming_.each([this](std::uint32_t port) {
    Stream &stream = *ports_[port].stream->stream;
    if (stream.closed())
      closeStream(port);
    else
      stream.put({&rx_[port * frames_], frames_});
  });
  heard_.decode(rx_.data());
}

void FramePath::detect() noexcept {
  for (const dsp::Detection &detection :
       detectors_.process(heard_.data(), heard_.stride(), frames_))
    found(detection);
}

void FramePath::found(const dsp::Detection &detection) noexcept {
  const std::uint32_t port = detection.channel;
  const bool dtmf = detection.signal == dsp::Signal::dtmf;
  const bool voice = detection.signal == dsp::Signal::voice;
  if ((ports_[port].wanted & detectorOf(detection.signal)) != 0) {
    Event event = eventOf(EventType::detected, port);
    // A moment before the first block is told as the first.
    event.frame = static_cast<std::uint64_t>(
        std::max<std::int64_t>(static_cast<std::int64_t>(frame_) + detection.frame, 0));
    event.code = static_cast<std::uint32_t>(detection.signal);
    event.symbol = detection.symbol;
    event.begins = detection.begins;
    event.levelDbm0 = detection.levelDbm0;
    hub_.push(event);
  }
  if (dtmf)
    fire(port, {detection.begins ? Condition::digit : Condition::digitEnds,
                digitBit(detection.symbol), detection.symbol});
  if (voice) fire(port, {detection.begins ? Condition::voiceBegins : Condition::voiceEnds});
  if (detection.begins)
    fire(port, {Condition::tone, 1u << static_cast<unsigned>(detection.signal), detection.symbol});
}

void FramePath::record() noexcept {
  recording_.each([this](std::uint32_t port) {
    Recorder &recorder = *ports_[port].recorder;
    if (recorder.beeping()) return;
    const Reason reason = recorder.take({&rx_[port * frames_], frames_}, heard_.row(port));
    if (reason == Reason::overrun) bump(shared_.counters.recordOverruns, 1);
    if (reason != Reason::none) finish(port, OperationKind::record, reason);
  });
}

void FramePath::speak() noexcept {
  conferences_.mix(heard_, tx_);
  conferences_.tellTalkers(frame_, hub_);
  streaming_.each([this](std::uint32_t port) {
    tx_.write(port,
              [&](std::span<std::uint8_t> row) { return ports_[port].stream->stream->take(row); });
  });
  play();
  generate();
  recording_.each([this](std::uint32_t port) {
    Recorder &recorder = *ports_[port].recorder;
    if (recorder.beeping())
      tx_.write(port, [&](std::span<std::uint8_t> row) { return recorder.beep(row); });
  });
  tx_.finish([this](std::uint32_t port, std::span<std::uint8_t> row) {
    const PortGain *const gain = ports_[port].gain;
    if (gain != nullptr && gain->speaks) gain->tx.apply(row.data(), row.data(), row.size());
  });
}

void FramePath::play() noexcept {
  playing_.each([this](std::uint32_t port) {
    Player &player = *ports_[port].player;
    tx_.write(port, [&](std::span<std::uint8_t> row) { return player.produce(row); });
    const OperationId id = player.id;
    if (player.takeStarted()) fire(port, {Condition::playStarted});
    const Player *const still = ports_[port].player;
    if (still != nullptr && still->id == id && still->reason() != Reason::none)
      finish(port, OperationKind::play, still->reason());
  });
}

void FramePath::generate() noexcept {
  generating_.each([this](std::uint32_t port) {
    Generator &generator = *ports_[port].generator;
    tx_.write(port, [&](std::span<std::uint8_t> row) { return generator.produce(row); });
    if (generator.ended()) finish(port, OperationKind::generate, Reason::endOfData);
  });
}

void FramePath::count(std::uint64_t startedNs) noexcept {
  FrameCounters &counters = shared_.counters;
  const std::uint64_t took = nowNs() - startedNs;
  bump(counters.blocks, 1);
  bump(counters.workNs, took);
  if (took > counters.longestBlockNs.load(std::memory_order_relaxed))
    counters.longestBlockNs.store(took, std::memory_order_relaxed);
}

Event FramePath::eventOf(EventType type, std::uint32_t port) const noexcept {
  Event event{};
  event.type = type;
  event.port = port;
  event.frame = frame_;
  return event;
}

} // namespace crosspoint::engine
