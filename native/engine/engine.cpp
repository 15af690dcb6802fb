#include "engine/engine.h"

#include <atomic>

#include "engine/engine-error.h"

namespace crosspoint::engine {

class Engine::Impl {
public:
  std::mutex control;
  cp_board_info info{};
  cp_board_api api{};
  std::atomic<OperationId> next{1};
};

namespace {
[[noreturn]] void notYet() {
  throw EngineError("service-not-supported", "not built yet");
}
} // namespace

Engine::Engine(const EngineOptions &) : impl_(std::make_unique<Impl>()) {
  notYet();
}
Engine::Engine(const EngineOptions &, const cp_board_api &) : impl_(std::make_unique<Impl>()) {
  notYet();
}
Engine::~Engine() = default;
std::unique_lock<std::mutex> Engine::control() {
  return std::unique_lock(impl_->control);
}
const cp_board_api &Engine::api() const {
  return impl_->api;
}
cp_board *Engine::board() const {
  return nullptr;
}
const cp_board_info &Engine::info() const {
  return impl_->info;
}
void Engine::start() {
  notYet();
}
void Engine::stop() {}
void Engine::step(std::uint32_t) {
  notYet();
}
std::size_t Engine::takeEvents(std::span<Event>) {
  return 0;
}
std::span<const std::uint8_t> Engine::octetsOf(const Event &) const {
  return {};
}
void Engine::onEvents(void (*)(void *), void *) {}
std::shared_ptr<EventTap> Engine::openTap(std::uint32_t, std::uint32_t) {
  notYet();
}
bool Engine::post(Event, std::span<const std::uint8_t>) {
  return false;
}
OperationId Engine::play(std::uint32_t, const PlayOptions &) {
  notYet();
}
OperationId Engine::record(std::uint32_t, const RecordOptions &) {
  notYet();
}
OperationId Engine::generate(std::uint32_t, const GenerateOptions &) {
  notYet();
}
void Engine::control(OperationId, ControlAction, std::int32_t) {
  notYet();
}
void Engine::trigger(std::uint32_t) {
  notYet();
}
void Engine::disconnect(std::uint32_t) {
  notYet();
}
void Engine::bindLine(std::uint32_t, std::uint32_t) {
  notYet();
}
void Engine::detect(std::uint32_t, std::uint32_t, std::string_view) {
  notYet();
}
void Engine::setGain(std::uint32_t, std::int32_t, std::int32_t) {
  notYet();
}
std::uint32_t Engine::createConference(std::uint32_t) {
  notYet();
}
void Engine::destroyConference(std::uint32_t) {
  notYet();
}
void Engine::join(std::uint32_t, std::uint32_t, const PartyOptions &) {
  notYet();
}
void Engine::leave(std::uint32_t) {
  notYet();
}
std::shared_ptr<AudioStream> Engine::openStream(std::uint32_t, std::uint32_t) {
  notYet();
}
EngineCounters Engine::counters() const {
  return {};
}

} // namespace crosspoint::engine
