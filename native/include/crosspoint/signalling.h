/*
 * The signalling SPI: how calls are set up and cleared on the lines of a span, as a C ABI.
 *
 * A signalling module is a shared library that exports one symbol, `crosspoint_signalling`, and links nothing of Crosspoint.
 * It is a protocol machine without threads, files and clocks of its own: octets, bits, tones and time come in, octets, bits,
 * tones and events go out. What carries them (a board and its engine, or a cable in a test) is the host.
 *
 * Threads.
 *   - All functions on one trunk are called by one thread at a time. Different trunks may be used by different threads at once.
 *   - The functions of the host are called from within a call into the module only, in that same thread. They return at once and
 *     do not call back into the module: what follows from them comes later, as another call.
 * What may block. Nothing.
 * Time. `host->now` is the only clock, in milliseconds, monotonic. The host calls `tick` when the time is over that the last call
 *   answered, and after every other call asks for that time again by `tick`. Calling it too often does no harm.
 * Ownership. What is passed in belongs to the caller and is valid during the call; what a module hands to the host is valid during that call.
 *   A module frees everything that belongs to a trunk in `destroy`.
 * Lines are the board's lines (`cp_line_info`), whatever number the protocol has for them; `cp_trunk_config.lines` says which is which.
 * Calls have an identity that is never 0. The host chooses it for calls that it makes, 1…0x7FFFFFFF; the module for calls that come
 *   in, 0x80000000…0xFFFFFFFF. It is valid from then until CP_TRUNK_ENDED, which comes exactly once for each call, whatever happened;
 *   afterwards it is not used again as long as the trunk lives.
 * Sizes, texts and results are as in board.h. Octets from the far end may be anything; a module bounds what they can cause.
 */
#ifndef CROSSPOINT_SIGNALLING_H
#define CROSSPOINT_SIGNALLING_H

#include "crosspoint/board.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CP_SIGNALLING_ABI 1u
#define CP_LINE_ANY 0xFFFFFFFFu
#define CP_NO_TICK 0xFFFFFFFFu

typedef struct cp_trunk cp_trunk;

/* ── Calls ───────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** Octet 3 of the number elements of Q.931 §4.5.8, 4.5.10, 4.6.7; the values are those of the standard. */
typedef enum cp_number_type {
  CP_NUMBER_UNKNOWN = 0,
  CP_NUMBER_INTERNATIONAL = 1,
  CP_NUMBER_NATIONAL = 2,
  CP_NUMBER_NETWORK = 3,
  CP_NUMBER_SUBSCRIBER = 4,
  CP_NUMBER_ABBREVIATED = 6,
} cp_number_type;

typedef enum cp_number_plan {
  CP_PLAN_UNKNOWN = 0,
  CP_PLAN_E164 = 1,
  CP_PLAN_X121 = 3,
  CP_PLAN_TELEX = 4,
  CP_PLAN_NATIONAL = 8,
  CP_PLAN_PRIVATE = 9,
} cp_number_plan;

typedef enum cp_presentation {
  CP_PRESENTATION_ALLOWED = 0,
  CP_PRESENTATION_RESTRICTED = 1,
  CP_PRESENTATION_UNAVAILABLE = 2,
} cp_presentation;

typedef enum cp_screening {
  CP_SCREENING_NONE = 0,
  CP_SCREENING_PASSED = 1,
  CP_SCREENING_FAILED = 2,
  CP_SCREENING_NETWORK = 3,
} cp_screening;

/** No digits and `presentation` ALLOWED: there is no such number. */
typedef struct cp_number {
  char digits[64];
  uint8_t type;
  uint8_t plan;
  uint8_t presentation;
  uint8_t screening;
} cp_number;

/** Information transfer capability, Q.931 §4.5.5. */
typedef enum cp_bearer {
  CP_BEARER_SPEECH = 0,
  CP_BEARER_DIGITAL = 8,
  CP_BEARER_RESTRICTED_DIGITAL = 9,
  CP_BEARER_AUDIO_3K1 = 16,
  CP_BEARER_DIGITAL_TONES = 17,
  CP_BEARER_VIDEO = 24,
} cp_bearer;

