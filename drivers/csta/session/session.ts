import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError, toCrosspointError } from '../../../src/base/errors.ts';
import { TypedEmitter } from '../../../src/base/typed-emitter.ts';
import type { EventReport } from '../model/event-report.ts';
import type { CstaMessage, Login, Protocol } from '../model/message.ts';
import { toError, toRefusal, type Refusal } from '../model/refusal.ts';
import type {
  CstaRequest,
  CstaResult,
  ServiceArgs,
  ServiceName,
  ServiceResult,
} from '../model/requests.ts';
import { Association } from './association.ts';
import { FlowControl, type FlowLimits } from './flow-control.ts';
import { Invocations } from './invocations.ts';
import type { Line } from './line.ts';
import { SignOfLife } from './sign-of-life.ts';

export interface SessionSettings {
  /** The client associates and the switch accepts; without an association both just begin. */
  readonly role: 'client' | 'pbx';
  /** Is there an association (ITU-T X.227, ECMA-354) before anything else? */
  readonly isAssociated: boolean;
  /** The client's, or what the switch asks for. */
  readonly login?: Login;
  readonly requestTimeoutMs: number;
  /** How long the association may take to begin. 0: for ever. */
  readonly associationTimeoutMs: number;
  readonly maxInvokeId: number;
  /**
   * The switch says that it is ready (SystemStatus `enabled` or `normal`) before it takes requests: a client waits so long
   * for it and then begins anyway. 0: it does not wait.
   */
  readonly awaitStatusMs: number;
  /** Tells the other side so often that this one is alive. 0: never. */
  readonly keepAliveMs: number;
  readonly limits: FlowLimits;
}

export interface SessionCounters {
  readonly requests: number;
  readonly events: number;
  readonly lateAnswers: number;
  readonly malformed: number;
  readonly rejected: number;
}

/** A request of the other side, to be answered once; events and unanswered services ignore the answer. */
export interface Incoming {
  readonly request: CstaRequest;
  readonly answer: (result: CstaResult) => void;
  readonly refuse: (refusal: Refusal) => void;
}

export type SessionEvents = {
  report: [report: EventReport, receivedAt: number];
  request: [incoming: Incoming];
  /** The client has begun anew on the same line: it knows nothing of what was before. */
  reassociated: [];
  down: [reason: CrosspointError];
  oddity: [what: CrosspointError];
};

export interface SessionParts {
  readonly line: Line;
  readonly protocol: Protocol;
  readonly clock: Clock;
  readonly settings: SessionSettings;
}

/**
 * CSTA spoken over one line, from association to release: requests with their answers, reports, and
 * the sign of life both ways. Either side of it; what to answer is decided elsewhere.
 *
 * ```text
 *  new ──open──▶ associating ──accepted──▶ open ──close, release, loss──▶ gone
 *                     └──refused, loss──▶ gone
 * ```
 */
export class Session {
  readonly events = new TypedEmitter<SessionEvents>();
  readonly #line: Line;
  readonly #protocol: Protocol;
  readonly #clock: Clock;
  readonly #settings: SessionSettings;
  readonly #flow: FlowControl;
  readonly #invocations: Invocations;
  readonly #association: Association;
  readonly #signOfLife: SignOfLife;
  readonly #counters = { requests: 0, events: 0, lateAnswers: 0, malformed: 0, rejected: 0 };
  readonly #stopListening: (() => void)[] = [];
  #state: 'new' | 'associating' | 'open' | 'gone' = 'new';
  #isReady = false;
  #statusSeen: (() => void) | undefined;

