const OCTETS_OF_EACH = 64;
const HIGH_WORD = 2 ** 32;

/**
 * The events that the engine has put into its batch, read in place: records of 64 octets with the fields of `Event`
 * (native/engine/event.h). What a listener is given is read out before the next batch overwrites it.
 */
export class EventBatch {
  readonly #octets: Uint8Array;
  readonly #halves: Uint16Array;
  readonly #words: Uint32Array;
  readonly #signed: Int32Array;
  readonly #levels: Int8Array;

  constructor(buffer: ArrayBuffer) {
    this.#octets = new Uint8Array(buffer);
    this.#halves = new Uint16Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#signed = new Int32Array(buffer);
    this.#levels = new Int8Array(buffer);
  }

  type(record: number): number {
    return this.#halves[(record * OCTETS_OF_EACH) / 2] ?? 0;
  }

  reason(record: number): number {
    return this.#octets[record * OCTETS_OF_EACH + 2] ?? 0;
  }

  /** A character code; 0 is none. */
  symbol(record: number): number {
    return this.#octets[record * OCTETS_OF_EACH + 3] ?? 0;
  }

  port(record: number): number {
    return this.#word(record, 4);
  }

  operation(record: number): number {
    return this.#long(record, 8);
  }

  /** Engine time in frames of 125 µs. */
  frame(record: number): number {
    return this.#long(record, 16);
  }

  position(record: number): number {
    return this.#long(record, 24);
  }

  code(record: number): number {
    return this.#word(record, 32);
  }

  value(record: number): number {
    return this.#word(record, 36);
  }

  detail(record: number): number {
    return this.#signed[(record * OCTETS_OF_EACH + 40) / 4] ?? 0;
  }

  begins(record: number): boolean {
    return this.#octets[record * OCTETS_OF_EACH + 44] === 1;
  }

  levelDbm0(record: number): number {
    return this.#levels[record * OCTETS_OF_EACH + 45] ?? 0;
  }

  #word(record: number, offset: number): number {
    return this.#words[(record * OCTETS_OF_EACH + offset) / 4] ?? 0;
  }

  /** 64 bits; operations and frames stay below 2^53 for longer than any board lives. */
  #long(record: number, offset: number): number {
    const at = (record * OCTETS_OF_EACH + offset) / 4;
    return (this.#words[at] ?? 0) + (this.#words[at + 1] ?? 0) * HIGH_WORD;
  }
}
