import type {
  Call,
  CallData,
  EndCause,
  Party as PartyView,
} from '../../schemas/generated/types.ts';
import type { ConnectionState } from '../spi/connection.ts';
import type { Party } from '../spi/device.ts';

/** One device's part in a live call. */
export interface ConnectionRecord {
  /** The switch's device identifier, which may be dynamic (`T1~2`). */
  readonly device: string;
  state: ConnectionState;
  number: string | undefined;
  name: string | undefined;
}

/** A live call as the model keeps it. Its state is the list of its connections, nothing else. */
export interface CallRecord {
  /** Ours: never used twice. */
  readonly id: string;
  readonly switchId: string;
  /** The switch's: may be used again after the call. */
  readonly switchCall: string;
  direction: Call['direction'];
  readonly connections: ConnectionRecord[];
  /** Devices that were in the call and left it: what is told late of them is not believed. */
  readonly departed: Set<string>;
  data: CallData;
  /** RFC 3339, as it is told in every event of the call. */
  startedAt: string;
  answeredAt: string | undefined;
  answeredBy: string | undefined;
  calling: Party;
  called: Party;
  /** Why the call is ending, as soon as that is known. */
  end: EndCause | undefined;
  /** When the model last heard of it. */
  lastEventAt: number;
}

/** `SWITCH:NUMBER`, the name of a device everywhere outside its switch. */
export function deviceId(switchId: string, device: string): string {
  return `${switchId}:${device}`;
}

/** The call as the API shows it; a copy that later events do not touch. */
export function viewCall(call: CallRecord): Call {
  const view: Call = {
    id: call.id,
    switch: call.switchId,
    switchCall: call.switchCall,
    direction: call.direction,
    connections: call.connections.map(({ device, state, number, name }) => ({
      device: deviceId(call.switchId, device),
      state,
      number,
      name,
    })),
    data: call.data,
    startedAt: call.startedAt,
    calling: viewParty(call.switchId, call.calling),
    called: viewParty(call.switchId, call.called),
  };
  if (call.answeredAt !== undefined) view.answeredAt = call.answeredAt;
  if (call.answeredBy !== undefined) view.answeredBy = call.answeredBy;
  return view;
}

export function viewParty(switchId: string, party: Party): PartyView {
  return {
    device: party.device === undefined ? undefined : deviceId(switchId, party.device),
    number: party.number,
    name: party.name,
  };
}

export function isoTime(time: number): string {
  return new Date(Math.floor(time)).toISOString();
}

/** The record a view was made of, as far as the view tells: for a start from the journal. */
export function recordOf(view: Call): CallRecord {
  const prefix = `${view.switch}:`;
  const local = (id: string) => (id.startsWith(prefix) ? id.slice(prefix.length) : id);
  const party = (of: PartyView): Party => ({
    ...of,
    device: of.device === undefined ? undefined : local(of.device),
  });
  return {
    id: view.id,
    switchId: view.switch,
    switchCall: view.switchCall,
    direction: view.direction,
    connections: view.connections.map(({ device, state, number, name }) => ({
      device: local(device),
      state,
      number,
      name,
    })),
    departed: new Set(),
    data: view.data,
    startedAt: view.startedAt,
    answeredAt: view.answeredAt,
    answeredBy: view.answeredBy,
    calling: party(view.calling),
    called: party(view.called),
    end: undefined,
    lastEventAt: Date.parse(view.startedAt),
  };
}

export function findConnection(call: CallRecord, device: string): ConnectionRecord | undefined {
  return call.connections.find((connection) => connection.device === device);
}
