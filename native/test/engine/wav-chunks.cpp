#include <doctest/doctest.h>

#include "engine/engine-error.h"
#include "engine/sound-source.h"
#include "engine/sound.h"
#include "engine/wav-reader.h"
#include "sound-sox.h"

using namespace crosspoint;
using namespace crosspoint::engine;
using namespace crosspoint::test;

namespace {

/** A WAV file, chunk by chunk. */
class Wav {
public:
  Wav() { name("RIFF").u32(0).name("WAVE"); }

  Wav &name(const std::string &text) {
    for (const char letter : text) octets_.push_back(static_cast<std::uint8_t>(letter));
    return *this;
  }
  Wav &u16(std::uint32_t value) {
    octets_.push_back(static_cast<std::uint8_t>(value));
    octets_.push_back(static_cast<std::uint8_t>(value >> 8));
    return *this;
  }
  Wav &u32(std::uint32_t value) { return u16(value & 0xFFFF).u16(value >> 16); }
  Wav &octets(const Octets &more) {
    for (const std::uint8_t octet : more) octets_.push_back(octet);
    return *this;
  }
  Wav &chunk(const std::string &id, const Octets &content) {
    name(id).u32(static_cast<std::uint32_t>(content.size())).octets(content);
    if (content.size() % 2) octets_.push_back(0);
    return *this;
  }
  Wav &format(std::uint32_t tag, std::uint32_t channels, std::uint32_t rate, std::uint32_t bits) {
    const std::uint32_t block = channels * bits / 8;
    return name("fmt ")
        .u32(16)
        .u16(tag)
        .u16(channels)
        .u32(rate)
        .u32(rate * block)
        .u16(block)
        .u16(bits);
  }
  /** With the length of the file in its head. */
  Octets whole() const {
    Octets file = octets_;
    for (std::size_t octet = 0; octet < 4; ++octet)
      file[4 + octet] = static_cast<std::uint8_t>((file.size() - 8) >> 8 * octet);
    return file;
  }
  const Octets &asIs() const { return octets_; }

private:
  Octets octets_;
};

const Octets kData = {0xD5, 0x55, 0x12, 0x34, 0x56};

Octets read(const Octets &file) {
  const auto sound = Sound::fromOctets(file, CP_LAW_A);
  return Octets(sound->octets().begin(), sound->octets().end());
}

/** The octet at which a file cannot be read. */
std::int64_t faultAt(const Octets &file) {
  try {
    Sound::fromOctets(file, CP_LAW_A);
  } catch (const EngineError &error) {
    CHECK(error.code == "unreadable-sound");
    return error.offset;
  }
  return -1;
}

} // namespace

