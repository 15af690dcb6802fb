#include "engine/wav-reader.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "engine/engine-error.h"

namespace crosspoint::engine {

namespace {

constexpr std::uint32_t kMostChunks = 1'000;
// Who writes a WAV file into a pipe cannot know its length; such lengths stand for "to the end".
constexpr std::uint32_t kStreamedLength = 0x7FFF'F000;

[[noreturn]] void unreadable(const std::string &message, std::uint64_t offset) {
  throw EngineError("unreadable-sound", message + " (octet " + std::to_string(offset) + ")",
                    static_cast<std::int64_t>(offset));
}

std::uint32_t u16(std::span<const std::uint8_t> octets, std::size_t at) {
  return octets[at] | static_cast<std::uint32_t>(octets[at + 1]) << 8;
}
std::uint32_t u32(std::span<const std::uint8_t> octets, std::size_t at) {
  return u16(octets, at) | u16(octets, at + 2) << 16;
}

/** Exactly these octets, or the place where the file ends is told. */
void readAll(SoundSource &source, std::uint64_t offset, std::span<std::uint8_t> into) {
  const std::size_t count = source.read(offset, into);
  if (count < into.size()) unreadable("The WAV file ends too early", offset + count);
}

/** The formats of mmreg.h that are read here. */
enum Tag : std::uint32_t {
  kPcm = 0x0001,
  kFloat = 0x0003,
  kALaw = 0x0006,
  kMuLaw = 0x0007,
  kOkiAdpcm = 0x0010,
  kImaAdpcm = 0x0011,
  kDialogicOkiAdpcm = 0x0017,
  kGsm = 0x0031,
  kG726 = 0x0045,
  kG726Antex = 0x0064,
  kExtensible = 0xFFFE,
};

/** One `fmt ` chunk, as its octets say. */
struct Fields {
  std::uint32_t tag, channels, rate, blockOctets, bits, blockFrames;
  std::uint64_t at;
};

void pcm(const Fields &fields, SoundFormat &format) {
  switch (fields.bits) {
    case 8:
      format.coding = SampleCoding::unsigned8;
      break;
    case 16:
      format.coding = SampleCoding::linear16;
      break;
    case 24:
      format.coding = SampleCoding::linear24;
      break;
    case 32:
      format.coding = fields.tag == kFloat ? SampleCoding::float32 : SampleCoding::linear32;
      break;
    default:
      unreadable("PCM of " + std::to_string(fields.bits) + " bits is not read", fields.at + 14);
  }
  if (fields.tag == kFloat && fields.bits != 32)
    unreadable("Floating point of " + std::to_string(fields.bits) + " bits is not read",
               fields.at + 14);
  format.unitOctets = fields.channels * fields.bits / 8;
  format.bitsPerSample = fields.bits;
}

void g711(const Fields &fields, SoundFormat &format) {
  format.coding = fields.tag == kALaw ? SampleCoding::aLaw : SampleCoding::muLaw;
  if (fields.bits != 8) unreadable("G.711 has 8 bits", fields.at + 14);
  format.unitOctets = fields.channels;
  format.bitsPerSample = 8;
}

void mono(const Fields &fields, const char *what) {
  if (fields.channels != 1)
    unreadable(std::string(what) + " is read with one channel only", fields.at + 2);
}

void g726(const Fields &fields, SoundFormat &format) {
  mono(fields, "G.726");
  if (fields.bits < 2 || fields.bits > 5) unreadable("G.726 has 2 to 5 bits", fields.at + 14);
  format.coding = SampleCoding::g726;
  format.unitOctets = fields.bits;
  format.unitFrames = 8;
  format.bitsPerSample = fields.bits;
}

void imaAdpcm(const Fields &fields, SoundFormat &format) {
  // A block is a sample and an index for each channel, then words of eight samples for each in turn.
  const std::uint32_t word = 4 * fields.channels;
  if (fields.blockOctets <= word || fields.blockOctets % word != 0)
    unreadable("The block of IMA ADPCM is not of whole words", fields.at + 12);
  format.coding = SampleCoding::imaAdpcm;
  format.unitOctets = fields.blockOctets;
  format.unitFrames = (fields.blockOctets / word - 1) * 8 + 1;
  format.bitsPerSample = 4;
  if (fields.bits != 4) unreadable("IMA ADPCM has 4 bits", fields.at + 14);
  if (fields.blockFrames != 0 && fields.blockFrames != format.unitFrames)
    unreadable("The block of IMA ADPCM has another number of samples", fields.at + 18);
}

SoundFormat formatOf(const Fields &fields) {
  if (fields.channels != 1 && fields.channels != 2)
    unreadable("Sound of " + std::to_string(fields.channels) + " channels is not read",
               fields.at + 2);
  if (fields.rate < 6'000 || fields.rate > 96'000)
    unreadable("A rate of " + std::to_string(fields.rate) + " Hz is not read", fields.at + 4);
  SoundFormat format{.rate = fields.rate, .channels = fields.channels};
  switch (fields.tag) {
    case kPcm:
    case kFloat:
      pcm(fields, format);
      break;
    case kALaw:
    case kMuLaw:
      g711(fields, format);
      break;
    case kG726:
    case kG726Antex:
      g726(fields, format);
      break;
    case kGsm:
      mono(fields, "GSM 06.10");
      format.coding = SampleCoding::gsm;
      format.unitOctets = 65;
      format.unitFrames = 320;
      format.bitsPerSample = 0;
      break;
    case kOkiAdpcm:
    case kDialogicOkiAdpcm:
      mono(fields, "Oki ADPCM");
      format.coding = SampleCoding::okiAdpcm;
      format.unitOctets = 1;
      format.unitFrames = 2;
      format.bitsPerSample = 4;
      break;
    case kImaAdpcm:
      imaAdpcm(fields, format);
      break;
    default:
      unreadable("WAV format " + std::to_string(fields.tag) + " is not read", fields.at);
  }
  return format;
}

/** The 14 octets that all sub-formats of WAVE_FORMAT_EXTENSIBLE share which are format tags of two octets. */
constexpr std::array<std::uint8_t, 14> kTagGuid = {0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80,
                                                   0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};

SoundFormat readFormat(SoundSource &source, std::uint64_t at, std::uint32_t length) {
  std::array<std::uint8_t, 40> octets{};
  if (length < 16) unreadable("The chunk fmt is too short", at);
  const std::size_t count = std::min<std::size_t>(length, octets.size());
  readAll(source, at, std::span(octets).first(count));
  Fields fields{.tag = u16(octets, 0),
                .channels = u16(octets, 2),
                .rate = u32(octets, 4),
                .blockOctets = u16(octets, 12),
                .bits = u16(octets, 14),
                .blockFrames = count >= 20 ? u16(octets, 18) : 0,
                .at = at};
  if (fields.tag == kExtensible) {
    if (count < 40) unreadable("The chunk fmt is too short for its extension", at + 16);
    if (!std::equal(kTagGuid.begin(), kTagGuid.end(), octets.begin() + 26))
      unreadable("A sub-format that is no format tag is not read", at + 24);
    fields.tag = u16(octets, 24);
    // Valid bits below the size of the container are left-justified: nothing is to be done about them.
    fields.blockFrames = 0;
  }
  return formatOf(fields);
}

/** The walk through the chunks of one file. */
class Walk {
public:
  explicit Walk(SoundSource &source) : source_(source), size_(source.size()) {}

