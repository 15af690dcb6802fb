import type { ConnectionState, Party } from '../../src/spi/index.ts';
import type { AmiMessage } from './ami-codec.ts';
import {
  asBridge,
  asChannel,
  asEndpoint,
  asList,
  asObject,
  asText,
  type AriChannel,
  type Json,
} from './ari-json.ts';
import type { Call } from './call-table.ts';
import type { Desk } from './desk.ts';
import type { Facts } from './facts.ts';
import { idOf, ignoreGone, isGone, VARIABLE } from './media.ts';
import type { Queues } from './queues.ts';

/** A caller that is in the application and of whom nothing is known: it came while no link was up. */
interface Stranger {
  readonly said: AriChannel;
}

/**
 * Finds the calls that are running when a link opens. Calls of the application are rebuilt from what
 * the link before has written into their channels; calls of the dialplan from what Asterisk shows.
 */
export class Restore {
  readonly #desk: Desk;
  readonly #facts: Facts;
  readonly #queues: Queues;

  constructor(desk: Desk, facts: Facts, queues: Queues) {
    this.#desk = desk;
    this.#facts = facts;
    this.#queues = queues;
  }

  /** Resolves with what is left to be done once the link is open. */
  async run(): Promise<() => void> {
    const { ari, ami, plan } = this.#desk;
    for (const endpoint of asList(await ari.get('endpoints')).map(asEndpoint)) {
      if (endpoint !== undefined) plan.take(endpoint);
    }
    const [channels, bridges, shown, queues] = await Promise.all([
      ari.get('channels').then((list) => asList(list).map(asChannel)),
      ari.get('bridges').then((list) => asList(list).map(asBridge)),
      ami.list('CoreShowChannels', 'CoreShowChannelsComplete'),
      // Without app_queue there are no queues.
      ami.list('QueueStatus', 'QueueStatusComplete').catch((): AmiMessage[] => []),
    ]);
    const strangers: Stranger[] = [];
    const present = channels.filter((said) => said !== undefined);
    const kept = await Promise.all(present.map((said) => this.#keptIn(said)));
    present.forEach((said, index) => {
      const parts = kept[index] ?? [];
      if (parts.length > 0) this.#restoreOwn(said, parts);
      else if (said.application === 'Stasis') strangers.push({ said });
    });
    this.#restorePlain(present, shown);
    this.#restoreBridges(bridges);
    this.#restoreQueues(queues);
    return () => this.#finishWhatWasUnderWay(strangers);
  }

  async #keptIn(said: AriChannel): Promise<readonly Json[]> {
    if (said.application !== 'Stasis') return [];
    const path = `channels/${encodeURIComponent(said.id)}/variable`;
    // 404: nothing was ever written into this channel, or it has just gone.
    const answer = await this.#desk.ari
      .get(path, { variable: VARIABLE })
      .catch((error: unknown) => (isGone(error) ? undefined : Promise.reject(error)));
    const value = asText(asObject(answer)['value']);
    try {
      return asList(JSON.parse(value === '' ? '[]' : value)).map(asObject);
    } catch {
      return [];
    }
  }

  #restoreOwn(said: AriChannel, parts: readonly Json[]): void {
    const { table } = this.#desk;
    const channel = this.#facts.channel(said);
    if (channel === undefined) return;
    channel.isInApplication = true;
    channel.written = JSON.stringify(parts);
    for (const part of parts) {
      const call = table.calls.get(asText(part['call'])) ?? this.#call(part);
      const leg = table.addLeg(
        call,
        {
          channel,
          state: stateOf(asText(part['state']), channel.isUp),
          party: partyOf(part['party']),
          isCaller: part['isCaller'] === true,
        },
        asText(part['device']),
      );
      leg.isTold = part['isTold'] === true || leg.state !== 'initiated';
    }
  }

  #call(part: Json): Call {
    const correlator = asText(part['correlator']);
    const call = this.#desk.table.add({
      id: asText(part['call']),
      calling: partyOf(part['calling']),
      called: partyOf(part['called']),
      isOwn: true,
      correlator: correlator === '' ? undefined : correlator,
    });
    const bridge = asText(part['bridge']);
    const next = asText(part['next']);
    if (bridge !== '') call.bridge = bridge;
    if (next !== '') call.next = next;
    call.hasMusic = part['hasMusic'] === true;
    return call;
  }

  /** Channels outside the application that have the same linked identifier are one call. */
  #restorePlain(present: readonly AriChannel[], shown: readonly AmiMessage[]): void {
    const { table, plan } = this.#desk;
    for (const line of shown) {
      const said = present.find(({ id }) => id === line.get('Uniqueid'));
      const channel = said === undefined ? undefined : this.#facts.channel(said);
      if (said === undefined || channel === undefined || said.application === 'Stasis') continue;
      if (said.name.startsWith('Local/') || table.callsOf(channel).length > 0) continue;
      const linked = line.get('Linkedid');
      const isCaller = linked === said.id;
      const party = plan.partyOf(channel.device, said.callerNumber, said.callerName);
      const call =
        table.calls.get(linked) ??
        table.add({ id: linked, calling: party, called: { number: said.exten }, isOwn: false });
      if (isCaller) call.calling = party;
      else call.called = party;
      const state = channel.isUp || isCaller ? 'connected' : stateOf('alerting', false);
      const leg = table.addLeg(call, { channel, state, party, isCaller });
      leg.isTold = true;
    }
  }

  #restoreBridges(bridges: readonly { id: string; channels: readonly string[] }[]): void {
    for (const call of this.#desk.table.calls.values()) {
      const found = bridges.find(({ id }) => id === call.bridge);
      if (found === undefined) call.bridge = undefined;
      else for (const id of found.channels) call.members.add(id);
    }
  }

  #restoreQueues(shown: readonly AmiMessage[]): void {
    for (const line of shown) {
      const queue = line.get('Queue');
      if (line.get('Event') === 'QueueParams') this.#desk.plan.takeQueue(queue);
      if (line.get('Event') === 'QueueEntry') this.#queues.restore(line);
    }
  }

  /** The link before may have gone in the middle of something. */
  #finishWhatWasUnderWay(strangers: readonly Stranger[]): void {
    const { table, spawn } = this.#desk;
    for (const call of table.calls.values()) {
      if (call.isOwn) spawn([call.id], () => this.#facts.resume(call));
    }
    for (const { said } of strangers) {
      const channel = this.#facts.channel(said);
      if (channel === undefined) continue;
      channel.isInApplication = true;
      if (said.state === 'Ring') this.#facts.enter(channel, said, said.exten);
      else spawn([], () => ignoreGone(this.#desk.ari.delete(`channels/${idOf(channel)}`)));
    }
  }
}

function stateOf(kept: string, isUp: boolean): ConnectionState {
  if (kept === 'held') return 'held';
  if (kept === 'connected') return 'connected';
  return isUp ? 'connected' : kept === 'alerting' ? 'alerting' : 'initiated';
}

function partyOf(value: unknown): Party {
  const json = asObject(value);
  const [device, number, name] = ['device', 'number', 'name'].map((key) => asText(json[key]));
  return {
    ...(device === undefined || device === '' ? {} : { device }),
    ...(number === undefined || number === '' ? {} : { number }),
    ...(name === undefined || name === '' ? {} : { name }),
  };
}
