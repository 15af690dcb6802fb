import { BUS, nameOf, numberOf, OUTPUT_MODES, type OutputMode } from './enumerations.ts';
import { Line } from './line.ts';
import { native } from './native-errors.ts';
import type { NativeEngine } from './native.ts';
import { Port } from './port.ts';

/** A timeslot of the CT bus: streams 0…31, of 32, 64 or 128 timeslots by their speed. */
export interface BusSlot {
  readonly stream: number;
  readonly timeslot: number;
}

/** Something on the board that both speaks into the switch and hears from it. */
export type Device = Line | Port;
export type Endpoint = Device | BusSlot;

/** One way through the switch: `to` hears what `from` says, or `pattern`, or nothing. */
export type Connection =
  | { readonly to: Endpoint; readonly from: Endpoint; readonly isFramed?: boolean }
  | { readonly to: Endpoint; readonly pattern: number }
  | { readonly to: Endpoint };

export interface OutputState {
  readonly mode: OutputMode;
  /** Where it is connected to, on the CT bus or on the board's own streams. */
  readonly input: BusSlot & { readonly bus: 'ct' | 'local' };
  readonly pattern: number;
}

type Terminus = readonly [bus: number, stream: number, timeslot: number];

/**
 * The switch of a board (MVIP-95). What is asked for in one call takes effect in one frame, or none of it does.
 * A port that is connected with a line follows its hook and alarms: the condition `disconnected` of run-time control.
 */
export class Fabric {
  readonly #engine: NativeEngine;

  constructor(engine: NativeEngine) {
    this.#engine = engine;
  }

  /** Both ways. */
  connect(one: Device, other: Device): void {
    this.set([
      { to: one, from: other },
      { to: other, from: one },
    ]);
    if (one instanceof Port && other instanceof Line) this.#bind(one, other);
    if (one instanceof Line && other instanceof Port) this.#bind(other, one);
  }

  /** One way: to a device, or onto the bus. */
  connectOneWay(from: Endpoint, to: Endpoint): void {
    this.set([{ to, from }]);
  }

  /** What these hear, or carry, ends; who heard them is to be named as well. */
  disconnect(...endpoints: readonly Endpoint[]): void {
    this.set(endpoints.map((to) => ({ to })));
    for (const endpoint of endpoints) if (endpoint instanceof Port) this.#bind(endpoint, null);
  }

  /** The same octet in every frame. */
  pattern(to: Endpoint, octet: number): void {
    this.set([{ to, pattern: octet }]);
  }

  /** Timeslots that belong together (a hyper-channel) keep the frame of their inputs. */
  connectFramed(ways: readonly { readonly from: Endpoint; readonly to: Endpoint }[]): void {
    this.set(ways.map((way) => ({ ...way, isFramed: true })));
  }

  /** Any number of them in one frame. */
  set(connections: readonly Connection[]): void {
    const outputs = Uint16Array.from(connections.flatMap(toOutput));
    native(() => this.#engine.setOutputs(outputs));
  }

  /** What this endpoint hears, or carries. */
  query(to: Endpoint): OutputState {
    const { bus, stream, timeslot, mode, pattern } = native(() =>
      this.#engine.queryOutput(...hearing(to)),
    );
    const input = { bus: bus === BUS.ct ? ('ct' as const) : ('local' as const), stream, timeslot };
    return { mode: nameOf(OUTPUT_MODES, mode), input, pattern };
  }

  /** The last octet that this endpoint said. */
  sample(from: Endpoint): number {
    return native(() => this.#engine.sampleInput(...speaking(from)));
  }

  /** Every output is disabled. */
  reset(): void {
    native(() => this.#engine.resetSwitch());
  }

  /** Four streams in a row share a speed: 2, 4 or 8 Mb/s. */
  setSpeed(stream: number, megabits: 2 | 4 | 8): void {
    native(() => this.#engine.setStreamSpeed(stream, megabits));
  }

  speed(stream: number): number {
    return native(() => this.#engine.queryStreamSpeed(stream));
  }

  #bind(port: Port, line: Line | null): void {
    native(() => this.#engine.bindLine(port.number, line?.number ?? null));
  }
}

function toOutput(connection: Connection): number[] {
  const to = hearing(connection.to);
  if ('from' in connection) {
    const mode = numberOf(OUTPUT_MODES, connection.isFramed === true ? 'framed' : 'connect');
    return [...to, ...speaking(connection.from), mode, 0];
  }
  if ('pattern' in connection) {
    return [...to, 0, 0, 0, numberOf(OUTPUT_MODES, 'pattern'), connection.pattern];
  }
  return [...to, 0, 0, 0, numberOf(OUTPUT_MODES, 'disable'), 0];
}

/** board.h: a device sends on its even stream and hears on the odd one after it. */
function speaking(endpoint: Endpoint): Terminus {
  if (!isDevice(endpoint)) return [BUS.ct, endpoint.stream, endpoint.timeslot];
  return [BUS.local, endpoint.evenStream, endpoint.streamTimeslot];
}

function hearing(endpoint: Endpoint): Terminus {
  if (!isDevice(endpoint)) return [BUS.ct, endpoint.stream, endpoint.timeslot];
  return [BUS.local, endpoint.evenStream + 1, endpoint.streamTimeslot];
}

function isDevice(endpoint: Endpoint): endpoint is Device {
  return 'evenStream' in endpoint;
}
