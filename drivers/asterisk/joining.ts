import {
  CrosspointError,
  staticDevice,
  type ConnectionMapping,
  type ServiceArgs,
} from '../../src/spi/index.ts';
import type { Adoption } from './adoption.ts';
import { connectionOf, type Call, type Leg } from './call-table.ts';
import type { Desk } from './desk.ts';
import { wrongState, type Legs } from './legs.ts';

type HeldAndActive = ServiceArgs<'transferCall'>;

interface Part {
  readonly call: Call;
  readonly leg: Leg;
}

interface Pair {
  readonly held: Part;
  readonly active: Part;
}

/** What a phone does with the call it holds and the one it talks in. */
export class Joining {
  readonly #desk: Desk;
  readonly #legs: Legs;
  readonly #adoption: Adoption;

  constructor(desk: Desk, legs: Legs, adoption: Adoption) {
    this.#desk = desk;
    this.#legs = legs;
    this.#adoption = adoption;
  }

  alternate(args: HeldAndActive): Promise<void> {
    return this.#withPair(args, async ({ held, active }) => {
      const { media, teller } = this.#desk;
      if (active.call.legs.every((leg) => leg === active.leg || leg.channel?.isUp !== true)) {
        throw wrongState(active.call, active.leg, 'in a conversation');
      }
      active.leg.state = 'held';
      await media.settle(active.call).catch((error: unknown) => {
        active.leg.state = 'connected';
        throw error;
      });
      teller.held(active.call, active.leg, 'alternate');
      held.leg.state = 'connected';
      await media.settle(held.call);
      teller.retrieved(held.call, held.leg, 'alternate');
    });
  }

  reconnect(args: HeldAndActive): Promise<void> {
    return this.#withPair(args, async ({ held, active }) => {
      const { media, teller } = this.#desk;
      await this.#legs.leave(active.call, active.leg);
      held.leg.state = 'connected';
      await media.settle(held.call);
      teller.retrieved(held.call, held.leg, 'normal');
    });
  }

  transfer(args: HeldAndActive): Promise<void> {
    return this.#withPair(args, async (pair) => {
      const { held, active } = pair;
      const added = this.#demandOthers(pair);
      const { table } = this.#desk;
      table.remove(held.call, held.leg);
      const connections = this.#merge(pair, added);
      this.#tell('transferred', pair, added, connections);
      await this.#settle(pair);
      await this.#legs.hangUpIfFree(active.leg.channel);
      await this.#legs.hangUpIfFree(held.leg.channel);
    });
  }

  conference(args: HeldAndActive): Promise<void> {
    return this.#withPair(args, async (pair) => {
      const { held, active } = pair;
      const added = this.#demandOthers(pair);
      if (added.some(({ channel }) => channel?.isUp !== true)) {
        throw wrongState(active.call, active.leg, 'in a conversation');
      }
      held.leg.state = 'connected';
      const connections = this.#merge(pair, added);
      this.#tell('conferenced', pair, added, connections);
      await this.#settle(pair);
      await this.#legs.hangUpIfFree(active.leg.channel);
    });
  }

  /** Everybody of the active call but the phone itself moves into the held one, which goes on. */
  #merge({ held, active }: Pair, added: readonly Leg[]): ConnectionMapping[] {
    const { table } = this.#desk;
    const connections: ConnectionMapping[] = held.call.legs
      .filter((leg) => leg.isTold)
      .map((leg) => {
        const connection = connectionOf(held.call, leg);
        return { oldConnection: connection, newConnection: connection, party: leg.party };
      });
    for (const leg of added) {
      const oldConnection = connectionOf(active.call, leg);
      table.remove(active.call, leg);
      leg.device = table.freeName(held.call, staticDevice(leg.device));
      held.call.legs.push(leg);
      const newConnection = connectionOf(held.call, leg);
      if (leg.isTold) connections.push({ oldConnection, newConnection, party: leg.party });
    }
    table.remove(active.call, active.leg);
    table.calls.delete(active.call.id);
    held.call.called = added[0]?.party ?? held.call.called;
    held.call.correlator ??= active.call.correlator;
    return connections;
  }

  #tell(
    event: 'transferred' | 'conferenced',
    { held, active }: Pair,
    added: readonly Leg[],
    connections: readonly ConnectionMapping[],
  ): void {
    const isTransfer = event === 'transferred';
    const [primary, secondary] = isTransfer ? [active, held] : [held, active];
    this.#desk.teller.joined(
      event,
      held.call,
      {
        cause: isTransfer ? 'transfer' : 'conference',
        primaryOldCall: connectionOf(primary.call, primary.leg),
        secondaryOldCall: connectionOf(secondary.call, secondary.leg),
        byDevice: active.leg.party,
        addedDevice: added[0]?.party ?? active.call.called,
      },
      connections,
    );
  }

  async #settle({ held, active }: Pair): Promise<void> {
    const { media } = this.#desk;
    await media.settle(held.call);
    await this.#legs.stopTone(active.call);
    await media.dropBridge(active.call);
  }

  /** The others of the active call; both calls must have some, and none of them twice. */
  #demandOthers({ held, active }: Pair): Leg[] {
    const left = held.call.legs.filter((leg) => leg !== held.leg);
    const added = active.call.legs.filter((leg) => leg !== active.leg);
    if (left.length === 0 || added.length === 0) {
      throw new CrosspointError('wrong-state', 'in one of the calls there is nobody else');
    }
    return added;
  }

  #withPair(args: HeldAndActive, action: (pair: Pair) => Promise<void>): Promise<void> {
    const { heldCall, activeCall } = args;
    return this.#desk.locks.run([heldCall.call, activeCall.call], async () => {
      const { table } = this.#desk;
      const held = table.find(heldCall);
      const active = table.find(activeCall);
      const isOneDevice = staticDevice(heldCall.device) === staticDevice(activeCall.device);
      if (!isOneDevice || held.call === active.call) {
        throw new CrosspointError('invalid-request', 'the two calls must be of one device');
      }
      if (held.leg.state !== 'held') throw wrongState(held.call, held.leg, 'held');
      if (active.leg.state !== 'connected') throw wrongState(active.call, active.leg, 'connected');
      await this.#adoption.take(held.call);
      await this.#adoption.take(active.call);
      await action({ held, active });
    });
  }
}
