/*
 * The smallest board that is one: a span of 31 lines that hear what they are sent, eight ports, and a switch between them. C99 and POSIX,
 * nothing else. Build it with
 *     cc -std=c99 -D_POSIX_C_SOURCE=200809L -shared -fPIC -I native/include -o loopback-board.so loopback-board.c -lpthread
 * and try it with `board-check ./loopback-board.so`.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crosspoint/board.h"

#define LINES 31u
#define PORTS 8u
#define SLOTS 32u
#define PAIRS 2u
#define IDLE 0xD5u
#define LONGEST_BLOCK 800u

typedef struct route {
  uint8_t mode, pattern;
  uint16_t input;
} route;

struct cp_board {
  cp_board_host host;
  uint32_t block_frames;
  /* Guards what the control thread changes; nobody holds it for longer than a copy takes. */
  pthread_mutex_t lock;
  route routes[PAIRS * SLOTS];
  cp_line_mode modes[LINES];
  cp_span_config config;
  int started;
  /* The real-time thread's own. */
  struct timespec due;
  uint8_t *inputs, *outputs;
  uint8_t last[PAIRS * SLOTS];
};

static void say(const cp_board_host *host, const char *text) {
  if (host->log) host->log(host->context, 3, text);
}

/* Copies as much of an answer as the caller has room for, and leaves `size` as it was. */
static cp_result give(void *into, const void *answer, uint32_t length) {
  uint32_t size;
  if (!into) return CP_ERROR_INVALID_ARGUMENT;
  memcpy(&size, into, sizeof size);
  if (size < sizeof size) return CP_ERROR_INVALID_ARGUMENT;
  memcpy((uint8_t *)into + sizeof size, (const uint8_t *)answer + sizeof size,
         (size < length ? size : length) - sizeof size);
  return CP_OK;
}

/* This board has nothing to set: an empty object, or one whose members it does not know and leaves alone. */
static int is_object(const char *text) {
  const char *end = text + strlen(text);
  while (*text && strchr(" \t\r\n", *text)) ++text;
  while (end > text && strchr(" \t\r\n", end[-1])) --end;
  return end - text >= 2 && *text == '{' && end[-1] == '}';
}

static void board_close(cp_board *board) {
  pthread_mutex_destroy(&board->lock);
  free(board->inputs);
  free(board->outputs);
  free(board);
}

static cp_result board_open(const char *settings, uint32_t block_frames, const cp_board_host *host,
                            cp_board **into) {
  const size_t octets = (size_t)PAIRS * SLOTS * block_frames;
  cp_board *board;
  if (!settings || !host || !into || block_frames == 0 || block_frames % CP_WORD_FRAMES != 0 ||
      block_frames > LONGEST_BLOCK)
    return CP_ERROR_INVALID_ARGUMENT;
  if (!is_object(settings)) {
    say(host, "settings, line 1: an object expected");
    return CP_ERROR_INVALID_SETTINGS;
  }
  board = calloc(1, sizeof *board);
  if (!board) return CP_ERROR_NO_MEMORY;
  board->inputs = malloc(octets);
  board->outputs = malloc(octets);
  if (!board->inputs || !board->outputs || pthread_mutex_init(&board->lock, NULL) != 0) {
    free(board->inputs);
    free(board->outputs);
    free(board);
    return CP_ERROR_NO_MEMORY;
  }
  memset(board->inputs, IDLE, octets);
  memset(board->outputs, IDLE, octets);
  memcpy(&board->host, host, host->size < sizeof *host ? host->size : sizeof *host);
  board->block_frames = block_frames;
  board->config.size = sizeof board->config;
  *into = board;
  return CP_OK;
}

static cp_result board_info(cp_board *board, cp_board_info *into) {
  cp_board_info info;
  memset(&info, 0, sizeof info);
  strcpy(info.model, "Loopback");
  strcpy(info.serial, "1");
  strcpy(info.driver, "loopback-board.c");
  info.block_frames = board->block_frames;
  info.spans = 1;
  info.lines = LINES;
  info.ports = PORTS;
  info.local_streams = PAIRS * 2;
  info.port_law = CP_LAW_A;
  return give(into, &info, sizeof info);
}

static cp_result span_info(cp_board *board, uint32_t span, cp_span_info *into) {
  cp_span_info info;
  if (span != 0) return CP_ERROR_INVALID_ARGUMENT;
  memset(&info, 0, sizeof info);
  info.kind = CP_SPAN_E1;
  info.config = board->config;
  info.started = (uint8_t)board->started;
  info.alarms = board->started ? CP_ALARM_LOOPBACK : CP_ALARM_NOT_OPEN;
  info.lines = LINES;
  return give(into, &info, sizeof info);
}