/** Why a call was redirected, Q.931 §4.6.7 as of EN 300 207. */
typedef enum cp_redirect_reason {
  CP_REDIRECT_UNKNOWN = 0,
  CP_REDIRECT_BUSY = 1,
  CP_REDIRECT_NO_REPLY = 2,
  CP_REDIRECT_DEFLECTION = 3,
  CP_REDIRECT_OUT_OF_ORDER = 9,
  CP_REDIRECT_BY_TERMINAL = 10,
  CP_REDIRECT_UNCONDITIONAL = 15,
} cp_redirect_reason;

/** Who calls, in R2 (Q.480 group II, as openr2 tells them apart). */
typedef enum cp_category {
  CP_CATEGORY_SUBSCRIBER = 0,
  CP_CATEGORY_PRIORITY = 1,
  CP_CATEGORY_INTERNATIONAL = 2,
  CP_CATEGORY_INTERNATIONAL_PRIORITY = 3,
  CP_CATEGORY_COLLECT = 4,
  CP_CATEGORY_UNKNOWN = 5,
  CP_CATEGORY_TEST = 6,
} cp_category;

/** Bits of `progress`: the descriptions of Q.931 §4.5.23. */
enum {
  CP_PROGRESS_NOT_END_TO_END = 1u << 0,
  CP_PROGRESS_DESTINATION_NOT_ISDN = 1u << 1,
  CP_PROGRESS_ORIGIN_NOT_ISDN = 1u << 2,
  CP_PROGRESS_IN_BAND = 1u << 3,
  CP_PROGRESS_DELAY = 1u << 4,
};

/** What a call begins with, in either direction. Zeroes are a sensible call; only `called` has to be there. */
typedef struct cp_call_setup {
  uint32_t size;
  /** The B-channel or R2 line; CP_LINE_ANY lets the module choose. */
  uint32_t line;
  cp_number called;
  cp_number calling;
  cp_number redirecting;
  cp_number original_called;
  /** The caller's name. */
  char name[64];
  char keypad[64];
  char user_user[128];
  uint8_t bearer;
  uint8_t redirect_reason;
  uint8_t redirect_count;
  uint8_t category;
  /** PRI: the other end may not choose another channel. */
  uint8_t exclusive;
  /** More digits may follow by CP_CALL_INFORMATION (overlap sending); 0: the number is complete, as far as is known. */
  uint8_t overlap;
  uint8_t reserved[2];
  uint32_t progress;
} cp_call_setup;

/* ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum cp_trunk_event_type {
  /** The trunk: layer 2 works, or does not. R2 has no such thing and is up from the start. */
  CP_TRUNK_UP = 1,
  CP_TRUNK_DOWN = 2,
  /** A line cannot be used for calls because the far end says so, or can be again. */
  CP_TRUNK_LINE_BLOCKED = 3,
  CP_TRUNK_LINE_IDLE = 4,
  /** The far end has restarted this line (Q.931 §5.5): what was on it has ended. */
  CP_TRUNK_LINE_RESTARTED = 5,
  /** Something went wrong that is no call's; `text` says what. */
  CP_TRUNK_FAULT = 6,

  /** R2: the line was seized, digits are to come. */
  CP_TRUNK_SEIZED = 16,
  /** A call comes in: `setup`. With `setup->overlap` the number is not complete. */
  CP_TRUNK_INCOMING = 17,
  /** Digits that came later: `text`. `complete` is 1 where the far end said that it was all. */
  CP_TRUNK_DIGITS = 18,
  /** Of a call made: the far end wants more digits (overlap sending). */
  CP_TRUNK_MORE_DIGITS = 19,
  CP_TRUNK_PROCEEDING = 20,
  CP_TRUNK_PROGRESS = 21,
  CP_TRUNK_ALERTING = 22,
  /** Answered by the far end, or our answer has been sent. `number` and `text`: who is connected, where it is told. */
  CP_TRUNK_CONNECTED = 23,
  /** The far end wants the call to end: `cause`. ENDED follows by itself unless the settings ask to wait. */
  CP_TRUNK_DISCONNECTED = 24,
  /** The call is no more and its line is free: `cause` is why. */
  CP_TRUNK_ENDED = 25,
  /** Keypad digits within a call: `text`. */
  CP_TRUNK_KEYPAD = 26,
  CP_TRUNK_HELD = 27,
  CP_TRUNK_RETRIEVED = 28,
  /** The far end asks for it; answer by CP_CALL_HOLD_ACCEPT… */
  CP_TRUNK_HOLD_ASKED = 29,
  CP_TRUNK_RETRIEVE_ASKED = 30,
  CP_TRUNK_HOLD_REFUSED = 31,
  CP_TRUNK_RETRIEVE_REFUSED = 32,
  /** `code`: the notification description of Q.931 §4.5.22. */
  CP_TRUNK_NOTIFIED = 33,
  /** Display text of the network, or a connected number that has changed. */
  CP_TRUNK_DISPLAY = 34,
  CP_TRUNK_METERING_PULSE = 35,
  /** The call has another line now than was said before: PRI, as the far end chose one. */
  CP_TRUNK_LINE_CHOSEN = 36,
} cp_trunk_event_type;

