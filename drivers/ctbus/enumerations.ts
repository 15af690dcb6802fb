/**
 * The numbers of native/engine and native/include/crosspoint/board.h by the names they have here; test/native/enumerations.test.ts holds
 * them to those headers. A list counts from 0.
 */

/** native/engine/event.h, `EventType`. */
export const EVENT = {
  operationDone: 1,
  operationChanged: 2,
  detected: 3,
  activeTalker: 4,
  board: 5,
  frame: 6,
  signalling: 7,
  eventsLost: 8,
  late: 9,
  boardRemoved: 10,
  log: 11,
} as const;

/** native/engine/event.h, `Reason`: why an operation ended. */
export const REASONS = [
  'none',
  'endOfData',
  'stopped',
  'runTimeControl',
  'maxDuration',
  'silence',
  'initialSilence',
  'overrun',
  'failed',
  'boardRemoved',
  'closed',
] as const;
export type Reason = (typeof REASONS)[number];

/** native/engine/run-time-control.h, `Condition`. */
export const CONDITIONS = [
  'none',
  'digit',
  'digitEnds',
  'tone',
  'voiceBegins',
  'voiceEnds',
  'playStarted',
  'playDone',
  'recordDone',
  'generateDone',
  'triggered',
  'disconnected',
] as const;
export type Condition = Exclude<(typeof CONDITIONS)[number], 'none'>;

/** native/engine/run-time-control.h, `ControlAction`. */
export const ACTIONS = [
  'none',
  'stop',
  'pause',
  'resume',
  'togglePause',
  'jumpForward',
  'jumpBackward',
  'jumpStart',
  'jumpEnd',
  'jumpListStart',
  'jumpListEnd',
  'nextSound',
  'previousSound',
  'speedUp',
  'speedDown',
  'speedNormal',
  'speedToggle',
  'volumeUp',
  'volumeDown',
  'volumeNormal',
  'volumeToggle',
] as const;
export type Action = Exclude<(typeof ACTIONS)[number], 'none'>;

/** native/dsp/block.h, `Signal`. */
export const SIGNALS = [
  'none',
  'dtmf',
  'r2Forward',
  'r2Backward',
  'callProgress',
  'faxCng',
  'faxCed',
  'faxPreamble',
  'voice',
  'answer',
] as const;
export type Signal = Exclude<(typeof SIGNALS)[number], 'none'>;

/** native/dsp/tone-program.h, `ProgressTone`. */
export const PROGRESS_TONES = [
  'none',
  'dial',
  'ringback',
  'busy',
  'congestion',
  'special',
  'callWaiting',
  'confirmation',
] as const;
export type ProgressTone = Exclude<(typeof PROGRESS_TONES)[number], 'none'>;

/** native/engine/engine.h, `DetectorSet`. */
export const DETECTORS = {
  dtmf: 1 << 0,
  r2Forward: 1 << 1,
  r2Backward: 1 << 2,
  callProgress: 1 << 3,
  fax: 1 << 4,
  voice: 1 << 5,
  answer: 1 << 6,
} as const;

/** native/engine/sound.h, `Coder`. */
export const CODERS = [
  'none',
  'aLaw',
  'muLaw',
  'linear16',
  'g726At16',
  'g726At24',
  'g726At32',
  'g726At40',
  'gsm',
  'okiAdpcm',
] as const;
export type Coder = Exclude<(typeof CODERS)[number], 'none'>;

/** native/engine/sound.h, `Container`. */
export const CONTAINERS = ['none', 'wav', 'raw'] as const;
export type Container = Exclude<(typeof CONTAINERS)[number], 'none'>;

/** board.h, `cp_law`. */
export const LAWS = ['a', 'mu'] as const;
export type Law = (typeof LAWS)[number];

