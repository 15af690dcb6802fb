import { randomBytes } from 'node:crypto';

/** Where chance comes from: the system in the server, a seed in tests and simulations. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

/** Chance nobody can foresee; good enough for identifiers and jitter, not for keys. */
export class SystemRandom implements Random {
  #pool = Buffer.alloc(0);
  #offset = 0;

  next(): number {
    if (this.#offset >= this.#pool.length) {
      this.#pool = randomBytes(2048);
      this.#offset = 0;
    }
    const value = this.#pool.readUInt32LE(this.#offset);
    this.#offset += 4;
    return value / 0x1_0000_0000;
  }
}

/** The same numbers again from the same seed (Chris Doty-Humphrey's sfc32). */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.imul(seed, 0x9e3779b9) | 0;
    this.#c = (seed / 0x1_0000_0000) | 0;
    for (let round = 0; round < 12; round += 1) this.next();
  }

  next(): number {
    const mixed = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + mixed;
    this.#c |= 0;
    return (mixed >>> 0) / 0x1_0000_0000;
  }
}

/** A whole number in [0, below). */
export function randomInteger(random: Random, below: number): number {
  return Math.floor(random.next() * below);
}

/** One of the given things; the list must not be empty. */
export function pick<T>(random: Random, from: readonly T[]): T {
  return from[randomInteger(random, from.length)] as T;
}
