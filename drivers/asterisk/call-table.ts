import {
  CrosspointError,
  type CallSnapshot,
  type ConnectionId,
  type ConnectionState,
  type Party,
} from '../../src/spi/index.ts';

/** A channel of Asterisk, as its events have it. */
export interface Channel {
  readonly id: string;
  /** `PJSIP/2001-0000001a`; empty until Asterisk has made it. */
  name: string;
  /** The device behind it: the endpoint's name. */
  readonly device: string;
  isUp: boolean;
  isRinging: boolean;
  /** It is in the application, so ARI can act on it. */
  isInApplication: boolean;
  /** Its end was asked for by this driver. */
  isHangingUp: boolean;
  /** What was last written into its variable for a link to come. */
  written: string;
}

/** One device's part in one call. A phone's one channel has a leg in each of the phone's calls. */
export interface Leg {
  /** Undefined where no channel stands behind it: a queue. */
  readonly channel: Channel | undefined;
  device: string;
  state: ConnectionState;
  party: Party;
  /** A caller's leg of a call from outside is told of together with the first thing that happens. */
  isTold: boolean;
  readonly isCaller: boolean;
  /** Held at the phone itself, not by a request. */
  isHeldByPhone: boolean;
}

export interface Call {
  readonly id: string;
  readonly legs: Leg[];
  calling: Party;
  called: Party;
  lastRedirection: Party | undefined;
  correlator: string | undefined;
  /** The driver is its switching function; otherwise the dialplan is. */
  isOwn: boolean;
  /** The mixing bridge of an own call, and what has been put into it. */
  bridge: string | undefined;
  readonly members: Set<string>;
  hasMusic: boolean;
  /** Channels that are being given a ringing tone. */
  readonly ringing: Set<string>;
  /** Where a call that rings its own maker first goes afterwards. */
  next: string | undefined;
  /** Somebody in it hears a busy tone. */
  hasTone: boolean;
}

export interface NewCall {
  readonly id: string;
  readonly calling: Party;
  readonly called: Party;
  readonly isOwn: boolean;
  readonly correlator?: string | undefined;
}

/** The calls and channels of one link. Knows nothing of sockets. */
export class CallTable {
  readonly calls = new Map<string, Call>();
  readonly channels = new Map<string, Channel>();

  add({ id, calling, called, isOwn, correlator }: NewCall): Call {
    const call: Call = {
      id,
      legs: [],
      calling,
      called,
      lastRedirection: undefined,
      correlator,
      isOwn,
      bridge: undefined,
      members: new Set(),
      hasMusic: false,
      ringing: new Set(),
      next: undefined,
      hasTone: false,
    };
    this.calls.set(id, call);
    return call;
  }

  /** A device that is in the call already gets a dynamic identifier for its further part. */
  addLeg(
    call: Call,
    leg: { channel: Channel | undefined; state: ConnectionState; party: Party; isCaller: boolean },
    device = leg.channel?.device ?? leg.party.device ?? '',
  ): Leg {
    const added: Leg = {
      ...leg,
      device: this.freeName(call, device),
      isTold: false,
      isHeldByPhone: false,
    };
    call.legs.push(added);
    return added;
  }

  freeName(call: Call, device: string): string {
    const isTaken = (name: string): boolean => call.legs.some((leg) => leg.device === name);
    if (!isTaken(device)) return device;
    let number = 2;
    while (isTaken(`${device}~${number}`)) number += 1;
    return `${device}~${number}`;
  }

  remove(call: Call, leg: Leg): void {
    const index = call.legs.indexOf(leg);
    if (index >= 0) call.legs.splice(index, 1);
  }

  /** A channel of which only the identifier was known has got its name. */
  rename(channel: Channel, name: string): void {
    if (name !== '') channel.name = name;
  }

  callsOf(channel: Channel): { call: Call; leg: Leg }[] {
    const found: { call: Call; leg: Leg }[] = [];
    for (const call of this.calls.values()) {
      for (const leg of call.legs) if (leg.channel === channel) found.push({ call, leg });
    }
    return found;
  }

  /** Throws `unknown-call` or `unknown-connection`. */
  find({ call: id, device }: ConnectionId): { call: Call; leg: Leg } {
    const call = this.call(id);
    const leg = call.legs.find((leg) => leg.device === device && leg.isTold);
    if (leg === undefined) {
      throw new CrosspointError('unknown-connection', `${device} has no part in call ${id}`);
    }
    return { call, leg };
  }

  call(id: string): Call {
    const call = this.calls.get(id);
    if (call === undefined || !call.legs.some((leg) => leg.isTold)) {
      throw new CrosspointError('unknown-call', `there is no call ${id}`);
    }
    return call;
  }

  snapshot(): CallSnapshot[] {
    const shown: CallSnapshot[] = [];
    for (const call of this.calls.values()) {
      const legs = call.legs.filter((leg) => leg.isTold);
      if (legs.length === 0) continue;
      shown.push({
        call: call.id,
        ...(call.correlator === undefined ? {} : { correlator: call.correlator }),
        callingDevice: call.calling,
        calledDevice: call.called,
        connections: legs.map((leg) => ({
          connection: { call: call.id, device: leg.device },
          state: leg.state,
          party: leg.party,
        })),
      });
    }
    return shown;
  }
}

export function connectionOf(call: Call, leg: Leg): ConnectionId {
  return { call: call.id, device: leg.device };
}
