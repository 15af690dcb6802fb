import {
  CrosspointError,
  staticDevice,
  type Capability,
  type ConnectionId,
  type ServiceAnswer,
  type ServiceArgs,
  type ServiceName,
} from '../../src/spi/index.ts';
import type { Adoption } from './adoption.ts';
import { connectionOf, type Call, type Leg } from './call-table.ts';
import type { Desk } from './desk.ts';
import { generateDigits } from './digits.ts';
import { Joining } from './joining.ts';
import { wrongState, type Legs } from './legs.ts';
import type { AsteriskSettings } from './settings.ts';

type Handlers = {
  readonly [Name in ServiceName]?: (args: ServiceArgs<Name>) => Promise<ServiceAnswer<Name>>;
};

/** What a link to this switch can do. */
export function capabilitiesOf(settings: AsteriskSettings): ReadonlySet<Capability> {
  const capabilities: Capability[] = [
    'makeCall',
    'clearConnection',
    'clearCall',
    'holdCall',
    'retrieveCall',
    'consultationCall',
    'alternateCall',
    'reconnectCall',
    'transferCall',
    'conferenceCall',
    'singleStepTransferCall',
    'deflectCall',
    'generateDigits',
    'correlatorData',
    'callingName',
    'digitsReported',
  ];
  if (settings.answer === 'talk') capabilities.push('answerCall');
  return new Set(capabilities);
}

/** The services of the SPI, done with channels and bridges. */
export class Requests {
  readonly #desk: Desk;
  readonly #legs: Legs;
  readonly #adoption: Adoption;
  readonly #handlers: Handlers;

