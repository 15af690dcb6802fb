import { toCrosspointError } from '../../src/base/errors.ts';
import { CrosspointError } from '../../src/spi/index.ts';
import { ADOPT } from './adoption.ts';
import {
  asChannel,
  asEndpoint,
  asList,
  asNumber,
  asText,
  endpointOf,
  type AriChannel,
  type Json,
} from './ari-json.ts';
import type { Call, Channel, Leg } from './call-table.ts';
import { hangupCause } from './cause-map.ts';
import type { Desk } from './desk.ts';
import { newChannel, type Legs } from './legs.ts';
import { PhoneTransfers } from './phone-transfers.ts';

/** The states of a dial that has not failed. */
const UNDER_WAY: ReadonlySet<string> = new Set(['', 'PROGRESS', 'PROCEEDING', 'RINGING', 'ANSWER']);

/**
 * What Asterisk says over ARI, made into facts about calls. The application subscribes to everything,
 * so that channels which never enter it are told of by the same stream, in one order.
 */
export class Facts {
  readonly #desk: Desk;
  readonly #legs: Legs;
  readonly #transfers: PhoneTransfers;

  constructor(desk: Desk, legs: Legs) {
    this.#desk = desk;
    this.#legs = legs;
    this.#transfers = new PhoneTransfers(desk);
  }

  take(event: Json): void {
    const channel = asChannel(event['channel']);
    if (channel !== undefined) this.#takeOfChannel(event, channel);
    else if (event['type'] === 'Dial') this.#onDial(event);
    else if (event['type'] === 'BridgeAttendedTransfer') this.#transfers.attended(event);
    else if (event['endpoint'] !== undefined) this.#onEndpoint(event);
  }

  /** A channel has come into the application without being expected there: a caller. */
  enter(channel: Channel, said: AriChannel, number: string): void {
    const { table, plan } = this.#desk;
    const call = table.callsOf(channel)[0]?.call ?? this.#begin(channel, said, number);
    call.isOwn = true;
    call.called = plan.lookUp(number)?.party ?? { number };
    this.#desk.spawn([call.id], () => this.#route(call, number));
  }

  /** Goes on with a call that was found running: what the link before had begun. */
  async resume(call: Call): Promise<void> {
    const { next } = call;
    const maker = call.legs.find((leg) => leg.isCaller);
    if (next !== undefined && maker?.channel?.isUp === true) {
      call.next = undefined;
      await this.#route(call, next);
    } else await this.#legs.after(call);
  }

  /** The channel of the table for one that Asterisk speaks of; undefined for halves of its own. */
  channel(said: AriChannel): Channel | undefined {
    const { table, settings } = this.#desk;
    const known = table.channels.get(said.id);
    if (known !== undefined) {
      table.rename(known, said.name);
      return known;
    }
    const { technology, resource } = endpointOf(said.name);
    if (technology !== settings.technology && technology !== 'Local') return undefined;
    const channel = newChannel(said.id, said.name, resource, said.application === 'Stasis');
    channel.isUp = said.state === 'Up';
    table.channels.set(said.id, channel);
    return channel;
  }