/** board.h, `CP_CAN_…`, from bit 0. */
export const CAPABILITIES = [
  'ctBus',
  'clock',
  'streamSpeed',
  'hdlc',
  'bits',
  'hook',
  'framed',
  'tones',
  'detect',
  'conference',
  'echoCancel',
  'gain',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** board.h, `CP_ALARM_…`, from bit 0. */
export const ALARMS = [
  'los',
  'lfa',
  'lmfa',
  'red',
  'yellow',
  'blue',
  'loopback',
  'recovering',
  'notOpen',
] as const;
export type Alarm = (typeof ALARMS)[number];

/** board.h, `cp_span_kind`. */
export const SPAN_KINDS = ['none', 'e1', 't1', 'analogue'] as const;
export type SpanKind = Exclude<(typeof SPAN_KINDS)[number], 'none'>;

/** board.h, `cp_framing`. */
export const FRAMINGS = ['ccs', 'cas', 'd4', 'esf'] as const;
export type Framing = (typeof FRAMINGS)[number];

/** board.h, `cp_coding`. */
export const CODINGS = ['hdb3', 'ami', 'b8zs'] as const;
export type Coding = (typeof CODINGS)[number];

/** board.h, `cp_line_kind`. */
export const LINE_KINDS = ['none', 'digital', 'fxs', 'fxo', 'eAndM'] as const;
export type LineKind = Exclude<(typeof LINE_KINDS)[number], 'none'>;

/** board.h, `cp_line_mode`. */
export const LINE_MODES = ['closed', 'audio', 'clear', 'hdlc'] as const;
export type LineMode = (typeof LINE_MODES)[number];

/** board.h, `cp_hook`. */
export const HOOKS = [
  'on',
  'off',
  'wink',
  'flash',
  'start',
  'ring',
  'ringOff',
  'polarityNormal',
  'polarityReversed',
] as const;
export type Hook = (typeof HOOKS)[number];

/** board.h, `cp_tone`. */
export const BOARD_TONES = [
  'none',
  'dial',
  'busy',
  'ringback',
  'congestion',
  'cng',
  'ced',
] as const;
export type BoardTone = (typeof BOARD_TONES)[number];

/** board.h, `cp_bus`. */
export const BUS = { ct: 0, local: 1 } as const;

/** board.h, `cp_output_mode`. */
export const OUTPUT_MODES = ['disable', 'pattern', 'connect', 'framed'] as const;
export type OutputMode = (typeof OUTPUT_MODES)[number];

/** board.h, `cp_clock_mode`. */
export const CLOCK_MODES = ['standalone', 'masterA', 'masterB', 'slave'] as const;
export type ClockMode = (typeof CLOCK_MODES)[number];

/** board.h, `cp_clock_source`. */
export const CLOCK_SOURCES = [
  'none',
  'oscillator',
  'network',
  'busA',
  'busB',
  'netref1',
  'netref2',
] as const;
export type ClockSource = (typeof CLOCK_SOURCES)[number];

/** board.h, `cp_clock_status`. */
export const CLOCK_STATUSES = ['unknown', 'good', 'bad'] as const;
export type ClockStatus = (typeof CLOCK_STATUSES)[number];

/** board.h, `cp_board_event_type`. */
export const BOARD_EVENTS = [
  'none',
  'ringBegin',
  'ringEnd',
  'offHook',
  'onHook',
  'wink',
  'flash',
  'polarity',
  'bits',
  'pulseDigit',
  'alarm',
  'clockFallback',
  'clockRecovered',
  'clockLost',
  'frameError',
  'overrun',
  'underrun',
  'digitBegin',
  'digitEnd',
  'tone',
  'toneDone',
  'hookDone',
  'switchVerifyError',
  'removed',
] as const;
export type BoardEvent = Exclude<(typeof BOARD_EVENTS)[number], 'none'>;

/** board.h, `CP_FRAME_…`: what was wrong with an HDLC frame. */
export const FRAME_FAULTS = ['none', 'aborted', 'badCheck', 'tooLong', 'lost'] as const;
export type FrameFault = (typeof FRAME_FAULTS)[number];

/** board.h, `cp_board_host.log`. */
export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The name of a number, or the first of the list where a newer board or engine has one that is not known here. */
export function nameOf<Name extends string>(
  names: readonly [Name, ...Name[]],
  value: number,
): Name {
  return names[value] ?? names[0];
}

/** The number of a name, which only a caller without types can miss. */
export function numberOf<Name extends string>(names: readonly Name[], name: Name): number {
  return names.indexOf(name);
}

/** The names of the bits that are set. */
export function namesOfBits<Name extends string>(names: readonly Name[], bits: number): Name[] {
  return names.filter((_, bit) => (bits & (1 << bit)) !== 0);
}
