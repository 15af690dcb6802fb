import type { AmiMessage } from './ami-codec.ts';
import { hangupCause } from './cause-map.ts';
import type { Desk } from './desk.ts';

/** What only AMI tells: callers that come into a queue of the dialplan and leave it. */
export class Queues {
  readonly #desk: Desk;
  /** Callers of whom ARI has not spoken yet: the two links are not in step. */
  readonly #early = new Map<string, AmiMessage>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  take(event: AmiMessage): void {
    switch (event.get('Event')) {
      case 'QueueCallerJoin':
        this.#joined(event);
        break;
      case 'QueueCallerLeave':
        this.#left(event);
        break;
      default:
    }
  }

  /** A caller that was in the queue when the link opened. */
  restore(line: AmiMessage): void {
    const { table } = this.#desk;
    const queue = line.get('Queue');
    const call = table.calls.get(line.get('Uniqueid'));
    if (call === undefined) return;
    const party = { device: queue, number: queue };
    const part = { channel: undefined, state: 'queued', party, isCaller: false } as const;
    table.addLeg(call, part, queue).isTold = true;
  }

  /** ARI has spoken of a channel: it may be one that is in a queue already. */
  channelIsKnown(id: string): void {
    const event = this.#early.get(id);
    if (event !== undefined && this.#desk.table.calls.has(id)) {
      this.#early.delete(id);
      this.#joined(event);
    }
  }

  #joined(event: AmiMessage): void {
    const { table, plan, teller } = this.#desk;
    const id = event.get('Uniqueid');
    const queue = event.get('Queue');
    const channel = table.channels.get(id);
    const call = channel === undefined ? undefined : table.callsOf(channel)[0]?.call;
    if (call === undefined) {
      // Bounded: a caller that ARI never speaks of is forgotten again.
      if (this.#early.size < 100) this.#early.set(id, event);
      return;
    }
    if (call.legs.some((leg) => leg.channel === undefined && leg.party.device === queue)) return;
    plan.takeQueue(queue);
    const party = { device: queue, number: queue };
    const leg = table.addLeg(
      call,
      { channel: undefined, state: 'queued', party, isCaller: false },
      queue,
    );
    teller.queued(call, leg, Math.max(0, Number(event.get('Position')) - 1));
  }

  #left(event: AmiMessage): void {
    const { table, teller, spawn } = this.#desk;
    const id = event.get('Uniqueid');
    this.#early.delete(id);
    const channel = table.channels.get(id);
    const call = channel === undefined ? undefined : table.callsOf(channel)[0]?.call;
    const queue = event.get('Queue');
    const leg = call?.legs.find((leg) => leg.channel === undefined && leg.party.device === queue);
    if (call === undefined || leg === undefined) return;
    spawn([], async () => {
      table.remove(call, leg);
      teller.cleared(call, leg, hangupCause(16, 'left the queue'));
    });
  }
}
