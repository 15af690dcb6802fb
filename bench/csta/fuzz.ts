import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DecodeTrace } from '../../drivers/csta/ber/decode-trace.ts';
import { decodePdu, encodePdu, type Phase } from '../../drivers/csta/pdu/phases.ts';
import { CAPTURED_VECTORS } from '../../drivers/csta/pdu/testing/captured-vectors.ts';
import { Mutator } from '../../drivers/csta/pdu/testing/mutator.ts';
import { CrosspointError } from '../../src/base/errors.ts';
import { pick, SeededRandom } from '../../src/base/random.ts';
import { rounded } from '../statistics.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** How many spoilt PDUs. */
  readonly calls: number;
  readonly tell: (text: string) => void;
}

interface Failure {
  readonly phase: Phase;
  readonly pdu: string;
  readonly what: string;
}

const PHASES: readonly Phase[] = ['I', 'II', 'III'];
const HANG_MS = 100;
/** Spoilt PDUs that took a new way are spoilt further, up to so many. */
const MOST_SEEDS = 20_000;
const MOST_FAILURES = 10;
const WAY_SLOTS = 2 ** 23;

/**
 * Decodes spoilt PDUs. Those that decode by a way not seen before are kept and spoilt again. A crash is
 * anything thrown but `malformed-frame`, and a value that does not come out of its own encoding again.
 */
export async function run({ seed, calls, tell }: FuzzOptions): Promise<object> {
  const fuzz = new Fuzz(seed);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const tenth = Math.max(1, Math.ceil(calls / 10));
  let heapBefore = 0;
  const from = process.hrtime.bigint();
  try {
    for (let time = 1; time <= calls; time += 1) {
      fuzz.once();
      if (time % tenth !== 0) continue;
      if (heapBefore === 0) heapBefore = heapMiB();
      tell(`${time} PDUs, ${fuzz.ways} ways, ${fuzz.crashes} crashes`);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  return {
    bench: 'csta-fuzz',
    seed,
    executions: calls,
    perSecond: rounded(calls / seconds),
    decoded: fuzz.decoded,
    waysFound: fuzz.ways,
    crashes: fuzz.crashes,
    hangs: fuzz.hangs,
    slowestMs: rounded(fuzz.slowestMs),
    heapAfterATenthMiB: heapBefore,
    heapAfterAllMiB: heapMiB(),
    failures: fuzz.failures,
  };
}

class Fuzz {
  decoded = 0;
  /** Ways through the decoders that were found; a few may share a slot. */
  ways = 0;
  crashes = 0;
  hangs = 0;
  slowestMs = 0;
  readonly failures: Failure[] = [];
  readonly #random: SeededRandom;
  readonly #mutator: Mutator;
  readonly #isWaySeen = new Uint8Array(WAY_SLOTS);

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#mutator = new Mutator(
      this.#random,
      CAPTURED_VECTORS.map(({ hex }) => Buffer.from(hex, 'hex')),
    );
  }

  once(): void {
    const octets = this.#mutator.next();
    const phase = pick(this.#random, PHASES);
    const trace = new DecodeTrace();
    const from = performance.now();
    let value: unknown;
    let fault = '';
    try {
      value = decodePdu(octets, phase, trace);
      this.decoded += 1;
    } catch (error) {
      fault = this.#faultOf(error, octets, phase);
    }
    const elapsedMs = performance.now() - from;
    this.slowestMs = Math.max(this.slowestMs, elapsedMs);
    if (elapsedMs > HANG_MS && isSlowAgain(octets, phase)) this.hangs += 1;
    if (value !== undefined) this.#demandSame(value, octets, phase);
    this.#keepIfNew(octets, phase, trace, fault);
  }

  #faultOf(error: unknown, octets: Uint8Array, phase: Phase): string {
    if (error instanceof CrosspointError && error.code === 'malformed-frame') {
      return error.detail.replaceAll(/\d+/g, '');
    }
    this.#fail(octets, phase, String(error));
    return 'crash';
  }

  #demandSame(value: unknown, octets: Uint8Array, phase: Phase): void {
    try {
      const again = decodePdu(encodePdu(value as never, phase), phase);
      if (JSON.stringify(again) !== JSON.stringify(value)) {
        this.#fail(octets, phase, 'another value comes out of its encoding');
      }
    } catch (error) {
      this.#fail(octets, phase, `what was decoded cannot be encoded: ${String(error)}`);
    }
  }

  /** Only what can be decoded is spoilt further: the rest is refused at the same place again. */
  #keepIfNew(octets: Uint8Array, phase: Phase, trace: DecodeTrace, fault: string): void {
    const slot = hashOf(`${phase}${trace.names.join('/')}${fault}`) % WAY_SLOTS;
    if (this.#isWaySeen[slot] !== 0) return;
    this.#isWaySeen[slot] = 1;
    this.ways += 1;
    if (fault === '' && this.#mutator.size < MOST_SEEDS) this.#mutator.add(Uint8Array.from(octets));
  }

  #fail(octets: Uint8Array, phase: Phase, what: string): void {
    this.crashes += 1;
    if (this.failures.length >= MOST_FAILURES) return;
    const pdu = Buffer.from(octets).toString('hex').toUpperCase();
    this.failures.push({ phase, pdu, what });
  }
}

/** The machine may have been busy with something else; the octets are at fault if it happens again. */
function isSlowAgain(octets: Uint8Array, phase: Phase): boolean {
  const from = performance.now();
  try {
    decodePdu(octets, phase);
  } catch {
    // How it ends does not matter here.
  }
  return performance.now() - from > HANG_MS;
}

/** FNV-1a of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

function heapMiB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return rounded(process.memoryUsage().heapUsed / 2 ** 20);
}