  #takeOfChannel(event: Json, said: AriChannel): void {
    const channel = this.channel(said);
    if (channel === undefined) return;
    switch (event['type']) {
      case 'ChannelCreated':
        if (said.state === 'Ring') this.#onCaller(channel, said);
        break;
      case 'ChannelStateChange':
        this.#onState(channel, said);
        break;
      case 'ChannelDestroyed':
        this.#onDestroyed(channel, event);
        break;
      case 'ChannelHold':
        this.#onPhoneHold(channel, true);
        break;
      case 'ChannelUnhold':
        this.#onPhoneHold(channel, false);
        break;
      case 'ChannelDtmfReceived':
        for (const { call, leg } of this.#talking(channel)) {
          this.#desk.teller.digits(call, leg, asText(event['digit']));
        }
        break;
      case 'StasisStart':
        this.#onStasisStart(channel, said, event);
        break;
      case 'StasisEnd':
        channel.isInApplication = false;
        break;
      case 'BridgeBlindTransfer':
        this.#transfers.blind(channel, event);
        break;
      default:
    }
  }

  #onCaller(channel: Channel, said: AriChannel): void {
    const { table, plan, teller } = this.#desk;
    if (isLocal(channel) || table.callsOf(channel).length > 0) return;
    const call = this.#begin(channel, said, said.exten);
    const [leg] = call.legs;
    if (leg !== undefined && !plan.isTrunk(channel.device)) teller.originated(call, leg, 'newCall');
  }

  #begin(channel: Channel, said: AriChannel, number: string): Call {
    const { table, plan } = this.#desk;
    const party = plan.partyOf(channel.device, said.callerNumber, said.callerName);
    const called = plan.lookUp(number)?.party ?? { number };
    const call = table.add({ id: channel.id, calling: party, called, isOwn: false });
    table.addLeg(call, { channel, state: 'connected', party, isCaller: true });
    return call;
  }

  #onStasisStart(channel: Channel, said: AriChannel, event: Json): void {
    channel.isInApplication = true;
    const [number = ''] = asList(event['args']).map(asText);
    if (this.#desk.arrivals.arrived(channel.id) || number === 'leg') return;
    if (number === ADOPT) {
      const what = `${channel.name} came to be adopted, and nobody had asked for that`;
      this.#desk.oddity(new CrosspointError('malformed-frame', what));
      return;
    }
    this.enter(channel, said, number === '' ? said.exten : number);
  }

  async #route(call: Call, number: string): Promise<void> {
    const to = this.#desk.plan.lookUp(number);
    if (to === undefined) {
      await this.#giveUp(call, 1, 'Unallocated (unassigned) number');
      return;
    }
    let leg: Leg;
    try {
      leg = await this.#legs.create(call, to);
    } catch (error) {
      const reason = toCrosspointError(error);
      if (reason.code !== 'device-out-of-service') this.#desk.oddity(reason);
      await this.#giveUp(call, 20, reason.detail);
      return;
    }
    await this.#legs.dial(call, leg);
  }

  /** A call that cannot go anywhere ends with its caller. */
  async #giveUp(call: Call, q850: number, why: string): Promise<void> {
    const [caller] = call.legs;
    if (caller === undefined) return;
    if (caller.isTold) this.#desk.teller.failed(call, caller, hangupCause(q850, why));
    await this.#legs.leave(call, caller, q850);
  }

  #onDial(event: Json): void {
    const said = asChannel(event['peer']);
    const peer = said === undefined ? undefined : this.channel(said);
    const caller = asChannel(event['caller']);
    if (said === undefined || peer === undefined) return;
    if (!UNDER_WAY.has(asText(event['dialstatus']))) return;
    const { table, plan, teller } = this.#desk;
    if (table.callsOf(peer).length > 0) return;
    const call = caller === undefined ? undefined : this.#callOf(caller);
    if (isLocal(peer)) {
      if (call !== undefined) this.#noteLocal(peer, call);
      return;
    }
    const party = plan.partyOf(peer.device, said.callerNumber, said.callerName);
    if (call === undefined) {
      // Somebody else's originate: the phone is rung for a call of its own.
      const own = table.add({ id: peer.id, calling: party, called: party, isOwn: false });
      const leg = table.addLeg(own, { channel: peer, state: 'initiated', party, isCaller: true });
      teller.serviceInitiated(own, leg, 'makeCall');
      return;
    }
    const leg = table.addLeg(call, { channel: peer, state: 'initiated', party, isCaller: false });
    if (plan.isTrunk(peer.device)) teller.networkReached(call, leg, 'newCall');
    // Who is dialled and what its channel does are told by two topics of Asterisk, in either order.
    if (peer.isUp) this.#isUp(call, leg);
    else if (peer.isRinging) this.#rings(call, leg);
  }

  #onState(channel: Channel, said: AriChannel): void {
    if (said.state === 'Ring') this.#onCaller(channel, said);
    if (said.state === 'Ringing') {
      channel.isRinging = true;
      for (const { call, leg } of this.#desk.table.callsOf(channel)) this.#rings(call, leg);
    }
    if (said.state === 'Up' && !channel.isUp) {
      channel.isUp = true;
      for (const { call, leg } of this.#desk.table.callsOf(channel)) this.#isUp(call, leg);
    }
  }

  #rings(call: Call, leg: Leg): void {
    if (leg.isCaller || leg.state !== 'initiated') return;
    const { teller, plan } = this.#desk;
    const isOutside = plan.isTrunk(leg.channel?.device ?? '');
    if (isOutside && !leg.isTold) teller.networkReached(call, leg, 'newCall');
    teller.delivered(call, leg, this.#causeOf(call));
    this.#keep(call);
  }

  #isUp(call: Call, leg: Leg): void {
    const { teller } = this.#desk;
    if (leg.isCaller) {
      if (leg.state === 'initiated') this.#makerIsUp(call, leg);
      // The dialplan has answered by itself: an announcement, a menu, a queue.
      else if (!leg.isTold && call.legs.length === 1) teller.originated(call, leg, 'newCall');
      return;
    }
    if (!leg.isTold) this.#rings(call, leg);
    teller.established(call, leg, this.#causeOf(call));
    for (const queue of call.legs.filter(({ channel }) => channel === undefined)) {
      this.#desk.table.remove(call, queue);
      teller.diverted(call, queue, leg.party, 'distributed');
    }
    this.#settle(call);
  }

  /** The phone that a call was made for has picked up: now the number is dialled. */
  #makerIsUp(call: Call, leg: Leg): void {
    this.#desk.teller.originated(call, leg, 'makeCall');
    const { next } = call;
    if (next === undefined) return;
    call.next = undefined;
    this.#desk.spawn([call.id], () => this.#route(call, next));
  }

  #onDestroyed(channel: Channel, event: Json): void {
    const { table } = this.#desk;
    table.channels.delete(channel.id);
    this.#desk.arrivals.gone(channel.id);
    const q850 = asNumber(event['cause']);
    const sip = asNumber(event['tech_cause']);
    const cause = hangupCause(q850, asText(event['cause_txt']), sip === 0 ? undefined : sip);
    for (const { call, leg } of table.callsOf(channel)) {
      // What is told is told at once, in the order of the switch; what follows waits for its turn.
      const failure = this.#legs.ended(call, leg, cause, q850);
      this.#desk.spawn([call.id], () => this.#legs.after(call, failure));
    }
  }

  #onPhoneHold(channel: Channel, isHeld: boolean): void {
    for (const { call, leg } of this.#desk.table.callsOf(channel)) {
      if (isHeld && leg.state === 'connected' && leg.isTold) {
        leg.isHeldByPhone = true;
        this.#desk.teller.held(call, leg, 'normal');
        this.#settle(call);
      } else if (!isHeld && leg.isHeldByPhone) {
        leg.isHeldByPhone = false;
        this.#desk.teller.retrieved(call, leg, 'normal');
        this.#settle(call);
      }
    }
  }

  #onEndpoint(event: Json): void {
    const endpoint = asEndpoint(event['endpoint']);
    const device = endpoint === undefined ? undefined : this.#desk.plan.take(endpoint);
    if (device !== undefined) this.#desk.teller.device({ event: 'deviceChanged', device });
  }

  /** The call a channel of the dialplan belongs to; the two halves of a Local channel are one. */
  #callOf(said: AriChannel): Call | undefined {
    const channel = this.channel(said);
    if (channel === undefined) return undefined;
    if (!isLocal(channel)) return this.#desk.table.callsOf(channel)[0]?.call;
    const other = said.name.replace(/;[12]$/, (half) => (half === ';1' ? ';2' : ';1'));
    const names = [said.name, other];
    for (const half of this.#desk.table.channels.values()) {
      if (names.includes(half.name) && half.written !== '') {
        return this.#desk.table.calls.get(half.written);
      }
    }
    return undefined;
  }

  /** A Local channel is nobody's part in a call; it only leads from one channel to the next. */
  #noteLocal(channel: Channel, call: Call): void {
    channel.written = call.id;
  }

  #talking(channel: Channel): { call: Call; leg: Leg }[] {
    return this.#desk.table.callsOf(channel).filter(({ leg }) => leg.state === 'connected');
  }

  #causeOf(call: Call) {
    if (call.lastRedirection !== undefined) return 'redirected';
    return call.legs.some(({ channel }) => channel === undefined) ? 'distributed' : 'newCall';
  }

  #settle(call: Call): void {
    if (call.isOwn) this.#desk.spawn([call.id], () => this.#desk.media.settle(call));
  }

  #keep(call: Call): void {
    if (call.isOwn) this.#desk.spawn([call.id], () => this.#desk.media.keep(call));
  }
}

function isLocal(channel: Channel): boolean {
  return channel.name.startsWith('Local/');
}
