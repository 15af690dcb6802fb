import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import { AudioStream } from './audio-stream.ts';
import {
  type Action,
  type Law,
  nameOf,
  PROGRESS_TONES,
  type ProgressTone,
  type Signal,
  SIGNALS,
} from './enumerations.ts';
import { native } from './native-errors.ts';
import type { Native, NativeEngine } from './native.ts';
import { Operation, type OperationResult, resultOf, toMs } from './operation.ts';
import {
  type Detectors,
  type OperationOptions,
  type PlayOptions,
  type RecordOptions,
  type Signals,
  toDetectorBits,
  toNativeGenerate,
  toNativePlay,
  toNativeWriter,
  toTenths,
} from './port-options.ts';
import { type Recording, recordingResult } from './recording.ts';
import { Sound } from './sound.ts';

/** Where a player was in its list when it ended. */
export interface PlayResult extends OperationResult {
  readonly positionMs: number;
}
export type Playing = Operation<PlayResult>;
export type Generating = Operation<OperationResult>;

interface Heard {
  readonly levelDbm0: number;
  /** When it began or ended, in milliseconds since the board was started. */
  readonly atMs: number;
}
export interface Digit extends Heard {
  readonly digit: string;
}
export interface Tone extends Heard {
  readonly signal: Exclude<Signal, 'dtmf' | 'voice' | 'answer'>;
  readonly begins: boolean;
  /** Of R2: 1…9, 0, B…F as in Q.441. */
  readonly digit?: string;
  /** Of call progress. */
  readonly tone?: ProgressTone | 'none';
}
export type Answerer = 'human' | 'machine' | 'beep' | 'undecided';

export type PortEvents = {
  digit: [digit: Digit];
  digitEnd: [digit: Digit];
  tone: [tone: Tone];
  voice: [voice: Heard & { readonly isSpeaking: boolean }];
  answer: [answer: { readonly by: Answerer; readonly atMs: number }];
  /** What run-time control, or a command, did to an operation that goes on. */
  controlled: [change: { readonly operation: number; readonly action: Action }];
};

/** What a port is given by its board. */
export interface PortContext {
  readonly native: Native;
  readonly engine: NativeEngine;
  readonly law: Law;
  /** Takes the end of each operation to it. */
  track<Result>(operation: Operation<Result>): Operation<Result>;
  trackStream(stream: AudioStream): void;
  readonly onListenerError?: ((error: unknown) => void) | undefined;
}

/** Where the host hears and speaks: connected by the switch with whoever is to hear it. */
export class Port {
  readonly number: number;
  /** Where it speaks into the switch; it hears at the stream after this one. */
  readonly evenStream: number;
  readonly streamTimeslot: number;
  readonly events: TypedEmitter<PortEvents>;
  readonly #context: PortContext;

  constructor(context: PortContext, number: number) {
    const { evenStream, streamTimeslot } = native(() => context.engine.portInfo(number));
    this.#context = context;
    this.number = number;
    this.evenStream = evenStream;
    this.streamTimeslot = streamTimeslot;
    this.events = new TypedEmitter(context.onListenerError);
  }

  /**
   * Plays a list: sounds, paths of files, or files in memory. Resolves when it has been started.
   *
   * @example
   * const playing = await port.play(['welcome.wav'], { controls: [{ on: 'digit', do: 'stop' }] });
   * const { reason, trigger } = await playing.done;
   */
  async play(
    sounds: readonly (Sound | string | Uint8Array)[],
    options: PlayOptions = {},
  ): Promise<Playing> {
    const loaded = await Promise.all(sounds.map((sound) => this.#load(sound)));
    const { engine } = this.#context;
    const handles = loaded.map(({ handle }) => handle);
    const id = native(() => engine.play(this.number, toNativePlay(handles, options)));
    return this.#context.track<PlayResult>(
      new Operation(engine, id, options.signal, (end) => ({
        ...resultOf(end),
        positionMs: toMs(end.position),
      })),
    );
  }

  /** Records what the port hears. Resolves when it has been started; its `done` when the file is closed as well. */
  async record(options: RecordOptions = {}): Promise<Recording> {
    const { native: addon, engine, law } = this.#context;
    const { beep, maxDurationMs, minDurationMs, silenceMs, initialSilenceMs } = options;
    const { WriterHandle } = addon;
    const writer = native(() => new WriterHandle(toNativeWriter(options, law)), options.path);
    const { controls } = toNativePlay([], options);
    const id = native(() =>
      engine.record(this.number, {
        writer,
        maxDurationMs,
        minDurationMs,
        silenceMs,
        initialSilenceMs,
        silenceThresholdDbm0: options.silenceThresholdDbm0,
        startPaused: options.startPaused,
        beepHertz: beep?.hertz,
        beepMs: beep?.ms,
        ...(controls === undefined ? {} : { controls }),
      }),
    );
    const isKept = options.path === undefined;
    return this.#context.track(
      new Operation(engine, id, options.signal, (end) => recordingResult(end, writer, isKept)),
    );
  }

