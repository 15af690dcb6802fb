// Holds our numbers and layouts against DAHDI's own header, where that is installed.
#if defined(HAVE_DAHDI)
#include <sys/ioctl.h>

#include <cstddef>

#include "boards/dahdi/dahdi-abi.h"
#include "dahdi/user.h"

namespace ours = crosspoint::boards::dahdi;

static_assert(sizeof(ours::Params) == sizeof(dahdi_params));
static_assert(offsetof(ours::Params, signalling) == offsetof(dahdi_params, sigtype));
static_assert(offsetof(ours::Params, law) == offsetof(dahdi_params, curlaw));
static_assert(offsetof(ours::Params, alarms) == offsetof(dahdi_params, chan_alarms));
static_assert(sizeof(ours::SpanInfo) == sizeof(dahdi_spaninfo));
static_assert(offsetof(ours::SpanInfo, alarms) == offsetof(dahdi_spaninfo, alarms));
static_assert(offsetof(ours::SpanInfo, erroredSeconds) == offsetof(dahdi_spaninfo, errsec));
static_assert(offsetof(ours::SpanInfo, lineConfig) == offsetof(dahdi_spaninfo, lineconfig));
static_assert(offsetof(ours::SpanInfo, spanType) == offsetof(dahdi_spaninfo, spantype));
static_assert(sizeof(ours::LineConfig) == sizeof(dahdi_lineconfig));
static_assert(offsetof(ours::LineConfig, lineConfig) == offsetof(dahdi_lineconfig, lineconfig));
static_assert(sizeof(ours::Maintenance) == sizeof(dahdi_maintinfo));
static_assert(sizeof(ours::Conference) == sizeof(dahdi_confinfo));
static_assert(sizeof(ours::Gains) == sizeof(dahdi_gains));
static_assert(sizeof(ours::BufferInfo) == sizeof(dahdi_bufferinfo));
static_assert(offsetof(ours::BufferInfo, count) == offsetof(dahdi_bufferinfo, numbufs));
static_assert(sizeof(ours::DialOperation) == sizeof(dahdi_dialoperation));

static_assert(ours::kSetBlockSize == DAHDI_SET_BLOCKSIZE);
static_assert(ours::kFlush == DAHDI_FLUSH);
static_assert(ours::kGetParams == DAHDI_GET_PARAMS);
static_assert(ours::kHook == DAHDI_HOOK);
static_assert(ours::kGetEvent == DAHDI_GETEVENT);
static_assert(ours::kSpanStatus == DAHDI_SPANSTAT);
static_assert(ours::kMaintenance == DAHDI_MAINT);
static_assert(ours::kSetConference == DAHDI_SETCONF);
static_assert(ours::kSetGains == DAHDI_SETGAINS);
static_assert(ours::kSpanConfig == DAHDI_SPANCONFIG);
static_assert(ours::kSendTone == DAHDI_SENDTONE);
static_assert(ours::kSetBufferInfo == DAHDI_SET_BUFINFO);
static_assert(ours::kDial == DAHDI_DIAL);
static_assert(ours::kAudioMode == DAHDI_AUDIOMODE);
static_assert(ours::kEchoCancel == DAHDI_ECHOCANCEL);
static_assert(ours::kHdlcFcsMode == DAHDI_HDLCFCSMODE);
static_assert(ours::kSpecify == DAHDI_SPECIFY);
static_assert(ours::kSetLaw == DAHDI_SETLAW);
static_assert(ours::kSetLinear == DAHDI_SETLINEAR);
static_assert(ours::kGetRxBits == DAHDI_GETRXBITS);
static_assert(ours::kSetTxBits == DAHDI_SETTXBITS);
static_assert(ours::kToneDetect == DAHDI_TONEDETECT);
static_assert(ours::kSetPolarity == DAHDI_SETPOLARITY);
static_assert(ours::kStartUp == DAHDI_STARTUP);
static_assert(ours::kShutDown == DAHDI_SHUTDOWN);

static_assert(ours::kSigFxo == __DAHDI_SIG_FXO && ours::kSigFxs == __DAHDI_SIG_FXS);
static_assert(ours::kSigEm == DAHDI_SIG_EM && ours::kSigEmE1 == DAHDI_SIG_EM_E1);
static_assert(ours::kSigClear == DAHDI_SIG_CLEAR && ours::kSigCas == DAHDI_SIG_CAS);
static_assert(ours::kConfigD4 == DAHDI_CONFIG_D4 && ours::kConfigEsf == DAHDI_CONFIG_ESF);
static_assert(ours::kConfigAmi == DAHDI_CONFIG_AMI && ours::kConfigB8zs == DAHDI_CONFIG_B8ZS);
static_assert(ours::kConfigCcs == DAHDI_CONFIG_CCS && ours::kConfigHdb3 == DAHDI_CONFIG_HDB3);
static_assert(ours::kConfigCrc4 == DAHDI_CONFIG_CRC4);
static_assert(ours::kAlarmRecover == DAHDI_ALARM_RECOVER &&
              ours::kAlarmLoopback == DAHDI_ALARM_LOOPBACK);
