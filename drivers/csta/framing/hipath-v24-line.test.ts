import { describe, expect, it } from 'vitest';
import type { CrosspointError } from '../../../src/base/errors.ts';
import { SeededRandom, randomInteger, type Random } from '../../../src/base/random.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { lineNoise, type Noise, type NoiseRates } from '../transport/line-noise.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import type { Transport, TransportEvents } from '../transport/transport.ts';
import { FramedLine } from './framed-line.ts';
import type { LinkRole } from './framing.ts';
import type { HipathV24Settings } from './framing-settings.ts';
import { isWholeBer } from './raw-ber.ts';

/** One PDU: an element with its number in the first three octets, then octets full of controls. */
function pdu(random: Random, number: number): Uint8Array {
  const length = 3 + randomInteger(random, 90);
  const octets = new Uint8Array(length + 2);
  octets.set([0xa1, length, number >> 16, (number >> 8) & 0xff, number & 0xff]);
  const nasty = [0x00, 0x02, 0x03, 0x05, 0x10, 0x10, 0x15, 0x30, 0x31];
  for (let index = 5; index < octets.length; index += 1) {
    octets[index] =
      random.next() < 0.5
        ? (nasty[randomInteger(random, nasty.length)] as number)
        : randomInteger(random, 256);
  }
  return octets;
}

/** A list of PDUs in which one in twenty is sent twice running, for real. */
function pdus(random: Random, count: number): Uint8Array[] {
  const list: Uint8Array[] = [];
  for (let number = 0; number < count; number += 1) {
    const last = list.at(-1);
    list.push(
      number > 1 && last !== undefined && random.next() < 0.05 ? last : pdu(random, number),
    );
  }
  return list;
}

interface End {
  readonly line: FramedLine;
  readonly sent: readonly Uint8Array[];
  readonly received: Uint8Array[];
  downs: number;
}

/** Keeps its queue filled, with pauses, until everything is sent. */
function play(end: End, random: Random, clock: VirtualClock): void {
  let next = 0;
  const fill = (): void => {
    if (!end.line.isOpen || next === end.sent.length) return;
    try {
      while (next < end.sent.length && random.next() < 0.7) {
        end.line.send(end.sent[next] as Uint8Array);
        next += 1;
      }
    } catch (error) {
      expect((error as CrosspointError).code).toBe('resource-busy');
    }
    clock.setTimeout(fill, randomInteger(random, 60));
  };
  fill();
}

interface Joined {
  readonly clock: VirtualClock;
  readonly cable: MemoryCable;
  readonly ends: readonly [End, End];
}

/** Two open lines on one cable. */
async function joined(
  noise: Noise,
  framing: Partial<HipathV24Settings> = {},
  lists: readonly [Uint8Array[], Uint8Array[]] = [[], []],
): Promise<Joined> {
  const clock = new VirtualClock();
  const cable = new MemoryCable({ clock, latencyMs: 30, noise });
  const settings = { kind: 'hipath-v24' as const, maxQueue: 4, ...framing };
  const end = (transport: Transport, role: LinkRole, sent: Uint8Array[]): End => {
    const line = new FramedLine({ transport, framing: settings, role, clock, isWhole: isWholeBer });
    const made: End = { line, sent, received: [], downs: 0 };
    line.events.on('pdu', (octets) => made.received.push(octets));
    line.events.on('down', () => (made.downs += 1));
    return made;
  };
  const ends = [end(cable.left, 'client', lists[0]), end(cable.right, 'pbx', lists[1])] as const;
  await Promise.all(ends.map(({ line }) => line.open()));
  return { clock, cable, ends };
}

/** Plays `count` random PDUs each way, to the end or until the line is lost. */
async function run(
  seed: number,
  count: number,
  rates: NoiseRates,
  framing: Partial<HipathV24Settings> = {},
): Promise<{ ends: readonly [End, End]; undetected: number }> {
  const random = new SeededRandom(seed);
  const lists = [pdus(random, count), pdus(random, count)] as const;
  const { clock, ends } = await joined(lineNoise(random, rates), framing, [...lists]);
  for (const each of ends) play(each, random, clock);
  while (await clock.step());
  const undetected = compare(ends[0], ends[1], seed) + compare(ends[1], ends[0], seed);
  return { ends, undetected };
}

/** Everything that arrived, held against what was sent; how many PDUs were changed on the way. */
function compare(from: End, to: End, seed: number): number {
  let changed = 0;
  for (const [index, octets] of to.received.entries()) {
    const sent = from.sent[index] as Uint8Array;
    if (Buffer.compare(octets, sent) === 0) continue;
    changed += 1;
    // A changed one must be recognisably the one that was due: by most of its octets, or, where they
    // were shifted, by their number and sum.
    const same = sent.filter((octet, at) => octet === octets[at]).length;
    const weigh = (all: Uint8Array): number => all.reduce((sum, octet) => sum + octet, 0) & 0xff;
    const isAlike = octets.length === sent.length && weigh(octets) === weigh(sent);
    if (!isAlike && same < sent.length / 2)
      throw new Error(`seed ${seed}: PDU ${index} is not the one sent`);
  }
  return changed;
}

