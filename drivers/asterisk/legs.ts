import { toCrosspointError } from '../../src/base/errors.ts';
import { CrosspointError, isFailure } from '../../src/spi/index.ts';
import { asChannel } from './ari-json.ts';
import { connectionOf, type Call, type Channel, type Leg } from './call-table.ts';
import { hangupCause, type HangupCause } from './cause-map.ts';
import type { Desk } from './desk.ts';
import { idOf, ignoreGone } from './media.ts';
import type { Destination } from './number-plan.ts';

const CLEARED = hangupCause(16, 'Normal Clearing');

export interface RingOptions {
  readonly isCaller?: boolean;
  readonly autoAnswer?: boolean;
}

/** Legs of own calls: how one is added, how one goes, and what that does to the others. */
export class Legs {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Makes the channel of a new leg; nobody rings yet. Rejects without a trace. */
  async create(call: Call, to: Destination, options: RingOptions = {}): Promise<Leg> {
    const { ari, table, ids, settings, plan, arrivals } = this.#desk;
    if (!to.isOutside) plan.demandInService(to.device);
    const channel = newChannel(ids.next('ch'), '', to.device, true);
    table.channels.set(channel.id, channel);
    const leg = table.addLeg(call, {
      channel,
      state: 'initiated',
      party: to.party,
      isCaller: options.isCaller === true,
    });
    try {
      const origin = call.legs.find((other) => other !== leg && other.channel !== undefined);
      const coming = arrivals.expect(channel.id);
      coming.catch(() => undefined);
      const made = await ari.post('channels/create', {
        endpoint: to.endpoint,
        app: settings.application,
        appArgs: 'leg',
        channelId: channel.id,
        ...(origin?.channel === undefined ? {} : { originator: origin.channel.id }),
      });
      table.rename(channel, asChannel(made)?.name ?? '');
      await coming;
      await this.#present(call, channel, options);
    } catch (error) {
      table.remove(call, leg);
      table.channels.delete(channel.id);
      arrivals.gone(channel.id);
      await ignoreGone(ari.delete(`channels/${idOf(channel)}`)).catch(() => undefined);
      throw error;
    }
    return leg;
  }

  /** Rings a leg that was created. What goes wrong now is told as events. */
  async dial(call: Call, leg: Leg): Promise<void> {
    const { channel } = leg;
    if (channel === undefined || !call.legs.includes(leg)) return;
    const { ari, settings, media, teller } = this.#desk;
    const timeout = String(Math.ceil(settings.ringTimeoutMs / 1_000));
    try {
      await ari.post(`channels/${idOf(channel)}/dial`, { timeout });
      if (!call.legs.includes(leg)) return;
      const isNetwork = this.#desk.plan.isTrunk(channel.device) && !leg.isCaller;
      if (isNetwork && !leg.isTold) teller.networkReached(call, leg, 'newCall');
      await media.settle(call);
    } catch (error) {
      const { rawCause = 'not dialled' } = toCrosspointError(error);
      await this.after(call, this.ended(call, leg, hangupCause(27, rawCause), 27));
    }
  }

  /** A leg has come to its end: says so, and answers with what it failed with, if it did. */
  ended(call: Call, leg: Leg, cause: HangupCause, q850: number): number | undefined {
    const { table, teller, plan } = this.#desk;
    if (!call.legs.includes(leg)) return undefined;
    const isCalled = !leg.isCaller && (leg.state === 'initiated' || leg.state === 'alerting');
    const hasFailed = isCalled && leg.channel?.isHangingUp !== true && isFailure(q850);
    const isNetwork = plan.isTrunk(leg.channel?.device ?? '');
    if (hasFailed && (leg.isTold || !isNetwork)) teller.failed(call, leg, cause);
    table.remove(call, leg);
    teller.cleared(call, leg, cause);
    if (leg.channel !== undefined) call.members.delete(leg.channel.id);
    this.#emptyQueues(call, cause);
    return hasFailed ? q850 : undefined;
  }