  WavLayout run() {
    std::array<std::uint8_t, 12> head{};
    readAll(source_, 0, head);
    if (name(head, 0) != "RIFF") unreadable("The file does not begin with RIFF", 0);
    if (name(head, 8) != "WAVE") unreadable("The RIFF file is not a WAVE file", 8);
    riffLength_ = u32(head, 4);
    std::uint64_t at = 12;
    for (std::uint32_t count = 0; !(hasFormat_ && hasData_); ++count) {
      if (count == kMostChunks) unreadable("The WAV file has too many chunks", at);
      at = chunk(at);
    }
    finish();
    return layout_;
  }

private:
  static std::string_view name(std::span<const std::uint8_t> octets, std::size_t at) {
    return {reinterpret_cast<const char *>(octets.data()) + at, 4};
  }

  /** Looks at one chunk; answers where the next one begins. */
  std::uint64_t chunk(std::uint64_t at) {
    std::array<std::uint8_t, 8> head{};
    if (at >= size_)
      unreadable(hasData_ ? "There is no chunk fmt" : "There is no chunk data", size_);
    readAll(source_, at, head);
    const std::uint32_t length = u32(head, 4);
    const std::uint64_t content = at + 8;
    if (name(head, 0) == "fmt " && !hasFormat_) {
      layout_.format = readFormat(source_, content, length);
      hasFormat_ = true;
    } else if (name(head, 0) == "data" && !hasData_) {
      return data(content, length);
    } else if (name(head, 0) == "fact" && length >= 4) {
      std::array<std::uint8_t, 4> octets{};
      readAll(source_, content, octets);
      fact_ = u32(octets, 0);
      layout_.factOffset = content;
    }
    if (length > size_ - content) unreadable("A chunk is longer than the file", size_);
    return content + length + (length & 1);
  }

  std::uint64_t data(std::uint64_t content, std::uint32_t length) {
    const bool unended = length == 0 && 8ull + riffLength_ != size_;
    const std::uint64_t there = size_ - content;
    layout_.dataOffset = content;
    layout_.dataLength = length;
    hasData_ = true;
    if (length >= kStreamedLength || unended) {
      streamed_ = length > there || unended;
      if (streamed_) layout_.dataLength = there;
    } else if (length > there) {
      unreadable("The data is shorter than its header says", size_);
    }
    return content + layout_.dataLength + (layout_.dataLength & 1);
  }

  void finish() {
    const std::uint64_t end = layout_.dataOffset + layout_.dataLength;
    layout_.dataIsLast = end + (layout_.dataLength & 1) >= size_;
    layout_.dataLength -= layout_.dataLength % layout_.format.unitOctets;
    // What a streamed file says of its length is not true.
    if (fact_ && !streamed_) layout_.frames = fact_;
  }

  SoundSource &source_;
  std::uint64_t size_;
  std::uint32_t riffLength_ = 0;
  std::optional<std::uint32_t> fact_;
  WavLayout layout_;
  bool hasFormat_ = false, hasData_ = false, streamed_ = false;
};

} // namespace

WavLayout readWav(SoundSource &source) {
  return Walk(source).run();
}

} // namespace crosspoint::engine
