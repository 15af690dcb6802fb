import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FuzzKind } from '../../drivers/csta/test/fuzz/fuzz-kind.ts';
import { fuzzShares } from '../../drivers/csta/test/fuzz/fuzz-kinds.ts';
import { FuzzRun, type FuzzFailure } from '../../drivers/csta/test/fuzz/fuzz-run.ts';
import { PduKind } from '../../drivers/csta/test/fuzz/pdu-kind.ts';
import { rounded } from '../statistics.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Executions of all kinds together. */
  readonly calls: number;
  readonly tell: (text: string) => void;
}

/**
 * Spoilt input of every kind that comes from a switch: PDUs, the messages in them, frames, documents and
 * call records. Each is read, or refused with a typed error that says where; anything else is a defect.
 */
export async function run({ seed, calls, tell }: FuzzOptions): Promise<object> {
  const { stackTraceLimit } = Error;
  // A typed error is ordinary here.
  Error.stackTraceLimit = 0;
  const kinds: Record<string, object> = {};
  const failures: FuzzFailure[] = [];
  let executions = 0;
  let defects = 0;
  let hangs = 0;
  const from = performance.now();
  try {
    for (const { share, make } of fuzzShares(seed)) {
      const kind = make();
      const { fuzz, figures } = runKind(kind, Math.round(calls * share));
      kinds[kind.name] = figures;
      failures.push(...fuzz.failures);
      executions += fuzz.executions;
      defects += fuzz.defects;
      hangs += fuzz.hangs;
      tell(`${kind.name}: ${fuzz.executions} executions, ${fuzz.defects} defects`);
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const seconds = rounded((performance.now() - from) / 1_000);
  return { bench: 'csta-fuzz', seed, executions, seconds, defects, hangs, kinds, failures };
}

function runKind(kind: FuzzKind, executions: number) {
  const fuzz = new FuzzRun(kind, () => performance.now());
  const tenth = Math.ceil(executions / 10);
  let heapAfterATenthMiB = 0;
  const from = performance.now();
  while (fuzz.executions < executions) {
    fuzz.once();
    if (fuzz.executions === tenth) heapAfterATenthMiB = heapMiB();
  }
  const seconds = (performance.now() - from) / 1_000;
  const figures = {
    executions: fuzz.executions,
    perSecond: rounded(fuzz.executions / seconds),
    read: fuzz.read,
    refused: fuzz.refused,
    defects: fuzz.defects,
    hangs: fuzz.hangs,
    slowestMs: rounded(fuzz.slowestMs),
    heapAfterATenthMiB,
    heapAfterAllMiB: heapMiB(),
    ...(kind instanceof PduKind ? { waysFound: kind.ways } : {}),
  };
  return { fuzz, figures };
}

function heapMiB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return rounded(process.memoryUsage().heapUsed / 2 ** 20);
}
