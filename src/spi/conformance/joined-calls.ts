import { staticDevice, type ConnectionId, type ConnectionState } from '../connection.ts';
import type { CallControlEvent, ConnectionMapping } from '../switch-event.ts';
import { isLive, type ConnectionRecord } from './connection-record.ts';
import type { Report } from './rules.ts';
import { named, told } from './words.ts';

/** The two events that make one call of two (ECMA-269 §17.2, Transferred and Conferenced). */
export type JoinEvent = Extract<CallControlEvent, { event: 'transferred' | 'conferenced' }>;

/** What joining needs of the calls. */
interface Calls {
  find(id: ConnectionId): ConnectionRecord | undefined;
  liveOf(call: string): ConnectionRecord[];
  set(id: ConnectionId, state: ConnectionState | undefined, last: string): ConnectionRecord;
}

/** Lets the connections of the old calls go and those of the connection list take their place. */
export function joinCalls(model: Calls, event: JoinEvent, report: Report): void {
  const before = livingBefore(model, event);
  checkOldCalls(model, event, report);
  const listed = checkList(model, event, report);
  checkNobodyLost(event, before, listed, report);
  const states = event.connections.map((entry) => stateAfter(model, event, entry));
  for (const record of before) {
    record.state = 'null';
    const heir = heirOf(event, record);
    record.replacedBy = heir === undefined ? `gone with ${event.event}` : named(heir);
  }
  const text = JSON.stringify(event);
  event.connections.forEach(({ newConnection }, index) => {
    model.set(newConnection, states[index], text);
  });
}

function livingBefore(model: Calls, event: JoinEvent): ConnectionRecord[] {
  const records = model.liveOf(event.primaryOldCall.call);
  const second = event.secondaryOldCall?.call;
  if (second === undefined || second === event.primaryOldCall.call) return records;
  return [...records, ...model.liveOf(second)];
}

function checkOldCalls(model: Calls, event: JoinEvent, report: Report): void {
  for (const field of ['primaryOldCall', 'secondaryOldCall'] as const) {
    const old = event[field];
    if (old === undefined || isThere(model, old)) continue;
    report('mapping-unknown', `${event.event} says ${field} ${named(old)}; ${whyNot(model, old)}`);
  }
}

/** The old connections that the list names, each of which must be there. */
function checkList(model: Calls, event: JoinEvent, report: Report): ReadonlySet<ConnectionRecord> {
  const listed = new Set<ConnectionRecord>();
  const calls = new Set(event.connections.map(({ newConnection }) => newConnection.call));
  if (calls.size > 1) {
    report('mapping-split', `${told(event)} names the new calls ${[...calls].join(' and ')}`);
  }
  if (event.connections.length === 0) {
    report('mapping-incomplete', `${told(event)} has an empty connection list`);
  }
  for (const { oldConnection } of event.connections) {
    if (oldConnection === undefined) continue;
    const record = model.find(oldConnection);
    if (record !== undefined && isLive(record)) {
      listed.add(record);
    } else {
      report(
        'mapping-unknown',
        `${told(event)} lists the old connection ${named(oldConnection)}; ` +
          whyNot(model, oldConnection),
      );
    }
  }
  return listed;
}

/**
 * Who transfers leaves; whoever hears busy may be dropped; all others go on, and a device that was in
 * both calls goes on once.
 */
function checkNobodyLost(
  event: JoinEvent,
  before: readonly ConnectionRecord[],
  listed: ReadonlySet<ConnectionRecord>,
  report: Report,
): void {
  for (const record of before) {
    if (listed.has(record) || record.state === 'failed') continue;
    if (heirOf(event, record) !== undefined) continue;
    if (event.event === 'transferred' && isBy(event, record.id)) continue;
    report(
      'mapping-incomplete',
      `${told(event)} loses ${named(record.id)}, which was ${record.state ?? 'there'}: ` +
        'its connection list must name every party that goes on',
    );
  }
}

function heirOf(event: JoinEvent, record: ConnectionRecord): ConnectionId | undefined {
  const exact = event.connections.find(({ oldConnection: old }) => {
    return old?.call === record.id.call && old.device === record.id.device;
  });
  const sameDevice = (entry: ConnectionMapping) => entry.newConnection.device === record.id.device;
  return (exact ?? event.connections.find(sameDevice))?.newConnection;
}

/** A party keeps its state; who makes a conference of a held and an active call is in it. */
function stateAfter(
  model: Calls,
  event: JoinEvent,
  entry: ConnectionMapping,
): ConnectionState | undefined {
  const old = entry.oldConnection === undefined ? undefined : model.find(entry.oldConnection);
  if (old === undefined || !isLive(old)) return undefined;
  return event.event === 'conferenced' && isBy(event, old.id) ? 'connected' : old.state;
}

function isBy(event: JoinEvent, id: ConnectionId): boolean {
  const by = event.byDevice.device ?? event.primaryOldCall.device;
  return staticDevice(id.device) === staticDevice(by);
}

function isThere(model: Calls, id: ConnectionId): boolean {
  const record = model.find(id);
  return record !== undefined && isLive(record);
}

function whyNot(model: Calls, id: ConnectionId): string {
  const record = model.find(id);
  if (record === undefined) return 'no such connection was ever told of';
  return record.replacedBy === undefined ? 'it had ended' : `it is ${record.replacedBy} by now`;
}
