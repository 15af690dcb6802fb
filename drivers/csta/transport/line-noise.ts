import { randomInteger, type Random } from '../../../src/base/random.ts';

/** How often each kind of damage befalls an octet, from 0 to 1. */
export interface NoiseRates {
  /** One of its bits turns over. */
  readonly flip?: number;
  /** It becomes any other octet. */
  readonly change?: number;
  readonly lose?: number;
  readonly double?: number;
}

/** What a line does to the octets that pass over it. */
export type Noise = (octets: Uint8Array) => Uint8Array;

/** A noisy line, the same again from the same `random`. */
export function lineNoise(random: Random, rates: NoiseRates): Noise {
  const { flip = 0, change = 0, lose = 0, double = 0 } = rates;
  return (octets) => {
    const passed: number[] = [];
    for (const octet of octets) {
      const chance = random.next();
      if (chance < lose) continue;
      if (chance < lose + flip) passed.push(octet ^ (1 << randomInteger(random, 8)));
      else if (chance < lose + flip + change) passed.push(octet ^ (1 + randomInteger(random, 255)));
      else passed.push(octet);
      if (chance > 1 - double) passed.push(passed.at(-1) as number);
    }
    return Uint8Array.from(passed);
  };
}
