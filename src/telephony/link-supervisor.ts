import type { Clock, Timer } from '../base/clock.ts';
import { CrosspointError, toCrosspointError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import { TypedEmitter } from '../base/typed-emitter.ts';
import type { Capability, ServiceAnswer, ServiceArgs, ServiceName } from '../spi/services.ts';
import type { Connector, SwitchLink, SwitchSnapshot } from '../spi/driver.ts';
import type { SwitchEvent } from '../spi/switch-event.ts';
import type { LinkConfiguration } from '../../schemas/generated/types.ts';
import type { LinkEffect, LinkInput, LinkState } from './link-state.ts';
import { nextLinkState } from './link-state.ts';
import { RequestGate } from './request-gate.ts';

export type LinkSettings = Required<LinkConfiguration>;

export type SupervisorEvents = {
  event: [event: SwitchEvent, receivedAt: number];
  up: [];
  /** The first snapshot of the link has been worked in. */
  synchronised: [];
  down: [reason: CrosspointError];
};

export interface LinkSupervisorOptions {
  readonly connector: Connector;
  readonly settings: LinkSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Brings the model up to date over a link that has just come up. */
  readonly synchronise: (link: LinkSupervisor) => Promise<void>;
}

/** What is counted of one link since the server started. */
export interface LinkCounters {
  oddities: number;
  requests: number;
  timeouts: number;
  connects: number;
  losses: number;
}

const WAITING_REQUESTS = 1000;

/** Keeps one switch connected: opens, watches, gives up, waits, opens again. */
export class LinkSupervisor {
  readonly events = new TypedEmitter<SupervisorEvents>();
  readonly counters: LinkCounters = {
    oddities: 0,
    requests: 0,
    timeouts: 0,
    connects: 0,
    losses: 0,
  };
  readonly #options: LinkSupervisorOptions;
  readonly #gate: RequestGate;
  /** How many oddities may stand in the log as warnings. */
  readonly #oddityLines: TokenBucket;
  #state: LinkState = { name: 'idle' };
  #link: SwitchLink | undefined;
  #closing: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;
  #heardAt = 0;
  #downReason = new CrosspointError('link-down', 'the link has not been opened yet');

  constructor(options: LinkSupervisorOptions) {
    this.#options = options;
    const { clock, connector, settings } = options;
    this.#oddityLines = new TokenBucket(clock, { perSecond: 1 / 60, burst: 3 });
    connector.events?.on('record', (event, at) => this.events.emit('event', event, at));
    connector.events?.on('oddity', (what) => this.#passOver(what));
    this.#gate = new RequestGate(settings.startUpRequestsPerSecond, {
      clock,
      burst: settings.burst,
      outstanding: settings.outstandingRequests,
      waiting: WAITING_REQUESTS,
    });
  }

  get state(): 'up' | 'down' | 'synchronising' {
    const { name } = this.#state;
    return name === 'up' || name === 'synchronising' ? name : 'down';
  }

  /** Why the link is down. */
  get downReason(): CrosspointError {
    return this.#downReason;
  }

  /** Throws `link-down` with the reason where no request can be made now. */
  requireUp(): void {
    if (this.#link !== undefined && this.state !== 'down') return;
    const { code, detail } = this.#downReason;
    if (code === 'shutting-down') throw this.#downReason;
    throw new CrosspointError('link-down', detail, { cause: this.#downReason });
  }

  get capabilities(): ReadonlySet<Capability> {
    return this.#link?.capabilities ?? new Set();
  }

  /** What the driver counts beside: frames, retransmissions … */
  get driverCounters(): Readonly<Record<string, number>> {
    return this.#options.connector.counters ?? {};
  }

  start(): void {
    this.#input('start');
  }

  async stop(): Promise<void> {
    this.#downReason = new CrosspointError('shutting-down', 'the server is stopping');
    this.#input('stop');
    await this.#closing;
    await this.#options.connector.close();
  }

  /** Sends a request at the rate the switch bears. */
  async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    const { responseTimeoutMs } = this.#options.settings;
    return this.#counted((link) => link.request(service, args), responseTimeoutMs);
  }

  snapshot(): Promise<SwitchSnapshot> {
    const { snapshotTimeoutMs } = this.#options.settings;
    return this.#counted((link) => link.snapshot(), snapshotTimeoutMs);
  }

  async #counted<Answer>(
    send: (link: SwitchLink) => Promise<Answer>,
    timeoutMs: number,
  ): Promise<Answer> {
    try {
      // Before the gate too: what was asked of a lost link must not wait for the next one.
      this.#requireLink();
      return await this.#gate.run(() => {
        const link = this.#requireLink();
        this.counters.requests += 1;
        return this.#within(send(link), timeoutMs);
      });
    } catch (error) {
      const typed = toCrosspointError(error);
      if (typed.code === 'switch-timeout') this.counters.timeouts += 1;
      throw typed;
    }
  }

  /** A driver settles every request itself; this is for one that does not. */
  #within<Answer>(answer: Promise<Answer>, timeoutMs: number): Promise<Answer> {
    const { clock } = this.#options;
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        const detail = `no answer within ${timeoutMs} ms`;
        reject(new CrosspointError('switch-timeout', detail));
      }, timeoutMs);
      answer.then(resolve, reject).finally(() => clock.clear(timer));
    });
  }

  #requireLink(): SwitchLink {
    if (this.#link !== undefined) return this.#link;
    throw new CrosspointError('link-down', this.#downReason.detail);
  }

  #input(input: LinkInput, reason?: CrosspointError): void {
    const { state, effects, ignored } = nextLinkState(this.#state, input);
    if (ignored !== undefined) return;
    this.#state = state;
    if (reason !== undefined) this.#downReason = reason;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: LinkEffect): void {
    const { settings, clock } = this.#options;
    switch (effect.do) {
      case 'open':
        void this.#open();
        break;
      case 'synchronise':
        this.#gate.setRate(settings.startUpRequestsPerSecond);
        void this.#synchronise(this.#link);
        break;
      case 'supervise':
        this.#gate.setRate(settings.requestsPerSecond);
        this.#watch();
        break;
      case 'close':
        this.#close();
        break;
      case 'wait':
        this.#timer = clock.setTimeout(
          () => this.#input('delayOver'),
          this.#delayMs(effect.losses),
        );
        break;
      case 'tell':
        this.#tell(effect.what);
        break;
    }
  }

  #tell(what: 'up' | 'synchronised' | 'down'): void {
    const { log } = this.#options;
    if (what === 'down') {
      if (this.#downReason.code === 'shutting-down') log.info('link closed');
      else {
        this.counters.losses += 1;
        log.warn('link lost', { reason: this.#downReason.message });
      }
      this.events.emit('down', this.#downReason);
      return;
    }
    if (what === 'up') this.counters.connects += 1;
    log.info(what === 'up' ? 'link opened' : 'link synchronised');
    this.events.emit(what);
  }

  async #open(): Promise<void> {
    await this.#closing;
    if (this.#state.name !== 'opening') return;
    const link = this.#options.connector.createLink();
    this.#link = link;
    link.events.on('event', (event, receivedAt) => {
      if (this.#link !== link) return;
      this.#heardAt = this.#options.clock.now();
      this.events.emit('event', event, receivedAt);
    });
    link.events.on('down', (reason) => this.#lost(link, reason));
    link.events.on('oddity', (what) => this.#passOver(what));
    try {
      await link.open();
    } catch (error) {
      this.#options.log.debug('link not opened', { reason: String(error) });
      this.#lost(link, toCrosspointError(error));
      return;
    }
    this.#heardAt = this.#options.clock.now();
    if (this.#link === link) this.#input('opened');
  }

  #passOver(what: CrosspointError): void {
    this.counters.oddities += 1;
    const { log } = this.#options;
    // A bad line has thousands; whoever installs it has to see a few.
    if (this.#oddityLines.take()) log.warn('passed over', { what: what.message });
    else log.debug('passed over', { what: what.message });
  }

  async #synchronise(link: SwitchLink | undefined): Promise<void> {
    try {
      await this.#options.synchronise(this);
    } catch (error) {
      if (link !== undefined) this.#lost(link, toCrosspointError(error));
      return;
    }
    if (this.#link === link) this.#input('synchronised');
  }

  /** While the link is up: silence longer than the watchdog's is answered by a probe. */
  #watch(): void {
    const { clock, settings } = this.#options;
    const silentMs = clock.now() - this.#heardAt;
    const delayMs = Math.max(1, settings.watchdogMs - silentMs);
    clock.clear(this.#timer);
    this.#timer = clock.setTimeout(() => void this.#probe(this.#link), delayMs);
  }

  async #probe(link: SwitchLink | undefined): Promise<void> {
    const { clock, settings } = this.#options;
    if (link === undefined || this.#link !== link) return;
    if (clock.now() - this.#heardAt >= settings.watchdogMs) {
      try {
        await link.probe();
        this.#heardAt = clock.now();
      } catch (error) {
        this.#lost(link, toCrosspointError(error));
        return;
      }
    }
    if (this.#link === link && this.#state.name === 'up') this.#watch();
  }

  #lost(link: SwitchLink, reason: CrosspointError): void {
    if (this.#link === link) this.#input('lost', reason);
  }

  #close(): void {
    const { clock, log } = this.#options;
    clock.clear(this.#timer);
    this.#timer = undefined;
    const link = this.#link;
    this.#link = undefined;
    this.#gate.clear(new CrosspointError('link-down', this.#downReason.detail));
    if (link === undefined) return;
    this.#closing = closed(link, log);
  }

  /** Doubles from loss to loss, with a fifth of chance so that many links do not come at once. */
  #delayMs(losses: number): number {
    const { settings, random } = this.#options;
    const doubled = settings.reconnectMinMs * 2 ** Math.min(losses, 20);
    return Math.min(settings.reconnectMaxMs, doubled * (0.9 + random.next() * 0.2));
  }
}

/** A driver that cannot even close must not keep the next link from being opened. */
async function closed(link: SwitchLink, log: Log): Promise<void> {
  try {
    await link.close();
  } catch (error) {
    log.warn('link did not close cleanly', { reason: String(error) });
  }
}
