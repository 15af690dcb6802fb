#include <algorithm>
#include <string>

#include "engine/detector-banks.h"
#include "engine/engine-error.h"
#include "engine/engine-impl.h"
#include "engine/player.h"
#include "engine/sound-sink.h"

/** The requests of the control side: what is wrong is thrown here, the rest is queued for the frame path. */
namespace crosspoint::engine {

namespace {

constexpr std::size_t kMostRules = 1'024;
constexpr std::size_t kMostSounds = 65'536;
constexpr std::uint32_t kMostStreamMs = 60'000;

[[noreturn]] void refuse(const std::string &why) {
  throw EngineError("invalid-request", why);
}

/** What may be done to an operation of a kind. */
bool permits(OperationKind kind, ControlAction action) {
  if (action < ControlAction::stop || action > ControlAction::volumeToggle) return false;
  if (kind == OperationKind::generate) return action == ControlAction::stop;
  return kind == OperationKind::play || action <= ControlAction::togglePause;
}

void checkRules(OperationKind kind, const std::vector<RunTimeControl> &rules) {
  if (rules.size() > kMostRules) refuse("more than 1024 run-time controls");
  for (const RunTimeControl &rule : rules) {
    if (rule.condition < Condition::digit || rule.condition > Condition::disconnected)
      refuse("no such condition of run-time control");
    if (!permits(kind, rule.action))
      refuse("a run-time control with an action that this operation does not have");
  }
}

void checkGain(std::int32_t tenths) {
  if (tenths < -kMostVolumeTenths || tenths > kMostVolumeTenths) refuse("a gain beyond 30 dB");
}

void checkPlay(const PlayOptions &options, cp_law law) {
  if (options.sounds.empty() || options.sounds.size() > kMostSounds)
    refuse("play wants 1 to 65536 sounds");
  for (const auto &sound : options.sounds)
    if (sound == nullptr || sound->law() != law)
      refuse("a sound that is not in the law of the ports");
  if (options.speedPercent < 50 || options.speedPercent > 200)
    refuse("a speed beyond 50 to 200 per cent");
  if (options.jumpMs > INT32_MAX || options.speedStepPercent > 200 ||
      options.volumeStepTenths > kMostVolumeTenths)
    refuse("a step of jump, speed or volume that is too long");
  checkGain(options.volumeTenths);
}

std::shared_ptr<SoundSink> checkRecord(const RecordOptions &options, cp_law law) {
  auto sink = std::dynamic_pointer_cast<SoundSink>(options.writer);
  if (sink == nullptr) refuse("record wants a writer that takes octets");
  if (sink->law() != law) refuse("a writer that is not in the law of the ports");
  if (options.beepHertz >= 4'000 || options.beepMs > 10'000)
    refuse("a beep of 4000 Hz or more, or of more than 10 s");
  return sink;
}

} // namespace

void Engine::Impl::checkPort(std::uint32_t port) const {
  if (port >= info.ports)
    refuse("port " + std::to_string(port) + " is beyond the " + std::to_string(info.ports) +
           " of the board");
}

OperationId Engine::Impl::nextId(std::uint32_t port, OperationKind kind) {
  const std::scoped_lock lock(commandMutex_);
  return makeOperationId(++operations_, port, kind);
}

void Engine::Impl::refuseEnded() const {
  if (shared.boardRemoved)
    throw EngineError("device-out-of-service", "the board is gone", -1, CP_ERROR_REMOVED);
  throw EngineError("shutting-down", "the engine has stopped");
}

bool Engine::Impl::submit(const Command &command) {
  shared.retired.free();
  const std::scoped_lock lock(commandMutex_);
  if (ended_ != Reason::none) return false;
  if (shared.commands.push(command)) return true;
  refused_.fetch_add(1, std::memory_order_relaxed);
  throw EngineError("resource-busy", "too many commands wait for the frame path");
}

void Engine::Impl::submit(Command command, std::unique_ptr<Retirable> object) {
  command.object = object.get();
  if (!submit(command)) refuseEnded();
  object.release();
}

void Engine::Impl::requireDetectors(std::uint32_t detectors) {
  const std::scoped_lock lock(bankMutex_);
  for (std::size_t kind = 0; kind < kDetectorKinds; ++kind) {
    if ((detectors >> kind & 1) == 0 || banks_[kind] != nullptr) continue;
    auto bank = makeDetectorBank(kind, info.ports);
    if (bank == nullptr)
      throw EngineError("service-not-supported", "this build has no such detector");
    Command command{Command::Type::installBank};
    command.value = static_cast<std::uint32_t>(kind);
    command.bank = bank.get();
    if (!submit(command)) refuseEnded();
    banks_[kind] = std::move(bank);
  }
}

OperationId Engine::Impl::play(std::uint32_t port, const PlayOptions &options) {
  checkPort(port);
  checkPlay(options, info.port_law);
  checkRules(OperationKind::play, options.controls);
  const OperationId id = nextId(port, OperationKind::play);
  auto player = std::make_unique<Player>(id, options, info.port_law);
  requireDetectors(player->detectors);
  submit({.type = Command::Type::play, .port = port}, std::move(player));
  return id;
}

OperationId Engine::Impl::record(std::uint32_t port, const RecordOptions &options) {
  checkPort(port);
  auto sink = checkRecord(options, info.port_law);
  checkRules(OperationKind::record, options.controls);
  const OperationId id = nextId(port, OperationKind::record);
  auto recorder = std::make_unique<Recorder>(id, options, std::move(sink), info.port_law);
  requireDetectors(recorder->detectors);
  submit({.type = Command::Type::record, .port = port}, std::move(recorder));
  return id;
}

OperationId Engine::Impl::generate(std::uint32_t port, const GenerateOptions &options) {
  checkPort(port);
  if (!Generator::accepts(options.program))
    refuse("a tone program without a sound of some length, or with tones beyond 4000 Hz");
  checkRules(OperationKind::generate, options.controls);
  const OperationId id = nextId(port, OperationKind::generate);
  auto generator = std::make_unique<Generator>(id, options, info.port_law);
  requireDetectors(generator->detectors);
  submit({.type = Command::Type::generate, .port = port}, std::move(generator));
  return id;
}

void Engine::Impl::control(OperationId operation, ControlAction action, std::int32_t amount) {
  const OperationKind kind = kindOf(operation);
  if (kind < OperationKind::play || kind > OperationKind::generate ||
      portOf(operation) >= info.ports)
    return;
  if (!permits(kind, action)) refuse("an action that this operation does not have");
  Command command{Command::Type::control};
  command.port = portOf(operation);
  command.operation = operation;
  command.action = action;
  command.amount = amount;
  submit(command);
}

void Engine::Impl::signal(Command::Type type, std::uint32_t port) {
  checkPort(port);
  submit({.type = type, .port = port});
}

void Engine::Impl::bindLine(std::uint32_t port, std::uint32_t line) {
  checkPort(port);
  if (line != kNoLine && line >= info.lines)
    refuse("line " + std::to_string(line) + " is beyond the " + std::to_string(info.lines) +
           " of the board");
  submit({.type = Command::Type::bindLine,
          .port = port,
          .value = line,
          .detail = line == kNoLine ? kNoLine : spanOfLine_[line]});
}

void Engine::Impl::setGain(std::uint32_t port, std::int32_t rxTenths, std::int32_t txTenths) {
  checkPort(port);
  checkGain(rxTenths);
  checkGain(txTenths);
  std::unique_ptr<Retirable> gain;
  if (rxTenths != 0 || txTenths != 0)
    gain = std::make_unique<PortGain>(info.port_law, rxTenths, txTenths);
  submit({.type = Command::Type::setGain, .port = port}, std::move(gain));
}

std::shared_ptr<AudioStream> Engine::Impl::openStream(std::uint32_t port,
                                                      std::uint32_t capacityMs) {
  checkPort(port);
  if (capacityMs == 0 || capacityMs > kMostStreamMs) refuse("a stream holds 1 to 60000 ms");
  // A block goes in at once, so that there is room for several.
  const std::size_t octets =
      std::max<std::size_t>(std::size_t{capacityMs} * kFramesPerMs, info.block_frames * 4);
  const auto stream = std::make_shared<Stream>(octets, streamLosses_);
  const std::scoped_lock lock(streamMutex_);
  const auto open = streams_[port].lock();
  if (open != nullptr && !open->closed())
    throw EngineError("resource-busy", "port " + std::to_string(port) + " has a stream already");
  submit({.type = Command::Type::openStream, .port = port}, std::make_unique<StreamHold>(stream));
  streams_[port] = stream;
  // Who lets go of it closes it: the frame path holds a reference of its own.
  return {stream.get(), [stream](AudioStream *closing) { closing->close(); }};
}

void Engine::Impl::detect(std::uint32_t port, std::uint32_t detectors, std::string_view country) {
  checkPort(port);
  if (detectors >> kDetectorKinds != 0) refuse("no such detector");
  Command command{Command::Type::detect};
  command.port = port;
  command.value = detectors;
  if (!country.empty() && country.size() != command.country.size())
    refuse("a country that is no code of ISO 3166");
  for (std::size_t at = 0; at < std::min(country.size(), command.country.size()); ++at) {
    const char letter = country[at];
    const bool isSmall = letter >= 'a' && letter <= 'z';
    command.country[at] = isSmall ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  requireDetectors(detectors);
  if (!submit(command)) refuseEnded();
}

std::uint32_t Engine::Impl::createConference(std::uint32_t loudest) {
  const std::scoped_lock lock(conferenceMutex_);
  if (conferences_.size() >= info.ports)
    throw EngineError("resource-busy", "as many conferences as ports are open");
  const std::uint32_t id = ++conferencesEver_;
  submit({.type = Command::Type::createConference},
         std::make_unique<Conference>(id, loudest, info.ports));
  conferences_.insert(id);
  return id;
}

void Engine::Impl::destroyConference(std::uint32_t conference) {
  const std::scoped_lock lock(conferenceMutex_);
  if (!conferences_.contains(conference))
    refuse("there is no conference " + std::to_string(conference));
  submit({.type = Command::Type::destroyConference, .value = conference});
  conferences_.erase(conference);
}

void Engine::Impl::join(std::uint32_t conference, std::uint32_t port, const PartyOptions &options) {
  checkPort(port);
  if (options.coachOf > info.ports || options.coachOf == port + 1)
    refuse("a coach of nobody, or of itself");
  const std::scoped_lock lock(conferenceMutex_);
  if (!conferences_.contains(conference))
    refuse("there is no conference " + std::to_string(conference));
  const bool taken = submit({.type = Command::Type::join,
                             .talks = options.talks,
                             .listens = options.listens,
                             .port = port,
                             .value = conference,
                             .detail = options.coachOf});
  if (!taken) refuseEnded();
}

void Engine::Impl::leave(std::uint32_t port) {
  checkPort(port);
  submit({.type = Command::Type::leave, .port = port});
}

} // namespace crosspoint::engine