typedef struct cp_trunk_event {
  uint32_t size;
  uint32_t type;
  /** 0 where it is about the trunk or a line. */
  uint32_t call;
  /** CP_LINE_ANY where there is none. */
  uint32_t line;
  /** Q.850, for DISCONNECTED, ENDED, PROGRESS and the refusals; 0 is none. */
  uint32_t cause;
  uint32_t progress;
  uint32_t code;
  uint8_t complete;
  uint8_t reserved[3];
  cp_number number;
  char text[256];
  /** With INCOMING and SEIZED only. */
  const cp_call_setup *setup;
} cp_trunk_event;

/* ── Requests on a call ──────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum cp_call_operation {
  /** "I have begun; send more digits" (SETUP ACKNOWLEDGE). */
  CP_CALL_MORE_DIGITS = 1,
  CP_CALL_PROCEEDING = 2,
  CP_CALL_PROGRESS = 3,
  /** R2: accepts the call, with charge or without as `code` says (a cp_accept). */
  CP_CALL_ALERTING = 4,
  /** An R2 call that was not accepted is accepted first. */
  CP_CALL_ANSWER = 5,
  /** Ends or refuses a call in any state, with `cause`. */
  CP_CALL_HANGUP = 6,
  /** Digits of a call made with `overlap`, or within a call as keypad: `text`. */
  CP_CALL_INFORMATION = 7,
  CP_CALL_HOLD = 8,
  CP_CALL_RETRIEVE = 9,
  CP_CALL_HOLD_ACCEPT = 10,
  CP_CALL_HOLD_REFUSE = 11,
  CP_CALL_RETRIEVE_ACCEPT = 12,
  CP_CALL_RETRIEVE_REFUSE = 13,
  CP_CALL_NOTIFY = 14,
} cp_call_operation;

typedef enum cp_accept { CP_ACCEPT_CHARGE = 0, CP_ACCEPT_NO_CHARGE = 1 } cp_accept;

typedef struct cp_call_request {
  uint32_t size;
  uint32_t operation;
  uint32_t cause;
  uint32_t progress;
  uint32_t code;
  /** Another line to use, for the first answer to an incoming call; CP_LINE_ANY keeps it. */
  uint32_t line;
  char text[64];
  /** Who is connected, for ANSWER: number and name. */
  cp_number number;
  char name[64];
} cp_call_request;

typedef enum cp_line_operation {
  /** PRI: RESTART of the line. R2: whatever is on it is dropped and the line goes idle. */
  CP_LINE_RESTART = 1,
  /** R2: tells the far end not to seize this line. PRI: no call is put on it or taken. */
  CP_LINE_BLOCK = 2,
  CP_LINE_UNBLOCK = 3,
} cp_line_operation;

/* ── The host ────────────────────────────────────────────────────────────────────────────────────────────────────── */

/** What register signals are listened for on a line. */
typedef enum cp_listen {
  CP_LISTEN_NOTHING = 0,
  CP_LISTEN_R2_FORWARD = 1,
  CP_LISTEN_R2_BACKWARD = 2
} cp_listen;

typedef struct cp_signalling_host {
  uint32_t size;
  void *context;
  uint64_t (*now)(void *context);
  /** An HDLC frame without its check sequence. */
  cp_result (*send_frame)(void *context, uint32_t line, const uint8_t *octets, uint32_t length);
  cp_result (*set_bits)(void *context, uint32_t line, uint8_t abcd);
  /** Sends register signal `symbol` ('1'…'9', '0', 'B'…'F' as in Q.441) until the next call; 0 is silence. */
  cp_result (*send_tone)(void *context, uint32_t line, int forward, char symbol);
  cp_result (*listen)(void *context, uint32_t line, cp_listen what);
  void (*event)(void *context, const cp_trunk_event *event);
  void (*log)(void *context, int level, const char *text);
} cp_signalling_host;

