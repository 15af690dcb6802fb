import { toCrosspointError } from '../../../../src/base/errors.ts';
import { CrosspointError, TypedEmitter, type Clock } from '../../../../src/spi/index.ts';
import type { Board } from '../../board.ts';
import type { Conference } from '../../conference.ts';
import type { Line } from '../../line.ts';
import type { Port } from '../../port.ts';
import type {
  CallTone,
  End,
  Hardware,
  HardwareEvents,
  HardwareTrunk,
  TrunkEvent,
} from '../hardware.ts';
import type { CtbusSettings } from '../settings.ts';
import { AnalogueTrunk } from './analogue-trunk.ts';
import { Tones } from './tones.ts';

/** A trunk with what has to be done for it at the end. */
export interface ClosableTrunk extends HardwareTrunk {
  close(): Promise<void>;
}

/** How long an open board may be silent about its blocks before it counts as dead. */
const PROBE_MS = 1_000;

/** A board of the engine as the switch needs it: numbers become objects, objects become numbers. */
export class BoardHardware implements Hardware {
  readonly events = new TypedEmitter<HardwareEvents>();
  readonly trunks = new Map<string, ClosableTrunk>();
  readonly #board: Board;
  readonly #clock: Clock;
  readonly #tones: Tones;
  readonly #conferences = new Map<number, Conference>();
  /** By port, where it is in a conference. */
  readonly #mixedIn = new Map<number, Conference>();
  /** Lines whose ear is borrowed for dialling, and what they are to hear afterwards. */
  readonly #borrowed = new Map<number, End | undefined>();
  #reserved = 0;

