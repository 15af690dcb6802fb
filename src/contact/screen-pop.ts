import { LRUCache } from 'lru-cache';
import type {
  Agent,
  Call,
  CallConferenced,
  CallDelivered,
  CallTransferred,
  ContactMatch,
  PopNumber,
} from '../../schemas/generated/types.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { JournalEvent } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { CallHistory } from './call-history.ts';
import type { Contacts } from './contacts.ts';
import type { LiveCalls } from './live-calls.ts';
import type { NumberIdentity, NumberReader } from './number-identity.ts';
import { internalNumber } from './number-identity.ts';
import type { NumberingPlans } from './numbering.ts';
import type { KindOf, OtherParty } from './other-party.ts';
import { outsideParty, partyForRinging } from './other-party.ts';

export interface ScreenPopsOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly contacts: Contacts;
  readonly history: CallHistory;
  readonly reader: NumberReader;
  readonly plans: NumberingPlans;
  readonly calls: LiveCalls;
  readonly agents: readonly Agent[];
  /** Past calls in a pop. */
  readonly historyLength: number;
}

/** What one phone has been told about one call. */
interface Pop {
  /** The call it goes on under when calls are joined. */
  call: string;
  readonly device: string;
  readonly number: PopNumber;
  readonly receivedAt: number;
}

interface Offer {
  readonly pop: Pop;
  readonly call: Call;
  readonly identity: NumberIdentity;
  readonly matches: readonly ContactMatch[];
  readonly isPending: boolean;
}

/** Calls end, so this is not reached; it keeps a fault elsewhere from filling the memory. */
const MOST_CALLS = 100_000;

/**
 * Tells every phone that rings who is calling, as soon as its ringing is durable. Outside directories
 * are asked beside that; when the last of them has answered or failed the pop is offered again.
 *
 * A phone has one first pop for each call; one more only where a transfer puts somebody from outside in
 * the place of the one it was told about.
 */
export class ScreenPops {
  readonly counters = { offered: 0, completed: 0 };
  readonly #options: ScreenPopsOptions;
  readonly #agents: ReadonlyMap<string, Agent>;
  readonly #kindOf: KindOf;
  /** Call → device → its youngest pop. */
  readonly #pops = new LRUCache<string, Map<string, Pop>>({ max: MOST_CALLS });

  constructor(options: ScreenPopsOptions) {
    this.#options = options;
    this.#agents = new Map(
      options.agents.flatMap((agent) =>
        agent.device === undefined ? [] : [[agent.device, agent]],
      ),
    );
    // Before a link is up its devices are not known; where an agent sits is a phone all the same.
    this.#kindOf = (device) =>
      options.calls.kindOf(device) ?? (this.#agents.has(device) ? 'extension' : undefined);
  }

  /** Does what a durable event asks for. */
  apply(event: JournalEvent): void {
    switch (event.type) {
      case 'call.delivered':
        this.ringing(event.data, event.receivedAt ?? event.time);
        break;
      case 'call.transferred':
      case 'call.conferenced':
        this.joined(event.data, event.receivedAt ?? event.time);
        break;
      case 'call.ended':
        this.#pops.delete(event.data.call.id);
        break;
      default:
    }
  }

