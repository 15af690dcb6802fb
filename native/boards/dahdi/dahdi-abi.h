#pragma once

#include <cstdint>

/**
 * The interface of DAHDI's device files as far as this board uses it: numbers and layouts of `dahdi/user.h` (DAHDI Linux 2.11 to 3.4).
 * A test holds them against the real header where that is installed. They depend on nothing of DAHDI, so that this compiles everywhere.
 */
namespace crosspoint::boards::dahdi {

struct Params {
  std::int32_t channel, span, positionInSpan;
  std::int32_t signalling, capabilities;
  std::int32_t rxIsOffHook, rxBits, txBits, txHookSignal, rxHookSignal;
  std::int32_t law, idleBits;
  char name[40];
  std::int32_t preWinkTime, preFlashTime, winkTime, flashTime, startTime;
  std::int32_t rxWinkTime, rxFlashTime, debounceTime;
  std::int32_t pulseBreakTime, pulseMakeTime, pulseAfterTime;
  std::uint32_t alarms;
};

struct [[gnu::packed]] SpanInfo {
  std::int32_t span;
  char name[20];
  char description[40];
  std::int32_t alarms, txLevel, rxLevel;
  std::int32_t bpv, crc4, eBits, fas;
  std::uint32_t framingErrors, codingViolations, bitErrors, prbs, erroredSeconds;
  std::int32_t irqMisses, syncSource;
  std::int32_t configuredChannels, totalChannels, totalSpans;
  std::int32_t lineBuildOut, lineConfig;
  char lineBuildOutName[40];
  char location[40];
  char manufacturer[40];
  char deviceType[40];
  std::int32_t irq, lineCompat;
  char spanType[6];
};

struct LineConfig {
  std::int32_t span;
  char name[20];
  std::int32_t lineBuildOut, lineConfig, sync;
};

struct Maintenance {
  std::int32_t span, command;
};

struct Conference {
  std::int32_t channel, conference, mode;
};

struct Gains {
  std::int32_t channel;
  std::uint8_t rx[256];
  std::uint8_t tx[256];
};

struct BufferInfo {
  std::int32_t txPolicy, rxPolicy, count, size, readBuffers, writeBuffers;
};

struct DialOperation {
  std::int32_t operation;
  char digits[256];
};

// Requests as <linux/ioctl.h> makes them on the architectures of Linux but MIPS, PowerPC, SPARC and Alpha.
constexpr unsigned long request(unsigned direction, unsigned number, std::size_t size) {
  return (static_cast<unsigned long>(direction) << 30) | (static_cast<unsigned long>(size) << 16) |
         (0xDAul << 8) | number;
}
constexpr unsigned kWrite = 1, kRead = 2, kBoth = 3;

inline constexpr unsigned long kSetBlockSize = request(kWrite, 1, sizeof(int));
inline constexpr unsigned long kFlush = request(kWrite, 3, sizeof(int));
inline constexpr unsigned long kGetParams = request(kBoth, 5, sizeof(Params));
inline constexpr unsigned long kHook = request(kWrite, 7, sizeof(int));
inline constexpr unsigned long kGetEvent = request(kRead, 8, sizeof(int));
inline constexpr unsigned long kSpanStatus = request(kBoth, 10, sizeof(SpanInfo));
inline constexpr unsigned long kMaintenance = request(kWrite, 11, sizeof(Maintenance));
inline constexpr unsigned long kSetConference = request(kBoth, 13, sizeof(Conference));
inline constexpr unsigned long kSetGains = request(kWrite, 16, sizeof(Gains));
inline constexpr unsigned long kSpanConfig = request(kWrite, 18, sizeof(LineConfig));
inline constexpr unsigned long kSendTone = request(kWrite, 21, sizeof(int));
inline constexpr unsigned long kSetBufferInfo = request(kWrite, 27, sizeof(BufferInfo));
inline constexpr unsigned long kDial = request(kWrite, 31, sizeof(DialOperation));
inline constexpr unsigned long kAudioMode = request(kWrite, 32, sizeof(int));
inline constexpr unsigned long kEchoCancel = request(kWrite, 33, sizeof(int));
inline constexpr unsigned long kHdlcFcsMode = request(kWrite, 37, sizeof(int));
inline constexpr unsigned long kSpecify = request(kWrite, 38, sizeof(int));
inline constexpr unsigned long kSetLaw = request(kWrite, 39, sizeof(int));
inline constexpr unsigned long kSetLinear = request(kWrite, 40, sizeof(int));
inline constexpr unsigned long kGetRxBits = request(kRead, 43, sizeof(int));
inline constexpr unsigned long kSetTxBits = request(kWrite, 43, sizeof(int));
inline constexpr unsigned long kToneDetect = request(kWrite, 91, sizeof(int));
inline constexpr unsigned long kSetPolarity = request(kWrite, 92, sizeof(int));
inline constexpr unsigned long kStartUp = request(kWrite, 99, sizeof(int));
inline constexpr unsigned long kShutDown = request(kWrite, 100, sizeof(int));

/** A read or write answers with this error while events wait. */
inline constexpr int kEventPending = 500;
inline constexpr int kMostSpans = 128;
inline constexpr int kMostChannels = 1'024;
inline constexpr int kMostConferences = 1'024;

enum Signalling : std::int32_t {
  kSigFxo = 1 << 12,
  kSigFxs = 1 << 13,
  kSigEm = 1 << 6,
  kSigClear = 1 << 7,
  kSigCas = 1 << 15,
  kSigEmE1 = 1 << 17,
};

enum LineConfigBit : std::int32_t {
  kConfigD4 = 1 << 4,
  kConfigEsf = 1 << 5,
  kConfigAmi = 1 << 6,
  kConfigB8zs = 1 << 7,
  kConfigCcs = 1 << 8,
  kConfigHdb3 = 1 << 9,
  kConfigCrc4 = 1 << 10,
};

enum Alarm : std::int32_t {
  kAlarmRecover = 1 << 0,
  kAlarmLoopback = 1 << 1,
  kAlarmYellow = 1 << 2,
  kAlarmRed = 1 << 3,
  kAlarmBlue = 1 << 4,
  kAlarmNotOpen = 1 << 5,
  kAlarmLos = 1 << 8,
  kAlarmLfa = 1 << 9,
  kAlarmLmfa = 1 << 10,
};

enum Law : std::int32_t { kLawDefault = 0, kLawMu = 1, kLawA = 2 };
enum Maint : std::int32_t { kMaintNone = 0, kMaintLocalLoop = 1 };
enum Policy : std::int32_t { kImmediate = 0 };
enum DialOperationCode : std::int32_t { kDialReplace = 2 };
enum FlushWhat : std::int32_t { kFlushAll = 7 };
enum ToneDetectBit : std::int32_t { kToneDetectOn = 1 };
enum Tone : std::int32_t {
  kToneStop = -1,
  kToneDial = 0,
  kToneBusy = 1,
  kToneRing = 2,
  kToneCongestion = 3
};
enum HookOperation : std::int32_t { kOnHook, kOffHook, kWink, kFlashHook, kStart, kRing, kRingOff };
enum ConferenceMode : std::int32_t {
  kConfNormal = 0,
  kConfConf = 4,
  kConfListener = 0x100,
  kConfTalker = 0x200
};

enum Event : std::int32_t {
  kEventNone = 0,
  kEventOnHook = 1,
  kEventRingOffHook = 2,
  kEventWinkFlash = 3,
  kEventAlarm = 4,
  kEventNoAlarm = 5,
  kEventAbort = 6,
  kEventOverrun = 7,
  kEventBadFcs = 8,
  kEventDialComplete = 9,
  kEventHookComplete = 12,
  kEventBitsChanged = 13,
  kEventPolarity = 17,
  kEventRingBegin = 18,
  kEventRemoved = 20,
  kEventRxCed = 24,
  kEventRxCng = 26,
  kEventReadOverrun = 29,
  kEventWriteUnderrun = 30,
  kEventPulseDigit = 1 << 16,
  kEventDtmfDown = 1 << 17,
  kEventDtmfUp = 1 << 18,
};

} // namespace crosspoint::boards::dahdi
