import { join } from 'node:path';
import { EventBatch } from '../../drivers/ctbus/event-batch.ts';
import { loadNative, type Native } from '../../drivers/ctbus/native.ts';
import { cpuSeconds, median, rounded } from '../statistics.ts';

const EVENTS = 1_000_000;
/** What fits into the queue of the engine at once. */
const POSTED_AT_ONCE = 50_000;
const CALLS = 10_000_000;

/**
 * Events from the engine's queue to JavaScript, beside one thread-safe-function call for each event and an empty call into the addon.
 * Processor time of the whole process, threads included; of each event type and position are read.
 */
export async function eventFigures(rounds: number): Promise<object> {
  const native = loadNative();
  const batched: number[] = [];
  const oneByOne: number[] = [];
  const empty: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    batched.push(await nanosecondsEach(EVENTS, () => inBatches(native)));
    oneByOne.push(await nanosecondsEach(EVENTS, () => eachByItself(native)));
    empty.push(await nanosecondsEach(CALLS, () => emptyCalls(native)));
  }
  return {
    nanosecondsPerEvent: rounded(median(batched)),
    nanosecondsPerThreadSafeCall: rounded(median(oneByOne)),
    nanosecondsPerEmptyCall: rounded(median(empty)),
    eventsPerCpuSecond: rounded(1e9 / median(batched)),
    timesAsFastAsOneCallEach: rounded(median(oneByOne) / median(batched)),
    emptyCallsPerEvent: rounded(median(batched) / median(empty)),
  };
}

async function nanosecondsEach(count: number, work: () => Promise<void>): Promise<number> {
  const before = cpuSeconds();
  await work();
  return ((cpuSeconds() - before) / count) * 1e9;
}

async function inBatches({ EngineHandle, folder }: Native): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let taken = 0;
  let posted = 0;
  let sum = 0;
  const engine = new EngineHandle(
    {
      library: join(folder, 'board-simulated.so'),
      settings: JSON.stringify({ pace: 'stepped', ports: 1 }),
      blockFrames: 80,
      isStepped: true,
    },
    (count, isTick) => {
      if (isTick) return;
      for (let record = 0; record < count; record += 1) {
        sum += batch.type(record) + batch.position(record);
      }
      taken += count;
      if (taken === EVENTS) resolve();
      else if (taken === posted) post();
    },
  );
  const batch = new EventBatch(engine.batch());
  const post = (): void => {
    posted += engine.postEvents(Math.min(POSTED_AT_ONCE, EVENTS - posted));
  };
  engine.start();
  post();
  await promise;
  engine.close();
  if (sum === 0) throw new Error('the events were empty');
}

async function eachByItself({ callForEach }: Native): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let taken = 0;
  let sum = 0;
  callForEach(EVENTS, ({ type, position }) => {
    sum += type + position;
    taken += 1;
    if (taken === EVENTS) resolve();
  });
  await promise;
  if (sum === 0) throw new Error('the events were empty');
}

async function emptyCalls({ emptyCall }: Native): Promise<void> {
  for (let call = 0; call < CALLS; call += 1) emptyCall();
}