  /** A phone rings: it is told once for this call. */
  ringing({ call, alerting, calling, called }: CallDelivered, receivedAt: number): void {
    if (this.#kindOf(alerting) !== 'extension') return;
    if (this.#pops.get(call.id)?.has(alerting) === true) return;
    const party = partyForRinging(alerting, { calling, called }, this.#kindOf);
    this.#offerFirst(call, alerting, { identity: this.#identityOf(call, party), receivedAt });
  }

  /** Calls became one: phones that now have somebody from outside are told, if they were not before. */
  joined(event: CallTransferred | CallConferenced, receivedAt: number): void {
    const { call, primaryCall, secondaryCall, by } = event;
    this.#moveTo(call.id, [primaryCall, secondaryCall]);
    const party = outsideParty(call, this.#kindOf);
    if (party === undefined) return;
    const identity = this.#identityOf(call, party);
    const told = this.#pops.get(call.id);
    for (const { device, state } of call.connections) {
      if (device === by || state === 'failed' || this.#kindOf(device) !== 'extension') continue;
      const pop = told?.get(device);
      if (pop !== undefined && isSameNumber(pop.number, numberOf(identity))) continue;
      this.#offerFirst(call, device, { identity, receivedAt });
    }
  }

  /** Takes over a pop that was offered before the server started, and completes it if it is not. */
  restore(call: Call, device: string, number: PopNumber, isPending: boolean): void {
    const pop: Pop = { call: call.id, device, number, receivedAt: this.#options.clock.now() };
    this.#remember(pop);
    if (!isPending) return;
    const { reader, plans } = this.#options;
    const identity = reader.read(number.e164 ?? number.raw, plans.of(call.switch));
    const { matches, pending } = this.#options.contacts.find(identity);
    this.#completeLater(pop, identity, pending ?? Promise.resolve(matches));
  }

  #offerFirst(
    call: Call,
    device: string,
    { identity, receivedAt }: { readonly identity: NumberIdentity; readonly receivedAt: number },
  ): void {
    const { matches, pending } = this.#options.contacts.find(identity);
    const pop: Pop = { call: call.id, device, number: numberOf(identity), receivedAt };
    this.#remember(pop);
    this.#append({ pop, call, identity, matches, isPending: pending !== undefined });
    this.counters.offered += 1;
    if (pending !== undefined) this.#completeLater(pop, identity, pending);
  }

  #completeLater(
    pop: Pop,
    identity: NumberIdentity,
    pending: Promise<readonly ContactMatch[]>,
  ): void {
    const { log } = this.#options;
    pending
      .then((matches) => this.#complete(pop, identity, matches))
      .catch((error: unknown) => log.warn('a screen pop was not completed', { error }));
  }

  /** Nobody wants to know any more once the call is over. */
  #complete(pop: Pop, identity: NumberIdentity, matches: readonly ContactMatch[]): void {
    const call = this.#options.calls.find(pop.call);
    const isYoungest = this.#pops.get(pop.call)?.get(pop.device) === pop;
    if (call === undefined || !isYoungest) return;
    this.#append({ pop, call, identity, matches, isPending: false });
    this.counters.completed += 1;
  }

  #append({ pop, call, identity, matches, isPending }: Offer): void {
    const { journal, clock, history, historyLength } = this.#options;
    const { device, number, receivedAt } = pop;
    const agent = this.#agents.get(device);
    journal.append({
      type: 'screen-pop.offered',
      subject: call.id,
      callId: call.id,
      data: {
        device,
        ...(agent === undefined ? undefined : { agent }),
        call,
        number,
        matches: [...matches],
        data: call.data,
        history: [...history.of(identity, historyLength)],
        pending: isPending,
        latencyMs: Math.max(0, Math.round((clock.now() - receivedAt) * 1000) / 1000),
      },
    });
  }

  #remember(pop: Pop): void {
    const known = this.#pops.get(pop.call);
    if (known === undefined) this.#pops.set(pop.call, new Map([[pop.device, pop]]));
    else known.set(pop.device, pop);
  }

  /** What was told under the old calls counts for the one that goes on. */
  #moveTo(call: string, olds: readonly (string | undefined)[]): void {
    for (const old of olds) {
      if (old === undefined || old === call) continue;
      const pops = this.#pops.get(old);
      this.#pops.delete(old);
      for (const pop of pops?.values() ?? []) {
        if (this.#pops.get(call)?.has(pop.device) === true) continue;
        pop.call = call;
        this.#remember(pop);
      }
    }
  }

  #identityOf(call: Call, { number, isInternal, trunk }: OtherParty): NumberIdentity {
    if (isInternal) return internalNumber(number ?? '');
    const { reader, plans } = this.#options;
    return reader.read(number, plans.of(call.switch, trunk));
  }
}

function numberOf({ raw, e164 }: NumberIdentity): PopNumber {
  return e164 === undefined ? { raw } : { raw, e164 };
}

function isSameNumber(a: PopNumber, b: PopNumber): boolean {
  return a.e164 === undefined ? a.raw === b.raw : a.e164 === b.e164;
}
