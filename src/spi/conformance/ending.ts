import type { ConnectionId } from '../connection.ts';
import { refusalOf } from './refusal.ts';
import type { Stage } from './stage.ts';
import { CheckStopped } from './stage.ts';
import { track } from './settlement.ts';
import { named, worded } from './words.ts';

/**
 * The end of every check: all calls are ended, the last snapshot is held against the events, and link
 * and connector are closed. Much of what drivers forget shows only here.
 */
export async function takeDown(stage: Stage): Promise<void> {
  try {
    if (stage.hasLink && !stage.link.isDown && !stage.link.isClosed) {
      await endCalls(stage);
      stage.link.checkCapabilitiesKept();
    }
  } catch (error) {
    if (!(error instanceof CheckStopped)) throw error;
  } finally {
    await closeAll(stage);
  }
}

async function endCalls(stage: Stage): Promise<void> {
  await stage.calm();
  // Twice: a phone that hangs up a held call may be rung back with it.
  for (let round = 0; round < 3; round += 1) {
    const { calls } = await stage.snapshot();
    if (calls.length === 0) break;
    for (const { call, connections } of calls) {
      await endCall(
        stage,
        call,
        connections.map(({ connection }) => connection),
      );
    }
    await stage.calm();
  }
  const model = stage.link.model;
  await stage.until(() => model.live().length === 0, stage.patience.eventMs);
  const left = await stage.snapshot();
  const shown = new Set(
    left.calls.flatMap(({ connections }) => connections.map((one) => named(one.connection))),
  );
  for (const { id, state } of model.live()) {
    if (shown.has(named(id))) {
      stage.report('service-effect', `${named(id)} could not be ended: it is still ${state}`);
    } else {
      stage.report(
        'connection-never-ends',
        `${named(id)} is gone at the switch, but no event ended it: it is ${state ?? 'there'} ` +
          'by the events',
      );
    }
  }
  await stage.quiet();
}

/** By the hands at the phones, then by request; one of the two will do, and neither is tried here. */
async function endCall(
  stage: Stage,
  call: string,
  connections: readonly ConnectionId[],
): Promise<void> {
  const { extensions } = stage.numbers;
  for (const { device } of connections) {
    if (!extensions.includes(device) || stage.hands.hangUp === undefined) continue;
    await finish(stage, stage.hands.hangUp(device));
  }
  if (stage.hands.hangUpOutside !== undefined) await finish(stage, stage.hands.hangUpOutside(call));
  const { link } = stage;
  if (link.capabilities.has('clearCall')) {
    await finish(stage, link.request('clearCall', { call }));
  } else if (link.capabilities.has('clearConnection')) {
    for (const connection of connections) {
      await finish(stage, link.request('clearConnection', { connection }));
    }
  }
}

/** Waits for the end, good or bad. */
async function finish(stage: Stage, promise: Promise<unknown>): Promise<void> {
  const done = track(promise);
  await stage.until(() => done.isSettled, stage.patience.answerMs);
}

async function closeAll(stage: Stage): Promise<void> {
  if (stage.hasLink) {
    const { link } = stage;
    const closing = await stage.settle('close', link.close());
    if (closing.hasFailed) {
      stage.report('close-unsettled', `close rejected with ${refusalOf(closing.error).text}`);
    }
    await stage.until(() => link.unsettled.length === 0, stage.patience.eventMs);
    for (const what of link.unsettled) {
      stage.report('request-unsettled', `${what} is neither resolved nor rejected after close`);
    }
    await stage.pass(stage.patience.quietMs * 3);
  }
  const closing = track(stage.connector.close());
  const isClosed = await stage.until(() => closing.isSettled, stage.patience.answerMs);
  stage.demand(isClosed, 'close-unsettled', 'close of the connector never resolves');
  const how = `close of the connector rejected with ${worded(closing.error)}`;
  stage.demand(!closing.hasFailed, 'close-unsettled', how);
  const count = stage.clock.waitingCount;
  stage.demand(count === 0, 'timer-left', `${count} timers still wait when everything is closed`);
}
