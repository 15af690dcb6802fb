import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { lineNoise } from './line-noise.ts';
import { MemoryCable } from './memory-transport.ts';

async function joined(latencyMs = 5): Promise<{
  clock: VirtualClock;
  cable: MemoryCable;
  told: string[];
}> {
  const clock = new VirtualClock(0);
  const cable = new MemoryCable({ clock, latencyMs });
  const told: string[] = [];
  for (const [name, end] of [
    ['left', cable.left],
    ['right', cable.right],
  ] as const) {
    end.events.on('data', (octets, at) => told.push(`${name} ${octets.join()} at ${at}`));
    end.events.on('closed', ({ code }) => told.push(`${name} ${code}`));
    await end.open();
  }
  return { clock, cable, told };
}

describe('a cable in memory', () => {
  it('brings octets to the other end after the latency, in order, both ways', async () => {
    const { clock, cable, told } = await joined();
    cable.left.write(Uint8Array.of(1, 2));
    cable.right.write(Uint8Array.of(9));
    cable.left.write(Uint8Array.of(3));
    await clock.advance(4);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual(['right 1,2 at 5', 'left 9 at 5', 'right 3 at 5']);
  });

  it('loses silently what is written while it is cut, and carries again once it is mended', async () => {
    const { clock, cable, told } = await joined();
    cable.cut();
    cable.left.write(Uint8Array.of(1));
    await clock.advance(10);
    cable.mend();
    cable.left.write(Uint8Array.of(2));
    await clock.advance(10);
    expect(told).toEqual(['right 2 at 15']);
  });

  it('tells both ends once that it broke', async () => {
    const { clock, cable, told } = await joined();
    cable.break();
    cable.break();
    cable.left.write(Uint8Array.of(1));
    await clock.advance(10);
    expect(told).toEqual(['left transport-failed', 'right transport-failed']);
  });

  it('tells the other end of a close, and not the one that closed', async () => {
    const { clock, cable, told } = await joined();
    cable.left.write(Uint8Array.of(1));
    await cable.left.close();
    cable.right.write(Uint8Array.of(2));
    await clock.advance(10);
    expect(told).toEqual(['right 1 at 5', 'right link-down']);
    await expect(cable.left.open()).rejects.toThrow('transport-failed');
  });
});

describe('noise', () => {
  it('does to octets what it is told, as often as it is told', () => {
    const octets = new Uint8Array(100_000).fill(0x55);
    const random = new SeededRandom(3);
    const differ = (passed: Uint8Array): number => passed.filter((octet) => octet !== 0x55).length;
    expect(lineNoise(random, {})(octets)).toEqual(octets);
    expect(lineNoise(random, { lose: 0.1 })(octets).length / 100_000).toBeCloseTo(0.9, 1);
    expect(lineNoise(random, { double: 0.1 })(octets).length / 100_000).toBeCloseTo(1.1, 1);
    for (const rates of [{ flip: 0.1 }, { change: 0.1 }]) {
      const passed = lineNoise(random, rates)(octets);
      expect(passed.length).toBe(octets.length);
      expect(differ(passed) / 100_000).toBeCloseTo(0.1, 1);
    }
    const flipped = lineNoise(random, { flip: 1 })(octets);
    for (const octet of flipped) expect([1, 2, 4, 8, 16, 32, 64, 128]).toContain(octet ^ 0x55);
  });
});