/* ── The module ──────────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct cp_trunk_line {
  uint32_t line;
  uint32_t timeslot;
} cp_trunk_line;

typedef struct cp_trunk_config {
  uint32_t size;
  /** A JSON object, as the module defines it: see docs/trunks.md. */
  const char *settings;
  cp_span_kind span;
  cp_law law;
  /** The line that carries frames (the D-channel), or CP_LINE_ANY. It is not among `lines`. */
  uint32_t frame_line;
  const cp_trunk_line *lines;
  uint32_t line_count;
} cp_trunk_config;

typedef struct cp_signalling_api {
  uint32_t size;
  uint32_t abi;
  /** Such as "pri". */
  const char *name;
  /** The library inside, with its version and licence, for people. */
  const char *library;
  const char *licence;

  /** The host is copied. INVALID_SETTINGS with the place in `host->log`. */
  cp_result (*create)(const cp_trunk_config *config, const cp_signalling_host *host,
                      cp_trunk **trunk);
  /** Ends without a word to the far end and without events. Hang up first, and tick until ENDED, to part politely. */
  void (*destroy)(cp_trunk *trunk);

  void (*frame_received)(cp_trunk *trunk, uint32_t line, const uint8_t *octets, uint32_t length);
  void (*bits_changed)(cp_trunk *trunk, uint32_t line, uint8_t abcd);
  /** The bits CP_ALARM_… of the span that are in force now. */
  void (*alarm)(cp_trunk *trunk, uint32_t alarms);
  /** A register signal begins or ends on a line. */
  void (*tone_detected)(cp_trunk *trunk, uint32_t line, int forward, char symbol, int begins);
  /** Does what is due and answers in how many milliseconds something will be again, or CP_NO_TICK. */
  uint32_t (*tick)(cp_trunk *trunk);

  /** OK: the call is on its way, and ENDED will come. Anything else: there is no such call. BUSY: no free line. STATE: the trunk is down. */
  cp_result (*make_call)(cp_trunk *trunk, uint32_t call, const cp_call_setup *setup);
  cp_result (*request)(cp_trunk *trunk, uint32_t call, const cp_call_request *request);
  cp_result (*line_request)(cp_trunk *trunk, uint32_t line, cp_line_operation operation);
} cp_signalling_api;

/** The one exported symbol. Answers null where the module cannot speak `abi`. */
typedef const cp_signalling_api *(*cp_signalling_entry)(uint32_t abi);
CP_EXPORT const cp_signalling_api *crosspoint_signalling(uint32_t abi);

/*
 * Events as text. What a module tells is put among the engine's events as EventType::signalling; the octets are one JSON object of at
 * most CP_TRUNK_TEXT_MAX octets, UTF-8, without line breaks. Members that say nothing are left out:
 *
 *   {"trunk":NAME, "type":TYPE, "call":ID, "line":LINE, "timeslot":SLOT, "cause":Q850, "progress":BITS, "code":N, "complete":true,
 *    "number":NUMBER, "text":TEXT, "setup":SETUP}
 *   TYPE    "up" "down" "lineBlocked" "lineIdle" "lineRestarted" "fault" "seized" "incoming" "digits" "moreDigits" "proceeding" "progress"
 *           "alerting" "connected" "disconnected" "ended" "keypad" "held" "retrieved" "holdAsked" "retrieveAsked" "holdRefused"
 *           "retrieveRefused" "notified" "display" "meteringPulse" "lineChosen", and of the host itself:
 *           "refused"  a request came to nothing: "request":NAME, "result":a cp_result, and the call or line it was for
 *           "lost"     "count":N, frames or bits that came faster than they could be taken
 *           "closed"   the trunk is gone; the last event
 *   NUMBER  {"digits":TEXT, "type":N, "plan":N, "presentation":N, "screening":N}
 *   SETUP   {"called":NUMBER, "calling":NUMBER, "redirecting":NUMBER, "originalCalled":NUMBER, "name":TEXT, "keypad":TEXT,
 *            "userUser":TEXT, "bearer":N, "redirectReason":N, "redirectCount":N, "category":N, "exclusive":true, "overlap":true, "progress":BITS}
 */
#define CP_TRUNK_TEXT_MAX 8192u

#ifdef __cplusplus
}
#endif
#endif