TEST_CASE("chunks come in any order, odd ones are padded, unknown ones are skipped") {
  CHECK(read(Wav().format(6, 1, 8'000, 8).chunk("data", kData).whole()) == kData);
  CHECK(read(Wav()
                 .chunk("LIST", {1, 2, 3})
                 .chunk("data", kData)
                 .chunk("junk", {})
                 .format(6, 1, 8'000, 8)
                 .chunk("LIST", {1})
                 .whole()) == kData);
}

TEST_CASE("the padding of the last chunk may be missing") {
  Octets file = Wav().format(6, 1, 8'000, 8).chunk("data", kData).whole();
  file.pop_back();
  CHECK(read(file) == kData);
}

TEST_CASE("an empty sound is a sound, whatever follows it") {
  CHECK(read(Wav().format(6, 1, 8'000, 8).chunk("data", {}).whole()).empty());
  CHECK(read(Wav().format(6, 1, 8'000, 8).chunk("data", {}).chunk("LIST", kData).whole()).empty());
}

TEST_CASE("a length that nobody could know means to the end") {
  for (const std::uint32_t length : {0u, 0xFFFF'FFFFu, 0x7FFF'F000u, 0x8000'0000u})
    CHECK(read(Wav().format(6, 1, 8'000, 8).name("data").u32(length).octets(kData).asIs()) ==
          kData);
}

TEST_CASE("half a sample at the end is left out") {
  const Octets file = Wav().format(1, 1, 8'000, 16).chunk("data", {0, 0, 0, 0, 7}).whole();
  CHECK(read(file).size() == 2);
}

TEST_CASE("the extensible format says by its sub-format what it is") {
  const auto extensible = [](std::uint32_t tag, std::uint32_t guid) {
    return Wav()
        .name("fmt ")
        .u32(40)
        .u16(0xFFFE)
        .u16(1)
        .u32(8'000)
        .u32(8'000)
        .u16(1)
        .u16(8)
        .u16(22)
        .u16(8)
        .u32(4)
        .u16(tag)
        .u32(0)
        .u16(guid)
        .octets({0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71})
        .chunk("data", kData)
        .whole();
  };
  CHECK(read(extensible(6, 0x10)) == kData);
  CHECK(faultAt(extensible(6, 0x11)) == 20 + 24);
  CHECK(faultAt(extensible(0x55, 0x10)) == 20);
}

TEST_CASE("each fault is told with the octet where it lies") {
  CHECK(faultAt({}) == 0);
  CHECK(faultAt({'R', 'I', 'F', 'X', 0, 0, 0, 0, 'W', 'A', 'V', 'E'}) == 0);
  CHECK(faultAt({'R', 'I', 'F', 'F', 4, 0, 0, 0, 'A', 'V', 'I', ' '}) == 8);
  CHECK(faultAt(Wav().whole()) == 12);
  const auto format = [](std::uint32_t tag, std::uint32_t channels, std::uint32_t rate,
                         std::uint32_t bits) {
    return faultAt(Wav().format(tag, channels, rate, bits).chunk("data", kData).whole());
  };
  CHECK(format(0x55, 1, 8'000, 8) == 20);
  CHECK(format(6, 0, 8'000, 8) == 22);
  CHECK(format(6, 3, 8'000, 8) == 22);
  CHECK(format(6, 1, 5'999, 8) == 24);
  CHECK(format(6, 1, 96'001, 8) == 24);
  CHECK(format(6, 1, 8'000, 16) == 34);
  CHECK(format(1, 1, 8'000, 12) == 34);
  CHECK(format(3, 1, 8'000, 16) == 34);
  CHECK(format(0x45, 1, 8'000, 6) == 34);
  CHECK(format(0x45, 2, 8'000, 4) == 22);
  CHECK(format(0x11, 1, 8'000, 4) == 32);
  CHECK(faultAt(Wav().format(6, 1, 8'000, 8).whole()) == 36);
  CHECK(faultAt(Wav().chunk("data", kData).whole()) == 26);
  CHECK(faultAt(Wav().name("fmt ").u32(15).octets(Octets(16)).whole()) == 20);
  CHECK(faultAt(Wav().format(6, 1, 8'000, 8).name("data").u32(6).octets(kData).whole()) == 49);
  CHECK(faultAt(Wav().name("LIST").u32(0xFFFF'FFFF).octets(kData).whole()) == 25);
}

TEST_CASE("a file cut at any octet is told to end there, and none cut within the sound is read") {
  const Octets file = Wav()
                          .chunk("LIST", {1, 2, 3})
                          .format(6, 1, 8'000, 8)
                          .chunk("fact", {5, 0, 0, 0})
                          .chunk("data", kData)
                          .whole();
  REQUIRE(read(file) == kData);
  // The last octet is padding.
  for (std::size_t length = 0; length + 1 < file.size(); ++length) {
    CAPTURE(length);
    const std::int64_t at = faultAt(Octets(file.begin(), file.begin() + static_cast<long>(length)));
    CHECK(at == static_cast<std::int64_t>(length));
  }
}

TEST_CASE("a thousand empty chunks are enough") {
  Wav wav;
  for (int count = 0; count < 1'001; ++count) wav.chunk("junk", {});
  CHECK(faultAt(wav.format(6, 1, 8'000, 8).chunk("data", kData).whole()) == 12 + 1'000 * 8);
}

TEST_CASE("any IMA ADPCM block is read, and none beyond its end") {
  const auto block = [](std::uint32_t octets, std::uint32_t frames) {
    Octets data(octets, 0x77);
    data[0] = 0xFF;
    data[1] = 0x7F;
    data[2] = 255;
    data[3] = 0;
    return Wav()
        .name("fmt ")
        .u32(20)
        .u16(0x11)
        .u16(1)
        .u32(8'000)
        .u32(4'000)
        .u16(octets)
        .u16(4)
        .u16(2)
        .u16(frames)
        .chunk("data", data)
        .whole();
  };
  CHECK(read(block(8, 9)).size() == 9);
  CHECK(read(block(256, 505)).size() == 505);
  CHECK(faultAt(block(8, 10)) == 38);
  CHECK(faultAt(block(10, 9)) == 32);
  CHECK(faultAt(block(4, 1)) == 32);
}
