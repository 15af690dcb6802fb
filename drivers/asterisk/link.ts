import { toCrosspointError } from '../../src/base/errors.ts';
import { Ids } from '../../src/base/ids.ts';
import {
  CrosspointError,
  TypedEmitter,
  type Capability,
  type DriverContext,
  type LinkEvents,
  type ServiceAnswer,
  type ServiceArgs,
  type ServiceName,
  type SwitchEvent,
  type SwitchLink,
  type SwitchSnapshot,
  type Timer,
} from '../../src/spi/index.ts';
import { Adoption } from './adoption.ts';
import { AmiClient } from './ami-client.ts';
import { AriClient } from './ari-client.ts';
import { Arrivals } from './arrivals.ts';
import { asChannel, asList, type Json } from './ari-json.ts';
import { CallTable } from './call-table.ts';
import type { Desk } from './desk.ts';
import { Facts } from './facts.ts';
import { Legs } from './legs.ts';
import { Locks } from './locks.ts';
import { Media } from './media.ts';
import { NumberPlan } from './number-plan.ts';
import { Queues } from './queues.ts';
import { capabilitiesOf, Requests } from './requests.ts';
import { Restore } from './restore.ts';
import type { AsteriskSettings } from './settings.ts';
import { Teller } from './teller.ts';

type LinkState = 'new' | 'opening' | 'open' | 'over';

/** One ARI WebSocket and one AMI connection; the loss of either is the loss of the link. */
export class AsteriskLink implements SwitchLink {
  readonly events: TypedEmitter<LinkEvents>;
  readonly capabilities: ReadonlySet<Capability>;
  readonly #context: DriverContext;
  readonly #ari: AriClient;
  readonly #ami: AmiClient;
  readonly #desk: Desk;
  readonly #facts: Facts;
  readonly #queues: Queues;
  readonly #requests: Requests;
  readonly #restore: Restore;
  readonly #timers = new Set<Timer>();
  /** Events that came while the running calls were being found; undefined once they are told. */
  #early: (() => void)[] | undefined = [];
  #state: LinkState = 'new';
  #receivedAt = 0;
  /** When the message that is being read was received. */
  #underWay: number | undefined;
  #closing: Promise<void> | undefined;
  /** Channels a snapshot did not find; those missing a second time are dropped. */
  #missing: ReadonlySet<string> = new Set();

