#include "engine/wav-header.h"

#include <array>
#include <string_view>

namespace crosspoint::engine {

namespace {

class Octets {
public:
  Octets &name(std::string_view text) {
    for (const char letter : text) octets_[size_++] = static_cast<std::uint8_t>(letter);
    return *this;
  }
  Octets &u16(std::uint32_t value) {
    octets_[size_++] = static_cast<std::uint8_t>(value);
    octets_[size_++] = static_cast<std::uint8_t>(value >> 8);
    return *this;
  }
  Octets &u32(std::uint32_t value) { return u16(value).u16(value >> 16); }
  std::size_t size() const { return size_; }
  std::span<const std::uint8_t> span() const { return std::span(octets_).first(size_); }

private:
  /** The longest head there is. */
  std::array<std::uint8_t, 64> octets_{};
  std::size_t size_ = 0;
};

std::uint32_t tagOf(SampleCoding coding) {
  switch (coding) {
    case SampleCoding::aLaw:
      return 0x06;
    case SampleCoding::muLaw:
      return 0x07;
    case SampleCoding::g726:
      return 0x45;
    case SampleCoding::gsm:
      return 0x31;
    case SampleCoding::okiAdpcm:
      return 0x17;
    default:
      return 0x01;
  }
}

std::uint32_t octetsPerSecond(const SoundFormat &format) {
  return (format.rate * format.unitOctets + format.unitFrames / 2) / format.unitFrames;
}

} // namespace

WavHeader WavHeader::begin(SoundOutput &output, const SoundFormat &format) {
  const bool isPcm = format.coding == SampleCoding::linear16;
  // Coders in blocks say how many samples a block has.
  const bool isBlocked = format.coding == SampleCoding::gsm;
  Octets head;
  head.name("RIFF").u32(0).name("WAVE").name("fmt ").u32(isPcm ? 16 : isBlocked ? 20 : 18);
  head.u16(tagOf(format.coding)).u16(1).u32(format.rate).u32(octetsPerSecond(format));
  head.u16(format.unitOctets).u16(format.bitsPerSample);
  if (isBlocked)
    head.u16(2).u16(format.unitFrames);
  else if (!isPcm)
    head.u16(0);
  std::uint64_t factOffset = 0;
  if (!isPcm) {
    head.name("fact").u32(4);
    factOffset = head.size();
    head.u32(0);
  }
  head.name("data").u32(0);
  const WavHeader header(head.size(), factOffset);
  output.append(head.span());
  header.update(output, 0, 0);
  return header;
}

bool WavHeader::update(SoundOutput &output, std::uint64_t dataLength, std::uint64_t frames) const {
  const auto length = static_cast<std::uint32_t>(dataLength);
  const auto all = static_cast<std::uint32_t>(dataOffset_ + dataLength + (dataLength & 1) - 8);
  if (!output.patch(4, Octets().u32(all).span())) return false;
  if (factOffset_ &&
      !output.patch(factOffset_, Octets().u32(static_cast<std::uint32_t>(frames)).span()))
    return false;
  return output.patch(dataOffset_ - 4, Octets().u32(length).span());
}

} // namespace crosspoint::engine
