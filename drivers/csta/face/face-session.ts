import type { Clock, Timer } from '../../../src/base/clock.ts';
import { CrosspointError, toCrosspointError } from '../../../src/base/errors.ts';
import type { Log } from '../../../src/base/log.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { SwitchLink, SwitchSnapshot } from '../../../src/spi/driver.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import type { CstaResult, ServiceArgs } from '../model/requests.ts';
import type { Incoming, Session } from '../session/session.ts';
import { CallDetail } from './call-detail.ts';
import { callControl } from './call-control.ts';
import { CallPicture } from './call-picture.ts';
import { deviceFeatures } from './device-features.ts';
import { FaceDevices } from './face-devices.ts';
import { FACE_OPTIONS, type FaceOptions } from './face-options.ts';
import type { Handlers } from './handlers.ts';
import { LinkInTurn } from './link-in-turn.ts';
import { Monitoring } from './monitoring.ts';
import { Monitors, type Monitor } from './monitors.ts';
import { pictures } from './pictures.ts';
import { refusalOf } from './refusals.ts';
import { Reports } from './reports.ts';
import { Routeing } from './routeing.ts';
import { SharedSnapshots } from './shared-snapshots.ts';
import { StatusRound } from './status-round.ts';
import { systemServices } from './system-services.ts';
import { Watches } from './watches.ts';
import { WireCalls } from './wire-calls.ts';

/** So often calls that nobody tells of any more are looked for, to give their names back. */
const TIDY_EVERY_MS = 60_000;

export interface FaceSessionParts {
  /** With role `pbx`, not open yet. */
  readonly session: Session;
  /** Not open yet. */
  readonly link: SwitchLink;
  readonly clock: Clock;
  readonly log: Log;
  /** The names of calls, where a client that comes back is to find them again; without it its own. */
  readonly calls?: WireCalls;
  readonly options?: Partial<FaceOptions>;
}

export type FaceSessionEvents = {
  /** The client or the switch has gone; once, and never because of `close`. */
  closed: [reason: CrosspointError];
};

/**
 * The PBX side of CSTA for one client, out of any link of the SPI: its requests become those of the
 * link, and what the link tells is reported to its monitors. Phase and framing are the session's.
 */
export class FaceSession {
  readonly events = new TypedEmitter<FaceSessionEvents>();
  readonly #session: Session;
  readonly #link: SwitchLink;
  readonly #asked: LinkInTurn;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #options: FaceOptions;
  readonly #devices = new FaceDevices();
  readonly #calls: WireCalls;
  readonly #monitors: Monitors;
  readonly #picture: CallPicture;
  readonly #snapshots: SharedSnapshots;
  readonly #monitoring: Monitoring;
  readonly #routeing: Routeing;
  readonly #detail: CallDetail;
  readonly #reports: Reports;
  readonly #status: StatusRound;
  readonly #handlers: Handlers;
  readonly #stopListening: (() => void)[] = [];
  readonly #ready = Promise.withResolvers<void>();
  #state: 'new' | 'opening' | 'open' | 'gone' = 'new';
  #unanswered = 0;
  #tidyTimer: Timer | undefined;

