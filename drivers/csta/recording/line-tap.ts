/** From the other side, or to it. */
export type Direction = 'in' | 'out';

/** Whoever wants to see the octets of a line as they pass. */
export interface LineTap {
  /** The octets are the line's: keep a copy, or what was made of them. `at` is the clock's time. */
  record(direction: Direction, octets: Uint8Array, at: number): void;
}
