/*
 * The board SPI: what a telephony board is to Crosspoint, as a C ABI.
 *
 * A vendor compiles a shared library against this one header. It exports one symbol, `crosspoint_board`, and
 * links nothing of Crosspoint. `board-check LIBRARY` tries the contract below point by point.
 *
 * The model is that of MVIP-95 and H.100 (ECTF H.100 rev. 1.0; GO-MVIP MVIP-95): a board has a *switch* whose inputs and
 * outputs are *termini* {bus, stream, timeslot}. Bus `CP_BUS_CT` is the CT bus, `CP_BUS_LOCAL` are the board's own streams.
 * Everything that can be connected is a pair of local streams: the even one is what the device sends into the switch, the
 * odd one after it what the switch sends to the device. There are two kinds of devices:
 *   - *lines*: the timeslots of spans and the analogue channels;
 *   - *ports*: where the host hears and speaks. The octets of all ports are exchanged once in a block.
 * A line is heard at a port when the output {LOCAL, port's odd stream, slot} is connected to the input {LOCAL, line's even
 * stream, slot}. A board without a switch of its own does that in software; `native/ctbus` may be used for it.
 *
 * Threads.
 *   - `exchange` is called by one thread, the engine's real-time thread, from the first call to the last before `close`.
 *   - Every other function is called by one control thread at a time, and may be called while `exchange` runs.
 *   - `close` is called when no other call is under way and none will follow.
 *   - The functions of `cp_board_host` may be called from any thread, from within any call as well, from when `open` is entered
 *     until `close` returns. They do not block, and they do not call back into the board.
 * What may block. Only `open`, `close` and `exchange` (until its block is due). Everything else answers within a few
 *   milliseconds; what takes longer is told by an event. `exchange` does not allocate and takes no lock that another thread holds for long.
 * Ownership. What is passed in belongs to the caller and is valid during the call. What a board hands out stays the
 *   board's; structures are filled in by copying.
 * Sizes. Every structure that may grow begins with `size`, set by whoever makes it. A board reads and writes no
 *   further than that; members behind it count as zero.
 * Text is UTF-8, ends with a zero, and is cut where it does not fit.
 * Results are `CP_OK` or one of the negative codes; -errno is not used.
 */
#ifndef CROSSPOINT_BOARD_H
#define CROSSPOINT_BOARD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Raised when something here changes in a way that an old board or an old host cannot live with. */
#define CP_BOARD_ABI 1u

#if defined(_WIN32)
#define CP_EXPORT __declspec(dllexport)
#else
#define CP_EXPORT __attribute__((visibility("default")))
#endif

/** Frames of 125 µs in the smallest unit of the switch: one timeslot's octets of a millisecond are one 64-bit word. */
#define CP_WORD_FRAMES 8u
/** H.100: 32 data streams of 128 timeslots at 8.192 Mb/s. */
#define CP_CT_STREAMS 32u
#define CP_CT_TIMESLOTS 128u
/** The longest HDLC frame, without its check sequence (Q.921: 260 octets of information and the header). */
#define CP_FRAME_MAX 512u

typedef struct cp_board cp_board;

typedef enum cp_result {
  CP_OK = 0,
  CP_ERROR_NOT_SUPPORTED = -1,
  CP_ERROR_INVALID_ARGUMENT = -2,
  CP_ERROR_INVALID_SETTINGS = -3,
  CP_ERROR_INVALID_STREAM = -4,
  CP_ERROR_INVALID_TIMESLOT = -5,
  CP_ERROR_INVALID_SPEED = -6,
  CP_ERROR_INVALID_MODE = -7,
  CP_ERROR_INVALID_CLOCK = -8,
  /** The switch has no free path (MVIP-95 NO_PATH). */
  CP_ERROR_NO_PATH = -9,
  /** Another board, or another connection, drives that output already. */
  CP_ERROR_CONFLICT = -10,
  /** Wrong in this state: a line that is not open, a span that is not started, a bus without a clock. */
  CP_ERROR_STATE = -11,
  CP_ERROR_BUSY = -12,
  CP_ERROR_NO_MEMORY = -13,
  /** A device or file of the system could not be used; `host->log` has said which. */
  CP_ERROR_DEVICE = -14,
  /** The board has been pulled out. From then on every call answers so; only `close` is left. */
  CP_ERROR_REMOVED = -15,
} cp_result;

