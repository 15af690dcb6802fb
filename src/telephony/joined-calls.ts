import type { EventDraft } from '../journal/event.ts';
import type { CallControlEvent } from '../spi/switch-event.ts';
import { callOf } from '../spi/switch-event.ts';
import type { CallRecord } from './call-record.ts';
import { deviceId, findConnection, viewCall } from './call-record.ts';
import type { CallTable } from './call-table.ts';
import type { Applied } from './facts.ts';
import { ended } from './facts.ts';

type JoinEvent = Extract<CallControlEvent, { event: 'transferred' | 'conferenced' }>;

/**
 * Two calls become one (ECMA-269 §17.2.16 transferred, §17.2.4 conferenced). The elder of the two is
 * the customer's: the call that goes on keeps its start, direction, caller and attached data, and takes
 * from the younger one what it does not have itself.
 */
export function joinCalls(table: CallTable, event: JoinEvent, now: number): Applied {
  const olds = [event.primaryOldCall, event.secondaryOldCall]
    .map((id) => (id === undefined ? undefined : table.bySwitchCall(id.call)))
    .filter((call) => call !== undefined)
    .toSorted((a, b) => (a.startedAt <= b.startedAt ? -1 : 1));
  const [elder, younger] = olds;
  if (elder === undefined) return { drafts: [], call: undefined, isIgnored: true };
  const switchCall = callOf(event);
  // Known already where the switch goes on with an old identifier, or told of the new one too early.
  const call = table.bySwitchCall(switchCall) ?? table.createFrom(switchCall, elder);
  call.startedAt = elder.startedAt;
  moveConnections(table, event, call);
  call.data = { ...younger?.data, ...elder.data };
  call.answeredAt = elder.answeredAt ?? younger?.answeredAt;
  call.answeredBy = elder.answeredBy ?? younger?.answeredBy;
  call.calling = elder.calling;
  call.direction = elder.direction;
  call.end = undefined;
  call.lastEventAt = now;
  for (const old of olds) table.noteSuccessor(old.id, call.id);
  const gone = olds.filter((old) => old !== call);
  return {
    drafts: [
      joined(call, event, { elder, younger }),
      ...gone.map((old) => goneOver(table, old, event, now)),
    ],
    call,
    isIgnored: false,
  };
}

function moveConnections(table: CallTable, event: JoinEvent, call: CallRecord): void {
  const moved = event.connections.map(({ oldConnection, newConnection, party }) => {
    const oldCall = oldConnection && table.bySwitchCall(oldConnection.call);
    const before = oldCall && oldConnection && findConnection(oldCall, oldConnection.device);
    const isJoiner = newConnection.device === event.byDevice.device;
    return {
      device: newConnection.device,
      state:
        before === undefined || (isJoiner && before.state === 'held') ? 'connected' : before.state,
      party: {
        device: newConnection.device,
        number: party?.number ?? before?.number,
        name: party?.name ?? before?.name,
      },
    } as const;
  });
  for (const connection of [...call.connections]) table.removeConnection(call, connection);
  call.departed.clear();
  for (const { device, state, party } of moved) {
    table.addConnection(call, device, party).state = state;
  }
}

function joined(
  call: CallRecord,
  event: JoinEvent,
  olds: { elder: CallRecord; younger: CallRecord | undefined },
): EventDraft {
  const { byDevice, addedDevice } = event;
  const added = addedDevice.device;
  return {
    type: event.event === 'transferred' ? 'call.transferred' : 'call.conferenced',
    subject: call.id,
    data: {
      call: viewCall(call),
      cause: event.cause,
      rawCause: event.rawCause,
      primaryCall: olds.elder.id,
      secondaryCall: olds.younger?.id,
      newCall: call.id,
      by: byDevice.device === undefined ? call.switchId : deviceId(call.switchId, byDevice.device),
      added: added === undefined ? addedDevice.number : deviceId(call.switchId, added),
      devices: call.connections.map(({ device }) => deviceId(call.switchId, device)),
    },
  };
}

/** The end of a call that lives on under another identifier. */
function goneOver(table: CallTable, old: CallRecord, event: JoinEvent, now: number): EventDraft {
  for (const connection of [...old.connections]) table.removeConnection(old, connection);
  table.remove(old);
  const by = event.byDevice.device;
  const code = event.event === 'transferred' ? 'transfer' : 'conference';
  return ended(
    old,
    {
      code,
      raw: event.rawCause ?? event.cause,
      by: by === undefined ? old.switchId : deviceId(old.switchId, by),
    },
    now,
  );
}
