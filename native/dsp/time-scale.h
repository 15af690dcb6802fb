#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace crosspoint::dsp {

/**
 * Faster or slower with the pitch as it is: overlapping pieces of the sound, each taken from where it continues the one before most alike
 * (WSOLA). All state is in the object; nothing allocates or throws.
 */
class TimeScale {
public:
  static constexpr std::uint32_t kSlowest = 50;
  static constexpr std::uint32_t kFastest = 200;
  /** Fills in up to `frames` samples and answers how many; fewer is the end of the sound. */
  using Source = std::size_t (*)(void *context, std::int16_t *into, std::size_t frames);

  /** From the next piece on, within 20 ms. What lies outside the range is taken as its end. */
  void setPercent(std::uint32_t percent) noexcept;
  std::uint32_t percent() const noexcept { return percent_; }
  /** Forgets the sound, for another one or another place in it. */
  void reset() noexcept;

  /** The next `frames` samples out of the source; fewer at its end. */
  std::size_t process(Source source, void *context, std::int16_t *out, std::size_t frames) noexcept;
  /** How far in the source, in frames since `reset`, the next piece is. */
  std::uint64_t position() const noexcept { return start_ + target_ / 100; }

private:
  /** Pieces of 40 ms overlap by half; they may be moved by 10 ms, a period of the lowest voices in either direction together. */
  static constexpr std::size_t kHop = 160;
  static constexpr std::size_t kSearch = 80;
  static constexpr std::size_t kRoom = 1'280;

  bool makePiece(Source source, void *context) noexcept;
  void read(Source source, void *context, std::size_t until) noexcept;
  void drop() noexcept;
  std::size_t mostAlike(std::size_t from, std::size_t to) const noexcept;
  float likeness(std::size_t at, std::size_t step) const noexcept;

  std::uint32_t percent_ = 100;
  /** The frame of the source that `sound_` begins with. */
  std::uint64_t start_ = 0;
  std::array<float, kRoom> sound_{};
  std::size_t length_ = 0;
  bool ended_ = false;
  /** How much of `sound_` is sound, and not silence behind its end. */
  std::size_t real_ = 0;
  /** Where the next piece would be if it were not moved, in hundredths of a frame from the beginning of `sound_`. */
  std::uint64_t target_ = 0;
  /** Where the last piece would go on. */
  std::size_t continuation_ = 0;
  std::array<std::int16_t, kHop> piece_{};
  std::size_t pieceAt_ = 0;
  std::size_t pieceLength_ = 0;
};

} // namespace crosspoint::dsp
