import { CrosspointError, TypedEmitter, type Clock } from '../../../../src/spi/index.ts';
import type {
  CallTone,
  End,
  Hardware,
  HardwareEvents,
  HardwareTrunk,
  OutgoingCall,
  TrunkEvent,
} from '../hardware.ts';

/** How long the network and the hardware take for anything. */
const STEP_MS = 1;

/** A call of the network's, as somebody outside sees it. */
interface OutsideCall {
  readonly call: number;
  readonly line: number;
  readonly isIncoming: boolean;
  state: 'ringing' | 'talking';
  digits: string;
  /** What the switch hung up with. */
  endedBy?: number;
}

/** A trunk of a board of paper: a network where everybody is reached and nobody answers by himself. */
export class PaperTrunk implements HardwareTrunk {
  isUp = true;
  readonly calls = new Map<number, OutsideCall>();
  /** Called numbers that the network refuses, with the Q.850 value. */
  readonly refusing = new Map<string, number>();
  readonly #lines: readonly number[];
  readonly #board: PaperBoard;
  readonly #name: string;
  #lastCall = 0;

  constructor(board: PaperBoard, name: string, lines: readonly number[]) {
    this.#board = board;
    this.#name = name;
    this.#lines = lines;
  }

  makeCall({ called }: OutgoingCall): { call: number; line: number } {
    const made = this.#begin(false);
    const refusal = this.refusing.get(called);
    if (refusal !== undefined) this.#later(() => this.end(made.call, refusal));
    else this.#later(() => this.tell({ type: 'alerting', call: made.call }));
    return made;
  }

  alert(): void {}

  answer(call: number): void {
    const found = this.calls.get(call);
    if (found === undefined) throw new Error(`no call ${call} to answer`);
    found.state = 'talking';
    this.#later(() => this.tell({ type: 'connected', call }));
    Array.from(found.digits).forEach((digit, index) => {
      this.#board.later(() => this.#board.hear(found.line, digit), (index + 1) * 10);
    });
  }

  hangUp(call: number, q850: number): void {
    const found = this.calls.get(call);
    if (found === undefined) throw new Error(`no call ${call} to hang up`);
    found.endedBy = q850;
    this.#later(() => this.end(call, q850));
  }

  /** Somebody outside calls; answers with the number of the call. */
  dialIn(setup: { called: string; calling: string; name?: string; digits?: string }): number {
    const { called, calling, name = '', digits = '' } = setup;
    const { call, line } = this.#begin(true, digits);
    this.tell({
      type: 'incoming',
      call,
      line,
      setup: { called, calling, name, isOverlap: false },
    });
    return call;
  }

  answerOutside(call: number): void {
    const found = this.calls.get(call);
    if (found === undefined) throw new Error(`nobody is called by ${call}`);
    found.state = 'talking';
    this.tell({ type: 'connected', call });
  }

  end(call: number, q850: number): void {
    if (!this.calls.delete(call)) return;
    this.tell({ type: 'ended', call, q850 });
  }

  tell(event: TrunkEvent): void {
    this.#board.events.emit('trunk', this.#name, event);
  }

  #begin(isIncoming: boolean, digits = ''): OutsideCall {
    const taken = new Set([...this.calls.values()].map(({ line }) => line));
    const line = this.#lines.find((one) => !taken.has(one));
    if (line === undefined) throw new CrosspointError('resource-busy', 'no line is free');
    this.#lastCall += 1;
    const call = this.#lastCall;
    const begun: OutsideCall = { call, line, isIncoming, state: 'ringing', digits };
    this.calls.set(call, begun);
    return begun;
  }

  #later(action: () => void): void {
    this.#board.later(action, STEP_MS);
  }
}

export interface PaperSettings {
  readonly clock: Clock;
  readonly ports: number;
  /** The lines of each trunk. */
  readonly trunks: Readonly<Record<string, readonly number[]>>;
}

/** A board of paper, with people at its phones: for the exchange in virtual time, without addon and engine. */
export class PaperBoard implements Hardware {
  readonly events = new TypedEmitter<HardwareEvents>();
  readonly portCount: number;
  readonly trunks: ReadonlyMap<string, PaperTrunk>;
  /** Who is listened to, by who listens. */
  readonly heard = new Map<string, string>();
  readonly ringing = new Set<number>();
  readonly offHook = new Set<number>();
  readonly tones = new Map<number, CallTone>();
  readonly pressed: { readonly port: number; readonly digits: string }[] = [];
  /** Conference → the ports in it. */
  readonly conferences = new Map<number, Set<number>>();
  readonly detecting = new Set<number>();
  isClosed = false;
  readonly #clock: Clock;
  #lastConference = 0;

  constructor({ clock, ports, trunks }: PaperSettings) {
    this.#clock = clock;
    this.portCount = ports;
    this.trunks = new Map(
      Object.entries(trunks).map(([name, lines]) => [name, new PaperTrunk(this, name, lines)]),
    );
  }

  listen(listener: End, speaker: End | undefined): void {
    if (speaker === undefined) this.heard.delete(nameOf(listener));
    else this.heard.set(nameOf(listener), nameOf(speaker));
  }

  ring(line: number, isOn: boolean): void {
    if (isOn) this.ringing.add(line);
    else this.ringing.delete(line);
  }

  /** The people here put the handset down when they are told that nobody is there any more. */
  release(line: number): void {
    this.later(() => this.putDown(line), STEP_MS);
  }

  tone(port: number, tone: CallTone | undefined): void {
    if (tone === undefined) this.tones.delete(port);
    else this.tones.set(port, tone);
  }

  press(port: number, digits: string): void {
    this.pressed.push({ port, digits });
    this.later(() => this.events.emit('pressed', port), STEP_MS);
  }

  detect(port: number, isOn: boolean): void {
    if (isOn) this.detecting.add(port);
    else this.detecting.delete(port);
  }

  createConference(): number {
    this.#lastConference += 1;
    this.conferences.set(this.#lastConference, new Set());
    return this.#lastConference;
  }

  destroyConference(conference: number): void {
    this.conferences.delete(conference);
  }

  join(conference: number, port: number): void {
    this.conferences.get(conference)?.add(port);
  }

  leave(port: number): void {
    for (const ports of this.conferences.values()) ports.delete(port);
  }

  disconnect(): void {}

  probe(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  lift(line: number): void {
    if (this.offHook.has(line)) throw new Error('the handset is off already');
    this.offHook.add(line);
    this.ringing.delete(line);
    this.events.emit('hook', line, 'off');
  }

  putDown(line: number): void {
    if (this.offHook.delete(line)) this.events.emit('hook', line, 'on');
  }

  /** A key is pressed at the far end of a line. */
  hear(line: number, digit: string): void {
    for (const port of this.detecting) {
      if (this.heard.get(nameOf({ port })) !== nameOf({ line })) continue;
      this.events.emit('digit', port, digit);
    }
  }

  later(action: () => void, afterMs: number): void {
    this.#clock.setTimeout(() => {
      if (!this.isClosed) action();
    }, afterMs);
  }
}

export function nameOf(end: End): string {
  return 'line' in end ? `line ${end.line}` : `port ${end.port}`;
}