static cp_result line_info(cp_board *board, uint32_t line, cp_line_info *into) {
  cp_line_info info;
  if (line >= LINES) return CP_ERROR_INVALID_ARGUMENT;
  memset(&info, 0, sizeof info);
  info.kind = CP_LINE_DIGITAL;
  info.mode = board->modes[line];
  info.timeslot = line + 1;
  info.stream_timeslot = line + 1;
  return give(into, &info, sizeof info);
}

static cp_result port_info(cp_board *board, uint32_t port, cp_port_info *into) {
  cp_port_info info;
  (void)board;
  if (port >= PORTS) return CP_ERROR_INVALID_ARGUMENT;
  memset(&info, 0, sizeof info);
  info.even_stream = 2;
  info.stream_timeslot = port;
  return give(into, &info, sizeof info);
}

static void wait_for_block(cp_board *board, uint32_t *late) {
  const long block = 125000L * (long)board->block_frames;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  *late = 0;
  if (board->due.tv_sec == 0) board->due = now;
  /* More than a second behind, the blocks are lost; before that they are caught up with. */
  while (now.tv_sec - board->due.tv_sec > 1) {
    board->due.tv_nsec += block;
    ++*late;
    if (board->due.tv_nsec >= 1000000000L) {
      board->due.tv_nsec -= 1000000000L;
      ++board->due.tv_sec;
    }
  }
  board->due.tv_nsec += block;
  if (board->due.tv_nsec >= 1000000000L) {
    board->due.tv_nsec -= 1000000000L;
    ++board->due.tv_sec;
  }
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &board->due, NULL) != 0) {
  }
}

static cp_result exchange(cp_board *board, const uint8_t *tx, uint8_t *rx, uint32_t *late) {
  const size_t frames = board->block_frames;
  route routes[PAIRS * SLOTS];
  uint32_t i;
  wait_for_block(board, late);
  for (i = 0; i < LINES; ++i)
    memcpy(board->inputs + (i + 1) * frames, board->outputs + (i + 1) * frames, frames);
  for (i = 0; i < PORTS; ++i) memcpy(board->inputs + (SLOTS + i) * frames, tx + i * frames, frames);
  pthread_mutex_lock(&board->lock);
  memcpy(routes, board->routes, sizeof routes);
  for (i = 0; i < PAIRS * SLOTS; ++i) {
    if (i >= 1 && i <= LINES && (board->modes[i - 1] == CP_LINE_CLOSED || !board->started))
      memset(board->inputs + i * frames, IDLE, frames);
    board->last[i] = board->inputs[(i + 1) * frames - 1];
  }
  pthread_mutex_unlock(&board->lock);
  for (i = 0; i < PAIRS * SLOTS; ++i) {
    uint8_t *output = board->outputs + i * frames;
    if (routes[i].mode >= CP_OUTPUT_CONNECT)
      memcpy(output, board->inputs + routes[i].input * frames, frames);
    else
      memset(output, routes[i].mode == CP_OUTPUT_PATTERN ? routes[i].pattern : IDLE, frames);
  }
  for (i = 0; i < PORTS; ++i)
    memcpy(rx + i * frames, board->outputs + (SLOTS + i) * frames, frames);
  return CP_OK;
}

static cp_result configure_span(cp_board *board, uint32_t span, const cp_span_config *config) {
  if (span != 0 || !config) return CP_ERROR_INVALID_ARGUMENT;
  if (board->started) return CP_ERROR_STATE;
  memcpy(&board->config, config,
         config->size < sizeof board->config ? config->size : sizeof board->config);
  board->config.size = sizeof board->config;
  return CP_OK;
}

static cp_result set_started(cp_board *board, uint32_t span, int started) {
  if (span != 0) return CP_ERROR_INVALID_ARGUMENT;
  pthread_mutex_lock(&board->lock);
  board->started = started;
  pthread_mutex_unlock(&board->lock);
  return CP_OK;
}

static cp_result start_span(cp_board *board, uint32_t span) {
  return set_started(board, span, 1);
}
static cp_result stop_span(cp_board *board, uint32_t span) {
  return set_started(board, span, 0);
}