  constructor(desk: Desk, legs: Legs, adoption: Adoption) {
    this.#desk = desk;
    this.#legs = legs;
    this.#adoption = adoption;
    const joining = new Joining(desk, legs, adoption);
    this.#handlers = {
      makeCall: (args) => this.#makeCall(args),
      answerCall: ({ connection }) => this.#answer(connection),
      clearConnection: ({ connection }) => this.#clear(connection),
      clearCall: ({ call }) => this.#locked([call], () => this.#clearCall(call)),
      holdCall: ({ connection }) => this.#hold(connection),
      retrieveCall: ({ connection }) => this.#retrieve(connection),
      consultationCall: (args) => this.#consult(args),
      alternateCall: (args) => joining.alternate(args),
      reconnectCall: (args) => joining.reconnect(args),
      transferCall: (args) => joining.transfer(args),
      conferenceCall: (args) => joining.conference(args),
      singleStepTransferCall: (args) => this.#singleStepTransfer(args),
      deflectCall: (args) => this.#deflect(args),
      generateDigits: (args) =>
        this.#locked([args.connection.call], () => generateDigits(desk, args)),
    };
  }

  async handle<Name extends ServiceName>(
    name: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    const handler = this.#handlers[name];
    if (handler === undefined) {
      throw new CrosspointError('service-not-supported', `Asterisk has no ${name} here`);
    }
    // The answer is given in a turn of its own, so that no event comes from inside the request.
    await Promise.resolve();
    return handler(args);
  }

  async #makeCall(args: ServiceArgs<'makeCall'>): Promise<ServiceAnswer<'makeCall'>> {
    const { plan, table, ids, teller } = this.#desk;
    plan.demandInService(args.callingDevice);
    const called = plan.find(args.calledNumber);
    const caller = plan.find(args.callingDevice);
    const call = table.add({
      id: ids.next('call'),
      calling: caller.party,
      called: called.party,
      isOwn: true,
      correlator: args.correlator,
    });
    call.next = args.calledNumber;
    return this.#locked([call.id], async () => {
      const options = { isCaller: true, autoAnswer: args.autoOriginate === true };
      const leg = await this.#legs.create(call, caller, options).catch((error: unknown) => {
        table.calls.delete(call.id);
        throw error;
      });
      teller.serviceInitiated(call, leg, 'makeCall');
      const initiatedCall = connectionOf(call, leg);
      await this.#legs.dial(call, leg);
      return { initiatedCall };
    });
  }

  #answer(connection: ConnectionId): Promise<void> {
    return this.#locked([connection.call], async () => {
      const { call, leg } = this.#desk.table.find(connection);
      if (leg.state !== 'alerting' || leg.channel === undefined) {
        throw wrongState(call, leg, 'alerting');
      }
      const fields = { Channel: leg.channel.name, Variable: 'Event=talk' };
      await this.#desk.ami.action('PJSIPNotify', fields);
    });
  }

  #clear(connection: ConnectionId): Promise<void> {
    return this.#locked([connection.call], async () => {
      const { call, leg } = this.#desk.table.find(connection);
      if (leg.channel === undefined) throw wrongState(call, leg, 'a connection of a phone');
      if (call.hasTone) await this.#legs.stopTone(call);
      await this.#legs.leave(call, leg);
    });
  }

  async #clearCall(id: string): Promise<void> {
    const call = this.#desk.table.call(id);
    for (const leg of [...call.legs].toReversed()) {
      if (call.legs.includes(leg)) await this.#legs.leave(call, leg);
    }
  }

  #hold(connection: ConnectionId): Promise<void> {
    return this.#locked([connection.call], async () => {
      const { call, leg } = await this.#connected(connection);
      await this.#setState(call, leg, 'held');
      this.#desk.teller.held(call, leg, 'normal');
    });
  }

  #retrieve(connection: ConnectionId): Promise<void> {
    return this.#locked([connection.call], async () => {
      const { table, teller } = this.#desk;
      const { call, leg } = table.find(connection);
      const { channel } = leg;
      if (leg.state !== 'held' || channel === undefined) throw wrongState(call, leg, 'held');
      const isElsewhere = table
        .callsOf(channel)
        .some((other) => other.leg !== leg && other.leg.state === 'connected');
      if (isElsewhere) {
        throw new CrosspointError('wrong-state', `${leg.device} talks in another call`);
      }
      if (leg.isHeldByPhone) {
        throw new CrosspointError('switch-rejected', `${leg.device} holds at the phone itself`, {
          rawCause: 'held by the phone',
        });
      }
      await this.#setState(call, leg, 'connected');
      teller.retrieved(call, leg, 'normal');
    });
  }

  #consult(args: ServiceArgs<'consultationCall'>): Promise<ServiceAnswer<'consultationCall'>> {
    return this.#locked([args.existingCall.call], async () => {
      const { plan, table, ids, teller } = this.#desk;
      const to = plan.find(args.consultedNumber);
      const { call, leg } = await this.#connected(args.existingCall);
      await this.#setState(call, leg, 'held');
      const consultation = table.add({
        id: ids.next('call'),
        calling: leg.party,
        called: to.party,
        isOwn: true,
        correlator: args.correlator,
      });
      const device = staticDevice(leg.device);
      const part = { channel: leg.channel, party: leg.party, isCaller: true } as const;
      const own = table.addLeg(consultation, { ...part, state: 'connected' }, device);
      const consulted = await this.#legs.create(consultation, to).catch(async (error: unknown) => {
        table.calls.delete(consultation.id);
        await this.#setState(call, leg, 'connected');
        throw error;
      });
      teller.held(call, leg, 'consultation');
      teller.originated(consultation, own, 'consultation');
      await this.#legs.dial(consultation, consulted);
      return { initiatedCall: connectionOf(consultation, own) };
    });
  }

  #singleStepTransfer(args: ServiceArgs<'singleStepTransferCall'>): Promise<void> {
    return this.#locked([args.activeCall.call], async () => {
      const { plan, table, teller, settings, ami } = this.#desk;
      const to = plan.find(args.transferredTo);
      const found = table.find(args.activeCall);
      if (!found.call.isOwn && settings.adopt === undefined) {
        // The dialplan does it, in the context of the phone that transfers.
        const fields = { Channel: found.leg.channel?.name ?? '', Exten: args.transferredTo };
        await ami.action('BlindTransfer', fields);
        return;
      }
      const { call, leg } = await this.#connected(args.activeCall);
      const added = await this.#legs.create(call, to);
      table.remove(call, leg);
      if (leg.channel !== undefined) call.members.delete(leg.channel.id);
      const staying = call.legs.filter((other) => other.isTold);
      teller.joined(
        'transferred',
        call,
        {
          cause: 'singleStepTransfer',
          primaryOldCall: connectionOf(call, leg),
          byDevice: leg.party,
          addedDevice: to.party,
        },
        staying.map((other) => {
          const connection = connectionOf(call, other);
          return { oldConnection: connection, newConnection: connection, party: other.party };
        }),
      );
      call.lastRedirection = leg.party;
      await this.#legs.hangUpIfFree(leg.channel);
      await this.#legs.dial(call, added);
    });
  }

  #deflect(args: ServiceArgs<'deflectCall'>): Promise<void> {
    return this.#locked([args.connection.call], async () => {
      const { plan, table, teller } = this.#desk;
      const to = plan.find(args.newDestination);
      const { call, leg } = table.find(args.connection);
      if (leg.state !== 'alerting') throw wrongState(call, leg, 'alerting');
      if (!call.isOwn) await this.#moveCaller(call, leg);
      const added = await this.#legs.create(call, to);
      teller.diverted(call, leg, to.party, 'redirected');
      table.remove(call, leg);
      call.lastRedirection = leg.party;
      await this.#legs.hangUpIfFree(leg.channel);
      await this.#legs.dial(call, added);
    });
  }

  /** The dialplan gives up ringing when its caller is moved into the application. */
  async #moveCaller(call: Call, ringing: Leg): Promise<void> {
    const caller = call.legs.find((leg) => leg.isCaller)?.channel;
    if (caller === undefined || call.legs.length !== 2) throw wrongState(call, ringing, 'alone');
    if (ringing.channel !== undefined) ringing.channel.isHangingUp = true;
    call.isOwn = true;
    await this.#adoption.move(call, [caller]).catch((error: unknown) => {
      call.isOwn = false;
      if (ringing.channel !== undefined) ringing.channel.isHangingUp = false;
      throw error;
    });
  }

  /** A leg that talks, in a call that the driver switches. */
  async #connected(connection: ConnectionId): Promise<{ call: Call; leg: Leg }> {
    const { call, leg } = this.#desk.table.find(connection);
    const isAnswered = call.legs.filter(({ channel }) => channel?.isUp === true).length >= 2;
    if (leg.state !== 'connected' || !isAnswered) throw wrongState(call, leg, 'in a conversation');
    await this.#adoption.take(call);
    return { call, leg };
  }

  async #setState(call: Call, leg: Leg, state: 'held' | 'connected'): Promise<void> {
    const before = leg.state;
    leg.state = state;
    try {
      await this.#desk.media.settle(call);
    } catch (error) {
      leg.state = before;
      throw error;
    }
  }

  #locked<T>(calls: readonly string[], action: () => Promise<T>): Promise<T> {
    return this.#desk.locks.run(calls, action);
  }
}
