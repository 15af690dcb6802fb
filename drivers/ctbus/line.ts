import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import {
  type BoardEvent,
  type BoardTone,
  BOARD_TONES,
  FRAME_FAULTS,
  type FrameFault,
  type Hook,
  HOOKS,
  LINE_KINDS,
  LINE_MODES,
  type LineKind,
  type LineMode,
  nameOf,
  numberOf,
} from './enumerations.ts';
import { native } from './native-errors.ts';
import type { NativeEngine } from './native.ts';
import { toMs } from './operation.ts';

export interface LineInfo {
  readonly kind: LineKind;
  readonly mode: LineMode;
  readonly span: number;
  /** Within its span. */
  readonly timeslot: number;
  /** ABCD, A in bit 3, as last received and as last sent. */
  readonly rxBits: number;
  readonly txBits: number;
  readonly isOffHook: boolean;
}

export type LineEvents = {
  ringBegin: [atMs: number];
  ringEnd: [atMs: number];
  offHook: [atMs: number];
  onHook: [atMs: number];
  wink: [atMs: number];
  flash: [atMs: number];
  polarity: [atMs: number];
  /** CAS: ABCD as received, A in bit 3. */
  bits: [bits: number, atMs: number];
  pulseDigit: [digit: string, atMs: number];
  /** HDLC, without the check sequence. */
  frame: [octets: Buffer];
  frameError: [fault: FrameFault];
  overrun: [];
  underrun: [];
  /** Resources on the board; the engine's own detectors tell at the port. */
  digitBegin: [digit: string, atMs: number];
  digitEnd: [digit: string, atMs: number];
  tone: [tone: BoardTone, atMs: number];
  toneDone: [];
  hookDone: [];
};

/** A timeslot of a span, or an analogue channel. */
export class Line {
  readonly number: number;
  readonly kind: LineKind;
  readonly span: number;
  readonly timeslot: number;
  /** Where it speaks into the switch; it hears at the stream after this one. */
  readonly evenStream: number;
  readonly streamTimeslot: number;
  readonly events: TypedEmitter<LineEvents>;
  readonly #engine: NativeEngine;

  constructor(engine: NativeEngine, number: number, onListenerError?: (error: unknown) => void) {
    const { kind, span, timeslot, evenStream, streamTimeslot } = native(() =>
      engine.lineInfo(number),
    );
    this.#engine = engine;
    this.number = number;
    this.kind = nameOf<LineKind | 'none'>(LINE_KINDS, kind) as LineKind;
    this.span = span;
    this.timeslot = timeslot;
    this.evenStream = evenStream;
    this.streamTimeslot = streamTimeslot;
    this.events = new TypedEmitter(onListenerError);
  }

  info(): LineInfo {
    const info = native(() => this.#engine.lineInfo(this.number));
    const { span, timeslot, rxBits, txBits, isOffHook } = info;
    const mode = nameOf(LINE_MODES, info.mode);
    return { kind: this.kind, mode, span, timeslot, rxBits, txBits, isOffHook };
  }

  open(mode: Exclude<LineMode, 'closed'> = 'audio'): void {
    native(() => this.#engine.openLine(this.number, numberOf(LINE_MODES, mode)));
  }

  /** An analogue line goes on-hook. */
  close(): void {
    native(() => this.#engine.openLine(this.number, numberOf(LINE_MODES, 'closed')));
  }

  hook(operation: Hook): void {
    native(() => this.#engine.hook(this.number, numberOf(HOOKS, operation)));
  }

  setBits(abcd: number): void {
    native(() => this.#engine.setBits(this.number, abcd));
  }

  setGain({ rxDb, txDb }: { readonly rxDb: number; readonly txDb: number }): void {
    native(() =>
      this.#engine.setLineGain(this.number, Math.round(rxDb * 10), Math.round(txDb * 10)),
    );
  }

  /** 0 taps: off. */
  setEchoCancel(taps: number): void {
    native(() => this.#engine.setEchoCancel(this.number, taps));
  }

  /** One HDLC frame of 1 to 512 octets, to which the board adds the check sequence. */
  sendFrame(octets: Uint8Array): void {
    native(() => this.#engine.sendFrame(this.number, octets));
  }

  /** By a generator on the board. */
  sendTone(tone: BoardTone): void {
    native(() => this.#engine.sendTone(this.number, numberOf(BOARD_TONES, tone)));
  }

  /** By a generator on the board, as tones or as pulses. */
  dial(digits: string, by: 'tones' | 'pulses' = 'tones'): void {
    native(() => this.#engine.dial(this.number, digits, by === 'pulses'));
  }

  /** Detectors on the board. */
  detectOnBoard(isOn: boolean): void {
    native(() => this.#engine.detectOnLine(this.number, isOn));
  }

  /** A conference on the board itself; 0 leaves it. */
  joinOnBoard(conference: number, { talks = true, listens = true } = {}): void {
    native(() => this.#engine.joinConferenceOnBoard(this.number, conference, talks, listens));
  }

  /** For the board: it has told something of this line. */
  tell(event: BoardEvent, value: number, frame: number): void {
    const atMs = toMs(frame);
    switch (event) {
      case 'ringBegin':
      case 'ringEnd':
      case 'offHook':
      case 'onHook':
      case 'wink':
      case 'flash':
      case 'polarity':
        this.events.emit(event, atMs);
        break;
      case 'bits':
        this.events.emit('bits', value, atMs);
        break;
      case 'pulseDigit':
      case 'digitBegin':
      case 'digitEnd':
        this.events.emit(event, String.fromCharCode(value), atMs);
        break;
      case 'tone':
        this.events.emit('tone', nameOf(BOARD_TONES, value), atMs);
        break;
      case 'frameError':
        this.events.emit('frameError', nameOf(FRAME_FAULTS, value));
        break;
      case 'overrun':
      case 'underrun':
      case 'toneDone':
      case 'hookDone':
        this.events.emit(event);
        break;
      default:
      // The others are not about a line.
    }
  }
}
