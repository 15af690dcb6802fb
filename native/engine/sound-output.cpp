#include "engine/sound-output.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "engine/engine-error.h"

namespace crosspoint::engine {

namespace {

class FileOutput final : public SoundOutput {
public:
  FileOutput(const std::string &path, const char *mode, std::uint64_t position)
      : path_(path), position_(position) {
    errno = 0;
    file_.reset(std::fopen(path.c_str(), mode));
    if (!file_ || !seek(position))
      throw EngineError("unwritable-sound", path + ": " + std::strerror(errno));
  }

  bool append(std::span<const std::uint8_t> octets) override {
    if (!write(octets)) return false;
    position_ += octets.size();
    return true;
  }

  bool patch(std::uint64_t offset, std::span<const std::uint8_t> octets) override {
    return check(seek(offset)) && write(octets) && check(seek(position_));
  }

  bool flush() override { return check(file_ && std::fflush(file_.get()) == 0); }

  bool close() override {
    if (!file_) return fault_.empty();
    // What the buffer still holds may not fit on the disk: closing can fail too.
    return check(std::fclose(file_.release()) == 0);
  }

  std::uint64_t position() const override { return position_; }
  std::uint64_t room() const override { return UINT64_MAX; }

private:
  struct Close {
    void operator()(std::FILE *file) const { std::fclose(file); }
  };

  bool write(std::span<const std::uint8_t> octets) {
    if (octets.empty()) return check(true);
    errno = 0;
    return check(file_ &&
                 std::fwrite(octets.data(), 1, octets.size(), file_.get()) == octets.size());
  }

  bool seek(std::uint64_t offset) {
#if defined(_WIN32)
    return _fseeki64(file_.get(), static_cast<long long>(offset), SEEK_SET) == 0;
#else
    return fseeko(file_.get(), static_cast<off_t>(offset), SEEK_SET) == 0;
#endif
  }

  bool check(bool good) {
    if (!good && fault_.empty())
      fault_ = path_ + ": " + (errno ? std::strerror(errno) : "cannot be written");
    return fault_.empty();
  }

  std::string path_;
  std::uint64_t position_;
  std::unique_ptr<std::FILE, Close> file_;
};

class MemoryOutput final : public SoundOutput {
public:
  explicit MemoryOutput(std::size_t most) : most_(most) {}

  bool append(std::span<const std::uint8_t> octets) override {
    if (octets.size() > room()) return false;
    octets_.insert(octets_.end(), octets.begin(), octets.end());
    return true;
  }

  bool patch(std::uint64_t offset, std::span<const std::uint8_t> octets) override {
    std::copy(octets.begin(), octets.end(), octets_.begin() + static_cast<std::ptrdiff_t>(offset));
    return true;
  }

  bool flush() override { return true; }
  bool close() override { return true; }
  std::uint64_t position() const override { return octets_.size(); }
  std::uint64_t room() const override { return most_ - octets_.size(); }
  std::vector<std::uint8_t> take() override { return std::move(octets_); }

private:
  std::size_t most_;
  std::vector<std::uint8_t> octets_;
};

} // namespace

std::unique_ptr<SoundOutput> fileOutput(const std::string &path) {
  return std::make_unique<FileOutput>(path, "wb", 0);
}

std::unique_ptr<SoundOutput> fileOutput(const std::string &path, std::uint64_t appendAt) {
  std::error_code fault;
  std::filesystem::resize_file(path, appendAt, fault);
  if (fault) throw EngineError("unwritable-sound", path + ": " + fault.message());
  return std::make_unique<FileOutput>(path, "r+b", appendAt);
}

std::unique_ptr<SoundOutput> memoryOutput(std::size_t most) {
  return std::make_unique<MemoryOutput>(most);
}

} // namespace crosspoint::engine
