import { CrosspointError, type Clock, type FarEnd } from '../../../../src/spi/index.ts';
import { sleep } from '../../../../src/base/clock.ts';
import { Board } from '../../board.ts';
import type { Line } from '../../line.ts';
import type { Port } from '../../port.ts';
import type { Trunk, TrunkMessage } from '../../trunk.ts';
import { openTrunk } from '../board/open-trunk.ts';
import { eventsOf, setupOf } from '../board/trunk-messages.ts';

/** How the two boards lie on their backplane: the desk in slot 0, the office in slot 1. */
export const OFFICE_SLOT = 1;
const TRUNK_SPAN = 0;
const PHONE_SPAN = 1;
const UP_MS = 8_000;
/** A person lifts the handset, listens for the dial tone, and presses keys. */
const DIAL_TONE_MS = 500;
/** The cadence that the desk's board has for these telephones, and the longest time without a ring of a bell that rings. */
export const RINGING = { onMs: 300, offMs: 300, gapMs: 400 } as const;
const NORMAL = 16;

interface OfficeCall {
  readonly call: number;
  readonly isToOffice: boolean;
  digits: string;
  state: 'ringing' | 'talking';
  line: number | undefined;
  port: Port | undefined;
}

/** A telephone: an office port of this board at the other end of a station port of the desk's. */
interface Telephone {
  readonly line: Line;
  readonly port: Port;
  /** When the bell was heard last; it is silent between two rings. */
  rungAt: number;
  isOffHook: boolean;
}

export interface OfficeOptions {
  readonly backplane: string;
  /** The extensions whose telephones these are, in the order of their lines. */
  readonly devices: readonly string[];
  readonly clock: Clock;
  /** False: nobody is in the network. */
  readonly hasTrunk?: boolean;
}

/** The other end of everything: the network on an E1, and the hands at telephones, on a board of its own. */
export class Office {
  readonly farEnd: Partial<FarEnd>;
  readonly #board: Board;
  readonly #clock: Clock;
  readonly #trunk: Trunk | undefined;
  readonly #telephones = new Map<string, Telephone>();
  readonly #calls = new Map<number, OfficeCall>();
  readonly #freePorts: Port[];
  #isUp = false;

  static async open(options: OfficeOptions): Promise<Office> {
    const { backplane, devices } = options;
    const board = await Board.open({
      library: 'simulated',
      settings: {
        backplane,
        slot: OFFICE_SLOT,
        ports: 48,
        spans: [{ kind: 'e1' }, { kind: 'fxo', lines: Math.max(1, devices.length) }],
      },
    });
    try {
      return new Office(board, options);
    } catch (error) {
      await board.close();
      throw error;
    }
  }

