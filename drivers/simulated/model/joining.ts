/** Two calls become one: transfer and conference. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { Cause } from '../../../src/spi/cause.ts';
import type { ServiceArgs } from '../../../src/spi/services.ts';
import type { ConnectionMapping } from '../../../src/spi/switch-event.ts';
import { arrive } from './arrival.ts';
import type { Call, Connection } from './call.ts';
import { PRESENT } from './clearing.ts';
import type { Exchange } from './exchange.ts';
import { findAtPhone, findPair, type Pair } from './look-up.ts';
import { routeThatWorks } from './routing.ts';

export function transfer(x: Exchange, args: ServiceArgs<'transferCall'>): void {
  const { held, active } = findPair(x, args, 'connected');
  checkJoinable({ held, active });
  const about = [...active.call.connections, ...held.call.connections];
  const staying = about.filter((one) => one !== held && one !== active);
  const added = active.call.others(active)[0]?.party ?? active.call.called;
  const [primaryOldCall, secondaryOldCall] = [active.id, held.id];
  const joined = join(x, held.call, active.call, added, staying, 'transfer');
  x.tell(
    {
      event: 'transferred',
      cause: 'transfer',
      primaryOldCall,
      secondaryOldCall,
      byDevice: held.party,
      addedDevice: added,
      connections: joined.connections,
    },
    joined.call,
    about,
  );
  x.detach(held);
  x.detach(active);
}

export function conference(x: Exchange, args: ServiceArgs<'conferenceCall'>): void {
  const { held, active } = findPair(x, args, 'connected');
  checkJoinable({ held, active });
  const unready = active.call.others(active).find(({ state }) => state !== 'connected');
  if (unready !== undefined || active.call.connections.some(isRungOutside)) {
    throw new CrosspointError('wrong-state', 'whoever is to join the conference has not answered');
  }
  const about = [...held.call.connections, ...active.call.connections];
  // Whoever asks goes on by the connection that is talking already.
  const staying = about.filter((one) => one !== held);
  if (staying.length > (x.settings.maxConferenceParties ?? 8)) {
    throw new CrosspointError('switch-rejected', 'the conference is full', {
      rawCause: 'conferenceMemberLimitExceeded',
    });
  }
  const added = active.call.others(active)[0]?.party ?? active.call.called;
  const [primaryOldCall, secondaryOldCall] = [held.id, active.id];
  const joined = join(x, held.call, active.call, added, staying, 'conference');
  x.tell(
    {
      event: 'conferenced',
      cause: 'conference',
      primaryOldCall,
      secondaryOldCall,
      byDevice: held.party,
      addedDevice: added,
      connections: joined.connections,
    },
    joined.call,
    about,
  );
  x.detach(held);
}

export function singleStepTransfer(x: Exchange, args: ServiceArgs<'singleStepTransferCall'>): void {
  const active = findAtPhone(x, args.activeCall, 'connected');
  const { call: old } = active;
  const staying = old.others(active);
  if (staying.some(({ state }) => state === 'failed')) {
    throw new CrosspointError('wrong-state', 'the call has failed');
  }
  checkSomebodyIsThere(staying);
  const way = routeThatWorks(x, args.transferredTo, old);
  const about = [...old.connections];
  const primaryOldCall = active.id;
  const added = x.partyAt(args.transferredTo);
  const joined = join(x, old, old, added, staying, 'singleStepTransfer');
  x.tell(
    {
      event: 'transferred',
      cause: 'singleStepTransfer',
      primaryOldCall,
      byDevice: active.party,
      addedDevice: added,
      connections: joined.connections,
    },
    joined.call,
    about,
  );
  x.detach(active);
  arrive(x, joined.call, way, 'singleStepTransfer');
}

function checkJoinable({ held, active }: Pair): void {
  const others = [...held.call.others(held), ...active.call.others(active)];
  if (others.some(({ state }) => state === 'failed')) {
    throw new CrosspointError('wrong-state', 'one of the calls has failed');
  }
  if (held.call.connections.length < 2 || active.call.connections.length < 2) {
    throw new CrosspointError('wrong-state', 'in one of the calls there is nobody yet');
  }
  checkSomebodyIsThere(others);
  const devices = new Set(others.map(({ device }) => device));
  if (devices.size === others.length) return;
  throw new CrosspointError('switch-rejected', 'somebody takes part in both calls', {
    rawCause: 'invalidConnectionID',
  });
}

/** A call of phones that ring and queues, with nobody to hear the answer, is none. */
function checkSomebodyIsThere(staying: readonly Connection[]): void {
  const isThere = (one: Connection): boolean => PRESENT.has(one.state) && !isRungOutside(one);
  if (staying.some(isThere)) return;
  throw new CrosspointError('wrong-state', 'nobody to be transferred is in the call yet');
}

function isRungOutside({ outside }: Connection): boolean {
  return outside?.isThere === false;
}

/** A new call of those who stay; the two old ones are gone. */
function join(
  x: Exchange,
  held: Call,
  active: Call,
  added: Call['called'],
  staying: readonly Connection[],
  cause: Cause,
): { readonly call: Call; readonly connections: readonly ConnectionMapping[] } {
  const first = staying.find(({ call }) => call === held);
  const correlator = held.correlator ?? active.correlator;
  const call = x.newCall(
    { calling: first?.party ?? held.calling, called: added },
    cause,
    correlator,
  );
  call.touchesNetwork = held.touchesNetwork || active.touchesNetwork;
  const connections = staying.map((connection) => {
    const oldConnection = connection.id;
    connection.moveTo(call);
    if (connection.outside !== undefined) {
      connection.outside.calls.push(call.id);
      x.outsideByCall.set(call.id, connection);
    }
    return { oldConnection, newConnection: connection.id, party: connection.party };
  });
  call.origin = first;
  x.forget(held);
  if (active !== held) x.forget(active);
  return { call, connections };
}