static cp_result loop_span(cp_board *board, uint32_t span, int looped) {
  (void)board;
  if (span != 0) return CP_ERROR_INVALID_ARGUMENT;
  return looped ? CP_OK : CP_ERROR_NOT_SUPPORTED;
}

static cp_result open_line(cp_board *board, uint32_t line, cp_line_mode mode) {
  if (line >= LINES) return CP_ERROR_INVALID_ARGUMENT;
  if (mode != CP_LINE_CLOSED && mode != CP_LINE_AUDIO && mode != CP_LINE_CLEAR)
    return CP_ERROR_INVALID_MODE;
  pthread_mutex_lock(&board->lock);
  board->modes[line] = mode;
  pthread_mutex_unlock(&board->lock);
  return CP_OK;
}

/* Where a terminus is in the arrays: the pair of its stream, and its timeslot. */
static cp_result place_of(cp_terminus at, unsigned odd, uint16_t *place) {
  if (at.bus != CP_BUS_LOCAL) return CP_ERROR_NOT_SUPPORTED;
  if (at.stream >= PAIRS * 2 || at.stream % 2 != odd) return CP_ERROR_INVALID_STREAM;
  if (at.timeslot >= SLOTS) return CP_ERROR_INVALID_TIMESLOT;
  *place = (uint16_t)(at.stream / 2 * SLOTS + at.timeslot);
  return CP_OK;
}

static cp_result reset_switch(cp_board *board) {
  pthread_mutex_lock(&board->lock);
  memset(board->routes, 0, sizeof board->routes);
  pthread_mutex_unlock(&board->lock);
  return CP_OK;
}

static cp_result set_outputs(cp_board *board, const cp_output *outputs, uint32_t count) {
  route routes[PAIRS * SLOTS];
  uint32_t i;
  if (!outputs && count > 0) return CP_ERROR_INVALID_ARGUMENT;
  memcpy(routes, board->routes, sizeof routes);
  for (i = 0; i < count; ++i) {
    uint16_t place = 0;
    route wanted = {outputs[i].mode, outputs[i].pattern, 0};
    cp_result result = wanted.mode > CP_OUTPUT_FRAMED ? CP_ERROR_INVALID_MODE
                                                      : place_of(outputs[i].output, 1, &place);
    if (result == CP_OK && wanted.mode >= CP_OUTPUT_CONNECT)
      result = place_of(outputs[i].input, 0, &wanted.input);
    if (result != CP_OK) return result;
    routes[place] = wanted;
  }
  pthread_mutex_lock(&board->lock);
  memcpy(board->routes, routes, sizeof routes);
  pthread_mutex_unlock(&board->lock);
  return CP_OK;
}

static cp_result query_output(cp_board *board, cp_output *output) {
  uint16_t place = 0;
  const cp_result result = place_of(output->output, 1, &place);
  const route *at = &board->routes[place];
  if (result != CP_OK) return result;
  memset(&output->input, 0, sizeof output->input);
  output->mode = at->mode;
  output->pattern = at->mode == CP_OUTPUT_PATTERN ? at->pattern : 0;
  if (at->mode >= CP_OUTPUT_CONNECT) {
    output->input.bus = CP_BUS_LOCAL;
    output->input.stream = (uint16_t)(at->input / SLOTS * 2);
    output->input.timeslot = (uint16_t)(at->input % SLOTS);
  }
  return CP_OK;
}

static cp_result sample_input(cp_board *board, cp_terminus input, uint8_t *octet) {
  uint16_t place = 0;
  const cp_result result = place_of(input, 0, &place);
  if (result != CP_OK) return result;
  pthread_mutex_lock(&board->lock);
  *octet = board->last[place];
  pthread_mutex_unlock(&board->lock);
  return CP_OK;
}

static const cp_board_api api = {
    .size = sizeof(cp_board_api),
    .abi = CP_BOARD_ABI,
    .name = "loopback",
    .open = board_open,
    .close = board_close,
    .info = board_info,
    .span_info = span_info,
    .line_info = line_info,
    .port_info = port_info,
    .exchange = exchange,
    .configure_span = configure_span,
    .start_span = start_span,
    .stop_span = stop_span,
    .loop_span = loop_span,
    .open_line = open_line,
    .reset_switch = reset_switch,
    .set_outputs = set_outputs,
    .query_output = query_output,
    .sample_input = sample_input,
};

const cp_board_api *crosspoint_board(uint32_t abi) {
  return abi == CP_BOARD_ABI ? &api : NULL;
}
