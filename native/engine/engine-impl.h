#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "dsp/detector-bank.h"
#include "engine/board-library.h"
#include "engine/engine-thread.h"
#include "engine/engine.h"
#include "engine/event-hub.h"
#include "engine/frame-path.h"

namespace crosspoint::engine {

/** The control side: it checks requests, makes what they need, and queues them for the frame path. */
class Engine::Impl {
public:
  Impl(const EngineOptions &options, const cp_board_api *linked);
  ~Impl();

  void start();
  void stop();
  void step(std::uint32_t blocks);
  void wake() noexcept;
  bool post(Event event, std::span<const std::uint8_t> octets);

  OperationId play(std::uint32_t port, const PlayOptions &options);
  OperationId record(std::uint32_t port, const RecordOptions &options);
  OperationId generate(std::uint32_t port, const GenerateOptions &options);
  void control(OperationId operation, ControlAction action, std::int32_t amount);
  void signal(Command::Type type, std::uint32_t port);
  void bindLine(std::uint32_t port, std::uint32_t line);
  void detect(std::uint32_t port, std::uint32_t detectors, std::string_view country);
  void setGain(std::uint32_t port, std::int32_t rxTenths, std::int32_t txTenths);
  std::uint32_t createConference(std::uint32_t loudest);
  void destroyConference(std::uint32_t conference);
  void join(std::uint32_t conference, std::uint32_t port, const PartyOptions &options);
  void leave(std::uint32_t port);
  std::shared_ptr<AudioStream> openStream(std::uint32_t port, std::uint32_t capacityMs);
  EngineCounters counters() const;

  std::mutex controlMutex;
  cp_board_api api{};
  cp_board *board = nullptr;
  cp_board_info info{};
  EventHub hub;
  Shared shared;
  void (*onWake)(void *context) = nullptr;
  void *onWakeContext = nullptr;

private:
  void open(const EngineOptions &options);
  void readSpans();
  static void onBoardEvent(void *context, const cp_board_event *told);
  static void onBoardFrame(void *context, std::uint32_t line, const std::uint8_t *octets,
                           std::uint32_t length);
  static void onBoardLog(void *context, int level, const char *text);
  void log(int level, std::string_view text) noexcept;
  std::string takeOpenLog();

  void run(bool realTimePriority);
  /** The last thing on the frame path. */
  void end(Reason reason) noexcept;

  void checkPort(std::uint32_t port) const;
  OperationId nextId(std::uint32_t port, OperationKind kind);
  /** False when the engine has ended; throws where the queue is full. */
  bool submit(const Command &command);
  void submit(Command command, std::unique_ptr<Retirable> object);
  void requireDetectors(std::uint32_t detectors);
  [[noreturn]] void refuseEnded() const;

  const EngineOptions options_;
  std::unique_ptr<BoardLibrary> library_;
  std::unique_ptr<FramePath> path_;
  /** The span of each line, kNoLine where it has none. */
  std::vector<std::uint32_t> spanOfLine_;

  /** Until the board is open, what it warns of is kept for the message of the error. */
  std::atomic<bool> opened_ = false;
  std::mutex openLogMutex_;
  std::string openLog_;

  /** Guards the sending end of the command queue, so that nothing is queued that nobody takes. */
  std::mutex commandMutex_;
  Reason ended_ = Reason::none;
  std::uint64_t operations_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;

  std::mutex conferenceMutex_;
  std::uint32_t conferencesEver_ = 0;
  std::set<std::uint32_t> conferences_;

  std::mutex bankMutex_;
  std::array<std::unique_ptr<dsp::DetectorBank>, kDetectorKinds> banks_;

  std::mutex streamMutex_;
  /** Of each port the last that was opened. */
  std::vector<std::weak_ptr<Stream>> streams_;
  const std::shared_ptr<StreamLosses> streamLosses_ = std::make_shared<StreamLosses>();

  /** Held while `wake` may be called by who posts, so that nothing is called after `stop`. */
  std::mutex postMutex_;
  bool silent_ = false;

  std::mutex stateMutex_;
  enum class State { made, started, stopped } state_ = State::made;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> realTimePriority_ = false;
  /** Stepped: the board has gone. */
  bool pathEnded_ = false;
  std::unique_ptr<EngineThread> thread_;
};

} // namespace crosspoint::engine
