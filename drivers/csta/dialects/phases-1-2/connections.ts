import type {
  ConnectionDevice,
  ConnectionList,
  ConnectionListItem,
  ConnectionParts,
} from '../../generated/phase-1.ts';
import type { ConnectionListEntry } from '../../model/event-report.ts';
import type { DeviceId, WireConnection } from '../../model/identifiers.ts';
import { digitsOf, toIdentifier } from '../device-identifier.ts';
import { present } from '../present.ts';
import { fromListed, fromParty } from './devices.ts';

/**
 * ConnectionID: the call, and behind it the device by its number or by what stands for it in this
 * call.
 */
export function toConnection({ call, device }: WireConnection): ConnectionParts {
  return { call, device: device && toPart(device) };
}

export function fromConnection(parts: ConnectionParts): WireConnection {
  const { call, device } = parts;
  return present({ call: call === '' ? undefined : call, device: device && fromPart(device) });
}

export function toConnectionIfAny(
  connection: WireConnection | undefined,
): ConnectionParts | undefined {
  return connection && toConnection(connection);
}

/** Absent where it says neither call nor device. */
export function fromConnectionIfAny(
  parts: ConnectionParts | undefined,
): WireConnection | undefined {
  const connection = parts && fromConnection(parts);
  const saysNothing = connection?.call === undefined && connection?.device === undefined;
  return saysNothing ? undefined : connection;
}

/**
 * Lists of phase I are connections alone; those of phase II say in [3] which device each is at. The
 * entries of phase III are read too: what a connection is and was, who is there, and the line it
 * came by in [3].
 */
export function fromList(list: ConnectionList | undefined): readonly ConnectionListEntry[] {
  return (list ?? []).map(fromListItem);
}

function fromListItem(item: ConnectionListItem): ConnectionListEntry {
  if ('connection' in item) return { newConnection: fromConnection(item.connection) };
  if (!('entry' in item)) return {};
  const { connection, newConnection, oldConnection, endpoint, endpointID, associatedNID } =
    item.entry;
  const at = connection === undefined ? endpointID : (endpointID ?? associatedNID);
  return present({
    newConnection: fromReference(newConnection) ?? fromConnectionIfAny(connection),
    oldConnection: fromReference(oldConnection),
    endpoint: fromListed(at) ?? fromParty(endpoint),
  });
}

function fromReference(
  reference: { readonly connection: ConnectionParts } | { readonly $unknown: string } | undefined,
): WireConnection | undefined {
  return reference !== undefined && 'connection' in reference
    ? fromConnectionIfAny(reference.connection)
    : undefined;
}

/** Any other form goes by its digits: a connection has room for no more. */
function toPart(device: DeviceId): ConnectionDevice {
  if (device.form === 'dynamic') return { dynamicID: device.value };
  if (device.form === 'deviceNumber') return toIdentifier(device) as ConnectionDevice;
  return { dialingNumber: digitsOf(device) };
}

function fromPart(part: ConnectionDevice): DeviceId | undefined {
  if ('dialingNumber' in part) return { form: 'dialingNumber', value: part.dialingNumber };
  if ('dynamicID' in part) return { form: 'dynamic', value: part.dynamicID };
  if ('deviceNumber' in part) return { form: 'deviceNumber', value: String(part.deviceNumber) };
  return undefined;
}