  private constructor(board: Board, { devices, clock, hasTrunk = true }: OfficeOptions) {
    this.#board = board;
    this.#clock = clock;
    const [trunkSpan, phoneSpan] = board.spans;
    trunkSpan?.configure({ framing: 'ccs', coding: 'hdb3', crc4: true, givesClock: true });
    const network = { name: 'network', span: TRUNK_SPAN, signalling: 'pri' } as const;
    const settings = { role: 'network' };
    this.#trunk = hasTrunk
      ? openTrunk(board, { ...network, settings }, [], (message) => this.#hear(message))
      : undefined;
    trunkSpan?.start();
    phoneSpan?.start();
    this.#freePorts = board.ports.slice(devices.length);
    const lines = board.lines.filter(({ span }) => span === PHONE_SPAN);
    devices.forEach((device, index) => this.#connect(device, lines[index], board.ports[index]));
    const trunk = this.#trunk;
    this.farEnd = { ...this.#hands(), ...(trunk === undefined ? {} : this.#outside(trunk)) };
  }

  async close(): Promise<void> {
    await this.#trunk?.close();
    await this.#board.close();
  }

  #connect(device: string, line: Line | undefined, port: Port | undefined): void {
    if (line === undefined || port === undefined) throw new Error('the office has too few lines');
    const telephone: Telephone = { line, port, rungAt: Number.NEGATIVE_INFINITY, isOffHook: false };
    line.open();
    this.#board.fabric.connect(port, line);
    const hear = (): void => {
      telephone.rungAt = this.#clock.now();
    };
    line.events.on('ringBegin', hear);
    line.events.on('ringEnd', hear);
    // The battery has gone for a moment: nobody is there any more.
    line.events.on('onHook', () => this.#putDown(telephone));
    this.#telephones.set(device, telephone);
  }

  /** People in the network. */
  #outside(trunk: Trunk): Partial<FarEnd> {
    return {
      dialIn: async ({ from, to, name, digits = '' }) => {
        await this.#until(() => this.#isUp, 'the trunk does not come up');
        const call = trunk.makeCall(setupOf({ called: to, calling: from, name }));
        this.#calls.set(call, newCall(call, false, digits));
        return { call: `outside-${call}` };
      },
      hangUpOutside: async (call) => {
        const number = Number(/^outside-(\d+)$/.exec(call)?.[1]);
        if (!this.#calls.has(number)) throw new Error(`nobody outside is in call ${call}`);
        trunk.hangUp(number, NORMAL);
      },
      answerOutside: async () => {
        const rung = (): OfficeCall | undefined =>
          [...this.#calls.values()].find(
            ({ isToOffice, state }) => isToOffice && state === 'ringing',
          );
        await this.#until(() => rung() !== undefined, 'nobody outside is rung');
        const found = rung();
        if (found !== undefined) trunk.request(found.call, { operation: 'answer' });
      },
    };
  }

  /** People at the telephones. */
  #hands(): Partial<FarEnd> {
    return {
      faults: new Set(),
      dial: async (device, number) => {
        const telephone = this.#telephone(device);
        await this.#lift(telephone);
        await sleep(this.#clock, DIAL_TONE_MS);
        const keying = await telephone.port.generate({ digits: number, onMs: 60, offMs: 60 });
        await keying.done;
      },
      answer: async (device) => {
        const telephone = this.#telephone(device);
        const rings = (): boolean => this.#clock.now() - telephone.rungAt < RINGING.gapMs;
        await this.#until(rings, `${device} does not ring`);
        await this.#lift(telephone);
      },
      hangUp: async (device) => this.#putDown(this.#telephone(device)),
      inject: async () => {},
    };
  }

  #hear(message: TrunkMessage): void {
    const { type, call = 0, line } = message;
    if (type === 'up' || type === 'down') this.#isUp = type === 'up';
    if (type === 'incoming') {
      this.#calls.set(call, newCall(call, true, ''));
      this.#trunk?.request(call, { operation: 'alerting' });
    }
    const known = this.#calls.get(call);
    if (known === undefined) return;
    if (line !== undefined) known.line = line;
    for (const event of eventsOf(message)) {
      if (event.type === 'connected') this.#connected(known);
      else if (event.type === 'ended') this.#ended(known);
    }
  }

  #connected(call: OfficeCall): void {
    call.state = 'talking';
    const line = this.#board.lines[call.line ?? -1];
    const port = this.#freePorts.shift();
    if (line === undefined || port === undefined) throw new Error('the office has too few ports');
    call.port = port;
    this.#board.fabric.connect(port, line);
    if (call.digits === '') return;
    port.generate({ digits: call.digits, onMs: 60, offMs: 60 }).catch((error: unknown) => {
      throw error;
    });
  }

  #ended({ call, port, line }: OfficeCall): void {
    this.#calls.delete(call);
    if (port === undefined) return;
    const device = this.#board.lines[line ?? -1];
    this.#board.fabric.disconnect(port, ...(device === undefined ? [] : [device]));
    this.#freePorts.push(port);
  }

  async #lift(telephone: Telephone): Promise<void> {
    // Whoever has just put it down needs a moment before the switch sees that.
    if (telephone.isOffHook) throw new Error('the handset is off already');
    telephone.isOffHook = true;
    telephone.rungAt = Number.NEGATIVE_INFINITY;
    telephone.line.hook('off');
  }

  #putDown(telephone: Telephone): void {
    if (!telephone.isOffHook) return;
    telephone.isOffHook = false;
    telephone.line.hook('on');
  }

  #telephone(device: string): Telephone {
    const found = this.#telephones.get(device);
    if (found !== undefined) return found;
    throw new CrosspointError('unknown-device', `there is no telephone ${device}`);
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const until = this.#clock.now() + UP_MS;
    while (!condition()) {
      if (this.#clock.now() > until) throw new Error(what);
      await sleep(this.#clock, 5);
    }
  }
}

function newCall(call: number, isToOffice: boolean, digits: string): OfficeCall {
  return { call, isToOffice, digits, state: 'ringing', line: undefined, port: undefined };
}
