import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import { native } from './native-errors.ts';
import type { NativeTrunk } from './native.ts';
import type { Port } from './port.ts';

/** A number of Q.931: digits, and the values of its octet 3. */
export interface TrunkNumber {
  readonly digits?: string;
  readonly type?: number;
  readonly plan?: number;
  readonly presentation?: number;
  readonly screening?: number;
}

/** What a call begins with; native/include/crosspoint/signalling.h has every member. */
export interface TrunkSetup {
  readonly line?: number;
  readonly called?: TrunkNumber | string;
  readonly calling?: TrunkNumber | string;
  readonly name?: string;
  /** More digits may follow. */
  readonly overlap?: boolean;
  readonly [member: string]: unknown;
}

/** What is asked for a call that is there: `answer`, `alerting`, `hold` and others of signalling.h. */
export interface TrunkRequest {
  readonly operation: string;
  readonly [member: string]: unknown;
}

/** One event of a trunk, as signalling.h has it; members that say nothing are left out. */
export interface TrunkMessage {
  /** The name of the trunk. */
  readonly trunk: string;
  readonly type: string;
  readonly call?: number;
  readonly line?: number;
  readonly timeslot?: number;
  readonly cause?: number;
  readonly progress?: number;
  readonly complete?: boolean;
  readonly text?: string;
  readonly setup?: TrunkSetup & {
    readonly called?: TrunkNumber;
    readonly calling?: TrunkNumber;
  };
  /** Of `refused`. */
  readonly request?: string;
  readonly result?: number;
  readonly [member: string]: unknown;
}

export interface TrunkOptions {
  /** A module that ships with the engine, where its library was there when that was built; or the path of another. */
  readonly signalling: 'pri' | 'r2' | 'ss7' | (string & {});
  /** What its events call it; each trunk of a board has another. */
  readonly name: string;
  /** What the module defines. */
  readonly settings?: object;
  /** A span that is configured; it may be started later. */
  readonly span: number;
  /** The timeslot that carries frames, 0 is none; without it 16 of an E1, 24 of a T1. */
  readonly frameTimeslot?: number;
  /** R2: the port of each line, in their order, where register signals are made and heard. */
  readonly ports?: readonly Port[];
  /** Without it lines are connected with their ports when register signalling begins. */
  readonly connectsPorts?: boolean;
}

export type TrunkEvents = { message: [message: TrunkMessage] };

/** What is done with a line (signalling.h, `cp_line_operation`). */
const LINE_OPERATIONS = ['none', 'restart', 'block', 'unblock'] as const;

/** Signalling on one span: calls are set up and cleared by a module of the engine, in a thread of its own. */
export class Trunk {
  readonly name: string;
  readonly events: TypedEmitter<TrunkEvents>;
  readonly #trunk: NativeTrunk;
  readonly #forget: () => void;
  #closing: Promise<void> | undefined;

  constructor(
    trunk: NativeTrunk,
    name: string,
    forget: () => void,
    onListenerError?: (error: unknown) => void,
  ) {
    this.#trunk = trunk;
    this.name = name;
    this.#forget = forget;
    this.events = new TypedEmitter(onListenerError);
  }

  /** The identity of the call; how it goes on is told by messages, to `ended` or `refused`. */
  makeCall(setup: TrunkSetup): number {
    return native(() => this.#trunk.makeCall(JSON.stringify(setup)));
  }

  request(call: number, request: TrunkRequest): void {
    native(() => this.#trunk.request(call, JSON.stringify(request)));
  }

  /** @param q850 the cause of Q.850 */
  hangUp(call: number, q850 = 16): void {
    native(() => this.#trunk.hangup(call, q850));
  }

  setLine(line: number, operation: 'restart' | 'block' | 'unblock'): void {
    native(() => this.#trunk.lineRequest(line, LINE_OPERATIONS.indexOf(operation)));
  }

  /** Hangs up what there is, gives the far end so long to confirm, and blocks the lines. Any number of times. */
  close({ graceMs = 0 }: { readonly graceMs?: number } = {}): Promise<void> {
    this.#closing ??= native(() => this.#trunk.close(graceMs)).finally(this.#forget);
    return this.#closing;
  }
}
