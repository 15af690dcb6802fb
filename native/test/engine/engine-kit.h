#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/sound-sink.h"
#include "fake-board.h"

namespace crosspoint::test {

inline constexpr std::uint32_t kBlock = 80;

/** A stepped engine over a fake board. */
struct Bench {
  explicit Bench(std::uint32_t ports = 4, cp_law law = CP_LAW_A);
  Bench(std::uint32_t ports, const engine::EngineOptions &changes);

  void step(std::uint32_t blocks = 1) { engine->step(blocks); }
  /** All events that wait. */
  std::vector<engine::Event> events();
  /** Those of a type among all that wait; the others are gone. */
  std::vector<engine::Event> events(engine::EventType type);
  /** How an operation ended; steps until it has, at most so many blocks. Fails the test where it goes on. */
  engine::Event done(engine::OperationId operation, std::uint32_t most = 2'000);

  std::shared_ptr<const engine::Sound> sound(const std::vector<std::uint8_t> &octets) const;
  engine::PlayOptions playing(const std::vector<std::uint8_t> &octets) const;

  FakeBoard board;
  std::unique_ptr<engine::Engine> engine;
};

/** A writer that keeps octets as they come, with a limit as a ring has one. */
class KeptSound : public engine::SoundWriter, public engine::SoundSink {
public:
  explicit KeptSound(cp_law law = CP_LAW_A, std::size_t most = std::size_t{1} << 24);
  cp_law law() const noexcept override { return law_; }
  std::size_t put(std::span<const std::uint8_t> octets) noexcept override;
  void finish() noexcept override { ++finished; }

  std::vector<std::uint8_t> octets;
  int finished = 0;

private:
  const cp_law law_;
  const std::size_t most_;
};

/** Octets that tell where they are: no period shorter than 65 521. */
std::vector<std::uint8_t> noise(std::size_t count, std::uint32_t seed = 1);
std::vector<std::uint8_t> idle(std::size_t count, cp_law law = CP_LAW_A);
/** A sine, coded. */
std::vector<std::uint8_t> tone(double hertz, double dbm0, std::size_t count, cp_law law = CP_LAW_A);
/** A DTMF digit of so many frames, -10 dBm0 each tone. */
std::vector<std::uint8_t> digit(char symbol, std::size_t count, cp_law law = CP_LAW_A);
std::vector<std::uint8_t> operator+(std::vector<std::uint8_t> first,
                                    const std::vector<std::uint8_t> &second);
std::vector<std::uint8_t> part(const std::vector<std::uint8_t> &whole, std::size_t from,
                               std::size_t count);

} // namespace crosspoint::test
