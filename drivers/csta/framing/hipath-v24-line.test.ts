import { describe, expect, it } from 'vitest';
import type { CrosspointError } from '../../../src/base/errors.ts';
import { SeededRandom, randomInteger, type Random } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { lineNoise, type NoiseRates } from '../transport/line-noise.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import { FramedLine } from './framed-line.ts';
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

async function run(
  seed: number,
  count: number,
  rates: NoiseRates,
  framing: Partial<HipathV24Settings> = {},
): Promise<{ ends: [End, End]; undetected: number; hours: number }> {
  const random = new SeededRandom(seed);
  const clock = new VirtualClock();
  const cable = new MemoryCable({ clock, latencyMs: 30, noise: lineNoise(random, rates) });
  const end = (transport: typeof cable.left, role: 'client' | 'pbx'): End => {
    const settings = { kind: 'hipath-v24' as const, maxQueue: 4, ...framing };
    const line = new FramedLine({ transport, framing: settings, role, clock, isWhole: isWholeBer });
    const made: End = { line, sent: pdus(random, count), received: [], downs: 0 };
    line.events.on('pdu', (octets) => made.received.push(octets));
    line.events.on('down', () => (made.downs += 1));
    return made;
  };
  const ends: [End, End] = [end(cable.left, 'client'), end(cable.right, 'pbx')];
  await Promise.all(ends.map(({ line }) => line.open()));
  for (const each of ends) play(each, random, clock);
  const start = clock.now();
  while (await clock.step());
  const undetected = compare(ends[0], ends[1], seed) + compare(ends[1], ends[0], seed);
  return { ends, undetected, hours: (clock.now() - start) / 3_600_000 };
}

/** Everything that arrived, held against what was sent; how many PDUs were changed on the way. */
function compare(from: End, to: End, seed: number): number {
  let changed = 0;
  for (const [index, octets] of to.received.entries()) {
    const sent = from.sent[index] as Uint8Array;
    if (Buffer.compare(octets, sent) === 0) continue;
    changed += 1;
    // A changed one must be recognisably the one that was due: most of its octets are.
    const same = sent.filter((octet, at) => octet === octets[at]).length;
    if (same < sent.length / 2) throw new Error(`seed ${seed}: PDU ${index} is not the one sent`);
  }
  return changed;
}

describe('two V.24 machines on a line', () => {
  it.each([
    ['no noise', {}],
    ['bits turned over', { flip: 0.001 }],
    ['octets changed', { change: 0.001 }],
    ['octets lost', { lose: 0.001 }],
    ['octets doubled', { double: 0.001 }],
    ['a little of everything', { flip: 3e-4, change: 3e-4, lose: 3e-4, double: 3e-4 }],
  ] as const)('lose nothing, double nothing and keep the order with %s', async (_name, rates) => {
    const { ends, undetected, hours } = await run(20_261, 10_000, rates);
    for (const { line, sent, received, downs } of ends) {
      expect(downs).toBe(0);
      expect(rec.length).toBe(sent.length);
    }
    expect(undetected).toBeLessThanOrEqual(1);
  });
});
