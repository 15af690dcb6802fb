import { CrosspointError } from '../../src/base/errors.ts';
import type { TypedEmitter } from '../../src/base/typed-emitter.ts';
import type { AudioStream } from './audio-stream.ts';
import type { Conference } from './conference.ts';
import {
  ACTIONS,
  ALARMS,
  BOARD_EVENTS,
  type Condition,
  CONDITIONS,
  EVENT,
  LOG_LEVELS,
  type LogLevel,
  nameOf,
  namesOfBits,
  REASONS,
} from './enumerations.ts';
import type { EventBatch } from './event-batch.ts';
import type { Line } from './line.ts';
import type { NativeEngine } from './native.ts';
import type { EngineEnd, Operation } from './operation.ts';
import type { Port } from './port.ts';
import type { Span } from './span.ts';
import type { Trunk, TrunkMessage } from './trunk.ts';

export type BoardEventMap = {
  /** It has been pulled out: every operation has ended with `board-removed`; only `close` is left. */
  removed: [];
  /** The engine has ended so many blocks too late. */
  late: [blocks: number];
  /** So many events are missing here, because nobody took them in time. */
  eventsLost: [count: number];
  clockFallback: [];
  clockRecovered: [];
  clockLost: [];
  switchVerifyError: [];
  log: [level: LogLevel, text: string];
};

/** Who is told on a board. */
export interface Hearers {
  readonly batch: EventBatch;
  readonly engine: NativeEngine;
  readonly spans: readonly Span[];
  readonly lines: readonly Line[];
  readonly ports: readonly Port[];
  readonly events: TypedEmitter<BoardEventMap>;
}

/** No port: nobody is loudest. */
const NOBODY = 0xffff_ffff;

/** Takes each event of the engine to whom it is about. */
export class BoardEvents {
  readonly #hearers: Hearers;
  readonly #operations = new Map<number, Pick<Operation<unknown>, 'end'>>();
  readonly #conferences = new Map<number, Conference>();
  readonly #trunks = new Map<string, Trunk>();
  readonly #streams = new Set<AudioStream>();
  #isRemoved = false;
  #isDispatching = false;

  constructor(hearers: Hearers) {
    this.#hearers = hearers;
  }

  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  get isDispatching(): boolean {
    return this.#isDispatching;
  }

  track<Tracked extends Pick<Operation<unknown>, 'id' | 'end'>>(operation: Tracked): Tracked {
    this.#operations.set(operation.id, operation);
    return operation;
  }

  trackConference(conference: Conference): void {
    this.#conferences.set(conference.id, conference);
  }

  forgetConference(id: number): void {
    this.#conferences.delete(id);
  }

  hasTrunk(name: string): boolean {
    return this.#trunks.has(name);
  }

  trackTrunk(trunk: Trunk): void {
    this.#trunks.set(trunk.name, trunk);
  }

  forgetTrunk(name: string): void {
    this.#trunks.delete(name);
  }

  async closeTrunks(): Promise<void> {
    await Promise.all([...this.#trunks.values()].map((trunk) => trunk.close()));
  }

  trackStream(stream: AudioStream): void {
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
  }

  closeStreams(): void {
    for (const stream of this.#streams) stream.closeByBoard();
    this.#streams.clear();
  }

  tick(): void {
    for (const stream of this.#streams) stream.tick();
  }

  /** Tells the first `count` records of the batch. */
  dispatch(count: number): void {
    this.#isDispatching = true;
    try {
      for (let record = 0; record < count; record += 1) this.#tell(record);
    } finally {
      this.#isDispatching = false;
    }
  }

  #tell(record: number): void {
    const { batch, engine, lines, ports, events } = this.#hearers;
    switch (batch.type(record)) {
      case EVENT.detected:
        ports[batch.port(record)]?.tell(
          batch.code(record),
          batch.symbol(record),
          batch.begins(record),
          batch.levelDbm0(record),
          batch.frame(record),
        );
        break;
      case EVENT.operationDone:
        this.#end(batch.operation(record), record);
        break;
      case EVENT.operationChanged:
        this.#change(record);
        break;
      case EVENT.board:
        this.#tellOfBoard(record);
        break;
      case EVENT.frame:
        lines[batch.port(record)]?.events.emit('frame', engine.octets(record));
        break;
      case EVENT.signalling:
        this.#tellTrunk(engine.octets(record).toString());
        break;
      case EVENT.activeTalker:
        this.#tellTalker(batch.operation(record), batch.code(record));
        break;
      case EVENT.boardRemoved:
        this.#remove();
        break;
      case EVENT.eventsLost:
        events.emit('eventsLost', batch.value(record));
        break;
      case EVENT.late:
        events.emit('late', batch.value(record));
        break;
      case EVENT.log:
        events.emit(
          'log',
          nameOf(LOG_LEVELS, batch.value(record)),
          engine.octets(record).toString(),
        );
        break;
      default:
      // One that a newer engine tells of.
    }
  }

  #end(id: number, record: number): void {
    const operation = this.#operations.get(id);
    if (operation === undefined) return;
    this.#operations.delete(id);
    operation.end(this.#endIn(record));
  }

  #endIn(record: number): EngineEnd {
    const { batch } = this.#hearers;
    const reason = nameOf(REASONS, batch.reason(record));
    const symbol = batch.symbol(record);
    const condition = nameOf<Condition | 'none'>(CONDITIONS, batch.code(record));
    return {
      reason,
      position: batch.position(record),
      condition: reason === 'runTimeControl' && condition !== 'none' ? condition : undefined,
      symbol: symbol === 0 ? '' : String.fromCharCode(symbol),
      frame: batch.frame(record),
    };
  }

  #change(record: number): void {
    const { batch, ports } = this.#hearers;
    const action = nameOf(ACTIONS, batch.code(record));
    if (action === 'none') return;
    const operation = batch.operation(record);
    ports[batch.port(record)]?.events.emit('controlled', { operation, action });
  }

  #tellOfBoard(record: number): void {
    const { batch, spans, lines, events } = this.#hearers;
    const event = nameOf(BOARD_EVENTS, batch.code(record));
    const number = batch.port(record);
    switch (event) {
      case 'alarm':
        spans[number]?.events.emit('alarm', namesOfBits(ALARMS, batch.value(record)));
        break;
      case 'clockFallback':
      case 'clockRecovered':
      case 'clockLost':
      case 'switchVerifyError':
        events.emit(event);
        break;
      case 'removed':
      case 'none':
        break;
      default:
        lines[number]?.tell(event, batch.value(record), batch.frame(record));
    }
  }

  /** The engine's own JSON, so that it needs no check. */
  #tellTrunk(text: string): void {
    const message = JSON.parse(text) as TrunkMessage;
    this.#trunks.get(message.trunk)?.events.emit('message', message);
  }

  #tellTalker(id: number, port: number): void {
    const { ports } = this.#hearers;
    const talker = port === NOBODY ? undefined : ports[port];
    this.#conferences.get(id)?.events.emit('activeTalker', talker);
  }

  #remove(): void {
    this.#isRemoved = true;
    const error = new CrosspointError('board-removed', 'the board was pulled out');
    for (const stream of this.#streams) stream.breakByBoard(error);
    this.#streams.clear();
    this.#hearers.events.emit('removed');
  }
}
