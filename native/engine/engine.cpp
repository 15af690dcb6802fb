#include "engine/engine.h"

#include "engine/engine-error.h"
#include "engine/engine-impl.h"

/** The public face, and how an engine starts, runs and stops. */
namespace crosspoint::engine {

Engine::Impl::~Impl() {
  stop();
  const std::scoped_lock lock(controlMutex);
  api.close(board);
}

void Engine::Impl::start() {
  const std::scoped_lock lock(stateMutex_);
  if (state_ != State::made) throw EngineError("wrong-state", "an engine starts once");
  state_ = State::started;
  if (options_.pace == EngineOptions::Pace::realTime)
    thread_ = std::make_unique<EngineThread>([this](bool priority) { run(priority); });
}

void Engine::Impl::run(bool realTimePriority) {
  realTimePriority_ = realTimePriority;
  if (!realTimePriority)
    log(1, "the system does not permit SCHED_FIFO: the bus runs at the usual priority");
  while (!stopping_.load(std::memory_order_acquire)) {
    if (!path_->block()) return end(Reason::boardRemoved);
    wake();
  }
  end(Reason::closed);
}

void Engine::Impl::step(std::uint32_t blocks) {
  const std::scoped_lock lock(stateMutex_);
  if (options_.pace != EngineOptions::Pace::stepped || state_ != State::started)
    throw EngineError("wrong-state", "only a stepped engine that has started can step");
  for (; blocks > 0 && !pathEnded_; --blocks)
    if (!path_->block()) end(Reason::boardRemoved);
  if (!pathEnded_) wake();
}

void Engine::Impl::end(Reason reason) noexcept {
  {
    const std::scoped_lock lock(commandMutex_);
    ended_ = reason;
  }
  path_->end(reason);
  pathEnded_ = true;
  if (reason == Reason::boardRemoved) {
    Event event{};
    event.type = EventType::boardRemoved;
    event.frame = shared.frame;
    hub.push(event);
  }
  wake();
}

void Engine::Impl::stop() {
  const std::scoped_lock lock(stateMutex_);
  if (state_ == State::stopped) return;
  state_ = State::stopped;
  stopping_.store(true, std::memory_order_release);
  thread_.reset();
  if (!pathEnded_) end(Reason::closed);
  {
    const std::scoped_lock posting(postMutex_);
    silent_ = true;
  }
  hub.end();
}

void Engine::Impl::wake() noexcept {
  if (onWake != nullptr && hub.queue().wakeDue()) onWake(onWakeContext);
}

bool Engine::Impl::post(Event event, std::span<const std::uint8_t> octets) {
  if (event.frame == 0) event.frame = shared.frame.load(std::memory_order_relaxed);
  const bool kept = hub.push(event, octets);
  const std::scoped_lock lock(postMutex_);
  if (!silent_) wake();
  return kept;
}

EngineCounters Engine::Impl::counters() const {
  const FrameCounters &path = shared.counters;
  EngineCounters counters{};
  counters.blocks = path.blocks;
  counters.lateBlocks = path.lateBlocks;
  counters.eventsLost = hub.queue().lost();
  counters.commandsRefused = refused_;
  counters.recordOverruns = path.recordOverruns;
  counters.streamOverruns = streamLosses_->overruns;
  counters.streamUnderruns = streamLosses_->underruns;
  counters.longestBlockNs = path.longestBlockNs;
  counters.workNs = path.workNs;
  counters.realTimePriority = realTimePriority_ ? 1 : 0;
  return counters;
}

Engine::Engine(const EngineOptions &options) : impl_(std::make_unique<Impl>(options, nullptr)) {}
Engine::Engine(const EngineOptions &options, const cp_board_api &linked)
    : impl_(std::make_unique<Impl>(options, &linked)) {}
Engine::~Engine() = default;

std::unique_lock<std::mutex> Engine::control() {
  return std::unique_lock(impl_->controlMutex);
}
const cp_board_api &Engine::api() const {
  return impl_->api;
}
cp_board *Engine::board() const {
  return impl_->board;
}
const cp_board_info &Engine::info() const {
  return impl_->info;
}

void Engine::start() {
  impl_->start();
}
void Engine::stop() {
  impl_->stop();
}
void Engine::step(std::uint32_t blocks) {
  impl_->step(blocks);
}

std::size_t Engine::takeEvents(std::span<Event> into) {
  impl_->shared.retired.free();
  return impl_->hub.queue().take(into);
}
std::span<const std::uint8_t> Engine::octetsOf(const Event &event) const {
  return impl_->hub.queue().octetsOf(event);
}
void Engine::onEvents(void (*wake)(void *context), void *context) {
  impl_->onWake = wake;
  impl_->onWakeContext = context;
}
std::shared_ptr<EventTap> Engine::openTap(std::uint32_t types, std::uint32_t capacity) {
  return impl_->hub.openTap(types, capacity);
}
bool Engine::post(Event event, std::span<const std::uint8_t> octets) {
  return impl_->post(event, octets);
}

OperationId Engine::play(std::uint32_t port, const PlayOptions &options) {
  return impl_->play(port, options);
}
OperationId Engine::record(std::uint32_t port, const RecordOptions &options) {
  return impl_->record(port, options);
}
OperationId Engine::generate(std::uint32_t port, const GenerateOptions &options) {
  return impl_->generate(port, options);
}
void Engine::control(OperationId operation, ControlAction action, std::int32_t amount) {
  impl_->control(operation, action, amount);
}
void Engine::trigger(std::uint32_t port) {
  impl_->signal(Command::Type::trigger, port);
}
void Engine::disconnect(std::uint32_t port) {
  impl_->signal(Command::Type::disconnect, port);
}
void Engine::bindLine(std::uint32_t port, std::uint32_t line) {
  impl_->bindLine(port, line);
}
void Engine::detect(std::uint32_t port, std::uint32_t detectors, std::string_view country) {
  impl_->detect(port, detectors, country);
}
void Engine::setGain(std::uint32_t port, std::int32_t rxTenths, std::int32_t txTenths) {
  impl_->setGain(port, rxTenths, txTenths);
}

std::uint32_t Engine::createConference(std::uint32_t loudest) {
  return impl_->createConference(loudest);
}
void Engine::destroyConference(std::uint32_t conference) {
  impl_->destroyConference(conference);
}
void Engine::join(std::uint32_t conference, std::uint32_t port, const PartyOptions &options) {
  impl_->join(conference, port, options);
}
void Engine::leave(std::uint32_t port) {
  impl_->leave(port);
}

std::shared_ptr<AudioStream> Engine::openStream(std::uint32_t port, std::uint32_t capacityMs) {
  return impl_->openStream(port, capacityMs);
}
EngineCounters Engine::counters() const {
  return impl_->counters();
}

} // namespace crosspoint::engine
