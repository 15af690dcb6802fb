import { CrosspointError } from '../../src/spi/index.ts';
import type { Call, CallTable, Channel, Leg } from './call-table.ts';

/** The REST side of ARI, as far as it is needed here. */
export interface Ari {
  get(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
  post(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
  delete(path: string, query?: Readonly<Record<string, string>>): Promise<void>;
}

/** The channel variable in which a call is kept for a link to come. */
export const VARIABLE = 'CROSSPOINT';

/** What the bridges have to look like for the states of a call's connections. */
interface Wanted {
  readonly members: readonly Channel[];
  readonly hasMusic: boolean;
  readonly ringing: readonly Channel[];
  readonly hasBridge: boolean;
}

/**
 * Makes what is heard follow from the states of the connections: whoever is connected is in the call's
 * bridge, who is alone with somebody who holds hears music, who is alone with somebody who is being
 * rung hears ringing. Requests change states and call `settle`; they do not touch bridges themselves.
 */
export class Media {
  readonly #ari: Ari;
  readonly #table: CallTable;

  constructor(ari: Ari, table: CallTable) {
    this.#ari = ari;
    this.#table = table;
  }

  async settle(call: Call): Promise<void> {
    if (!call.isOwn) return;
    const wanted = wantedOf(call);
    await this.#stopRinging(call, wanted);
    for (const channel of wanted.members) {
      if (!channel.isUp) {
        await this.#ari.post(`channels/${idOf(channel)}/answer`);
        channel.isUp = true;
      }
    }
    if (wanted.hasBridge) await this.#settleBridge(call, wanted);
    else await this.dropBridge(call);
    for (const channel of wanted.ringing) {
      if (call.ringing.has(channel.id)) continue;
      await this.#ari.post(`channels/${idOf(channel)}/ring`);
      call.ringing.add(channel.id);
    }
    await this.keep(call);
  }

  /** The bridge of a call that is over, or has only one party. */
  async dropBridge(call: Call): Promise<void> {
    const { bridge } = call;
    if (bridge === undefined) return;
    call.bridge = undefined;
    call.members.clear();
    call.hasMusic = false;
    await ignoreGone(this.#ari.delete(`bridges/${encodeURIComponent(bridge)}`));
  }

  /** Takes a channel out of the bridge of a call that it leaves. */
  async takeOut(call: Call, channel: Channel): Promise<void> {
    if (call.bridge === undefined || !call.members.delete(channel.id)) return;
    await ignoreGone(
      this.#ari.post(`bridges/${encodeURIComponent(call.bridge)}/removeChannel`, {
        channel: channel.id,
      }),
    );
  }

  /** Writes the part of each channel in its calls into the channel, for a link to come. */
  async keep(call: Call): Promise<void> {
    const channels = new Set(call.legs.map((leg) => leg.channel));
    const writing: Promise<unknown>[] = [];
    for (const channel of channels) {
      if (channel === undefined || !channel.isInApplication || channel.isHangingUp) continue;
      const value = this.#written(channel);
      if (value === channel.written) continue;
      channel.written = value;
      const query = { variable: VARIABLE, value };
      writing.push(ignoreGone(this.#ari.post(`channels/${idOf(channel)}/variable`, query)));
    }
    await Promise.all(writing);
  }

  #written(channel: Channel): string {
    const parts = this.#table.callsOf(channel).map(({ call, leg }) => ({
      call: call.id,
      device: leg.device,
      state: leg.state,
      party: leg.party,
      isCaller: leg.isCaller,
      isTold: leg.isTold,
      calling: call.calling,
      called: call.called,
      ...(call.correlator === undefined ? {} : { correlator: call.correlator }),
      ...(call.bridge === undefined ? {} : { bridge: call.bridge }),
      ...(call.next === undefined ? {} : { next: call.next }),
      hasMusic: call.hasMusic,
    }));
    return JSON.stringify(parts);
  }

  async #settleBridge(call: Call, wanted: Wanted): Promise<void> {
    if (call.bridge === undefined) {
      const bridge = `${call.id}-bridge`;
      // dtmf_events keeps Asterisk in the path of the voice, so that pressed keys are told.
      await this.#ari.post('bridges', { type: 'mixing,dtmf_events', bridgeId: bridge });
      call.bridge = bridge;
    }
    const path = `bridges/${encodeURIComponent(call.bridge)}`;
    const ids = wanted.members.map(({ id }) => id);
    const leaving = [...call.members].filter((id) => !ids.includes(id));
    for (const id of leaving) {
      await ignoreGone(this.#ari.post(`${path}/removeChannel`, { channel: id }));
      call.members.delete(id);
    }
    if (call.hasMusic && !wanted.hasMusic) {
      await ignoreGone(this.#ari.delete(`${path}/moh`));
      call.hasMusic = false;
    }
    const coming = ids.filter((id) => !call.members.has(id));
    if (coming.length > 0) {
      await this.#ari.post(`${path}/addChannel`, { channel: coming.join(',') });
      for (const id of coming) {
        this.#forgetElsewhere(call, id);
        call.members.add(id);
      }
    }
    if (wanted.hasMusic && !call.hasMusic) {
      // Silence is no reason to refuse a hold: some installations have no music.
      call.hasMusic = await this.#ari.post(`${path}/moh`).then(
        () => true,
        () => false,
      );
    }
  }

  /** A channel that is added to a bridge leaves the one it was in. */
  #forgetElsewhere(here: Call, channel: string): void {
    for (const call of this.#table.calls.values()) {
      if (call !== here) call.members.delete(channel);
    }
  }

  async #stopRinging(call: Call, wanted: Wanted): Promise<void> {
    for (const id of call.ringing) {
      if (wanted.ringing.some((channel) => channel.id === id)) continue;
      call.ringing.delete(id);
      const channel = this.#table.channels.get(id);
      if (channel?.isUp === true) {
        await ignoreGone(this.#ari.delete(`channels/${encodeURIComponent(id)}/ring`));
      }
    }
  }
}

function wantedOf(call: Call): Wanted {
  const present = call.legs.filter(isPresent);
  const connected = present.filter(({ state }) => state === 'connected');
  const isRung = call.legs.some((leg) => !isPresent(leg) && leg.channel?.isHangingUp === false);
  const channels = connected.map(({ channel }) => channel as Channel);
  if (present.length >= 2) {
    const hasMusic = connected.length === 1;
    return { members: channels, hasMusic, ringing: [], hasBridge: true };
  }
  return { members: [], hasMusic: false, ringing: isRung ? channels : [], hasBridge: false };
}

/** Somebody is at this end: a caller from the start, a called party once the channel is up. */
function isPresent({ channel, isCaller, state }: Leg): boolean {
  if (channel === undefined || channel.isHangingUp) return false;
  if (state !== 'connected' && state !== 'held') return false;
  return isCaller || channel.isUp;
}

export function idOf(channel: Channel): string {
  return encodeURIComponent(channel.id);
}

/** Asterisk says 404 or 409 of a channel or bridge that is going away: then there is nothing to do. */
export async function ignoreGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof CrosspointError && /^(404|409|412|422)\b/.test(error.rawCause ?? '');
}
