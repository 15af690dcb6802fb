#pragma once

#include <cstdint>

namespace crosspoint::trunk::r2 {

/**
 * A timeslot as openr2 wants to find it behind a file descriptor of DAHDI: openr2 1.3 has no other way to the outside. Its open, ioctl, read, write and close
 * are wrapped (see device.cpp) and end here, for descriptors that no file ever has.
 */
class Device {
public:
  virtual ~Device() = default;
  virtual int timeslot() const = 0;
  virtual void sendBits(std::uint8_t abcd) = 0;
  virtual std::uint8_t receivedBits() const = 0;

  /** What is waiting for openr2; each is taken once. */
  bool bitsChanged = false;
  bool alarmChanged = false;
  bool inAlarm = false;
  bool toneChanged = false;

  /** The device behind descriptors while it lives. One at a time is worked on by a thread. */
  class Chosen {
  public:
    explicit Chosen(Device &device);
    ~Chosen();
    Chosen(const Chosen &) = delete;
    Chosen &operator=(const Chosen &) = delete;

  private:
    Device *before_;
  };

  static constexpr int kDescriptor = 0x40'00'00'00;
};

/** The one file that openr2 may read while this lives: its `openr2_context_configure_from_advanced_file`, without a disk. */
class Profile {
public:
  explicit Profile(const char *text);
  ~Profile();
  Profile(const Profile &) = delete;
  Profile &operator=(const Profile &) = delete;
};

} // namespace crosspoint::trunk::r2
