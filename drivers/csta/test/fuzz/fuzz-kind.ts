/** How a piece of spoilt input was taken. */
export type Verdict = 'read' | 'refused';

/** One kind of spoilt input, and what reads it. */
export interface FuzzKind {
  readonly name: string;
  /** Another spoilt piece. */
  next(): Uint8Array;
  /**
   * Reads it. May throw `malformed-frame` with a position, which is a verdict like `refused`; anything
   * else that is thrown is a defect, and says what is wrong.
   */
  read(octets: Uint8Array): Verdict;
}
