#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/engine.h"
#include "engine/retired.h"
#include "engine/run-time-rules.h"

namespace crosspoint::engine {

enum class OperationKind : std::uint8_t { play = 1, record = 2, generate = 3 };

/** An id tells where its operation is, so that nobody has to keep a list: a number, 16 bits of port, 2 bits of kind. */
constexpr OperationId makeOperationId(std::uint64_t number, std::uint32_t port,
                                      OperationKind kind) {
  return number << 18 | std::uint64_t{port} << 2 | static_cast<std::uint64_t>(kind);
}
constexpr std::uint32_t portOf(OperationId id) {
  return static_cast<std::uint32_t>(id >> 2) & 0xFFFF;
}
constexpr OperationKind kindOf(OperationId id) {
  return static_cast<OperationKind>(id & 3);
}

inline constexpr std::uint32_t kFramesPerMs = 8;

/** Milliseconds in frames; what is far beyond any call does not wrap around. */
constexpr std::uint64_t framesOf(std::uint64_t milliseconds) {
  return std::min<std::uint64_t>(milliseconds, INT64_MAX / kFramesPerMs) * kFramesPerMs;
}

/** What runs on a port until it ends. Made on the control side, then only the frame path touches it. */
class Operation : public Retirable {
public:
  Operation(OperationId operation, const std::vector<RunTimeControl> &rules)
      : id(operation), controls(rules), detectors(detectorsFor(rules)) {}

  /** False where the action changed nothing. `stop` is not passed on: it is the frame path that ends operations. */
  virtual bool control(ControlAction action, std::int32_t amount) noexcept = 0;
  /** What `operationDone` tells. */
  virtual std::uint64_t position() const noexcept = 0;
  /** Called once, when it has ended. */
  virtual void finish() noexcept {}

  const OperationId id;
  const std::vector<RunTimeControl> controls;
  /** Those that its rules need. */
  const std::uint32_t detectors;
};

} // namespace crosspoint::engine
