#include "trunk/r2/device.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/types.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

extern "C" {
ssize_t __real_read(int descriptor, void *into, std::size_t octets);
ssize_t __real_write(int descriptor, const void *from, std::size_t octets);
int __real_close(int descriptor);
int __real_ioctl(int descriptor, unsigned long request, ...);
}

namespace crosspoint::trunk::r2 {
namespace {

thread_local Device *chosen = nullptr;
thread_local const char *profile = nullptr;

/** The requests of DAHDI by their numbers (the low octet); sizes differ between releases and do not matter here. */
enum Request : unsigned long {
  kFlush = 3,
  kGetParameters = 5,
  kGetEvent = 8,
  kWaitFor = 9,
  kSetGains = 16,
  kBuffers = 27,
  kEchoCancel = 33,
  kChannel = 34,
  kSetLaw = 39,
  kSetLinear = 40,
  kBits = 43,
};
constexpr int kSignallingIsCas = 1 << 15;
constexpr std::size_t kSignallingAt = 3 * sizeof(int);
constexpr int kWaitRead = 1;
constexpr int kWaitSignalling = 8;
constexpr int kEventAlarm = 4;
constexpr int kEventNoAlarm = 5;
constexpr int kEventBits = 13;

int takeEvent(Device &device) {
  if (device.alarmChanged) {
    device.alarmChanged = false;
    return device.inAlarm ? kEventAlarm : kEventNoAlarm;
  }
  if (!device.bitsChanged) return 0;
  device.bitsChanged = false;
  return kEventBits;
}

int control(Device &device, unsigned long request, void *argument) {
  const bool reads = (_IOC_DIR(request) & _IOC_READ) != 0;
  int value = 0;
  if (argument != nullptr && (_IOC_DIR(request) & _IOC_WRITE) != 0)
    std::memcpy(&value, argument, sizeof value);
  switch (_IOC_NR(request)) {
    case kChannel:
      value = device.timeslot();
      break;
    case kGetParameters:
      std::memset(argument, 0, _IOC_SIZE(request));
      value = kSignallingIsCas;
      std::memcpy(static_cast<char *>(argument) + kSignallingAt, &value, sizeof value);
      return 0;
    case kBuffers:
      if (reads) std::memset(argument, 0, _IOC_SIZE(request));
      return 0;
    case kGetEvent:
      value = takeEvent(device);
      break;
    case kWaitFor:
      if (device.alarmChanged || device.bitsChanged)
        value = kWaitSignalling;
      else
        value = device.toneChanged ? value & kWaitRead : 0;
      break;
    case kBits:
      if (!reads) {
        device.sendBits(static_cast<std::uint8_t>(value & 15));
        return 0;
      }
      value = device.receivedBits();
      break;
    case kFlush:
    case kSetGains:
    case kEchoCancel:
    case kSetLaw:
    case kSetLinear:
      return 0;
    default:
      errno = ENOTTY;
      return -1;
  }
  std::memcpy(argument, &value, sizeof value);
  return 0;
}

/** Silence; which signal is there the detector is asked for, and it knows. */
constexpr int kIdleOctet = 0xD5;

} // namespace

Device::Chosen::Chosen(Device &device) : before_(chosen) {
  chosen = &device;
}
Device::Chosen::~Chosen() {
  chosen = before_;
}

Profile::Profile(const char *text) {
  profile = text;
}
Profile::~Profile() {
  profile = nullptr;
}

} // namespace crosspoint::trunk::r2

using crosspoint::trunk::r2::chosen;
using crosspoint::trunk::r2::Device;
using crosspoint::trunk::r2::profile;

extern "C" {

// The archive is not position independent where it names the streams of stdio, so it gets variables of this library for them. What
// openr2 says goes to the log of the host; this is for the rest.
extern FILE *__real_stderr;
__attribute__((visibility("hidden"))) FILE *__wrap_stdout = __real_stderr;
__attribute__((visibility("hidden"))) FILE *__wrap_stderr = __real_stderr;

FILE *__wrap_fopen(const char *, const char *mode) {
  if (profile != nullptr) return fmemopen(const_cast<char *>(profile), std::strlen(profile), mode);
  errno = ENOENT;
  return nullptr;
}

int __wrap_open(const char *, int, ...) {
  errno = ENOENT;
  return -1;
}

int __wrap_close(int descriptor) {
  return descriptor == Device::kDescriptor ? 0 : __real_close(descriptor);
}

int __wrap_ioctl(int descriptor, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  if (descriptor != Device::kDescriptor) return __real_ioctl(descriptor, request, argument);
  if (chosen == nullptr) {
    errno = ENODEV;
    return -1;
  }
  return crosspoint::trunk::r2::control(*chosen, request, argument);
}

ssize_t __wrap_read(int descriptor, void *into, std::size_t octets) {
  if (descriptor != Device::kDescriptor) return __real_read(descriptor, into, octets);
  if (chosen == nullptr) {
    errno = ENODEV;
    return -1;
  }
  chosen->toneChanged = false;
  std::memset(into, crosspoint::trunk::r2::kIdleOctet, octets);
  return static_cast<ssize_t>(octets);
}

ssize_t __wrap_write(int descriptor, const void *from, std::size_t octets) {
  if (descriptor != Device::kDescriptor) return __real_write(descriptor, from, octets);
  return static_cast<ssize_t>(octets);
}
}
