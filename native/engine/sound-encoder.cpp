#include "engine/sound-encoder.h"

#include <algorithm>

#include "dsp/g711.h"
#include "engine/sound-adpcm.h"
#include "engine/sound-codec.h"

namespace crosspoint::engine {

namespace {

/** How much of a file is read at once to go on from it. */
constexpr std::size_t kUnitsAtATime = 1'024;

class LawEncoder final : public SoundEncoder {
public:
  LawEncoder(cp_law from, cp_law to) : from_(from), to_(to) {}

  void encode(std::span<const std::uint8_t> octets, std::vector<std::uint8_t> &into) override {
    const std::size_t begin = into.size();
    into.resize(begin + octets.size());
    dsp::transcode(from_, to_, octets.data(), into.data() + begin, octets.size());
  }

private:
  cp_law from_, to_;
};

class LinearEncoder final : public SoundEncoder {
public:
  explicit LinearEncoder(cp_law law) : law_(law) {}

  void encode(std::span<const std::uint8_t> octets, std::vector<std::uint8_t> &into) override {
    samples_.resize(octets.size());
    dsp::decode(law_, octets.data(), samples_.data(), octets.size());
    for (const std::int16_t sample : samples_) {
      into.push_back(static_cast<std::uint8_t>(sample));
      into.push_back(static_cast<std::uint8_t>(sample >> 8));
    }
  }

private:
  cp_law law_;
  std::vector<std::int16_t> samples_;
};

/** Coders that work in units of several frames. */
class UnitEncoder : public SoundEncoder {
public:
  UnitEncoder(const SoundFormat &format, cp_law law) : format_(format), law_(law) {}

  void encode(std::span<const std::uint8_t> octets, std::vector<std::uint8_t> &into) override {
    const std::size_t begin = samples_.size();
    samples_.resize(begin + octets.size());
    dsp::decode(law_, octets.data(), samples_.data() + begin, octets.size());
    const std::size_t whole = samples_.size() - samples_.size() % format_.unitFrames;
    const std::size_t at = into.size();
    into.resize(at + whole / format_.unitFrames * format_.unitOctets);
    encodeUnits(std::span(samples_).first(whole), std::span(into).subspan(at));
    samples_.erase(samples_.begin(), samples_.begin() + static_cast<std::ptrdiff_t>(whole));
  }

  void finish(std::vector<std::uint8_t> &into) override {
    if (samples_.empty()) return;
    samples_.resize(format_.unitFrames, 0);
    encode({}, into);
  }

  void goOn(SoundSource &source, std::uint64_t offset, std::uint64_t length) override {
    std::vector<std::uint8_t> octets(kUnitsAtATime * format_.unitOctets);
    while (length >= format_.unitOctets) {
      const std::size_t wanted = std::min<std::uint64_t>(length, octets.size());
      const std::size_t count = source.read(offset, std::span(octets).first(wanted));
      const std::size_t whole = count - count % format_.unitOctets;
      if (whole == 0) return;
      skipUnits(std::span(octets).first(whole));
      offset += whole;
      length -= whole;
    }
  }

protected:
  virtual void encodeUnits(std::span<const std::int16_t> samples,
                           std::span<std::uint8_t> octets) = 0;
  virtual void skipUnits(std::span<const std::uint8_t> octets) = 0;

  SoundFormat format_;

private:
  cp_law law_;
  /** What waits for the rest of its unit. */
  std::vector<std::int16_t> samples_;
};

class ModuleEncoder final : public UnitEncoder {
public:
  ModuleEncoder(const SoundFormat &format, cp_law law) : UnitEncoder(format, law), codec_(format) {}

protected:
  void encodeUnits(std::span<const std::int16_t> samples, std::span<std::uint8_t> octets) override {
    codec_.encode(samples, octets);
  }

  void skipUnits(std::span<const std::uint8_t> octets) override {
    if (!codec_.info().continues) return;
    skipped_.resize(octets.size() / format_.unitOctets * format_.unitFrames);
    codec_.decode(octets, skipped_);
  }

private:
  SoundCodec codec_;
  std::vector<std::int16_t> skipped_;
};

class OkiEncoder final : public UnitEncoder {
public:
  using UnitEncoder::UnitEncoder;

protected:
  void encodeUnits(std::span<const std::int16_t> samples, std::span<std::uint8_t> octets) override {
    for (std::size_t unit = 0; unit < octets.size(); ++unit) {
      const std::uint32_t high = state_.encode(samples[2 * unit]);
      octets[unit] = static_cast<std::uint8_t>(high << 4 | state_.encode(samples[2 * unit + 1]));
    }
  }

  void skipUnits(std::span<const std::uint8_t> octets) override {
    for (const std::uint8_t octet : octets) {
      state_.decode(octet >> 4);
      state_.decode(octet & 15u);
    }
  }

private:
  OkiAdpcm state_;
};

} // namespace

std::unique_ptr<SoundEncoder> SoundEncoder::make(const SoundFormat &format, cp_law law) {
  switch (format.coding) {
    case SampleCoding::aLaw:
      return std::make_unique<LawEncoder>(law, CP_LAW_A);
    case SampleCoding::muLaw:
      return std::make_unique<LawEncoder>(law, CP_LAW_MU);
    case SampleCoding::okiAdpcm:
      return std::make_unique<OkiEncoder>(format, law);
    case SampleCoding::g726:
    case SampleCoding::gsm:
      return std::make_unique<ModuleEncoder>(format, law);
    default:
      return std::make_unique<LinearEncoder>(law);
  }
}

} // namespace crosspoint::engine