/* ── What a board is ─────────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum cp_law { CP_LAW_A = 0, CP_LAW_MU = 1 } cp_law;

/** Bits of `cp_board_info.capabilities`: the facets a board has. Functions of a facet it lacks may be null. */
enum {
  CP_CAN_CT_BUS = 1u << 0,
  CP_CAN_CLOCK = 1u << 1,
  CP_CAN_STREAM_SPEED = 1u << 2,
  CP_CAN_HDLC = 1u << 3,
  CP_CAN_BITS = 1u << 4,
  CP_CAN_HOOK = 1u << 5,
  /** Octets of several timeslots keep their order and frame (hyper-channels): `CP_OUTPUT_FRAMED`. */
  CP_CAN_FRAMED = 1u << 6,
  /** Resources on the board: see `cp_board_api.send_tone` and following. */
  CP_CAN_TONES = 1u << 7,
  CP_CAN_DETECT = 1u << 8,
  CP_CAN_CONFERENCE = 1u << 9,
  CP_CAN_ECHO_CANCEL = 1u << 10,
  CP_CAN_GAIN = 1u << 11,
};

typedef struct cp_board_info {
  uint32_t size;
  uint32_t capabilities;
  char model[64];
  char serial[32];
  char driver[64];
  /** What `exchange` moves in one call, in frames; a multiple of CP_WORD_FRAMES, as asked for in `open`. */
  uint32_t block_frames;
  uint32_t spans;
  uint32_t lines;
  uint32_t ports;
  /** Local streams, even and odd ones counted. */
  uint32_t local_streams;
  /** What the octets at the ports are coded in, whatever the line has. */
  cp_law port_law;
} cp_board_info;

typedef enum cp_span_kind { CP_SPAN_E1 = 1, CP_SPAN_T1 = 2, CP_SPAN_ANALOGUE = 3 } cp_span_kind;

/** Bits of `cp_span_info.alarms` (G.775, ANSI T1.231). */
enum {
  CP_ALARM_LOS = 1u << 0,
  CP_ALARM_LFA = 1u << 1,
  CP_ALARM_LMFA = 1u << 2,
  CP_ALARM_RED = 1u << 3,
  CP_ALARM_YELLOW = 1u << 4,
  CP_ALARM_BLUE = 1u << 5,
  CP_ALARM_LOOPBACK = 1u << 6,
  CP_ALARM_RECOVERING = 1u << 7,
  CP_ALARM_NOT_OPEN = 1u << 8,
};

typedef enum cp_framing {
  CP_FRAMING_CCS = 0,
  CP_FRAMING_CAS = 1,
  CP_FRAMING_D4 = 2,
  CP_FRAMING_ESF = 3
} cp_framing;
typedef enum cp_coding { CP_CODING_HDB3 = 0, CP_CODING_AMI = 1, CP_CODING_B8ZS = 2 } cp_coding;

typedef struct cp_span_config {
  uint32_t size;
  cp_framing framing;
  cp_coding coding;
  cp_law law;
  uint8_t crc4;
  /** 1 where this end gives the clock (network side), 0 where it takes it from the line. */
  uint8_t gives_clock;
} cp_span_config;

typedef struct cp_span_info {
  uint32_t size;
  cp_span_kind kind;
  cp_span_config config;
  uint8_t started;
  uint32_t alarms;
  /** The lines of this span are `first_line` … `first_line + lines - 1`. */
  uint32_t first_line;
  uint32_t lines;
  /** Since the span was started: bipolar violations, CRC-4 errors, far-end errors, framing errors, slips, errored seconds. */
  uint64_t bpv, crc4_errors, e_bits, framing_errors, slips, errored_seconds;
} cp_span_info;

typedef enum cp_line_kind {
  CP_LINE_DIGITAL = 1,
  /** A station port: gives battery and ringing to a telephone. (DAHDI calls it signalled FXO.) */
  CP_LINE_FXS = 2,
  /** An office port: is rung, and seizes the line as a telephone does. */
  CP_LINE_FXO = 3,
  CP_LINE_E_AND_M = 4,
} cp_line_kind;