static_assert(ours::kAlarmYellow == DAHDI_ALARM_YELLOW && ours::kAlarmRed == DAHDI_ALARM_RED);
static_assert(ours::kAlarmBlue == DAHDI_ALARM_BLUE && ours::kAlarmNotOpen == DAHDI_ALARM_NOTOPEN);
static_assert(ours::kAlarmLos == DAHDI_ALARM_LOS && ours::kAlarmLfa == DAHDI_ALARM_LFA);
static_assert(ours::kAlarmLmfa == DAHDI_ALARM_LMFA);
static_assert(ours::kLawMu == DAHDI_LAW_MULAW && ours::kLawA == DAHDI_LAW_ALAW);
static_assert(ours::kMaintLocalLoop == DAHDI_MAINT_LOCALLOOP &&
              ours::kDialReplace == DAHDI_DIAL_OP_REPLACE);
static_assert(ours::kImmediate == DAHDI_POLICY_IMMEDIATE &&
              ours::kToneDetectOn == DAHDI_TONEDETECT_ON);
static_assert(ours::kToneStop == DAHDI_TONE_STOP && ours::kToneCongestion == DAHDI_TONE_CONGESTION);
static_assert(ours::kToneBusy == DAHDI_TONE_BUSY && ours::kToneRing == DAHDI_TONE_RINGTONE);
static_assert(ours::kOffHook == DAHDI_OFFHOOK && ours::kFlashHook == DAHDI_FLASH &&
              ours::kStart == DAHDI_START);
static_assert(ours::kRing == DAHDI_RING && ours::kRingOff == DAHDI_RINGOFF &&
              ours::kWink == DAHDI_WINK);
static_assert(ours::kConfConf == DAHDI_CONF_CONF && ours::kConfListener == DAHDI_CONF_LISTENER);
static_assert(ours::kConfTalker == DAHDI_CONF_TALKER);
static_assert(ours::kEventOnHook == DAHDI_EVENT_ONHOOK &&
              ours::kEventRingOffHook == DAHDI_EVENT_RINGOFFHOOK);
static_assert(ours::kEventWinkFlash == DAHDI_EVENT_WINKFLASH &&
              ours::kEventAlarm == DAHDI_EVENT_ALARM);
static_assert(ours::kEventNoAlarm == DAHDI_EVENT_NOALARM && ours::kEventAbort == DAHDI_EVENT_ABORT);
static_assert(ours::kEventOverrun == DAHDI_EVENT_OVERRUN &&
              ours::kEventBadFcs == DAHDI_EVENT_BADFCS);
static_assert(ours::kEventDialComplete == DAHDI_EVENT_DIALCOMPLETE);
static_assert(ours::kEventHookComplete == DAHDI_EVENT_HOOKCOMPLETE);
static_assert(ours::kEventBitsChanged == DAHDI_EVENT_BITSCHANGED &&
              ours::kEventPolarity == DAHDI_EVENT_POLARITY);
static_assert(ours::kEventRingBegin == DAHDI_EVENT_RINGBEGIN &&
              ours::kEventRemoved == DAHDI_EVENT_REMOVED);
static_assert(ours::kEventRxCed == DAHDI_EVENT_RX_CED_DETECTED &&
              ours::kEventRxCng == DAHDI_EVENT_RX_CNG_DETECTED);
static_assert(ours::kEventReadOverrun == DAHDI_EVENT_READ_OVERRUN);
static_assert(ours::kEventWriteUnderrun == DAHDI_EVENT_WRITE_UNDERRUN);
static_assert(ours::kEventPulseDigit == DAHDI_EVENT_PULSEDIGIT &&
              ours::kEventDtmfDown == DAHDI_EVENT_DTMFDOWN);
static_assert(ours::kEventDtmfUp == DAHDI_EVENT_DTMFUP);
static_assert(ours::kMostSpans == DAHDI_MAX_SPANS && ours::kMostChannels == DAHDI_MAX_CHANNELS);
static_assert(ours::kMostConferences == DAHDI_MAX_CONF);
#endif
