#include "engine/sound-source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "engine/engine-error.h"

namespace crosspoint::engine {

namespace {

class MemorySource final : public SoundSource {
public:
  explicit MemorySource(std::span<const std::uint8_t> octets) : octets_(octets) {}

  std::uint64_t size() const override { return octets_.size(); }

  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) override {
    if (offset >= octets_.size()) return 0;
    const auto from = octets_.subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(from.size(), into.size());
    std::copy_n(from.begin(), count, into.begin());
    return count;
  }

private:
  std::span<const std::uint8_t> octets_;
};

class FileSource final : public SoundSource {
public:
  explicit FileSource(const std::string &path) {
    std::error_code fault;
    // A device or a pipe has no size: only a regular file can be read at any place.
    if (!std::filesystem::is_regular_file(path, fault))
      throw EngineError("unreadable-sound",
                        path + ": " + (fault ? fault.message() : "is not a regular file"), 0);
    size_ = std::filesystem::file_size(path, fault);
    errno = 0;
    file_.open(path, std::ios::binary);
    if (fault || !file_)
      throw EngineError("unreadable-sound", path + ": " + std::strerror(errno), 0);
  }

  std::uint64_t size() const override { return size_; }

  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) override {
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(offset));
    file_.read(reinterpret_cast<char *>(into.data()), static_cast<std::streamsize>(into.size()));
    return static_cast<std::size_t>(std::max<std::streamsize>(file_.gcount(), 0));
  }

private:
  std::ifstream file_;
  std::uint64_t size_ = 0;
};

} // namespace

std::unique_ptr<SoundSource> memorySource(std::span<const std::uint8_t> octets) {
  return std::make_unique<MemorySource>(octets);
}

std::unique_ptr<SoundSource> fileSource(const std::string &path) {
  return std::make_unique<FileSource>(path);
}

} // namespace crosspoint::engine
