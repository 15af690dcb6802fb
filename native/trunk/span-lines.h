#pragma once

#include <cstdint>
#include <vector>

#include "crosspoint/signalling.h"
#include "engine/engine.h"

namespace crosspoint::trunk {

/** A line of a span, and where its register signals are made and heard. */
struct SpanLine {
  std::uint32_t line = 0;
  std::uint32_t timeslot = 0;
  std::uint32_t port = engine::kNoLine;
  /** The register signal that is being sent, 0 for none. */
  engine::OperationId tone = 0;
  cp_listen listens = CP_LISTEN_NOTHING;
};

/** How a trunk uses the lines of its span: which there are, opening them, and joining them to ports for register signals. */
class SpanLines {
public:
  /** Looks at the board. Throws engine::EngineError where there is no such span. */
  SpanLines(engine::Engine &engine, std::uint32_t span, std::uint32_t frameTimeslot,
            const std::vector<std::uint32_t> &ports, bool connects);

  /** Opens them as signalling needs them. Throws EngineError with what the board answered. */
  void open();
  void closeFrameLine();

  cp_result sendFrame(std::uint32_t line, const std::uint8_t *octets, std::uint32_t length);
  cp_result setBits(std::uint32_t line, std::uint8_t abcd);
  cp_result sendTone(std::uint32_t line, bool forward, char symbol);
  cp_result listen(std::uint32_t line, cp_listen what);
  /** Tells run-time control on the line's port that the far end is gone. */
  void disconnect(std::uint32_t line);
  void silence();

  /** The line whose register signals are heard at a port; null where nothing is listened for there. */
  const SpanLine *listeningAt(std::uint32_t port) const;
  const SpanLine *find(std::uint32_t line) const;
  std::uint8_t receivedBits(std::uint32_t line);
  std::uint32_t alarms();

  const std::vector<SpanLine> &lines() const { return lines_; }
  std::uint32_t frameLine() const { return frameLine_; }
  std::uint32_t span() const { return span_; }
  cp_span_kind kind() const { return info_.kind; }
  cp_law law() const { return info_.config.law; }

private:
  SpanLine *findLine(std::uint32_t line);
  cp_result connect(const SpanLine &line);

  engine::Engine &engine_;
  std::uint32_t span_;
  bool connects_;
  cp_span_info info_{};
  std::uint32_t frameLine_ = CP_LINE_ANY;
  std::vector<SpanLine> lines_;
};

} // namespace crosspoint::trunk
