#pragma once

#include <cstdint>

namespace crosspoint::engine {

/** Oki (Dialogic) ADPCM: four bits a sample, twelve bits of precision. Encoder and decoder share their state. */
class OkiAdpcm {
public:
  /** Answers 16 bits. */
  std::int16_t decode(std::uint32_t code) noexcept;
  std::uint32_t encode(std::int16_t sample) noexcept;

private:
  std::int32_t last_ = 0;
  std::int32_t step_ = 0;
};

/** IMA (DVI) ADPCM, as in WAV files: the state of one channel. */
struct ImaAdpcm {
  std::int32_t last = 0;
  std::int32_t step = 0;

  std::int16_t decode(std::uint32_t code) noexcept;
};

} // namespace crosspoint::engine
