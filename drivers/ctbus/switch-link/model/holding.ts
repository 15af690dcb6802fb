/** Calls are held, retrieved, and made one of two. */
import {
  CrosspointError,
  type ConnectionId,
  type ConnectionMapping,
  type ServiceAnswer,
  type ServiceArgs,
} from '../../../../src/spi/index.ts';
import { CLEARED } from '../causes.ts';
import { demandFree } from './answering.ts';
import { isPresent, Part, wrongState } from './call.ts';
import { howl, leave, letGo } from './clearing.ts';
import type { Desk } from './desk.ts';
import { route } from './routing.ts';

interface Pair {
  readonly held: Part;
  readonly active: Part;
}

export function hold(desk: Desk, connection: ConnectionId): void {
  const part = talking(desk, connection);
  desk.teller.held(part, 'normal');
  desk.audio.settle(part.call);
}

export function retrieve(desk: Desk, connection: ConnectionId): void {
  const part = desk.part(connection);
  if (part.state !== 'held') throw wrongState(part, 'held');
  demandFree(part);
  desk.teller.retrieved(part, 'normal');
  desk.audio.settle(part.call);
}

export function consult(
  desk: Desk,
  { existingCall, consultedNumber, correlator }: ServiceArgs<'consultationCall'>,
): ServiceAnswer<'consultationCall'> {
  const to = desk.plan.find(consultedNumber);
  const part = talking(desk, existingCall);
  const { owner } = part;
  const call = desk.newCall(owner.party, desk.partyAt(consultedNumber), correlator);
  const own = new Part(call, owner, 'connected', { isCaller: true });
  if (!givePort(desk, own)) {
    own.remove();
    desk.calls.delete(call.id);
    throw new CrosspointError('resource-busy', 'the board has no free port');
  }
  desk.teller.held(part, 'consultation');
  desk.audio.settle(part.call);
  desk.teller.originated(own, 'consultation');
  const initiatedCall = own.id;
  route(desk, call, to, 'consultation');
  return { initiatedCall };
}

/** A media extension needs a port for each of its calls. */
export function givePort(desk: Desk, part: Part): boolean {
  if (part.owner.is !== 'media') return true;
  if (part.owner.parts.length > part.owner.most) return false;
  part.port = desk.ports.take(part);
  return part.port !== undefined;
}

export function alternate(desk: Desk, args: ServiceArgs<'alternateCall'>): void {
  const { held, active } = pairOf(desk, args);
  if (active.call.others(active).every((part) => !isPresent(part))) {
    throw wrongState(active, 'in a conversation');
  }
  desk.teller.held(active, 'alternate');
  desk.audio.settle(active.call);
  desk.teller.retrieved(held, 'alternate');
  desk.audio.settle(held.call);
}

export function reconnect(desk: Desk, args: ServiceArgs<'reconnectCall'>): void {
  const { held, active } = pairOf(desk, args);
  leave(desk, active);
  if (held.state !== 'held') return;
  desk.teller.retrieved(held, 'normal');
  desk.audio.settle(held.call);
}

export function transfer(desk: Desk, args: ServiceArgs<'transferCall'>): void {
  const pair = pairOf(desk, args);
  const { held, active } = pair;
  const added = othersOf(pair);
  const stays = [...held.call.others(held), ...added];
  desk.audio.checkCanMix(stays.filter(isPresent));
  const [primaryOldCall, secondaryOldCall] = [active.id, held.id];
  letGo(desk, held, 16);
  held.remove();
  const [first] = added;
  const { call } = held;
  const connections = merge(desk, pair, added);
  desk.teller.joined(
    'transferred',
    call,
    {
      cause: 'transfer',
      primaryOldCall,
      secondaryOldCall,
      byDevice: active.party,
      addedDevice: first?.party ?? active.call.called,
    },
    connections,
  );
  // Who has transferred is out of both calls, with the handset still in the hand.
  if (active.owner.is === 'phone') howl(desk, active.owner, CLEARED);
  desk.audio.settle(call);
}

export function conference(desk: Desk, args: ServiceArgs<'conferenceCall'>): void {
  const pair = pairOf(desk, args);
  const { held, active } = pair;
  const added = othersOf(pair);
  const absent = added.find((part) => !isPresent(part));
  if (absent !== undefined) throw wrongState(absent, 'connected');
  const others = [...held.call.others(held), ...added];
  if (others.some(({ owner }) => owner === held.owner)) {
    // Events name who has made a conference by the device: it must not be two of those in it.
    const what = `${held.owner.device} takes part in these calls more than once`;
    throw new CrosspointError('switch-rejected', what, { rawCause: 'invalidConnectionID' });
  }
  desk.audio.checkCanMix([held, ...others]);
  const [primaryOldCall, secondaryOldCall] = [held.id, active.id];
  held.state = 'connected';
  const connections = merge(desk, pair, added);
  desk.teller.joined(
    'conferenced',
    held.call,
    {
      cause: 'conference',
      primaryOldCall,
      secondaryOldCall,
      byDevice: held.party,
      addedDevice: added[0]?.party ?? active.call.called,
    },
    connections,
  );
  desk.audio.settle(held.call);
}

/** Everybody of the active call but who asks moves into the held one, which goes on. */
function merge(desk: Desk, { held, active }: Pair, added: readonly Part[]): ConnectionMapping[] {
  const { call } = held;
  const connections: ConnectionMapping[] = call.parts.map(({ id, party }) => {
    return { oldConnection: id, newConnection: id, party };
  });
  desk.audio.drop(active.call);
  for (const part of added) {
    const oldConnection = part.id;
    part.moveTo(call);
    connections.push({ oldConnection, newConnection: part.id, party: part.party });
  }
  letGo(desk, active, 16);
  active.remove();
  active.state = 'null';
  desk.calls.delete(active.call.id);
  return connections;
}

function othersOf({ held, active }: Pair): Part[] {
  const added = active.call.others(active);
  if (added.length === 0 || held.call.parts.length < 2) {
    throw wrongState(active, 'in a call with somebody');
  }
  if (added.some(({ state }) => state === 'failed')) throw wrongState(active, 'in a conversation');
  return added;
}

/** Both parts of one device: the one it holds and the one it talks in. */
function pairOf(desk: Desk, { heldCall, activeCall }: ServiceArgs<'transferCall'>): Pair {
  const held = desk.part(heldCall);
  const active = desk.part(activeCall);
  if (held.owner !== active.owner || held.call === active.call) {
    throw new CrosspointError('wrong-state', 'the two are not calls of one device');
  }
  if (held.state !== 'held') throw wrongState(held, 'held');
  if (active.state !== 'connected') throw wrongState(active, 'connected');
  return { held, active };
}

/** A part of an extension that talks with somebody. */
export function talking(desk: Desk, connection: ConnectionId): Part {
  const part = desk.part(connection);
  const isTalking = part.call.others(part).some(isPresent);
  const isAnswered = !part.isCaller || part.call.others(part).some(isPresent);
  if (part.state !== 'connected' || part.owner.is === 'trunk' || !isTalking || !isAnswered) {
    throw wrongState(part, 'in a conversation');
  }
  return part;
}
