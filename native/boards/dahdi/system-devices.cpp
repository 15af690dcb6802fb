#include "boards/dahdi/devices.h"

#if defined(__linux__)

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <thread>
#include <vector>

namespace crosspoint::boards::dahdi {

namespace {

std::int64_t orError(std::int64_t result) {
  return result < 0 ? -errno : result;
}

class SystemDevices final : public Devices {
public:
  int open(const std::string &path) override {
    return static_cast<int>(orError(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)));
  }
  void close(int descriptor) override { ::close(descriptor); }
  int control(int descriptor, unsigned long request, void *argument) override {
    return static_cast<int>(orError(::ioctl(descriptor, request, argument)));
  }
  std::int64_t read(int descriptor, std::uint8_t *into, std::size_t size) override {
    return orError(::read(descriptor, into, size));
  }
  std::int64_t write(int descriptor, const std::uint8_t *from, std::size_t size) override {
    return orError(::write(descriptor, from, size));
  }
  int poll(std::span<Ready> channels, int milliseconds) override {
    // Grows only when more channels are open than ever before.
    if (polls_.size() < channels.size()) polls_.resize(channels.size());
    for (std::size_t i = 0; i < channels.size(); ++i)
      polls_[i] = {channels[i].descriptor, POLLIN | POLLPRI, 0};
    const int count = ::poll(polls_.data(), channels.size(), milliseconds);
    for (std::size_t i = 0; i < channels.size(); ++i) {
      channels[i].toRead = count > 0 && (polls_[i].revents & POLLIN);
      channels[i].event = count > 0 && (polls_[i].revents & POLLPRI);
    }
    return static_cast<int>(orError(count));
  }
  std::chrono::steady_clock::time_point now() override { return std::chrono::steady_clock::now(); }
  void sleepUntil(std::chrono::steady_clock::time_point when) override {
    std::this_thread::sleep_until(when);
  }

private:
  std::vector<pollfd> polls_ = std::vector<pollfd>(1'024);
};

} // namespace

std::unique_ptr<Devices> makeDevices() {
  return std::make_unique<SystemDevices>();
}

} // namespace crosspoint::boards::dahdi

#else

namespace crosspoint::boards::dahdi {

std::unique_ptr<Devices> makeDevices() {
  return nullptr;
}

} // namespace crosspoint::boards::dahdi

#endif
