import { asBridge, asChannel, asText, type AriChannel, type Json } from './ari-json.ts';
import { connectionOf, type Call, type Channel, type Leg } from './call-table.ts';
import type { Desk } from './desk.ts';

/** Transfers that a phone does by itself (SIP REFER) and Asterisk carries out. */
export class PhoneTransfers {
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** A phone has transferred a call of the dialplan by itself, to a number. */
  blind(channel: Channel, event: Json): void {
    if (event['result'] !== 'Success') return;
    const { table, teller, plan } = this.#desk;
    const exten = asText(event['exten']);
    for (const { call, leg } of table.callsOf(channel)) {
      if (leg.state !== 'connected') continue;
      table.remove(call, leg);
      call.lastRedirection = leg.party;
      call.isOwn = false;
      const added = plan.lookUp(exten)?.party ?? { number: exten };
      teller.joined(
        'transferred',
        call,
        {
          cause: 'singleStepTransfer',
          primaryOldCall: connectionOf(call, leg),
          byDevice: leg.party,
          addedDevice: added,
        },
        call.legs.filter((other) => other.isTold).map((other) => sameConnection(call, other)),
      );
    }
  }

  /** A phone has joined its two calls by itself: the second one's others move into the first. */
  attended(event: Json): void {
    if (event['result'] !== 'Success') return;
    const { table, teller } = this.#desk;
    const first = this.#part(asChannel(event['transferer_first_leg']));
    const second = this.#part(asChannel(event['transferer_second_leg']));
    if (first === undefined || second === undefined || first.call === second.call) return;
    table.remove(first.call, first.leg);
    table.remove(second.call, second.leg);
    const connections = first.call.legs.map((leg) => sameConnection(first.call, leg));
    const added = [...second.call.legs];
    for (const leg of added) {
      const oldConnection = connectionOf(second.call, leg);
      leg.device = table.freeName(first.call, leg.channel?.device ?? leg.device);
      first.call.legs.push(leg);
      const newConnection = connectionOf(first.call, leg);
      connections.push({ oldConnection, newConnection, party: leg.party });
    }
    table.calls.delete(second.call.id);
    teller.joined(
      'transferred',
      first.call,
      {
        cause: 'transfer',
        primaryOldCall: connectionOf(second.call, second.leg),
        secondaryOldCall: connectionOf(first.call, first.leg),
        byDevice: second.leg.party,
        addedDevice: added[0]?.party ?? second.call.called,
      },
      connections,
    );
    const { bridge } = first.call;
    const into = asBridge(event['transferer_second_leg_bridge']).id;
    if (first.call.isOwn && bridge !== into)
      this.#desk.spawn([first.call.id], () => this.#desk.media.settle(first.call));
  }

  #part(said: AriChannel | undefined): { call: Call; leg: Leg } | undefined {
    const channel = said === undefined ? undefined : this.#desk.table.channels.get(said.id);
    return channel === undefined ? undefined : this.#desk.table.callsOf(channel)[0];
  }
}

function sameConnection(call: Call, leg: Leg) {
  const connection = connectionOf(call, leg);
  return { oldConnection: connection, newConnection: connection, party: leg.party };
}
