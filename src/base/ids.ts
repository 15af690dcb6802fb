import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Makes identifiers such as `call_01jd8q3v7k4t9x2m`: a prefix, ten characters of time in Crockford's
 * base 32 and six of chance, so that younger ones sort later and an index over them grows at its end.
 */
export class Ids {
  readonly #clock: Clock;
  readonly #random: Random;
  #lastMs = 0;
  #timePart = '';

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  next(prefix: string): string {
    const ms = Math.floor(this.#clock.now());
    if (ms !== this.#lastMs || this.#timePart === '') {
      this.#lastMs = ms;
      this.#timePart = encode(ms, 10);
    }
    const chance = Math.floor(this.#random.next() * 0x4000_0000);
    return `${prefix}_${this.#timePart}${encode(chance, 6)}`;
  }
}

function encode(value: number, length: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
