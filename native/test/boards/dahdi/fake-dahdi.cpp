// A device layer that follows what DAHDI's interface promises, and notes where the board does not keep to it.
#include "test/boards/dahdi/fake-dahdi.h"

#include <cerrno>
#include <cstring>

#include "boards/dahdi/devices.h"
#include "crosspoint/board.h"

namespace crosspoint::test {

using namespace boards::dahdi;

FakeDahdi &theFake() {
  static FakeDahdi fake;
  return fake;
}

namespace {

class FakeDevices final : public Devices {
public:
  int open(const std::string &path) override {
    FakeDahdi &fake = theFake();
    if (!fake.isThere) return -ENOENT;
    const bool isControl = path == "/fake/ctl";
    if (!isControl && path != "/fake/channel") return -ENOENT;
    if (!isControl && fake.openError) return -fake.openError;
    ++fake.openFiles;
    files_[++last_] = isControl ? kControl : 0;
    return last_;
  }

  void close(int descriptor) override {
    FakeDahdi &fake = theFake();
    const auto file = files_.find(descriptor);
    if (file == files_.end()) {
      fake.mistakes.push_back("closed what is not open");
      return;
    }
    if (file->second > 0) --fake.channels[file->second].opened;
    files_.erase(file);
    --fake.openFiles;
  }

  int control(int descriptor, unsigned long request, void *argument) override {
    const auto file = files_.find(descriptor);
    if (file == files_.end()) return mistake("ioctl on what is not open", EBADF);
    if (file->second == kControl) return controlSpan(request, argument);
    if (request == kSpecify) return specify(file->second, *static_cast<int *>(argument));
    if (file->second == 0) return mistake("ioctl before SPECIFY", EINVAL);
    return controlChannel(theFake().channels[file->second], request, argument);
  }

  std::int64_t read(int descriptor, std::uint8_t *into, std::size_t size) override {
    FakeChannel *channel = channelOf(descriptor);
    if (!channel) return mistake("read of no channel", EINVAL);
    if (!channel->events.empty()) return -kEventPending;
    if (!channel->isHdlc) {
      std::memset(into, channel->heard, size);
      return static_cast<std::int64_t>(size);
    }
    if (channel->framesToRead.empty()) return -EAGAIN;
    const auto frame = channel->framesToRead.front();
    channel->framesToRead.pop_front();
    const std::size_t count = std::min(size, frame.size());
    std::memcpy(into, frame.data(), count);
    return static_cast<std::int64_t>(count);
  }

  std::int64_t write(int descriptor, const std::uint8_t *from, std::size_t size) override {
    FakeChannel *channel = channelOf(descriptor);
    if (!channel) return mistake("write to no channel", EINVAL);
    if (!channel->events.empty()) return -kEventPending;
    if (channel->isHdlc) {
      if (channel->framesWritten.size() >= 16) return -EAGAIN;
      channel->framesWritten.emplace_back(from, from + size);
    } else {
      channel->written.assign(from, from + size);
    }
    return static_cast<std::int64_t>(size);
  }

  int poll(std::span<Ready> ready, int milliseconds) override {
    int count = 0;
    for (Ready &one : ready) {
      const FakeChannel *channel = channelOf(one.descriptor);
      one.event = channel && !channel->events.empty();
      one.toRead = channel && (!channel->isHdlc || !channel->framesToRead.empty());
      if (one.event || one.toRead) ++count;
    }
    if (count == 0) now_ += std::chrono::milliseconds(milliseconds);
    return count;
  }

  std::chrono::steady_clock::time_point now() override { return now_; }
  void sleepUntil(std::chrono::steady_clock::time_point when) override {
    now_ = std::max(now_, when);
  }

private:
  static constexpr std::int32_t kControl = -1;

  static int mistake(const char *what, int error) {
    theFake().mistakes.push_back(what);
    return -error;
  }

  FakeChannel *channelOf(int descriptor) {
    const auto file = files_.find(descriptor);
    return file == files_.end() || file->second <= 0 ? nullptr : &theFake().channels[file->second];
  }