typedef enum cp_line_mode {
  CP_LINE_CLOSED = 0,
  CP_LINE_AUDIO = 1,
  /** 64 kbit/s as it is, without law, gain or echo cancelling. */
  CP_LINE_CLEAR = 2,
  /** The board cuts HDLC frames and checks their sequence; the line carries no audio. */
  CP_LINE_HDLC = 3,
} cp_line_mode;

typedef struct cp_line_info {
  uint32_t size;
  cp_line_kind kind;
  cp_line_mode mode;
  uint32_t span;
  /** Within its span: E1 1…31 (16 with CAS carries the bits and is no line), T1 1…24, analogue 1…n. */
  uint32_t timeslot;
  /** Where it is on the local streams; the odd stream is the even one plus 1. */
  uint32_t even_stream;
  uint32_t stream_timeslot;
  /** ABCD as last received and as last sent, A in bit 3. */
  uint8_t rx_bits, tx_bits;
  uint8_t off_hook;
} cp_line_info;

/** Where port `port` is on the local streams. */
typedef struct cp_port_info {
  uint32_t size;
  uint32_t even_stream;
  uint32_t stream_timeslot;
} cp_port_info;

/* ── Switch (MVIP-95) ────────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum cp_bus { CP_BUS_CT = 0, CP_BUS_LOCAL = 1 } cp_bus;

typedef struct cp_terminus {
  uint8_t bus;
  uint8_t reserved;
  uint16_t stream;
  uint16_t timeslot;
} cp_terminus;

typedef enum cp_output_mode {
  CP_OUTPUT_DISABLE = 0,
  /** The output carries `pattern` in every frame. */
  CP_OUTPUT_PATTERN = 1,
  CP_OUTPUT_CONNECT = 2,
  /** As CONNECT, and all outputs of one call keep the frame of their inputs. */
  CP_OUTPUT_FRAMED = 3,
} cp_output_mode;

typedef struct cp_output {
  cp_terminus output;
  cp_terminus input;
  uint8_t mode;
  uint8_t pattern;
} cp_output;

/* ── Clocks ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum cp_clock_mode {
  /** Not on the bus: connections to it are refused. How a board starts. */
  CP_CLOCK_STANDALONE = 0,
  CP_CLOCK_MASTER_A = 1,
  CP_CLOCK_MASTER_B = 2,
  CP_CLOCK_SLAVE = 3,
} cp_clock_mode;

typedef enum cp_clock_source {
  CP_SOURCE_NONE = 0,
  CP_SOURCE_OSCILLATOR = 1,
  /** The clock of a span, `network`. */
  CP_SOURCE_NETWORK = 2,
  CP_SOURCE_BUS_A = 3,
  CP_SOURCE_BUS_B = 4,
  CP_SOURCE_NETREF_1 = 5,
  CP_SOURCE_NETREF_2 = 6,
} cp_clock_source;

typedef struct cp_clock_config {
  uint32_t size;
  cp_clock_mode mode;
  cp_clock_source source;
  /** The span, where the source is NETWORK. */
  uint32_t network;
  uint8_t auto_fallback;
  cp_clock_source fallback_source;
  uint32_t fallback_network;
  /** Drive CT_NETREF_1 from this source (NONE: leave it alone). */
  cp_clock_source netref_source;
  uint32_t netref_network;
} cp_clock_config;

typedef enum cp_clock_status {
  CP_CLOCK_UNKNOWN = 0,
  CP_CLOCK_GOOD = 1,
  CP_CLOCK_BAD = 2
} cp_clock_status;

typedef struct cp_clock_info {
  uint32_t size;
  cp_clock_config config;
  /** What the board runs on at this moment. */
  cp_clock_source current_source;
  uint32_t current_network;
  uint8_t fallback_occurred;
  cp_clock_status bus_a, bus_b, netref_1, netref_2;
  /** Does this board drive clock A or B now? A secondary master that was promoted goes on until it is told otherwise. */
  uint8_t drives_a, drives_b;
} cp_clock_info;

/* ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum cp_board_event_type {
  /** Analogue and E&M: what the far end does. */
  CP_EVENT_RING_BEGIN = 1,
  CP_EVENT_RING_END = 2,
  CP_EVENT_OFF_HOOK = 3,
  CP_EVENT_ON_HOOK = 4,
  CP_EVENT_WINK = 5,
  CP_EVENT_FLASH = 6,
  CP_EVENT_POLARITY = 7,
  /** CAS: `value` are the received bits ABCD. */
  CP_EVENT_BITS = 8,
  /** `value`: a pulse-dialled digit, '0'…'9'. */
  CP_EVENT_PULSE_DIGIT = 9,
  /** Spans: `line` is the span; `value` the bits CP_ALARM_… now in force. */
  CP_EVENT_ALARM = 10,
  CP_EVENT_CLOCK_FALLBACK = 11,
  CP_EVENT_CLOCK_RECOVERED = 12,
  CP_EVENT_CLOCK_LOST = 13,
  /** HDLC: `value` is what was wrong with a frame that is not delivered. */
  CP_EVENT_FRAME_ERROR = 14,
  CP_EVENT_OVERRUN = 15,
  CP_EVENT_UNDERRUN = 16,
  /** A resource on the board: `value` is the digit, or a cp_tone. */
  CP_EVENT_DIGIT_BEGIN = 17,
  CP_EVENT_DIGIT_END = 18,
  CP_EVENT_TONE = 19,
  CP_EVENT_TONE_DONE = 20,
  CP_EVENT_HOOK_DONE = 21,
  CP_EVENT_SWITCH_VERIFY_ERROR = 22,
  /** The board has been pulled out; the last event. */
  CP_EVENT_REMOVED = 23,
} cp_board_event_type;

enum { CP_FRAME_ABORTED = 1, CP_FRAME_BAD_CHECK = 2, CP_FRAME_TOO_LONG = 3, CP_FRAME_LOST = 4 };

typedef struct cp_board_event {
  uint32_t type;
  /** The line; the span for alarms; 0 for what concerns the board. */
  uint32_t line;
  uint32_t value;
  uint32_t detail;
  /** The frame since the first `exchange` to which it belongs, as far as the board knows. */
  uint64_t frame;
} cp_board_event;

/** What the board is given. Each function may be called from any thread and returns at once. */
typedef struct cp_board_host {
  uint32_t size;
  void *context;
  void (*event)(void *context, const cp_board_event *event);
  /** One received HDLC frame without its check sequence; copied during the call. */
  void (*frame)(void *context, uint32_t line, const uint8_t *octets, uint32_t length);
  /** `level` 0 debug, 1 info, 2 warning, 3 error. */
  void (*log)(void *context, int level, const char *text);
} cp_board_host;

/* ── Operations ──────────────────────────────────────────────────────────────────────────────────────────────────── */

/** What is done with the hook. For FXS: RING and RING_OFF; for FXO and E&M the others. */
typedef enum cp_hook {
  CP_HOOK_ON = 0,
  CP_HOOK_OFF = 1,
  CP_HOOK_WINK = 2,
  CP_HOOK_FLASH = 3,
  CP_HOOK_START = 4,
  CP_HOOK_RING = 5,
  CP_HOOK_RING_OFF = 6,
  CP_HOOK_POLARITY_NORMAL = 7,
  CP_HOOK_POLARITY_REVERSED = 8,
} cp_hook;

typedef enum cp_tone {
  CP_TONE_NONE = 0,
  CP_TONE_DIAL = 1,
  CP_TONE_BUSY = 2,
  CP_TONE_RINGBACK = 3,
  CP_TONE_CONGESTION = 4,
  CP_TONE_CNG = 5,
  CP_TONE_CED = 6,
} cp_tone;