  constructor(board: Board, settings: CtbusSettings, clock: Clock) {
    this.#board = board;
    this.#clock = clock;
    this.#tones = new Tones(settings.country, this.fault);
    for (const { span, line } of settings.extensions) this.#connectPhone(span, line);
    for (const trunk of settings.trunks) {
      if (trunk.signalling !== 'analogue') continue;
      const ports = this.reserveFor(trunk.span);
      const lines = this.#linesOf(trunk.span).flatMap((line, index) => {
        const port = ports[index];
        return port === undefined ? [] : [{ line, port }];
      });
      const made = new AnalogueTrunk({
        settings: trunk,
        country: settings.country,
        clock,
        lines,
        fault: this.fault,
        tell: this.tellOf(trunk.name),
        borrow: (line, port) => this.#borrow(line, port),
        giveBack: (line) => this.#giveBack(line),
      });
      for (const { line, port } of lines) {
        line.open();
        board.fabric.connectOneWay(line, port);
      }
      this.trunks.set(trunk.name, made);
    }
    board.events.on('removed', () => this.events.emit('removed'));
    board.events.on('eventsLost', (count) => {
      this.fault(new CrosspointError('internal', `${count} events of the board were lost`));
    });
  }

  get portCount(): number {
    return this.#board.ports.length - this.#reserved;
  }

  /** A port for each line of a span, for signalling; the switch does not have them. From the end of the board's. */
  reserveFor(span: number): Port[] {
    return this.#linesOf(span).map(() => this.#reserve());
  }

  /** To be called when all that is reserved is. */
  listenAtPorts(): void {
    this.#board.ports.slice(0, this.portCount).forEach((port) => this.#listenAt(port));
  }

  tellOf(trunk: string): (event: TrunkEvent) => void {
    return (event) => this.events.emit('trunk', trunk, event);
  }

  lineOf(span: number, line: number): Line | undefined {
    return this.#board.lines.find((one) => one.span === span && one.timeslot === line);
  }

  /** What the hardware could not do: of a board that has gone that is no news. */
  readonly fault = (error: unknown): void => {
    const what = toCrosspointError(error);
    if (what.code !== 'board-removed') this.events.emit('fault', what);
  };

  listen(listener: End, speaker: End | undefined): void {
    if ('line' in listener && this.#borrowed.has(listener.line)) {
      this.#borrowed.set(listener.line, speaker);
      return;
    }
    this.#try(() => {
      const to = this.#deviceAt(listener);
      this.#board.fabric.set([
        speaker === undefined ? { to } : { to, from: this.#deviceAt(speaker) },
      ]);
    });
  }

  ring(line: number, isOn: boolean): void {
    this.#try(() => this.#line(line).hook(isOn ? 'ring' : 'ringOff'));
  }

  /** The battery is taken away for a moment: what exchanges do to tell a telephone that it is alone. */
  release(line: number): void {
    this.#try(() => this.#line(line).hook('on'));
  }

  tone(port: number, tone: CallTone | undefined): void {
    this.#tones.play(this.#port(port), tone);
  }

  press(port: number, digits: string, durationMs: number | undefined): void {
    this.#tones.press(this.#port(port), digits, durationMs, () => {
      this.events.emit('pressed', port);
    });
  }

  detect(port: number, isOn: boolean): void {
    this.#try(() => this.#port(port).detect(isOn ? { dtmf: true } : {}));
  }

  createConference(): number {
    const conference = this.#board.createConference();
    this.#conferences.set(conference.id, conference);
    return conference.id;
  }

  destroyConference(id: number): void {
    const conference = this.#conferences.get(id);
    this.#conferences.delete(id);
    for (const [port, mixed] of this.#mixedIn) {
      if (mixed === conference) this.#mixedIn.delete(port);
    }
    this.#try(() => conference?.close());
  }

  join(id: number, port: number): void {
    const conference = this.#conferences.get(id);
    if (conference === undefined || this.#mixedIn.get(port) === conference) return;
    this.leave(port);
    this.#mixedIn.set(port, conference);
    this.#try(() => conference.join(this.#port(port)));
  }

  leave(port: number): void {
    const conference = this.#mixedIn.get(port);
    if (conference === undefined) return;
    this.#mixedIn.delete(port);
    this.#try(() => conference.leave(this.#port(port)));
  }

  disconnect(port: number): void {
    this.#tones.play(this.#port(port), undefined);
    this.#try(() => this.#port(port).disconnect());
  }

  /** Alive is a board whose blocks go on. */
  async probe(): Promise<void> {
    const before = this.#board.counters().blocks;
    const until = this.#clock.now() + PROBE_MS;
    while (this.#board.counters().blocks === before) {
      if (this.#clock.now() > until) {
        throw new CrosspointError('switch-timeout', 'the board stands still');
      }
      await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, 5));
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.trunks.values()].map((trunk) => trunk.close()));
    await this.#board.close();
  }

  #connectPhone(span: number, number: number): void {
    const line = this.lineOf(span, number);
    if (line === undefined) return;
    const { events } = line;
    line.open();
    events.on('offHook', () => this.events.emit('hook', line.number, 'off'));
    events.on('onHook', () => this.events.emit('hook', line.number, 'on'));
    events.on('pulseDigit', (digit) => this.events.emit('pulseDigit', line.number, digit));
  }

  #listenAt(port: Port): void {
    port.events.on('digit', ({ digit }) => this.events.emit('digit', port.number, digit));
  }

  #linesOf(span: number): Line[] {
    return this.#board.lines.filter((line) => line.span === span);
  }

  #reserve(): Port {
    this.#reserved += 1;
    const port = this.#board.ports.at(-this.#reserved);
    if (port !== undefined) return port;
    const what = 'the board has fewer ports than the trunks have lines that need one';
    throw new CrosspointError('invalid-configuration', what, {
      position: { pointer: '/trunks' },
    });
  }

  #borrow(line: Line, port: Port): void {
    const { fabric } = this.#board;
    this.#borrowed.set(line.number, undefined);
    this.#try(() => fabric.set([{ to: line, from: port }]));
  }

  #giveBack(line: Line): void {
    const speaker = this.#borrowed.get(line.number);
    this.#borrowed.delete(line.number);
    this.listen({ line: line.number }, speaker);
  }

  #deviceAt(end: End): Line | Port {
    return 'line' in end ? this.#line(end.line) : this.#port(end.port);
  }

  #line(number: number): Line {
    const line = this.#board.lines[number];
    if (line === undefined) throw new CrosspointError('internal', `there is no line ${number}`);
    return line;
  }

  #port(number: number): Port {
    const port = this.#board.ports[number];
    if (port === undefined) throw new CrosspointError('internal', `there is no port ${number}`);
    return port;
  }

  /** What the hardware refuses now is nothing that the switch could mend; it is told. */
  #try(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.fault(error);
    }
  }
}