  /** Nobody waits in a queue once the callers have gone; AMI may say so only later. */
  #emptyQueues(call: Call, cause: HangupCause): void {
    if (call.legs.some(({ channel }) => channel !== undefined)) return;
    for (const queue of [...call.legs]) {
      this.#desk.table.remove(call, queue);
      this.#desk.teller.cleared(call, queue, cause);
    }
  }

  /** What is left to do for a call when one of its legs has gone. */
  async after(call: Call, failure?: number): Promise<void> {
    const { table, media } = this.#desk;
    if (call.legs.length === 0) {
      table.calls.delete(call.id);
      await media.dropBridge(call);
    } else if (call.isOwn) {
      const [leg] = call.legs;
      if (call.legs.length === 1 && leg !== undefined) await this.#alone(call, leg, failure);
      else await media.settle(call);
    }
  }

  /** Takes a leg out of its call; the channel goes too, unless its phone has other calls on it. */
  async leave(call: Call, leg: Leg, q850 = 16): Promise<void> {
    const { table, teller, media } = this.#desk;
    const { channel } = leg;
    if (channel !== undefined && table.callsOf(channel).length === 1) {
      await this.hangUp(channel, q850);
      return;
    }
    await this.stopTone(call);
    table.remove(call, leg);
    teller.cleared(call, leg, CLEARED);
    if (channel !== undefined) await media.takeOut(call, channel);
    await this.after(call);
  }

  async hangUp(channel: Channel, q850 = 16): Promise<void> {
    if (channel.isHangingUp) return;
    channel.isHangingUp = true;
    const query = { reason_code: String(q850) };
    try {
      await ignoreGone(this.#desk.ari.delete(`channels/${idOf(channel)}`, query));
    } catch (error) {
      channel.isHangingUp = false;
      throw error;
    }
  }

  /** Hangs up a channel that is in no call any more. */
  async hangUpIfFree(channel: Channel | undefined): Promise<void> {
    if (channel === undefined || this.#desk.table.callsOf(channel).length > 0) return;
    await this.hangUp(channel);
  }

  async stopTone(call: Call): Promise<void> {
    if (!call.hasTone) return;
    call.hasTone = false;
    await ignoreGone(this.#desk.ari.delete(`playbacks/${encodeURIComponent(`${call.id}-tone`)}`));
  }

  /** Who is left alone is let go; a phone whose call has failed hears that for a while. */
  async #alone(call: Call, leg: Leg, failure: number | undefined): Promise<void> {
    const { channel } = leg;
    if (channel === undefined || channel.isHangingUp) return;
    if (failure === undefined || !channel.isUp || this.#desk.plan.isTrunk(channel.device)) {
      await this.leave(call, leg, failure);
      return;
    }
    const { ari, media, settings, later, spawn, table } = this.#desk;
    await media.settle(call);
    const query = { media: 'tone:busy', playbackId: `${call.id}-tone` };
    call.hasTone = true;
    await ignoreGone(ari.post(`channels/${idOf(channel)}/play`, query));
    later(() => {
      const isAlone = call.legs.length === 1 && call.legs[0] === leg;
      if (!isAlone || table.callsOf(channel).length > 1) return;
      spawn([call.id], () => this.leave(call, leg));
    }, settings.failureToneMs);
  }

  /** Whom the phone shows, and whether it is to pick up by itself: has to be known before it rings. */
  async #present(call: Call, channel: Channel, options: RingOptions): Promise<void> {
    const { ari, settings } = this.#desk;
    const shown = options.isCaller === true ? call.called : call.calling;
    const set: [string, string][] = [];
    if (shown.name !== undefined) set.push(['CONNECTEDLINE(name,i)', shown.name]);
    if (shown.number !== undefined) set.push(['CONNECTEDLINE(num,i)', shown.number]);
    if (options.autoAnswer === true && settings.technology === 'PJSIP') {
      const colon = settings.autoAnswerHeader.indexOf(':');
      const header = settings.autoAnswerHeader.slice(0, colon);
      set.push([`PJSIP_HEADER(add,${header})`, settings.autoAnswerHeader.slice(colon + 1).trim()]);
    }
    for (const [variable, value] of set) {
      await ari.post(`channels/${idOf(channel)}/variable`, { variable, value });
    }
  }
}

export function newChannel(
  id: string,
  name: string,
  device: string,
  isInApplication: boolean,
): Channel {
  return {
    id,
    name,
    device,
    isUp: false,
    isRinging: false,
    isInApplication,
    isHangingUp: false,
    written: '',
  };
}

export function wrongState(call: Call, leg: Leg, wanted: string): CrosspointError {
  const { device } = connectionOf(call, leg);
  return new CrosspointError(
    'wrong-state',
    `${device} in call ${call.id} is ${leg.state}, not ${wanted}`,
  );
}