  constructor(settings: AsteriskSettings, context: DriverContext) {
    this.#context = context;
    this.events = new TypedEmitter((error) =>
      context.log.error('a listener of the link threw', { error: String(error) }),
    );
    this.capabilities = capabilitiesOf(settings);
    const { clock } = context;
    this.#ari = new AriClient(settings, clock, {
      onEvent: (event, receivedAt) => this.#onAriEvent(event, receivedAt),
      onOddity: (what) => this.#oddity(what),
      onLost: (reason) => this.#lose(reason),
    });
    this.#ami = new AmiClient(settings.ami, clock, settings.requestTimeoutMs, {
      onEvent: (event) => this.#inTurn(clock.now(), () => this.#queues.take(event)),
      onLost: (reason) => this.#lose(reason),
    });
    this.#desk = this.#makeDesk(settings);
    const legs = new Legs(this.#desk);
    this.#facts = new Facts(this.#desk, legs);
    this.#queues = new Queues(this.#desk);
    this.#requests = new Requests(this.#desk, legs, new Adoption(this.#desk));
    this.#restore = new Restore(this.#desk, this.#facts, this.#queues);
  }

  async open(): Promise<void> {
    if (this.#state !== 'new') throw new CrosspointError('link-down', 'a link is opened once');
    this.#state = 'opening';
    let finish: () => void;
    try {
      await this.#ami.open();
      await this.#ari.open();
      finish = await this.#restore.run();
    } catch (error) {
      await this.close();
      throw toCrosspointError(error);
    }
    this.#demandLife();
    this.#state = 'open';
    // Once whoever opened the link has had its turn: no event comes from inside `open`.
    this.#later(() => {
      finish();
      this.#tellEarly();
    }, 0);
  }

  async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (!this.capabilities.has(service)) {
      throw new CrosspointError('service-not-supported', `this switch has no ${service}`);
    }
    this.#demandLife();
    try {
      const answer = await this.#requests.handle(service, args);
      this.#demandLife();
      return answer;
    } catch (error) {
      await this.#confirm(toCrosspointError(error));
      throw error;
    }
  }

  /** What is not in the table is unknown only as long as Asterisk is there to tell of calls. */
  async #confirm({ code }: CrosspointError): Promise<void> {
    this.#demandLife();
    if (code === 'unknown-call') await this.#ari.get('asterisk/ping');
    this.#demandLife();
  }

  async snapshot(): Promise<SwitchSnapshot> {
    this.#demandLife();
    const { table, plan } = this.#desk;
    const before = new Set(table.channels.keys());
    const present = new Set(
      asList(await this.#ari.get('channels')).map((value) => asChannel(value)?.id),
    );
    this.#demandLife();
    const missing = new Set([...before].filter((id) => !present.has(id) && table.channels.has(id)));
    for (const id of missing) if (this.#missing.has(id)) this.#drop(id);
    this.#missing = missing;
    return { devices: plan.devices(), calls: table.snapshot() };
  }

  async probe(): Promise<void> {
    this.#demandLife();
    await Promise.all([this.#ami.action('Ping'), this.#ari.get('asterisk/ping')]);
  }

  close(): Promise<void> {
    this.#end();
    this.#closing ??= Promise.all([this.#ari.close(), this.#ami.close()]).then(() => undefined);
    return this.#closing;
  }

  #makeDesk(settings: AsteriskSettings): Desk {
    const { clock, log, random } = this.#context;
    const table = new CallTable();
    const plan = new NumberPlan(settings);
    return {
      settings,
      clock,
      log,
      ids: new Ids(clock, random),
      ari: this.#ari,
      ami: this.#ami,
      table,
      plan,
      teller: new Teller((event) => this.#tell(event)),
      media: new Media(this.#ari, table),
      locks: new Locks(),
      arrivals: new Arrivals(clock, settings.requestTimeoutMs),
      spawn: (calls, action) => this.#spawn(calls, action),
      later: (action, delayMs) => this.#later(action, delayMs),
      oddity: (what) => this.#oddity(what),
    };
  }

  #onAriEvent(event: Json, receivedAt: number): void {
    if (event['type'] === 'ApplicationReplaced') {
      this.#lose(new CrosspointError('link-down', 'ARI: another client took over the application'));
      return;
    }
    this.#inTurn(receivedAt, () => {
      this.#facts.take(event);
      const channel = asChannel(event['channel']);
      if (channel !== undefined) this.#queues.channelIsKnown(channel.id);
    });
  }

  /** Keeps the order of the switch while the running calls are being found. */
  #inTurn(receivedAt: number, action: () => void): void {
    if (this.#state === 'over') return;
    if (this.#early !== undefined) {
      this.#early.push(() => this.#inTurnNow(receivedAt, action));
    } else this.#inTurnNow(receivedAt, action);
  }

  #inTurnNow(receivedAt: number, action: () => void): void {
    this.#underWay = receivedAt;
    try {
      action();
    } catch (error) {
      this.#oddity(toCrosspointError(error));
    }
    this.#underWay = undefined;
  }

  #tellEarly(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const action of early) action();
  }

  #tell(event: SwitchEvent): void {
    if (this.#state === 'over') return;
    // What a request brings about is received when it is told.
    const receivedAt = this.#underWay ?? this.#context.clock.now();
    this.#receivedAt = Math.max(this.#receivedAt, receivedAt);
    this.events.emit('event', event, this.#receivedAt);
  }

  #spawn(calls: readonly string[], action: () => Promise<void>): void {
    const running = calls.length === 0 ? action() : this.#desk.locks.run(calls, action);
    running.catch((error: unknown) => this.#oddity(toCrosspointError(error)));
  }

  #later(action: () => void, delayMs: number): void {
    const timer = this.#context.clock.setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, delayMs);
    this.#timers.add(timer);
  }

  /** A channel that is not there any more, though nothing told of its end. */
  #drop(id: string): void {
    const { table } = this.#desk;
    const channel = table.channels.get(id);
    if (channel === undefined) return;
    table.channels.delete(id);
    for (const { call, leg } of table.callsOf(channel)) {
      table.remove(call, leg);
      if (call.legs.length === 0) table.calls.delete(call.id);
    }
    this.#oddity(new CrosspointError('malformed-frame', `${channel.name} went without a word`));
  }

  #oddity(what: CrosspointError): void {
    if (this.#state === 'over') return;
    this.#context.log.warn('asterisk: passed over', { code: what.code, detail: what.detail });
    this.events.emit('oddity', what);
  }

  #lose(reason: CrosspointError): void {
    const wasOpen = this.#state === 'open';
    if (this.#state === 'over') return;
    this.#end();
    if (wasOpen) this.events.emit('down', reason);
    void this.close();
  }

  #end(): void {
    this.#state = 'over';
    for (const timer of this.#timers) this.#context.clock.clear(timer);
    this.#timers.clear();
    this.#desk.arrivals.close();
  }

  #demandLife(): void {
    if (this.#state === 'over') throw new CrosspointError('link-down', 'the link is down');
  }
}