  /** Sends digits, a call progress tone, or any cadence of frequencies. Resolves when it has been started. */
  async generate(signals: Signals, options: OperationOptions = {}): Promise<Generating> {
    const { engine } = this.#context;
    const wanted = toNativeGenerate(signals, options.controls ?? []);
    const id = native(() => engine.generate(this.number, wanted));
    return this.#context.track(new Operation(engine, id, options.signal, resultOf));
  }

  /** From now on; what is not named is not listened for. */
  detect(wanted: Detectors): void {
    const bits = toDetectorBits(wanted);
    native(() => this.#context.engine.detect(this.number, bits, wanted.callProgress ?? ''));
  }

  setGain({ rxDb, txDb }: { readonly rxDb: number; readonly txDb: number }): void {
    const [rx = 0, tx = 0] = [toTenths(rxDb), toTenths(txDb)];
    native(() => this.#context.engine.setGain(this.number, rx, tx));
  }

  /** Fires the condition `triggered` of run-time controls on this port. */
  trigger(): void {
    native(() => this.#context.engine.trigger(this.number));
  }

  /** Fires the condition `disconnected`: how signalling tells that the far end is gone. */
  disconnect(): void {
    native(() => this.#context.engine.disconnect(this.number));
  }

  /** Its audio both ways, for speech, fax, signalling, and whoever wants the octets themselves. */
  openStream({ capacityMs = 1000 }: { readonly capacityMs?: number } = {}): AudioStream {
    const { engine } = this.#context;
    const stream = new AudioStream(native(() => engine.openStream(this.number, capacityMs)));
    this.#context.trackStream(stream);
    return stream;
  }

  /** For the board: a detector has told something. */
  tell(signal: number, symbol: number, begins: boolean, levelDbm0: number, frame: number): void {
    const atMs = toMs(frame);
    const name = nameOf(SIGNALS, signal);
    switch (name) {
      case 'dtmf': {
        const digit = String.fromCharCode(symbol);
        this.events.emit(begins ? 'digit' : 'digitEnd', { digit, levelDbm0, atMs });
        break;
      }
      case 'voice':
        this.events.emit('voice', { isSpeaking: begins, levelDbm0, atMs });
        break;
      case 'answer':
        this.events.emit('answer', { by: answererOf(symbol), atMs });
        break;
      case 'none':
        break;
      default:
        this.events.emit('tone', {
          signal: name,
          begins,
          levelDbm0,
          atMs,
          ...(name === 'callProgress' ? { tone: nameOf(PROGRESS_TONES, symbol) } : {}),
          ...(name.startsWith('r2') ? { digit: String.fromCharCode(symbol) } : {}),
        });
    }
  }

  async #load(sound: Sound | string | Uint8Array): Promise<Sound> {
    const { native: addon, law } = this.#context;
    if (typeof sound === 'string') return Sound.fromFile(addon, sound, law);
    return sound instanceof Uint8Array ? Sound.fromOctets(addon, sound, law) : sound;
  }
}

function answererOf(symbol: number): Answerer {
  switch (String.fromCharCode(symbol)) {
    case 'H':
      return 'human';
    case 'M':
      return 'machine';
    case 'B':
      return 'beep';
    default:
      return 'undecided';
  }
}
