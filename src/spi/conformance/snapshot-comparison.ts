import { staticDevice } from '../connection.ts';
import type { CallSnapshot, SwitchSnapshot } from '../driver.ts';
import type { CallModel } from './call-model.ts';
import { isLive, type ConnectionRecord } from './connection-record.ts';
import type { Report } from './rules.ts';
import { named } from './words.ts';

/** True where events of this device are to be told. */
export type IsWatched = (device: string) => boolean;

/**
 * Holds a snapshot that was taken while nothing happened against what the events have told. Calls in
 * which nobody is watched are passed over: the link is not to tell of them.
 */
export function compareSnapshot(
  model: CallModel,
  snapshot: SwitchSnapshot,
  isWatched: IsWatched,
  report: Report,
): void {
  const shown = new Set<string>();
  for (const call of snapshot.calls) {
    for (const { connection, state } of call.connections) {
      const name = named(connection);
      if (shown.has(name)) {
        report('snapshot-state', `the snapshot shows ${name} in two entries, ${state} in the last`);
      }
      if (state !== 'null') shown.add(name);
    }
    const devices = call.connections.map(({ connection }) => staticDevice(connection.device));
    if (devices.some(isWatched) || model.liveOf(call.call).length > 0) {
      compareCall(model, call, report);
    }
  }
  for (const record of model.live()) {
    if (shown.has(named(record.id)) || !isInSight(model, record, isWatched)) continue;
    report(
      'snapshot-lacks',
      `the events say that ${named(record.id)} is ${record.state ?? 'there'}; ` +
        'the snapshot does not show it',
    );
  }
}

function compareCall(model: CallModel, call: CallSnapshot, report: Report): void {
  for (const { connection, state } of call.connections) {
    if (state === 'null') continue;
    const name = named(connection);
    const record = model.find(connection);
    if (connection.call !== call.call) {
      report('snapshot-state', `the snapshot lists ${name} under call ${call.call}`);
    }
    if (record === undefined) {
      report('snapshot-untold', `the snapshot shows ${name}, ${state}; no event told of it`);
    } else if (!isLive(record)) {
      const end =
        record.replacedBy === undefined ? 'the events said that it ended' : record.replacedBy;
      report('snapshot-ghost', `the snapshot shows ${name}, ${state}; ${end}: a ghost`);
    } else if (!agrees(record, state)) {
      report(
        'snapshot-state',
        `${name} is in two states at once: ${record.state} by the events, ${state} by the snapshot`,
      );
    }
  }
}

function agrees(record: ConnectionRecord, state: string): boolean {
  if (record.state === undefined) return true;
  return record.state === state;
}

function isInSight(model: CallModel, record: ConnectionRecord, isWatched: IsWatched): boolean {
  return model.liveOf(record.id.call).some(({ id }) => isWatched(staticDevice(id.device)));
}
