import { CrosspointError } from '../../../../src/base/errors.ts';
import type { FuzzKind } from './fuzz-kind.ts';

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
    const fault = this.#read(octets);
    const elapsedMs = this.#now() - from;
    if (elapsedMs > this.slowestMs) this.slowestMs = elapsedMs;
    if (elapsedMs > HANG_MS && this.#isSlowAgain(octets)) this.hangs += 1;
    if (fault !== undefined) this.#fail(octets, fault);
  }

  /** What is wrong with how it was read. */
  #read(octets: Uint8Array): string | undefined {
    try {
      if (this.#kind.read(octets) === 'read') this.read += 1;
      else this.refused += 1;
      return undefined;
    } catch (error) {
      if (isProper(error)) {
        this.refused += 1;
        return undefined;
      }
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
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
