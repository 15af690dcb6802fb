import type { ConnectionState } from '../spi/connection.ts';
import type { CallSnapshot, SwitchSnapshot } from '../spi/driver.ts';
import type { Party } from '../spi/device.ts';
import type { CallControlEvent } from '../spi/switch-event.ts';
import type { CallRecord } from './call-record.ts';
import { findConnection } from './call-record.ts';
import type { CallTable } from './call-table.ts';

/** The switch and the model do not agree about a call; the events would make them agree. */
export interface Difference {
  /** The switch's identifier of the call. */
  readonly switchCall: string;
  readonly events: readonly CallControlEvent[];
}

const CAUSE = { cause: 'resynchronised' } as const;

/**
 * Compares the model with a snapshot. What the switch does not know any more has ended; what it has
 * and the model has not has begun; a connection in another state has gone there. A call of the switch
 * that holds a party of a vanished one is what that one was transferred into, so that attached data
 * are not lost with the event that was.
 */
export function differences(table: CallTable, snapshot: SwitchSnapshot): Difference[] {
  const seen = new Map(snapshot.calls.map((call) => [call.call, call]));
  const vanished = [...table.values()].filter(({ switchCall }) => !seen.has(switchCall));
  const found: Difference[] = [];
  for (const shown of snapshot.calls) {
    const known = table.bySwitchCall(shown.call);
    const events = known === undefined ? appearing(shown, vanished) : changing(known, shown);
    if (events.length > 0) found.push({ switchCall: shown.call, events });
  }
  for (const call of vanished) {
    const events = [...call.connections].map(({ device }) => clearing(call.switchCall, device));
    found.push({
      switchCall: call.switchCall,
      events: [...events, { event: 'callCleared', call: call.switchCall, ...CAUSE }],
    });
  }
  return found;
}

function appearing(shown: CallSnapshot, vanished: readonly CallRecord[]): CallControlEvent[] {
  const live = shown.connections.filter(({ state }) => state !== 'null');
  const devices = new Set(live.map(({ connection }) => connection.device));
  const before = vanished.filter((call) =>
    call.connections.some(({ device }) => devices.has(device)),
  );
  const [primary, secondary] = before;
  if (primary === undefined) return live.flatMap((connection) => reaching(shown, connection));
  const oldOf = (device: string) =>
    before.find((call) => findConnection(call, device) !== undefined);
  const idOf = (call: CallRecord) => ({
    call: call.switchCall,
    device: call.connections[0]?.device ?? '',
  });
  const join: CallControlEvent = {
    event: 'transferred',
    ...CAUSE,
    primaryOldCall: idOf(primary),
    secondaryOldCall: secondary && idOf(secondary),
    byDevice: {},
    addedDevice: {},
    connections: live.map(({ connection, party }) => {
      const old = oldOf(connection.device);
      return {
        oldConnection: old && { call: old.switchCall, device: connection.device },
        newConnection: connection,
        party,
      };
    }),
  };
  return [join, ...live.flatMap((connection) => reaching(shown, connection))];
}

function changing(known: CallRecord, shown: CallSnapshot): CallControlEvent[] {
  const events: CallControlEvent[] = [];
  const live = shown.connections.filter(({ state }) => state !== 'null');
  for (const connection of live) {
    const now = findConnection(known, connection.connection.device);
    if (now?.state !== connection.state) events.push(...reaching(shown, connection));
  }
  for (const { device } of known.connections) {
    if (!live.some(({ connection }) => connection.device === device)) {
      events.push(clearing(known.switchCall, device));
    }
  }
  if (live.length === 0) events.push({ event: 'callCleared', call: known.switchCall, ...CAUSE });
  return events;
}

/** The event that leads a connection into the state the snapshot shows. */
function reaching(
  shown: CallSnapshot,
  at: { connection: { call: string; device: string }; state: ConnectionState; party: Party },
): CallControlEvent[] {
  const parties = {
    callingDevice: shown.callingDevice ?? {},
    calledDevice: shown.calledDevice ?? {},
  };
  const { connection, party } = at;
  const common = { ...CAUSE, correlator: shown.correlator, connection };
  switch (at.state) {
    case 'null':
      return [clearing(connection.call, connection.device)];
    case 'initiated':
      return [{ event: 'serviceInitiated', ...common, initiatingDevice: party }];
    case 'alerting':
      return [{ event: 'delivered', ...common, ...parties, alertingDevice: party }];
    case 'connected':
      return shown.callingDevice?.device === connection.device
        ? [{ event: 'originated', ...common, ...parties }]
        : [{ event: 'established', ...common, ...parties, answeringDevice: party }];
    case 'held':
      return [{ event: 'held', ...common, device: party }];
    case 'queued':
      return [{ event: 'queued', ...common, ...parties, queue: party }];
    case 'failed':
      return [{ event: 'failed', ...common, ...parties, failingDevice: party }];
  }
}

function clearing(call: string, device: string): CallControlEvent {
  return {
    event: 'connectionCleared',
    ...CAUSE,
    connection: { call, device },
    releasingDevice: {},
  };
}
