#include <utility>

#include "engine/frame-path.h"

/** The part of the frame path that carries out what was asked: commands, run-time controls, what the board told, and how operations end. */
namespace crosspoint::engine {

namespace {

/** `Event::code` of an operation that failed because the port has one of its kind already. */
constexpr std::uint32_t kBusy = 1;

/** Alarms with which a span carries no calls. */
constexpr std::uint32_t kSpanGone =
    CP_ALARM_LOS | CP_ALARM_LFA | CP_ALARM_LMFA | CP_ALARM_RED | CP_ALARM_BLUE | CP_ALARM_NOT_OPEN;

} // namespace

void FramePath::takeCommands() noexcept {
  Command command;
  // As many as there can be, so that a control side that never stops does not keep the block from its end.
  for (std::size_t left = shared_.commands.capacity(); left > 0 && shared_.commands.pop(command);
       --left)
    carryOut(command);
}

void FramePath::takeSignals() noexcept {
  BoardSignal signal;
  for (std::size_t left = shared_.signals.capacity(); left > 0 && shared_.signals.pop(signal);
       --left) {
    const bool alarm = signal.type == CP_EVENT_ALARM;
    if (alarm && (signal.value & kSpanGone) == 0) continue;
    for (std::uint32_t port = 0; port < ports_.size(); ++port)
      if (signal.line == (alarm ? ports_[port].span : ports_[port].line))
        fire(port, {Condition::disconnected});
  }
}

void FramePath::carryOut(const Command &command) noexcept {
  Port &port = ports_[command.port];
  switch (command.type) {
    case Command::Type::play:
      return begin(command, &Port::player, playing_);
    case Command::Type::record:
      return begin(command, &Port::recorder, recording_);
    case Command::Type::generate:
      return begin(command, &Port::generator, generating_);
    case Command::Type::control:
      return control(command.operation, command.action, command.amount);
    case Command::Type::trigger:
      return fire(command.port, {Condition::triggered});
    case Command::Type::disconnect:
      return fire(command.port, {Condition::disconnected});
    case Command::Type::bindLine:
      port.line = command.value;
      port.span = command.detail;
      return;
    case Command::Type::detect:
      port.wanted = command.value;
      detectors_.setCountry(command.port, command.country);
      return refresh(command.port);
    case Command::Type::installBank:
      return detectors_.install(command.value, *command.bank);
    case Command::Type::setGain:
      return setGain(command.port, static_cast<PortGain *>(command.object));
    case Command::Type::createConference:
      return conferences_.add(*static_cast<Conference *>(command.object));
    case Command::Type::destroyConference:
      conferences_.remove(command.value, ended_, [this](std::uint32_t party) { refresh(party); });
      return;
    case Command::Type::join:
      conferences_.join(command.value,
                        {command.port, command.talks, command.listens, command.detail});
      return refresh(command.port);
    case Command::Type::leave:
      conferences_.leave(command.port);
      return refresh(command.port);
    case Command::Type::openStream:
      return openStream(command.port, static_cast<StreamHold *>(command.object));
  }
}

template <typename Kind>
void FramePath::begin(const Command &command, Kind *Port::*place, PortSet &active) noexcept {
  auto *const operation = static_cast<Kind *>(command.object);
  Port &port = ports_[command.port];
  if (port.*place != nullptr) {
    Event event = eventOf(EventType::operationDone, command.port);
    event.operation = operation->id;
    event.reason = Reason::failed;
    event.code = kBusy;
    hub_.push(event);
    operation->finish();
    ended_.add(*operation);
    return;
  }
  port.*place = operation;
  active.add(command.port);
  refresh(command.port);
}

void FramePath::setGain(std::uint32_t port, PortGain *gain) noexcept {
  if (ports_[port].gain != nullptr) ended_.add(*ports_[port].gain);
  ports_[port].gain = gain;
  louder_.set(port, gain != nullptr);
}

void FramePath::openStream(std::uint32_t port, StreamHold *hold) noexcept {
  if (ports_[port].stream != nullptr) closeStream(port);
  ports_[port].stream = hold;
  streaming_.add(port);
}

void FramePath::closeStream(std::uint32_t port) noexcept {
  StreamHold *const hold = std::exchange(ports_[port].stream, nullptr);
  hold->stream->close();
  streaming_.remove(port);
  ended_.add(*hold);
}

void FramePath::refresh(std::uint32_t at) noexcept {
  const Port &port = ports_[at];
  std::uint32_t detectors = port.wanted;
  for (const Operation *operation :
       {static_cast<const Operation *>(port.player), static_cast<const Operation *>(port.recorder),
        static_cast<const Operation *>(port.generator)})
    if (operation != nullptr) detectors |= operation->detectors;
  detectors_.run(at, detectors);
  const bool listens = port.recorder != nullptr && port.recorder->listens();
  heard_.wanted().set(at, detectors != 0 || listens || conferences_.talks(at));
}

Operation *FramePath::operationAt(std::uint32_t port, OperationKind kind) noexcept {
  switch (kind) {
    case OperationKind::play:
      return ports_[port].player;
    case OperationKind::record:
      return ports_[port].recorder;
    case OperationKind::generate:
      return ports_[port].generator;
  }
  return nullptr;
}

void FramePath::control(OperationId id, ControlAction action, std::int32_t amount) noexcept {
  Operation *const operation = operationAt(portOf(id), kindOf(id));
  if (operation == nullptr || operation->id != id) return;
  if (action == ControlAction::stop)
    finish(portOf(id), kindOf(id), Reason::stopped);
  else if (operation->control(action, amount))
    tellChanged(*operation, action);
}

void FramePath::fire(std::uint32_t port, const Happening &happening) noexcept {
  if (ending_) return;
  for (const OperationKind kind :
       {OperationKind::play, OperationKind::record, OperationKind::generate}) {
    const Operation *const operation = operationAt(port, kind);
    if (operation == nullptr) continue;
    for (const RunTimeControl &rule : operation->controls) {
      if (matches(rule, happening)) apply(port, kind, rule, happening);
      // What has ended is kept until the end of the block, but its rules are over.
      if (operationAt(port, kind) != operation) break;
    }
  }
}

void FramePath::apply(std::uint32_t port, OperationKind kind, const RunTimeControl &rule,
                      const Happening &because) noexcept {
  Operation &operation = *operationAt(port, kind);
  if (rule.action == ControlAction::stop)
    finish(port, kind, Reason::runTimeControl, &because);
  else if (operation.control(rule.action, rule.amount))
    tellChanged(operation, rule.action);
}

void FramePath::tellChanged(const Operation &operation, ControlAction action) noexcept {
  Event event = eventOf(EventType::operationChanged, portOf(operation.id));
  event.operation = operation.id;
  event.position = operation.position();
  event.code = static_cast<std::uint32_t>(action);
  hub_.push(event);
}

void FramePath::finish(std::uint32_t at, OperationKind kind, Reason reason,
                       const Happening *because) noexcept {
  Port &port = ports_[at];
  Operation *operation = nullptr;
  Condition done = Condition::playDone;
  if (kind == OperationKind::play) {
    operation = std::exchange(port.player, nullptr);
    playing_.remove(at);
  } else if (kind == OperationKind::record) {
    operation = std::exchange(port.recorder, nullptr);
    recording_.remove(at);
    done = Condition::recordDone;
  } else {
    operation = std::exchange(port.generator, nullptr);
    generating_.remove(at);
    done = Condition::generateDone;
  }
  operation->finish();
  Event event = eventOf(EventType::operationDone, at);
  event.operation = operation->id;
  event.reason = reason;
  event.position = operation->position();
  if (because != nullptr) {
    event.code = static_cast<std::uint32_t>(because->condition);
    event.symbol = because->symbol;
  }
  hub_.push(event);
  ended_.add(*operation);
  refresh(at);
  fire(at, {done});
}

void FramePath::end(Reason reason) noexcept {
  // From here on nothing ends for another reason: run-time controls do not fire any more.
  ending_ = true;
  Command command;
  while (shared_.commands.pop(command)) carryOut(command);
  for (std::uint32_t at = 0; at < ports_.size(); ++at) {
    for (const OperationKind kind :
         {OperationKind::play, OperationKind::record, OperationKind::generate})
      if (operationAt(at, kind) != nullptr) finish(at, kind, reason);
    if (ports_[at].stream != nullptr) closeStream(at);
    setGain(at, nullptr);
  }
  conferences_.end(ended_);
  shared_.retired.addAll(ended_);
}

} // namespace crosspoint::engine
