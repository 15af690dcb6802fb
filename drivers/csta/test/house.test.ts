import { afterEach, describe, expect, it } from 'vitest';
import { randomInteger, SeededRandom } from '../../../src/base/random.ts';
import { CstaHouse, EXTENSIONS, passing } from './house.ts';

const houses: CstaHouse[] = [];
afterEach(() => Promise.all(houses.splice(0).map((house) => house.close())));

async function laid(seed: number, flip = 0): Promise<CstaHouse> {
  const house = new CstaHouse(seed, flip);
  houses.push(house);
  return house.open();
}

function pick<Item>(random: SeededRandom, items: readonly Item[]): Item {
  return items[randomInteger(random, items.length)] as Item;
}

/** Something that people or clients of the server do, by chance. */
async function act(house: CstaHouse, random: SeededRandom): Promise<void> {
  const { farEnd } = house.connector;
  const device = pick(random, EXTENSIONS);
  const other = pick(random, EXTENSIONS);
  const call = pick(random, house.telephony.calls())?.id ?? '';
  switch (randomInteger(random, 8)) {
    case 0:
    case 1:
      return passing(farEnd.dialIn({ from: '+49301234567', to: device }));
    case 2:
      return passing(farEnd.answer(device));
    case 3:
      return passing(farEnd.hangUp(device));
    case 4:
      return house.try({ command: 'make-call', from: `pbx:${device}`, to: other });
    case 5:
      return house.try({ command: 'answer', call, device: `pbx:${device}` });
    case 6:
      return house.try({ command: 'hold', call, device: `pbx:${device}` });
    default:
      return house.try({ command: 'clear', call });
  }
}

async function live(house: CstaHouse, seed: number, forMs: number): Promise<void> {
  const random = new SeededRandom(seed);
  const end = house.clock.now() + forMs;
  while (house.clock.now() < end) {
    await act(house, random);
    await house.clock.advance(1 + randomInteger(random, 1_500));
  }
}

/** What the model shows is what is going on, with calls under way and when all have ended. */
async function expectAgreement(house: CstaHouse): Promise<void> {
  await house.clock.advance(30_000);
  expect(house.owner.link.state).toBe('up');
  const going = await house.switchState();
  expect(house.model).toEqual(going);
  await house.hangUpAll();
  expect(await house.switchState()).toEqual([]);
  expect(house.model).toEqual([]);
  expect(house.telephony.operations.pending).toEqual([]);
}

const SEEDS = [1, 2, 3, 4, 13, 39];

describe('a framing that repairs nothing', () => {
  it.each(SEEDS)(
    'flips on the line end in a link that agrees with the switch, seed %i',
    async (seed) => {
      const house = await laid(seed, 0.0003);
      house.isNoisy = true;
      await live(house, seed, 180_000);
      house.isNoisy = false;
      expect(house.spoilt).toBeGreaterThan(5);
      await expectAgreement(house);
      const { counters, driverCounters, downReason } = house.owner.link;
      // Each spoilt PDU is noticed by one of these, or changes a word that a snapshot sets right.
      const noticed = counters.oddities + counters.timeouts + counters.losses;
      expect(noticed).toBeGreaterThan(0);
      expect(driverCounters['framesIn']).toBeGreaterThan(100);
      if (counters.losses > 0) expect(downReason.code).toMatch(/^(link-down|switch-timeout)$/);
    },
  );

  it.each(SEEDS)('a cable that breaks within a frame, seed %i', async (seed) => {
    const house = await laid(seed);
    await live(house, seed, 30_000);
    house.damage = 'broken-in-frame';
    await live(house, seed + 100, 30_000);
    expect(house.damage).toBe('none');
    const { counters, downReason } = house.owner.link;
    expect(counters).toMatchObject({ losses: 1, connects: 2 });
    expect(downReason.code).toBe('link-down');
    expect(downReason.detail).toMatch(/memory: the line broke$/);
    const told = house.events.map(({ type }) => type).filter((type) => type.startsWith('switch.'));
    expect(told).toEqual([
      'switch.up',
      'switch.synchronised',
      'switch.down',
      'switch.up',
      'switch.synchronised',
    ]);
    await expectAgreement(house);
  });

  it.each(SEEDS)('a cable that falls silent within a frame, seed %i', async (seed) => {
    const house = await laid(seed);
    await live(house, seed, 30_000);
    house.damage = 'silent-in-frame';
    await live(house, seed + 100, 30_000);
    expect(house.damage).toBe('none');
    const { counters, downReason } = house.owner.link;
    expect(counters).toMatchObject({ losses: 1, connects: 2 });
    expect(downReason.code).toBe('switch-timeout');
    await expectAgreement(house);
  });
});