  constructor({ line, protocol, clock, settings }: SessionParts) {
    this.#line = line;
    this.#protocol = protocol;
    this.#clock = clock;
    this.#settings = settings;
    const { limits, maxInvokeId } = settings;
    const outstanding = Math.min(limits.outstanding, maxInvokeId);
    this.#flow = new FlowControl(clock, { ...limits, outstanding });
    this.#invocations = new Invocations(clock, {
      timeoutMs: settings.requestTimeoutMs,
      maxInvokeId,
    });
    this.#association = new Association({
      role: settings.role,
      login: settings.login,
      timeoutMs: settings.associationTimeoutMs,
      clock,
      nextInvokeId: () => this.#invocations.nextId(),
      send: (message) => this.#trySend(message),
      onBegun: () => this.#begin(),
      onBegunAnew: () => {
        this.#invocations.close(linkDown('the client has begun anew'));
        this.events.emit('reassociated');
      },
      onEnded: (reason) => this.#lose(reason),
    });
    this.#signOfLife = new SignOfLife({
      clock,
      everyMs: settings.keepAliveMs,
      probe: () => this.probe(),
      onSilent: () => this.#lose(linkDown('the switch shows no sign of life')),
    });
    this.#stopListening.push(
      line.events.on('pdu', (octets, at, invokeId) => this.#receive(octets, at, invokeId)),
      line.events.on('down', (reason) => this.#lose(reason)),
      line.events.on('oddity', (what) => this.events.emit('oddity', what)),
    );
  }

  get counters(): SessionCounters {
    return this.#counters;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /**
   * Opens the line and associates; resolves when requests may be made.
   * @throws {CrosspointError} `link-down` where the switch refuses or does not answer
   */
  async open(): Promise<void> {
    this.#state = 'associating';
    try {
      await this.#line.open();
      this.#throwIfGone();
      if (this.#settings.isAssociated) await this.#association.establish();
      else this.#begin();
      if (this.#settings.role === 'client') await this.#meet();
      this.#throwIfGone();
    } catch (error) {
      await this.close();
      throw toCrosspointError(error);
    }
  }

  /** The start is over: requests go out at the full rate. */
  speedUp(): void {
    this.#flow.speedUp();
  }

  /** @throws {CrosspointError} the other side's refusal, `switch-timeout`, `link-down`, `resource-busy` */
  async request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceResult<Name>> {
    if (!this.#protocol.services.has(service)) {
      throw new CrosspointError('service-not-supported', `this link has no words for ${service}`);
    }
    if (this.#state !== 'open') throw linkDown('the link is not open');
    await this.#flow.enter();
    try {
      this.#throwIfGone();
      const invokeId = this.#invocations.nextId();
      this.#counters.requests += 1;
      const request = { service, args } as CstaRequest;
      this.#send({ kind: 'request', invokeId, request }, invokeId);
      if (this.#protocol.unanswered?.has(service) === true) return undefined;
      return await this.#invocations.expect(invokeId, service);
    } finally {
      this.#flow.leave();
    }
  }

  /** Tells the other side of an event; nothing is answered (ECMA-269 §15.2). */
  report(report: EventReport): void {
    if (this.#state !== 'open') return;
    const invokeId = this.#protocol.eventInvokeId ?? this.#invocations.nextId();
    this.#trySend({ kind: 'event', invokeId, report });
  }

  /** Asks for a sign of life; a refusal is one too. */
  async probe(): Promise<void> {
    try {
      if (this.#protocol.services.has('requestSystemStatus')) {
        await this.request('requestSystemStatus', undefined);
      } else await this.request('systemStatus', { status: 'normal' });
    } catch (error) {
      const { code } = toCrosspointError(error);
      if (code === 'link-down' || code === 'switch-timeout' || code === 'resource-busy')
        throw error;
    }
  }

  /** Releases the association where there is one, and the line. Nothing is emitted afterwards. */
  async close(): Promise<void> {
    const wasOpen = this.#state === 'open';
    if (this.#state !== 'gone') this.#end(linkDown('the link was closed'));
    if (wasOpen && this.#settings.isAssociated) this.#association.release();
    await this.#line.close();
  }

  #begin(): void {
    this.#state = 'open';
    this.#signOfLife.start();
  }

  /** Without an association an answer is the first proof that somebody is there. */
  async #meet(): Promise<void> {
    await this.#awaitStatus();
    if (!this.#settings.isAssociated) await this.probe();
  }

  #awaitStatus(): Promise<void> {
    const { awaitStatusMs } = this.#settings;
    // It may have come in one breath with the acceptance.
    if (awaitStatusMs === 0 || this.#isReady) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(resolve, awaitStatusMs);
      this.#statusSeen = () => {
        this.#clock.clear(timer);
        resolve();
      };
    });
  }

  #setReady(): void {
    this.#isReady = true;
    this.#statusSeen?.();
  }

  #receive(octets: Uint8Array, receivedAt: number, invokeId: number | undefined): void {
    let message: CstaMessage;
    try {
      message = this.#protocol.decode(octets, invokeId, (id) => this.#invocations.serviceOf(id));
    } catch (error) {
      this.#counters.malformed += 1;
      this.events.emit('oddity', toCrosspointError(error));
      return;
    }
    this.#take(message, receivedAt);
  }

  #take(message: CstaMessage, receivedAt: number): void {
    switch (message.kind) {
      case 'event':
        this.#counters.events += 1;
        this.events.emit('report', message.report, receivedAt);
        return;
      case 'result':
        this.#settle(this.#invocations.answer(message.invokeId, message.result.result), message);
        return;
      case 'refusal': {
        const service = this.#invocations.serviceOf(message.invokeId) ?? 'a request';
        const error = toError(message.refusal, service);
        this.#settle(this.#invocations.fail(message.invokeId, error), message);
        return;
      }
      case 'unreadable-answer':
        this.#counters.malformed += 1;
        this.#settle(this.#invocations.fail(message.invokeId, message.error), message);
        return;
      case 'reject':
        this.#takeReject(message);
        return;
      case 'request':
        this.#takeRequest(message.invokeId, message.request);
        return;
      case 'unknown-request':
        this.#rejectRequest(message);
        return;
      default:
        this.#association.take(message);
    }
  }

  #rejectRequest({ invokeId, operation, problem }: OfKind<'unknown-request'>): void {
    this.#counters.rejected += 1;
    this.#odd(`the other side asks for ${operation}: ${problem}`);
    this.#trySend({ kind: 'reject', invokeId, problem });
  }

  #takeReject({ invokeId, problem }: OfKind<'reject'>): void {
    const error = new CrosspointError('switch-rejected', `not understood: ${problem}`, {
      rawCause: problem,
    });
    if (invokeId === undefined || !this.#invocations.fail(invokeId, error)) {
      this.events.emit('oddity', error);
    }
  }

  #settle(isExpected: boolean, { invokeId }: { readonly invokeId: number }): void {
    if (isExpected) return;
    this.#counters.lateAnswers += 1;
    this.#odd(`an answer to ${invokeId}, which waits for none`);
  }

  #takeRequest(invokeId: number, request: CstaRequest): void {
    if (request.service === 'systemStatus') {
      this.#answer(invokeId, { service: 'systemStatus', result: undefined });
      const { status } = request.args;
      if (status === 'normal' || status === 'enabled') this.#setReady();
      if (status === 'disabled') this.#lose(linkDown('the switch says that it is disabled'));
      return;
    }
    if (request.service === 'requestSystemStatus') {
      this.#answer(invokeId, { service: 'requestSystemStatus', result: { status: 'normal' } });
      return;
    }
    this.events.emit('request', {
      request,
      answer: (result) => this.#answer(invokeId, result),
      refuse: (refusal) => {
        this.#trySend({ kind: 'refusal', invokeId, refusal, service: request.service });
      },
    });
  }

  #answer(invokeId: number, result: CstaResult): void {
    const error = this.#trySend({ kind: 'result', invokeId, result });
    if (error?.code !== 'payload-too-large') return;
    // Whoever asked must not wait for an answer that fits into no frame.
    this.#trySend({
      kind: 'refusal',
      invokeId,
      refusal: toRefusal(error),
      service: result.service,
    });
  }

  #send(message: CstaMessage, invokeId?: number): void {
    const octets = this.#protocol.encode(message);
    if (octets !== undefined) this.#line.send(octets, invokeId);
  }

  /** Sends what nobody waits for; where that fails the line is lost and says so itself. */
  #trySend(
    message: CstaMessage & { readonly invokeId?: number | undefined },
  ): CrosspointError | undefined {
    try {
      this.#send(message, message.invokeId);
      return undefined;
    } catch (error) {
      const typed = toCrosspointError(error);
      if (this.#state !== 'gone') this.events.emit('oddity', typed);
      return typed;
    }
  }

  #odd(what: string): void {
    this.events.emit('oddity', new CrosspointError('malformed-frame', what));
  }

  #lose(reason: CrosspointError): void {
    if (this.#state === 'gone') return;
    const wasOpen = this.#state === 'open';
    // Whatever broke, to whoever waits for an answer the link is down.
    const down =
      reason.code === 'link-down'
        ? reason
        : new CrosspointError('link-down', reason.message, { cause: reason });
    this.#end(down);
    if (wasOpen) this.events.emit('down', down);
    void this.#line.close();
  }

  #end(reason: CrosspointError): void {
    this.#state = 'gone';
    for (const stop of this.#stopListening) stop();
    this.#signOfLife.stop();
    this.#statusSeen?.();
    this.#association.end(reason);
    this.#invocations.close(reason);
    this.#flow.close(reason);
  }

  #throwIfGone(): void {
    if (this.#state === 'gone') throw linkDown('the link was closed or lost');
  }
}

type OfKind<Kind extends CstaMessage['kind']> = Extract<CstaMessage, { readonly kind: Kind }>;

function linkDown(what: string): CrosspointError {
  return new CrosspointError('link-down', what);
}