  constructor({ session, link, clock, log, calls, options: wanted }: FaceSessionParts) {
    this.#session = session;
    this.#link = link;
    this.#clock = clock;
    this.#log = log;
    const options = { ...FACE_OPTIONS, ...wanted };
    const form = { form: options.identifiers, octets: options.crossRefOctets };
    this.#options = options;
    this.#calls = calls ?? new WireCalls(clock, options);
    this.#monitors = new Monitors(form, options.maxMonitors);
    this.#picture = new CallPicture(this.#monitors.isMonitored);
    this.#asked = new LinkInTurn(link, clock, (event) => this.#take(event));
    this.#snapshots = new SharedSnapshots(this.#asked, clock, {
      gatherMs: options.gatherMs,
      onTaken: (snapshot) => this.#adopt(snapshot),
    });
    this.#detail = new CallDetail(form, (args) => this.#reportRecords(args));
    const rooms = {
      ...{ link: this.#asked, clock, session, options },
      devices: this.#devices,
      calls: this.#calls,
      monitors: this.#monitors,
      snapshots: this.#snapshots,
      watches: new Watches(this.#asked),
    };
    const monitoring = new Monitoring(rooms);
    this.#monitoring = monitoring;
    this.#routeing = new Routeing(rooms);
    this.#reports = new Reports({
      ...rooms,
      picture: this.#picture,
      report: (report) => session.report(report),
      onCallMonitorOver: (monitor) => this.#endMonitor(monitor, monitoring),
      onRecord: ({ record }) => this.#detail.take(record),
    });
    this.#status = new StatusRound(session, clock, {
      everyMs: options.statusEveryMs,
      onSilent: (reason) => this.#lose(reason),
    });
    this.#handlers = {
      ...callControl(this.#asked, this.#calls),
      ...deviceFeatures(this.#asked, this.#snapshots),
      ...pictures(rooms),
      ...monitoring.handlers,
      ...this.#routeing.handlers,
      ...this.#detail.handlers,
      ...systemServices(rooms),
    };
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** The SPI's identifier of the call that the client knows by this name. */
  callNamed(wire: string): string | undefined {
    return this.#calls.find(wire);
  }

  /**
   * Accepts the client's association, opens the link to the switch, and says that requests are taken.
   * Rejects, with both ends closed, where either fails.
   */
  async open(): Promise<void> {
    this.#state = 'opening';
    this.#ready.promise.catch(() => {});
    this.#listen();
    try {
      // A switch out of reach accepts nobody.
      await this.#link.open();
      await this.#session.open();
      this.#throwIfGone();
      this.#adopt(await this.#asked.snapshot());
      this.#throwIfGone();
    } catch (error) {
      const reason = toCrosspointError(error);
      await this.#end(reason);
      throw reason;
    }
    this.#state = 'open';
    this.#ready.resolve();
    if (this.#options.sendsStatus) this.#status.start();
    this.#tidyLater();
  }

  /** Ends the session and the link. Nothing is emitted afterwards. */
  async close(): Promise<void> {
    await this.#end(linkDown('the face was closed'));
  }

  #listen(): void {
    const { events: ofLink } = this.#link;
    const { events: ofSession } = this.#session;
    this.#stopListening.push(
      ofSession.on('request', (incoming) => void this.#answer(incoming)),
      ofSession.on('reassociated', () => this.#beginAnew()),
      ofSession.on('down', (reason) => this.#lose(reason)),
      ofSession.on('oddity', ({ message }) => this.#log.debug('a client is odd', { message })),
      ofLink.on('down', (reason) => this.#lose(reason)),
    );
  }

  /** On a serial line a client that was started again is the next one without a sign between. */
  #beginAnew(): void {
    for (const monitor of this.#monitors.all) this.#monitoring.end(monitor);
    if (this.#state === 'open' && this.#options.sendsStatus) this.#status.start();
  }

  async #answer(incoming: Incoming): Promise<void> {
    const { service, args } = incoming.request;
    if (this.#unanswered >= this.#options.maxRequests) {
      incoming.refuse({ category: 'subscribed', value: 'outstandingReqLimitExceeded' });
      return;
    }
    this.#unanswered += 1;
    try {
      await this.#ready.promise;
      const handler = this.#handlers[service] as Answering | undefined;
      if (handler === undefined) {
        throw new CrosspointError('service-not-supported', `the switch has no ${service}`);
      }
      const result = await handler(args);
      if (this.#state === 'open') incoming.answer({ service, result } as CstaResult);
    } catch (error) {
      this.#refuse(incoming, toCrosspointError(error));
    } finally {
      this.#unanswered -= 1;
    }
  }

  #refuse(incoming: Incoming, error: CrosspointError): void {
    const { service } = incoming.request;
    const refusal = refusalOf(error);
    this.#log.debug('a request is refused', { service, code: error.code });
    if (error.code === 'internal') this.#log.error('a request failed', { service, error });
    if (refusal !== undefined && this.#state === 'open') incoming.refuse(refusal);
  }

  #take(event: SwitchEvent): void {
    if (this.#state !== 'open') return;
    try {
      this.#reports.take(event);
      this.#routeing.take(event);
    } catch (error) {
      this.#log.error('an event could not be told', { event: event.event, error });
    }
  }

  #adopt(snapshot: SwitchSnapshot): void {
    this.#devices.adopt(snapshot.devices, this.#monitors.isMonitored);
    this.#picture.adopt(snapshot.calls);
  }

  #reportRecords(args: ServiceArgs<'cdrReport'>): void {
    this.#session.request('cdrReport', args).catch((error: unknown) => {
      const { code } = toCrosspointError(error);
      this.#log.warn('the client has not taken a call record', { code });
    });
  }

  #endMonitor(monitor: Monitor, monitoring: Monitoring): void {
    monitoring.end(monitor);
    // The switch ends the monitor of a call that is over (ECMA-269 §15.1).
    this.#session.request('monitorStop', { crossRef: monitor.crossRef }).catch(() => {});
  }

  #tidyLater(): void {
    this.#tidyTimer = this.#clock.setTimeout(() => {
      void this.#tidy().finally(() => {
        if (this.#state === 'open') this.#tidyLater();
      });
    }, TIDY_EVERY_MS);
  }

  /** Calls that nobody monitored is in end without a word: what the switch does not know is forgotten. */
  async #tidy(): Promise<void> {
    const isLoose = (call: string): boolean =>
      !this.#picture.isInSight(call) && this.#monitors.ofCall(call).length === 0;
    const loose = [...this.#calls.calls, ...this.#picture.calls].filter(isLoose);
    if (loose.length === 0) return;
    const snapshot = await this.#snapshots.take().catch(() => undefined);
    if (snapshot === undefined) return;
    const live = new Set(snapshot.calls.map(({ call }) => call));
    for (const call of loose) {
      if (live.has(call) || !isLoose(call)) continue;
      this.#calls.free(call);
      this.#picture.forget(call);
    }
  }

  #lose(reason: CrosspointError): void {
    if (this.#state === 'gone') return;
    void this.#end(reason).then(() => this.events.emit('closed', reason));
  }

  async #end(reason: CrosspointError): Promise<void> {
    if (this.#state !== 'gone') {
      this.#state = 'gone';
      for (const stop of this.#stopListening) stop();
      this.#clock.clear(this.#tidyTimer);
      this.#asked.close();
      this.#status.stop();
      this.#routeing.close();
      this.#ready.reject(reason);
    }
    await Promise.all([this.#session.close(), this.#link.close()]);
  }

  #throwIfGone(): void {
    if (this.#state === 'gone') throw linkDown('the client or the switch has gone');
  }
}

type Answering = (args: unknown) => unknown;

function linkDown(what: string): CrosspointError {
  return new CrosspointError('link-down', what);
}