describe('two V.24 machines on a line', () => {
  /**
   * What passes unseen: two bits turned over in one frame, of the same weight and in opposite ways. At
   * one bit in a thousand octets and 60 octets a frame that is 60 · 59 / 2 · 10⁻⁶ / 16 of the frames,
   * 1 in 10,000. Octets changed at random cancel in 1 of 255 pairs: 1 in 200,000. What is lost or
   * doubled alters the length, which the PDU knows of itself.
   */
  it.each([
    ['no noise', {}, 0],
    ['bits turned over', { flip: 0.001 }, 6],
    ['octets changed', { change: 0.001 }, 1],
    ['octets lost', { lose: 0.001 }, 0],
    ['octets doubled', { double: 0.001 }, 0],
    ['a little of everything', { flip: 3e-4, change: 3e-4, lose: 3e-4, double: 3e-4 }, 2],
  ] as const)('lose nothing, double nothing, keep the order: %s', async (_name, rates, most) => {
    const { ends, undetected } = await run(20_268, 2_500, rates);
    for (const { sent, received, downs } of ends) {
      expect(downs).toBe(0);
      expect(received.length).toBe(sent.length);
    }
    expect(undetected).toBeLessThanOrEqual(most);
    const damages = ends.map(({ line }) => line.counters.retransmissions);
    const isNoisy = Object.keys(rates).length > 0;
    expect(damages.every((number) => (isNoisy ? number > 25 : number === 0))).toBe(true);
  });

  it('keep the order and lose nothing for as long as a very noisy line lives', async () => {
    let delivered = 0;
    for (let seed = 1; seed <= 8; seed += 1) {
      const rates = { flip: 0.003, change: 0.003, lose: 0.002, double: 0.002 };
      const { ends } = await run(seed, 400, rates);
      for (const { received } of ends) delivered += received.length;
    }
    expect(delivered).toBeGreaterThan(1_000);
  });

  it('carry the header of the TCP framing inside their frames where that is set', async () => {
    const { ends } = await run(7, 500, { flip: 0.001 }, { isHeaderIncluded: true });
    for (const { sent, received } of ends) expect(received.length).toBe(sent.length);
  });

  it('give the line up 25 s after the cable was pulled in the middle of a frame', async () => {
    const { clock, cable, ends } = await joined((octets) =>
      octets.subarray(0, octets.length > 20 ? 10 : octets.length),
    );
    const downs: string[] = [];
    for (const { line } of ends) {
      line.events.on('down', (error) => downs.push(`${error.code} ${clock.now() - start}`));
    }
    const start = clock.now();
    ends[0].line.send(Uint8Array.from([0xa1, 0x1e, ...Array<number>(30).fill(7)]));
    await clock.advance(40);
    cable.cut();
    await clock.advance(24_959);
    expect(downs).toEqual([]);
    expect(ends[1].line.counters.abandonedFrames).toBe(1);
    await clock.advance(10_000);
    expect(downs[0]).toBe('link-down 25000');
    expect(ends[0].received).toEqual([]);
    expect(ends[0].line.counters.enquiriesOut).toBe(2);
    expect(() => ends[0].line.send(Uint8Array.of(0xa1, 0))).toThrow('link-down');
  });

  it('go on where one of them starts anew and the other does not', async () => {
    const random = new SeededRandom(11);
    const list = [0, 1, 2, 3].map((number) => pdu(random, number));
    const clock = new VirtualClock();
    const line = (transport: Transport, role: LinkRole, received: Uint8Array[]): FramedLine => {
      const framing = { kind: 'hipath-v24' as const };
      const made = new FramedLine({ transport, framing, role, clock, isWhole: isWholeBer });
      made.events.on('pdu', (octets) => received.push(octets));
      return made;
    };
    const [before, after] = [new MemoryCable({ clock }), new MemoryCable({ clock })];
    const plug = new Plug(before.right);
    const [got, received]: [Uint8Array[], Uint8Array[]] = [[], []];
    const far = line(plug, 'pbx', got);
    const first = line(before.left, 'client', []);
    await Promise.all([far.open(), first.open()]);
    first.send(list[0] as Uint8Array);
    far.send(list[0] as Uint8Array);
    await clock.advance(1_000);
    await first.close();

    await plug.move(after.right);
    const second = line(after.left, 'client', received);
    await second.open();
    for (const octets of list.slice(1)) {
      second.send(octets);
      far.send(octets);
      await clock.advance(100_000);
    }
    expect(got).toEqual(list);
    expect(received).toEqual(list.slice(1));
  });
});

/** A serial port that stays open while what is plugged into it changes. */
class Plug implements Transport {
  readonly events = new TypedEmitter<TransportEvents>();
  readonly bufferedOctets = 0;
  #socket: Transport;

  constructor(socket: Transport) {
    this.#socket = socket;
  }

  open(): Promise<void> {
    return this.move(this.#socket);
  }

  async move(socket: Transport): Promise<void> {
    this.#socket = socket;
    socket.events.on('data', (octets, at) => this.events.emit('data', octets, at));
    await socket.open();
  }

  write(octets: Uint8Array): void {
    this.#socket.write(octets);
  }

  close(): Promise<void> {
    return this.#socket.close();
  }
}
