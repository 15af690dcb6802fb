#include "engine/sound-file-builder.h"

#include <algorithm>
#include <filesystem>

#include "engine/engine-error.h"
#include "engine/wav-reader.h"

namespace crosspoint::engine {

SoundFileBuilder::SoundFileBuilder(const SoundFormat &format, cp_law law,
                                   std::unique_ptr<SoundOutput> output)
    : format_(format), output_(std::move(output)), encoder_(SoundEncoder::make(format, law)) {}

SoundFileBuilder SoundFileBuilder::toFile(const std::string &path, Container container, Coder coder,
                                          cp_law law, bool append) {
  const SoundFormat format = formatOf(coder, container);
  const bool isWav = container == Container::wav;
  std::error_code fault;
  if (append && std::filesystem::file_size(path, fault) > 0 && !fault)
    return goOn(path, format, law, isWav);
  // Before a file is made: a coder that is not there leaves none behind.
  if (needsModule(format.coding)) SoundEncoder::make(format, law);
  SoundFileBuilder builder(format, law, fileOutput(path));
  if (isWav) builder.header_ = WavHeader::begin(*builder.output_, format);
  return builder;
}

SoundFileBuilder SoundFileBuilder::goOn(const std::string &path, const SoundFormat &format,
                                        cp_law law, bool isWav) {
  const auto source = fileSource(path);
  WavLayout layout;
  layout.format = format;
  layout.dataLength = source->size();
  layout.dataIsLast = true;
  if (isWav) layout = readWav(*source);
  if (layout.format != format)
    throw EngineError("unreadable-sound",
                      path + " cannot be appended to: it is " + nameOf(layout.format.coding) +
                          " of " + std::to_string(layout.format.rate) + " Hz, not " +
                          nameOf(format.coding),
                      static_cast<std::int64_t>(layout.dataOffset));
  layout.dataLength -= layout.dataLength % format.unitOctets;
  const std::uint64_t end = layout.dataOffset + layout.dataLength;
  if (!layout.dataIsLast)
    throw EngineError("unreadable-sound",
                      path + " cannot be appended to: other chunks follow its data",
                      static_cast<std::int64_t>(end));
  auto encoder = SoundEncoder::make(format, law);
  encoder->goOn(*source, layout.dataOffset, layout.dataLength);
  SoundFileBuilder builder(format, law, fileOutput(path, end));
  builder.encoder_ = std::move(encoder);
  if (isWav) builder.header_ = WavHeader(layout.dataOffset, layout.factOffset);
  builder.frames_ = layout.dataLength / format.unitOctets * format.unitFrames;
  return builder;
}

SoundFileBuilder SoundFileBuilder::toMemory(Container container, Coder coder, cp_law law,
                                            std::size_t most) {
  const SoundFormat format = formatOf(coder, container);
  // The head of a WAV file, and one block of the coder with the longest.
  if (most < 128)
    throw EngineError("invalid-request", "A recording needs at least 128 octets of memory", -1,
                      CP_ERROR_INVALID_ARGUMENT);
  SoundFileBuilder builder(format, law, memoryOutput(most));
  if (container == Container::wav) builder.header_ = WavHeader::begin(*builder.output_, format);
  return builder;
}

SoundFileBuilder::State SoundFileBuilder::add(std::span<const std::uint8_t> octets) {
  encoder_->encode(octets, encoded_);
  frames_ += octets.size();
  return write();
}

SoundFileBuilder::State SoundFileBuilder::write() {
  std::uint64_t room = output_->room();
  if (header_) {
    room = std::min(room, kMostWavOctets - std::min(kMostWavOctets, output_->position()));
    // One octet is for the padding of an odd length.
    room -= std::min<std::uint64_t>(room, 1);
  }
  const bool fits = encoded_.size() <= room;
  if (!fits) encoded_.resize(static_cast<std::size_t>(room - room % format_.unitOctets));
  const bool good = output_->append(encoded_);
  encoded_.clear();
  if (!fits) frames_ = dataLength() / format_.unitOctets * format_.unitFrames;
  return !good ? State::failed : fits ? State::good : State::full;
}

std::uint64_t SoundFileBuilder::dataLength() const {
  return output_->position() - (header_ ? header_->dataOffset() : 0);
}

bool SoundFileBuilder::updateHeader() {
  if (!header_) return true;
  // An odd length would need padding, over which the next octets would have to be written.
  std::uint64_t length = dataLength() - dataLength() % format_.unitOctets;
  if (length % 2 != 0) length -= format_.unitOctets;
  return header_->update(*output_, length, length / format_.unitOctets * format_.unitFrames);
}

SoundFileBuilder::State SoundFileBuilder::flush() {
  return stateOf(updateHeader() && output_->flush());
}

SoundFileBuilder::State SoundFileBuilder::close() {
  encoder_->finish(encoded_);
  const State state = write();
  if (state == State::failed) {
    output_->close();
    return state;
  }
  bool good = true;
  if (header_) {
    const std::uint64_t length = dataLength();
    const std::uint8_t padding = 0;
    if (length % 2 != 0) good = output_->append({&padding, 1});
    good = good && header_->update(*output_, length, frames_);
  }
  good = output_->close() && good;
  return good ? state : State::failed;
}

} // namespace crosspoint::engine
