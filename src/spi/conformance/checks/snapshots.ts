import type { ConnectionId } from '../../connection.ts';
import type { SwitchSnapshot } from '../../driver.ts';
import { isCallControlEvent, type SwitchEvent } from '../../switch-event.ts';
import { CallModel } from '../call-model.ts';
import type { Check } from '../check.ts';
import { track, type Settlement } from '../settlement.ts';
import type { Stage } from '../stage.ts';
import { named } from '../words.ts';

/** A snapshot, and how many events had been told when it was asked for. */
interface Taken {
  readonly afterCount: number;
  readonly answer: Settlement<SwitchSnapshot>;
}

/** Snapshots at moments that are not quiet. */
export const SNAPSHOTS: readonly Check[] = [
  {
    id: 'snapshot-in-motion',
    title:
      'A snapshot that is taken while calls come and go is not older than the events before it',
    clause: 'contract, Snapshots; ECMA-269 §16.1',
    needs: { hands: ['dialIn', 'answer', 'hangUpOutside'] },
    run: takesInMotion,
  },
];

async function takesInMotion(stage: Stage): Promise<void> {
  const { extensions, caller: from } = stage.numbers;
  const taken: Taken[] = [];
  let waitMs = 0;
  const take = async () => {
    taken.push(takeNow(stage));
    await stage.pass(waitMs);
  };
  for (const to of extensions.slice(0, 3)) {
    // The first call goes on while its snapshots are taken, the later ones wait longer and longer.
    waitMs = taken.length * 2;
    const { call } = await stage.play('dialIn', { from, to });
    await take();
    await stage.expect('delivered', { alertingDevice: to });
    await take();
    await stage.play('answer', to);
    await stage.expect('established', { answeringDevice: to });
    await take();
    await stage.play('hangUpOutside', call);
    await stage.expect('connectionCleared', { connection: to });
    await take();
  }
  await stage.until(() => taken.every(({ answer }) => answer.isSettled), stage.patience.answerMs);
  await stage.calm();
  for (const { afterCount, answer } of taken) {
    if (answer.value === undefined) stage.fail('request-failed', 'a snapshot was refused');
    checkAge(stage, stage.link.events, afterCount, answer.value);
  }
}

function takeNow(stage: Stage): Taken {
  return { afterCount: stage.link.events.length, answer: track(stage.link.snapshot()) };
}

/**
 * What a snapshot shows must be so after the events before it or after some of those that followed: an
 * event under way may be contained already, one that was told may not be missing.
 */
function checkAge(
  stage: Stage,
  events: readonly SwitchEvent[],
  afterCount: number,
  snapshot: SwitchSnapshot,
): void {
  const shown = new Map<string, string>();
  for (const { connection, state } of snapshot.calls.flatMap(({ connections }) => connections)) {
    shown.set(named(connection), state);
  }
  for (const [name, states] of statesFrom(events, afterCount)) {
    const state = shown.get(name) ?? 'null';
    if (states.has(state) || states.has('told')) continue;
    const wanted = [...states].map((one) => (one === 'null' ? 'gone' : one)).join(' or ');
    stage.report(
      'snapshot-stale',
      `a snapshot shows ${name} as ${state === 'null' ? 'gone' : state}; by the events told ` +
        `before it was asked for, and those after it, it was ${wanted}`,
    );
  }
}

/** The states that each connection has after the first `count` events, and after each later one. */
function statesFrom(events: readonly SwitchEvent[], count: number): Map<string, Set<string>> {
  const model = new CallModel(() => {});
  const states = new Map<string, Set<string>>();
  const seen = new Map<string, ConnectionId>();
  events.forEach((event, index) => {
    if (isCallControlEvent(event)) model.apply(event);
    for (const { id } of model.live()) seen.set(named(id), id);
    if (index < count - 1) return;
    for (const [name, id] of seen) {
      const before = index < count || states.has(name) ? [] : ['null'];
      const all = states.get(name) ?? new Set(before);
      const record = model.find(id);
      all.add(record === undefined ? 'null' : (record.state ?? 'told'));
      states.set(name, all);
    }
  });
  return states;
}
