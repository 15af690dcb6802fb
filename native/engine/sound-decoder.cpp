#include "engine/sound-decoder.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "dsp/g711.h"
#include "engine/sound-adpcm.h"
#include "engine/sound-codec.h"

namespace crosspoint::engine {

namespace {

/** To 16 bits, rounded to the nearest, from 32. */
std::int16_t rounded(std::int64_t sample) noexcept {
  return static_cast<std::int16_t>(
      std::clamp<std::int64_t>((sample + 0x8000) >> 16, -32768, 32767));
}

std::int32_t floatSample(std::uint32_t bits) noexcept {
  const double value = std::bit_cast<float>(bits);
  if (std::isnan(value)) return 0;
  return static_cast<std::int32_t>(std::clamp(value * 2147483648.0, -2147483648.0, 2147483647.0));
}

/** One sample of a coding without memory, as 32 bits. */
std::int32_t sampleAt(SampleCoding coding, const std::uint8_t *at) noexcept {
  const auto shifted = [at](int octet, int by) {
    return static_cast<std::uint32_t>(at[octet]) << by;
  };
  switch (coding) {
    case SampleCoding::unsigned8:
      return static_cast<std::int32_t>(shifted(0, 24) ^ 0x8000'0000u);
    case SampleCoding::linear16:
      return static_cast<std::int32_t>(shifted(0, 16) | shifted(1, 24));
    case SampleCoding::linear24:
      return static_cast<std::int32_t>(shifted(0, 8) | shifted(1, 16) | shifted(2, 24));
    case SampleCoding::linear32:
      return static_cast<std::int32_t>(shifted(0, 0) | shifted(1, 8) | shifted(2, 16) |
                                       shifted(3, 24));
    case SampleCoding::float32:
      return floatSample(shifted(0, 0) | shifted(1, 8) | shifted(2, 16) | shifted(3, 24));
    default:
      return 0;
  }
}

class PlainDecoder final : public SoundDecoder {
public:
  explicit PlainDecoder(const SoundFormat &format) : format_(format) {}

  void decode(std::span<const std::uint8_t> octets, std::vector<std::int16_t> &into) override {
    const std::size_t width = format_.unitOctets / format_.channels;
    for (std::size_t at = 0; at + format_.unitOctets <= octets.size(); at += format_.unitOctets) {
      std::int64_t sum = sampleAt(format_.coding, octets.data() + at);
      if (format_.channels == 2)
        sum = (sum + sampleAt(format_.coding, octets.data() + at + width)) / 2;
      into.push_back(rounded(sum));
    }
  }

private:
  SoundFormat format_;
};

class LawDecoder final : public SoundDecoder {
public:
  explicit LawDecoder(const SoundFormat &format)
      : law_(format.coding == SampleCoding::aLaw ? CP_LAW_A : CP_LAW_MU),
        channels_(format.channels) {}

  void decode(std::span<const std::uint8_t> octets, std::vector<std::int16_t> &into) override {
    const std::size_t begin = into.size();
    into.resize(begin + octets.size());
    dsp::decode(law_, octets.data(), into.data() + begin, octets.size());
    if (channels_ == 1) return;
    const std::size_t frames = octets.size() / 2;
    for (std::size_t frame = 0; frame < frames; ++frame) {
      const std::int16_t *both = into.data() + begin + 2 * frame;
      into[begin + frame] = static_cast<std::int16_t>((both[0] + both[1]) / 2);
    }
    into.resize(begin + frames);
  }

private:
  cp_law law_;
  std::uint32_t channels_;
};

class ModuleDecoder final : public SoundDecoder {
public:
  explicit ModuleDecoder(const SoundFormat &format) : format_(format), codec_(format) {}

  void decode(std::span<const std::uint8_t> octets, std::vector<std::int16_t> &into) override {
    const std::size_t begin = into.size();
    into.resize(begin + octets.size() / format_.unitOctets * format_.unitFrames);
    codec_.decode(octets, std::span(into).subspan(begin));
  }

private:
  SoundFormat format_;
  SoundCodec codec_;
};

class OkiDecoder final : public SoundDecoder {
public:
  void decode(std::span<const std::uint8_t> octets, std::vector<std::int16_t> &into) override {
    // The first sample is in the high half of the octet.
    for (const std::uint8_t octet : octets) {
      into.push_back(state_.decode(octet >> 4));
      into.push_back(state_.decode(octet & 15u));
    }
  }

private:
  OkiAdpcm state_;
};

class ImaDecoder final : public SoundDecoder {
public:
  explicit ImaDecoder(const SoundFormat &format) : format_(format) {}

  void decode(std::span<const std::uint8_t> octets, std::vector<std::int16_t> &into) override {
    for (std::size_t at = 0; at + format_.unitOctets <= octets.size(); at += format_.unitOctets)
      decodeBlock(octets.subspan(at, format_.unitOctets), into);
  }

private:
  void decodeBlock(std::span<const std::uint8_t> block, std::vector<std::int16_t> &into) {
    const std::size_t begin = into.size();
    into.resize(begin + format_.unitFrames);
    for (std::uint32_t channel = 0; channel < format_.channels; ++channel) {
      const std::uint8_t *head = block.data() + 4 * channel;
      ImaAdpcm state{.last = static_cast<std::int16_t>(head[0] | head[1] << 8),
                     .step = std::min<std::int32_t>(head[2], 88)};
      add(into[begin], static_cast<std::int16_t>(state.last), channel);
      for (std::uint32_t frame = 1; frame < format_.unitFrames; ++frame) {
        // Words of eight samples, the first in the lowest bits, the channels in turn.
        const std::uint32_t word = (frame - 1) / 8 * format_.channels + channel;
        const std::uint32_t within = (frame - 1) % 8;
        const std::uint8_t octet = block[4 * format_.channels + 4 * word + within / 2];
        add(into[begin + frame], state.decode(within % 2 ? octet >> 4 : octet & 15u), channel);
      }
    }
  }

  /** The first channel is set; the second makes it the mean of both. */
  static void add(std::int16_t &sum, std::int16_t sample, std::uint32_t channel) {
    sum = channel == 0 ? sample : static_cast<std::int16_t>((sum + sample) / 2);
  }

  SoundFormat format_;
};

} // namespace

std::unique_ptr<SoundDecoder> SoundDecoder::make(const SoundFormat &format) {
  switch (format.coding) {
    case SampleCoding::aLaw:
    case SampleCoding::muLaw:
      return std::make_unique<LawDecoder>(format);
    case SampleCoding::g726:
    case SampleCoding::gsm:
      return std::make_unique<ModuleDecoder>(format);
    case SampleCoding::okiAdpcm:
      return std::make_unique<OkiDecoder>();
    case SampleCoding::imaAdpcm:
      return std::make_unique<ImaDecoder>(format);
    default:
      return std::make_unique<PlainDecoder>(format);
  }
}

} // namespace crosspoint::engine
