import type { Call, Connection, DeviceKind, Party } from '../../schemas/generated/types.ts';
import { staticDevice } from '../spi/connection.ts';

/** Who is at the other end for somebody in a call. */
export interface OtherParty {
  /** As it came; undefined where it is withheld. */
  readonly number: string | undefined;
  /** A phone of the same switch. */
  readonly isInternal: boolean;
  /** The trunk the party is behind, where it is known. */
  readonly trunk: string | undefined;
}

/** What kind of device `SWITCH:NUMBER` is; undefined for one the switch does not list. */
export type KindOf = (device: string) => DeviceKind | undefined;

/** Who is at the other end of a ringing phone. */
export function partyForRinging(
  device: string,
  { calling, called }: { readonly calling: Party; readonly called: Party },
  kindOf: KindOf,
): OtherParty {
  // A phone that rings for the call it makes: the other end is whom it calls.
  const party = calling.device === device ? called : calling;
  const isInternal = party.device !== undefined && kindOf(party.device) === 'extension';
  if (party.device === undefined) return { number: party.number, isInternal, trunk: undefined };
  const number = deviceNumber(party.device);
  return isInternal
    ? { number: party.number ?? number, isInternal, trunk: undefined }
    : { number: party.number, isInternal, trunk: number };
}

/** Whoever is in the call from outside; undefined where nobody is. */
export function outsideParty(call: Call, kindOf: KindOf): OtherParty | undefined {
  const connection = call.connections.find(({ device }) => {
    const kind = kindOf(device);
    return kind === 'trunk' || kind === undefined;
  });
  if (connection === undefined) return undefined;
  return {
    number: numberAt(connection, call),
    isInternal: false,
    trunk: deviceNumber(connection.device),
  };
}

/** `2001` of `demo:2001`, and `T1` of `demo:T1~2`. */
export function deviceNumber(device: string): string {
  return staticDevice(device.slice(device.indexOf(':') + 1));
}

function numberAt({ device, number }: Connection, call: Call): string | undefined {
  const { calling, called, direction } = call;
  if (calling.device === device) return calling.number ?? number;
  if (called.device === device) return called.number ?? number;
  return number ?? (direction === 'inbound' ? calling.number : called.number);
}
