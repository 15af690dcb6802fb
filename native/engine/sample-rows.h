#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

#include "dsp/g711.h"
#include "engine/port-set.h"

namespace crosspoint::engine {

/** What ports hear as linear samples, for those ports where somebody wants it: a row for each, aligned as `dsp::Block` has it. */
class SampleRows {
public:
  SampleRows(std::size_t ports, std::size_t frames, cp_law law)
      : frames_(frames),
        stride_((frames + 31) / 32 * 32),
        law_(law),
        wanted_(ports),
        samples_(new (kAlignment) std::int16_t[ports * stride_]()) {}

  PortSet &wanted() noexcept { return wanted_; }
  void decode(const std::uint8_t *octets) noexcept {
    for (const std::uint32_t port : wanted_.ports())
      g711_.decode(law_, octets + port * frames_, samples_.get() + port * stride_, frames_);
  }
  const std::int16_t *data() const noexcept { return samples_.get(); }
  std::int16_t *data() noexcept { return samples_.get(); }
  const std::int16_t *row(std::uint32_t port) const noexcept {
    return samples_.get() + port * stride_;
  }
  std::size_t stride() const noexcept { return stride_; }

private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(std::int16_t *samples) const { operator delete[](samples, kAlignment); }
  };

  const std::size_t frames_;
  const std::size_t stride_;
  const cp_law law_;
  const dsp::G711 g711_;
  PortSet wanted_;
  std::unique_ptr<std::int16_t[], Free> samples_;
};

} // namespace crosspoint::engine
