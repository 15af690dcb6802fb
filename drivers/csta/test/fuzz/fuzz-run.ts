import { CrosspointError } from '../../../../src/base/errors.ts';
import type { FuzzKind, Verdict } from './fuzz-kind.ts';

export interface FuzzFailure {
  readonly kind: string;
  readonly input: string;
  readonly what: string;
}

const HANG_MS = 100;
const MOST_FAILURES = 10;

/** Spoils, reads and counts what comes of it. */
export class FuzzRun {
  executions = 0;
  /** Pieces of which something could be read. */
  read = 0;
  /** Pieces that were refused with a typed error. */
  refused = 0;
  /** Anything else that was thrown. */
  defects = 0;
  /** Pieces that took long twice. */
  hangs = 0;
  slowestMs = 0;
  readonly failures: FuzzFailure[] = [];
  readonly #kind: FuzzKind;
  readonly #now: () => number;

  /** @param now milliseconds by whatever clock */
  constructor(kind: FuzzKind, now: () => number) {
    this.#kind = kind;
    this.#now = now;
  }

  once(): void {
    const octets = this.#kind.next();
    this.executions += 1;
    const from = this.#now();
    const outcome = this.#read(octets);
    const elapsedMs = this.#now() - from;
    if (elapsedMs > this.slowestMs) this.slowestMs = elapsedMs;
    if (elapsedMs > HANG_MS && this.#isSlowAgain(octets)) this.hangs += 1;
    if (outcome === 'read') this.read += 1;
    else if (outcome === 'refused') this.refused += 1;
    else this.#fail(octets, outcome.fault);
  }

  #read(octets: Uint8Array): Verdict | { readonly fault: string } {
    try {
      return this.#kind.read(octets);
    } catch (error) {
      if (isProper(error)) return 'refused';
      return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }

  /** The machine may have been busy with something else; the input is at fault if it happens again. */
  #isSlowAgain(octets: Uint8Array): boolean {
    const from = this.#now();
    this.#read(octets);
    return this.#now() - from > HANG_MS;
  }

  #fail(octets: Uint8Array, what: string): void {
    this.defects += 1;
    if (this.failures.length >= MOST_FAILURES) return;
    const input = Buffer.from(octets).toString('hex').toUpperCase();
    this.failures.push({ kind: this.#kind.name, input, what });
  }
}

/** `malformed-frame` that says where. */
export function isProper(error: unknown): boolean {
  if (!(error instanceof CrosspointError) || error.code !== 'malformed-frame') return false;
  const { offset, column } = error.position ?? {};
  return (offset ?? column ?? -1) >= 0;
}