typedef struct cp_board_api {
  uint32_t size;
  uint32_t abi;
  /** Short and lasting, such as "simulated-h100". */
  const char *name;

  /**
   * Opens a board. `settings` is the JSON object of the configuration, whatever the vendor defines. `block_frames` is what one exchange is to move. The
   * host is copied. On failure `*board` is untouched and `host->log` has said why, for INVALID_SETTINGS with the place.
   */
  cp_result (*open)(const char *settings, uint32_t block_frames, const cp_board_host *host,
                    cp_board **board);
  /** Frees everything. Lines go on-hook, spans stop, outputs on the bus are disabled, and `exchange` has returned before. */
  void (*close)(cp_board *board);

  cp_result (*info)(cp_board *board, cp_board_info *info);
  cp_result (*span_info)(cp_board *board, uint32_t span, cp_span_info *info);
  cp_result (*line_info)(cp_board *board, uint32_t line, cp_line_info *info);
  cp_result (*port_info)(cp_board *board, uint32_t port, cp_port_info *info);

  /**
   * Waits until the next block is due, plays `tx` to the ports and fills `rx` with what they heard. Both hold `ports × block_frames` octets
   * in `port_law`, port after port. A port to which nothing is connected hears idle (0xD5 A-law, 0xFF µ-law).
   * `*late` is set to the number of whole blocks that were missed since the last call (the host was too slow), normally 0.
   */
  cp_result (*exchange)(cp_board *board, const uint8_t *tx, uint8_t *rx, uint32_t *late);

  /* Spans. */
  cp_result (*configure_span)(cp_board *board, uint32_t span, const cp_span_config *config);
  cp_result (*start_span)(cp_board *board, uint32_t span);
  cp_result (*stop_span)(cp_board *board, uint32_t span);
  cp_result (*loop_span)(cp_board *board, uint32_t span, int looped);

  /* Lines. `open_line` with CP_LINE_CLOSED closes it; an analogue line goes on-hook then. */
  cp_result (*open_line)(cp_board *board, uint32_t line, cp_line_mode mode);
  cp_result (*hook)(cp_board *board, uint32_t line, cp_hook operation);
  cp_result (*set_bits)(cp_board *board, uint32_t line, uint8_t abcd);
  /** In tenths of a decibel, -240…240. */
  cp_result (*set_gain)(cp_board *board, uint32_t line, int32_t rx_tenths, int32_t tx_tenths);
  cp_result (*set_echo_cancel)(cp_board *board, uint32_t line, uint32_t taps);
  /** Queues one frame of an HDLC line, 1…CP_FRAME_MAX octets; BUSY where the queue is full. */
  cp_result (*send_frame)(cp_board *board, uint32_t line, const uint8_t *octets, uint32_t length);

  /* Switch. All outputs of one call take effect in one frame, or none does and the result tells why. */
  cp_result (*reset_switch)(cp_board *board);
  cp_result (*set_outputs)(cp_board *board, const cp_output *outputs, uint32_t count);
  /** In: `output`. Out: everything else. */
  cp_result (*query_output)(cp_board *board, cp_output *output);
  cp_result (*sample_input)(cp_board *board, cp_terminus input, uint8_t *octet);
  /** CT streams in groups of four share a speed: 2, 4 or 8 Mb/s, for 32, 64 or 128 timeslots. Streams 16…31 run at 8 only. */
  cp_result (*set_stream_speed)(cp_board *board, uint32_t stream, uint32_t megabits);
  cp_result (*query_stream_speed)(cp_board *board, uint32_t stream, uint32_t *megabits);

  /* Clocks. */
  cp_result (*configure_clock)(cp_board *board, const cp_clock_config *config);
  cp_result (*query_clock)(cp_board *board, cp_clock_info *info);

  /* Resources on the board itself, where it has any; the engine has its own for every port. */
  cp_result (*send_tone)(cp_board *board, uint32_t line, cp_tone tone);
  cp_result (*dial)(cp_board *board, uint32_t line, const char *digits, int pulse);
  cp_result (*detect)(cp_board *board, uint32_t line, int on);
  /** Joins a line to conference `conference` of the board, 0 leaves it. */
  cp_result (*join_conference)(cp_board *board, uint32_t line, uint32_t conference, int talks,
                               int listens);
} cp_board_api;

/**
 * The one exported symbol. Answers null where the board cannot speak `abi`. The table is constant and lives as long as the library.
 */
typedef const cp_board_api *(*cp_board_entry)(uint32_t abi);
CP_EXPORT const cp_board_api *crosspoint_board(uint32_t abi);

#ifdef __cplusplus
}
#endif
#endif
