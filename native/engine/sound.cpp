#include "engine/sound.h"

#include <algorithm>
#include <optional>

#include "dsp/g711.h"
#include "dsp/resampler.h"
#include "engine/engine-error.h"
#include "engine/sound-decoder.h"
#include "engine/sound-source.h"
#include "engine/wav-reader.h"

namespace crosspoint::engine {

namespace {

constexpr std::size_t kMostOctets = std::size_t{64} << 20;
/** About what is read at a time. */
constexpr std::size_t kChunkOctets = 65'536;

[[noreturn]] void tooLong(std::uint64_t offset) {
  throw EngineError(
      "unreadable-sound",
      "The sound is longer than 64 MiB at 8 kHz (octet " + std::to_string(offset) + ")",
      static_cast<std::int64_t>(offset));
}

cp_law lawOf(SampleCoding coding) {
  return coding == SampleCoding::aLaw ? CP_LAW_A : CP_LAW_MU;
}

/** G.711 at 8 kHz goes from law to law, not by way of linear samples: the table of the Recommendation decides. */
bool isTranscoded(const SoundFormat &format) {
  return format.rate == 8'000 && format.channels == 1 &&
         (format.coding == SampleCoding::aLaw || format.coding == SampleCoding::muLaw);
}

/** What lies between the data of a file and the octets of a Sound. */
class Conversion {
public:
  Conversion(const SoundFormat &format, cp_law law) : format_(format), law_(law) {
    if (isTranscoded(format)) return;
    decoder_ = SoundDecoder::make(format);
    if (format.rate != 8'000) resampler_.emplace(format.rate);
  }

  void add(std::span<const std::uint8_t> data, std::vector<std::uint8_t> &into) {
    if (!decoder_) {
      const std::size_t begin = into.size();
      into.resize(begin + data.size());
      dsp::transcode(lawOf(format_.coding), law_, data.data(), into.data() + begin, data.size());
      return;
    }
    samples_.clear();
    decoder_->decode(data, samples_);
    // What fills up the last block of a coder is not part of the sound.
    if (left_ && samples_.size() > *left_) samples_.resize(static_cast<std::size_t>(*left_));
    if (left_) *left_ -= samples_.size();
    encode(resampled(), into);
  }

  void finish(std::vector<std::uint8_t> &into) {
    if (!resampler_) return;
    resampled_.clear();
    resampler_->finish(resampled_);
    encode(resampled_, into);
  }

  void limit(std::uint64_t frames) { left_ = frames; }

private:
  const std::vector<std::int16_t> &resampled() {
    if (!resampler_) return samples_;
    resampled_.clear();
    resampler_->process(samples_, resampled_);
    return resampled_;
  }

  void encode(const std::vector<std::int16_t> &samples, std::vector<std::uint8_t> &into) {
    const std::size_t begin = into.size();
    into.resize(begin + samples.size());
    dsp::encode(law_, samples.data(), into.data() + begin, samples.size());
  }

  SoundFormat format_;
  cp_law law_;
  /** Nothing where octets are transcoded. */
  std::unique_ptr<SoundDecoder> decoder_;
  std::optional<dsp::Resampler> resampler_;
  std::optional<std::uint64_t> left_;
  std::vector<std::int16_t> samples_, resampled_;
};

std::uint64_t framesAt8k(const WavLayout &layout) {
  const SoundFormat &format = layout.format;
  const std::uint64_t units = layout.dataLength / format.unitOctets;
  return units * format.unitFrames * 8'000 / format.rate;
}

std::vector<std::uint8_t> convert(SoundSource &source, const WavLayout &layout, cp_law law) {
  const SoundFormat &format = layout.format;
  if (framesAt8k(layout) > kMostOctets) tooLong(layout.dataOffset);
  Conversion conversion(format, law);
  const std::uint64_t all = layout.dataLength / format.unitOctets * format.unitFrames;
  if (format.unitFrames > 1 && layout.frames && *layout.frames < all)
    conversion.limit(*layout.frames);
  std::vector<std::uint8_t> octets;
  octets.reserve(static_cast<std::size_t>(framesAt8k(layout)) + 64);
  std::vector<std::uint8_t> chunk(std::max<std::size_t>(kChunkOctets / format.unitOctets, 1) *
                                  format.unitOctets);
  for (std::uint64_t done = 0; done < layout.dataLength;) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), layout.dataLength - done));
    const std::uint64_t at = layout.dataOffset + done;
    const std::size_t count = source.read(at, std::span(chunk).first(wanted));
    if (count < wanted)
      throw EngineError("unreadable-sound",
                        "The sound ends too early (octet " + std::to_string(at + count) + ")",
                        static_cast<std::int64_t>(at + count));
    conversion.add(std::span(chunk).first(count), octets);
    done += count;
  }
  conversion.finish(octets);
  return octets;
}

} // namespace

std::shared_ptr<const Sound> Sound::fromFile(const std::string &path, cp_law law) {
  const auto source = fileSource(path);
  return fromSource(*source, law);
}

std::shared_ptr<const Sound> Sound::fromOctets(std::span<const std::uint8_t> file, cp_law law) {
  const auto source = memorySource(file);
  return fromSource(*source, law);
}

std::shared_ptr<const Sound> Sound::fromSource(SoundSource &source, cp_law law) {
  auto sound = std::make_shared<Sound>();
  sound->law_ = law;
  sound->octets_ = convert(source, readWav(source), law);
  return sound;
}

std::shared_ptr<const Sound> Sound::fromRaw(std::span<const std::uint8_t> octets, Coder coder,
                                            std::uint32_t rate, cp_law law) {
  if (rate < dsp::kLowestRate || rate > dsp::kHighestRate)
    throw EngineError("invalid-request", "A rate of " + std::to_string(rate) + " Hz is not read",
                      -1, CP_ERROR_INVALID_ARGUMENT);
  WavLayout layout;
  layout.format = formatOf(coder, Container::raw);
  layout.format.rate = rate;
  layout.dataLength = octets.size() - octets.size() % layout.format.unitOctets;
  const auto source = memorySource(octets);
  auto sound = std::make_shared<Sound>();
  sound->law_ = law;
  sound->octets_ = convert(*source, layout, law);
  return sound;
}

} // namespace crosspoint::engine
