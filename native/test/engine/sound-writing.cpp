// What is recorded is read by sox, and by ourselves.
#include <doctest/doctest.h>
#ifdef HAVE_SPANDSP
#include <spandsp.h>
#endif

#include <thread>

#include "engine/engine-error.h"
#include "engine/sound-sink.h"
#include "engine/sound.h"
#include "sound-sox.h"

using namespace crosspoint;
using namespace crosspoint::engine;
using namespace crosspoint::test;

namespace {

constexpr std::uint32_t kLongEnough = 20'000;

SoundSink &sinkOf(const std::shared_ptr<SoundWriter> &writer) {
  return dynamic_cast<SoundSink &>(*writer);
}

/** As a recorder does: block after block, and the end. */
void record(const std::shared_ptr<SoundWriter> &writer, std::span<const std::uint8_t> octets,
            bool finish = true) {
  while (!octets.empty()) {
    const std::size_t count = std::min<std::size_t>(octets.size(), 80);
    REQUIRE(sinkOf(writer).put(octets.first(count)) == count);
    octets = octets.subspan(count);
    if (octets.size() % 8'000 < 80) writer->drain();
  }
  if (finish) {
    sinkOf(writer).finish();
    REQUIRE(writer->waitFinished(kLongEnough));
  }
}

Octets readSound(const std::string &path, cp_law law) {
  const auto sound = Sound::fromFile(path, law);
  return Octets(sound->octets().begin(), sound->octets().end());
}

std::string codeOf(const std::function<void()> &what) {
  try {
    what();
  } catch (const EngineError &error) {
    return error.code;
  }
  return "";
}

} // namespace

TEST_CASE("sox hears in a G.711 recording the octets that were put, and we do") {
  for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
    const Folder folder;
    const std::string path = folder / "out.wav";
    const Octets octets = everyOctet(20'001);
    const Coder coder = law == CP_LAW_A ? Coder::aLaw : Coder::muLaw;
    const auto writer = SoundWriter::toFile(path, Container::wav, coder, law);
    CHECK(sinkOf(writer).law() == law);
    record(writer, octets);
    CHECK(writer->status().reason == Reason::none);
    CHECK(writer->status().frames == 20'001);
    CHECK(readSound(path, law) == octets);
    if (!hasSox()) {
      MESSAGE("sox is not installed");
      return;
    }
    CHECK(toSamples(sox(path + " -t raw -e signed-integer -b 16 -")) == decoded(law, octets));
  }
}

TEST_CASE("sox hears in a linear recording what the octets mean, and we do") {
  for (const cp_law law : {CP_LAW_A, CP_LAW_MU}) {
    const Folder folder;
    const std::string path = folder / "out.wav";
    // µ-law has two zeros; a linear sample has one.
    Octets octets = everyOctet(9'000);
    std::replace(octets.begin(), octets.end(), std::uint8_t{0x7F}, std::uint8_t{0xFF});
    record(SoundWriter::toFile(path, Container::wav, Coder::linear16, law), octets);
    CHECK(readSound(path, law) == octets);
    if (hasSox()) CHECK(toSamples(sox(path + " -t raw -")) == decoded(law, octets));
  }
}

TEST_CASE(
    "a recording in the other law is transcoded as sox does it by way of the table of G.711") {
  const Folder folder;
  const std::string path = folder / "out.wav";
  const Octets octets = encoded(CP_LAW_A, speech(8'000));
  record(SoundWriter::toFile(path, Container::wav, Coder::muLaw, CP_LAW_A), octets);
  Octets wanted(octets.size());
  dsp::transcode(CP_LAW_A, CP_LAW_MU, octets.data(), wanted.data(), octets.size());
  if (hasSox()) CHECK(sox(path + " -t ul -") == wanted);
  CHECK(readSound(path, CP_LAW_MU) == wanted);
}

TEST_CASE("a raw recording has the octets and nothing else") {
  const Folder folder;
  const Octets octets = everyOctet(5'000);
  record(SoundWriter::toFile(folder / "out", Container::raw, Coder::muLaw, CP_LAW_MU), octets);
  CHECK(readFile(folder / "out") == octets);
  record(SoundWriter::toFile(folder / "out", Container::raw, Coder::linear16, CP_LAW_MU), octets);
  CHECK(toSamples(readFile(folder / "out")) == decoded(CP_LAW_MU, octets));
}

TEST_CASE("an Oki recording is what spandsp would write, and is heard by us") {
  const Folder folder;
  const Octets octets = encoded(CP_LAW_A, speech(8'001));
  record(SoundWriter::toFile(folder / "o.vox", Container::raw, Coder::okiAdpcm, CP_LAW_A), octets);
  const Octets vox = readFile(folder / "o.vox");
  CHECK(vox.size() == 4'001);
  const auto heard = Sound::fromRaw(vox, Coder::okiAdpcm, 8'000, CP_LAW_A);
  CHECK(likeness(decoded(CP_LAW_A, octets), decoded(CP_LAW_A, heard->octets())) > 20);
#ifdef HAVE_SPANDSP
  Octets exact(4'001);
  Samples samples = decoded(CP_LAW_A, octets);
  samples.push_back(0);
  oki_adpcm_state_t *state = oki_adpcm_init(nullptr, 32'000);
  oki_adpcm_encode(state, exact.data(), samples.data(), 8'002);
  oki_adpcm_free(state);
  CHECK(vox == exact);
#endif
}

TEST_CASE("two recordings in one file are what one would have been") {
  const bool hasModule = useCodecModule();
  const Octets octets = encoded(CP_LAW_A, speech(16'000));
  for (const Coder coder : {Coder::aLaw, Coder::muLaw, Coder::linear16, Coder::okiAdpcm,
                            Coder::g726At16, Coder::g726At24, Coder::g726At32, Coder::g726At40}) {
    if (coder >= Coder::g726At16 && coder <= Coder::g726At40 && !hasModule) continue;
    for (const Container container : {Container::wav, Container::raw}) {
      CAPTURE(static_cast<int>(coder));
      const Folder folder;
      const std::string one = folder / "one", two = folder / "two";
      record(SoundWriter::toFile(one, container, coder, CP_LAW_A), octets);
      record(SoundWriter::toFile(two, container, coder, CP_LAW_A, true),
             std::span(octets).first(7'000));
      const auto second = SoundWriter::toFile(two, container, coder, CP_LAW_A, true);
      record(second, std::span(octets).subspan(7'000));
      CHECK(second->status().frames == 16'000);
      CHECK(readFile(one) == readFile(two));
    }
  }
}

TEST_CASE("nothing is appended to a file of another kind, and it stays as it was") {
  const Folder folder;
  const std::string path = folder / "out.wav";
  record(SoundWriter::toFile(path, Container::wav, Coder::aLaw, CP_LAW_A), everyOctet(1'001));
  Octets before = readFile(path);
  const auto append = [&](Coder coder) {
    return codeOf([&] { SoundWriter::toFile(path, Container::wav, coder, CP_LAW_A, true); });
  };
  CHECK(append(Coder::muLaw) == "unreadable-sound");
  CHECK(append(Coder::linear16) == "unreadable-sound");
  for (const char octet : std::string("LIST\2\0\0\0hi", 10))
    before.push_back(static_cast<std::uint8_t>(octet));
  writeFile(path, before);
  CHECK(append(Coder::aLaw) == "unreadable-sound");
  CHECK(readFile(path) == before);
}

TEST_CASE("a copy made while it is recorded is a file that sox and we can read") {
  const Folder folder;
  const std::string path = folder / "out.wav";
  const Octets octets = everyOctet(30'001);
  const auto writer = SoundWriter::toFile(path, Container::wav, Coder::muLaw, CP_LAW_MU);
  for (const std::size_t upTo : {9'999, 20'000, 30'001}) {
    const std::size_t from = upTo / 10'000 * 10'000 - (upTo < 10'000 ? 0 : 10'000);
    record(writer,
           std::span(octets).subspan(writer->status().frames, upTo - writer->status().frames),
           false);
    writer->drain();
    std::filesystem::copy_file(path, folder / "copy.wav",
                               std::filesystem::copy_options::overwrite_existing);
    CAPTURE(from);
    // The last of an odd number waits for its padding.
    const Octets wanted(octets.begin(), octets.begin() + static_cast<long>(upTo - upTo % 2));
    CHECK(readSound(folder / "copy.wav", CP_LAW_MU) == wanted);
    if (hasSox())
      CHECK(toSamples(sox((folder / "copy.wav") + " -t raw -e signed-integer -b 16 -")) ==
            decoded(CP_LAW_MU, wanted));
  }
}

TEST_CASE("a full disk ends the recording as failed and says why") {
  if (!std::filesystem::exists("/dev/full")) {
    MESSAGE("there is no /dev/full");
    return;
  }
  const auto writer = SoundWriter::toFile("/dev/full", Container::raw, Coder::aLaw, CP_LAW_A);
  sinkOf(writer).put(everyOctet(80));
  writer->drain();
  REQUIRE(writer->waitFinished(kLongEnough));
  CHECK(writer->status().reason == Reason::failed);
  CHECK(writer->status().fault.find("No space left") != std::string::npos);
  CHECK(sinkOf(writer).put(everyOctet(80)) == 0);
}

TEST_CASE("a file that cannot be made is refused at once") {
  CHECK(codeOf([] {
          SoundWriter::toFile("/nowhere/at-all.wav", Container::wav, Coder::aLaw, CP_LAW_A);
        }) == "unwritable-sound");
}

TEST_CASE("more than the ring takes is an overrun, counted, and what was taken is kept") {
  const auto writer = SoundWriter::toMemory(Container::raw, Coder::aLaw, CP_LAW_A, 1 << 20);
  const Octets octets = everyOctet(40'000);
  const std::size_t taken = sinkOf(writer).put(octets);
  CHECK(taken == 32'768);
  CHECK(sinkOf(writer).put(octets) == 0);
  CHECK(codeOf([&] { writer->take(); }) == "wrong-state");
  sinkOf(writer).finish();
  REQUIRE(writer->waitFinished(kLongEnough));
  CHECK(writer->status().reason == Reason::overrun);
  CHECK(writer->status().lost == 40'000 - 32'768);
  CHECK(writer->take() == Octets(octets.begin(), octets.begin() + 32'768));
}

TEST_CASE("memory is filled to its end and is a whole file then") {
  for (const std::size_t most : {1'000u, 1'001u}) {
    const auto writer = SoundWriter::toMemory(Container::wav, Coder::linear16, CP_LAW_A, most);
    const Octets octets = encoded(CP_LAW_A, speech(2'000));
    sinkOf(writer).put(octets);
    REQUIRE(writer->waitFinished(kLongEnough));
    CHECK(writer->status().reason == Reason::overrun);
    const Octets file = writer->take();
    CHECK(file.size() <= most);
    CHECK(file.size() > most - 4);
    const auto sound = Sound::fromOctets(file, CP_LAW_A);
    CHECK(sound->octets().size() == writer->status().frames);
    CHECK(std::equal(sound->octets().begin(), sound->octets().end(), octets.begin()));
  }
  CHECK(codeOf([] { SoundWriter::toMemory(Container::wav, Coder::aLaw, CP_LAW_A, 127); }) ==
        "invalid-request");
}

TEST_CASE("a writer that is let go is closed with everything that was put") {
  const Folder folder;
  const Octets octets = everyOctet(3'001);
  auto writer = SoundWriter::toFile(folder / "out.wav", Container::wav, Coder::aLaw, CP_LAW_A);
  sinkOf(writer).put(octets);
  writer.reset();
  CHECK(readSound(folder / "out.wav", CP_LAW_A) == octets);
}

TEST_CASE("who asks is told of the end once, be it before or after") {
  const auto writer = SoundWriter::toMemory(Container::raw, Coder::aLaw, CP_LAW_A, 1'000);
  std::atomic<int> told = 0;
  writer->onFinished([&] {
    ++told;
    CHECK(writer->take() == Octets{1, 2, 3});
  });
  CHECK_FALSE(writer->finished());
  CHECK_FALSE(writer->waitFinished(0));
  sinkOf(writer).put(Octets{1, 2, 3});
  sinkOf(writer).finish();
  writer->drain();
  CHECK(writer->finished());
  // Either thread may have come first; the other one tells while this one goes on.
  while (told == 0) std::this_thread::yield();
  writer->onFinished([&] { told += 10; });
  CHECK(told == 11);
}

TEST_CASE("many recorders at once, each from its own thread, each get all of their octets") {
  const Folder folder;
  std::vector<std::jthread> threads;
  std::vector<std::shared_ptr<SoundWriter>> writers;
  for (std::uint32_t number = 0; number < 24; ++number)
    writers.push_back(SoundWriter::toFile(folder / std::to_string(number), Container::wav,
                                          Coder::muLaw, CP_LAW_MU));
  for (std::uint32_t thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (std::uint32_t block = 0; block < 200; ++block)
        for (std::uint32_t number = thread; number < 24; number += 4) {
          const Octets octets = everyOctet(24'000, number);
          sinkOf(writers[number]).put(std::span(octets).subspan(block * 120, 120));
          if (block == 199) sinkOf(writers[number]).finish();
        }
    });
  threads.clear();
  for (std::uint32_t number = 0; number < 24; ++number) {
    REQUIRE(writers[number]->waitFinished(kLongEnough));
    CHECK(readSound(folder / std::to_string(number), CP_LAW_MU) == everyOctet(24'000, number));
  }
}