  static int specify(std::int32_t &file, std::int32_t number) {
    FakeDahdi &fake = theFake();
    if (file != 0) return mistake("SPECIFY twice", EINVAL);
    const auto channel = fake.channels.find(number);
    if (channel == fake.channels.end()) return -ENXIO;
    if (channel->second.opened > 0) return -EBUSY;
    ++channel->second.opened;
    channel->second.isAudio = true;
    channel->second.isHdlc = false;
    file = number;
    return 0;
  }

  static int controlSpan(unsigned long request, void *argument) {
    FakeDahdi &fake = theFake();
    if (request == kGetParams) {
      auto &params = *static_cast<Params *>(argument);
      const auto found = fake.channels.find(params.channel);
      if (found == fake.channels.end()) return -EINVAL;
      params.span = found->second.span;
      params.positionInSpan = found->second.position;
      params.signalling = found->second.signalling;
      return 0;
    }
    // All others begin with the number of a span.
    const auto found = fake.spans.find(*static_cast<std::int32_t *>(argument));
    if (found == fake.spans.end()) return -EINVAL;
    FakeSpan &span = found->second;
    switch (request) {
      case kSpanStatus: {
        auto &info = *static_cast<SpanInfo *>(argument);
        std::strncpy(info.spanType, span.type.c_str(), sizeof info.spanType - 1);
        info.totalChannels = span.channels;
        info.alarms = span.alarms | (span.isStarted ? 0 : kAlarmNotOpen);
        info.lineConfig = span.lineConfig;
        return 0;
      }
      case kStartUp:
        span.isStarted = true;
        return 0;
      case kShutDown:
        span.isStarted = false;
        return 0;
      case kMaintenance:
        span.maintenance = static_cast<Maintenance *>(argument)->command;
        return 0;
      case kSpanConfig:
        span.lineConfig = static_cast<LineConfig *>(argument)->lineConfig;
        return 0;
      default:
        return mistake("an ioctl that the control device does not have", ENOTTY);
    }
  }

  static int controlChannel(FakeChannel &channel, unsigned long request, void *argument) {
    std::int32_t &number = *static_cast<std::int32_t *>(argument);
    switch (request) {
      case kAudioMode:
        channel.isAudio = number != 0;
        return 0;
      case kHdlcFcsMode:
        if (channel.isAudio) return mistake("HDLC in audio mode", EINVAL);
        channel.isHdlc = number != 0;
        return 0;
      case kSetLinear:
        return number == 0 ? 0 : mistake("linear", EINVAL);
      case kSetLaw:
        channel.law = number;
        return 0;
      case kSetBufferInfo:
        channel.buffers = *static_cast<BufferInfo *>(argument);
        if (channel.buffers.count < 2 || channel.buffers.count > 32 ||
            channel.buffers.count * channel.buffers.size > 32'768)
          return mistake("buffers beyond what DAHDI has", EINVAL);
        return 0;
      case kGetEvent:
        number = channel.events.empty() ? kEventNone : channel.events.front();
        if (!channel.events.empty()) channel.events.pop_front();
        return 0;
      case kHook:
        channel.hook = number;
        return number == kFlashHook || number == kWink ? -EINPROGRESS : 0;
      case kSetPolarity:
        channel.polarity = number;
        return 0;
      case kSetTxBits:
        channel.sentBits = number;
        return 0;
      case kGetRxBits:
        number = channel.receivedBits;
        return 0;
      case kSetGains:
        channel.gains = *static_cast<Gains *>(argument);
        return 0;
      case kEchoCancel:
        channel.taps = number;
        return 0;
      case kSendTone:
        channel.tone = number;
        return 0;
      case kToneDetect:
        channel.detects = number;
        return 0;
      case kSetConference:
        channel.conference = *static_cast<Conference *>(argument);
        return 0;
      case kDial:
        channel.dialled = static_cast<DialOperation *>(argument)->digits;
        return 0;
      default:
        return mistake("an ioctl that a channel does not have", ENOTTY);
    }
  }

  std::map<int, std::int32_t> files_;
  int last_ = 2;
  std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
};

} // namespace

} // namespace crosspoint::test

std::unique_ptr<crosspoint::boards::dahdi::Devices> crosspoint::boards::dahdi::makeDevices() {
  return std::make_unique<crosspoint::test::FakeDevices>();
}

extern "C" CP_EXPORT crosspoint::test::FakeDahdi *fake_dahdi() {
  return &crosspoint::test::theFake();
}
