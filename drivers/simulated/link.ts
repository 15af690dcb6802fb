import { asPoorAs } from './poorer.ts';
import type { Clock, Timer } from '../../src/base/clock.ts';
import { CrosspointError, toCrosspointError } from '../../src/base/errors.ts';
import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import type { CallRecord } from '../../src/spi/call-record.ts';
import type { LinkEvents, SwitchLink, SwitchSnapshot } from '../../src/spi/driver.ts';
import type {
  Capability,
  ServiceAnswer,
  ServiceArgs,
  ServiceName,
} from '../../src/spi/services.ts';
import type { CallControlEvent, SwitchEvent } from '../../src/spi/switch-event.ts';
import type { Faults } from './faults.ts';
import type { Call, Connection } from './model/call.ts';
import type { SimulatedSwitch } from './model/simulated-switch.ts';
import { Outbox, type Answer } from './outbox.ts';
import type { LinkSettings } from './settings.ts';
import { ToldOrigins } from './told-origins.ts';

export interface LinkParts {
  readonly clock: Clock;
  readonly simulated: SimulatedSwitch;
  readonly faults: Faults;
  readonly timing: Required<LinkSettings>;
  readonly capabilities: ReadonlySet<Capability>;
  /** Called when the link needs no more looking after. */
  readonly onGone: (link: SimulatedLink) => void;
}

/** A link to the simulated switch within the same process. */
export class SimulatedLink implements SwitchLink {
  readonly events = new TypedEmitter<LinkEvents>();
  readonly capabilities: ReadonlySet<Capability>;
  readonly #parts: LinkParts;
  readonly #outbox: Outbox;
  readonly #monitored = new Set<string>();
  readonly #told = new ToldOrigins();
  /** Requests whose answer will not come in time. */
  readonly #unanswered = new Map<Answer, Timer>();
  #state: 'new' | 'opening' | 'open' | 'gone' = 'new';
  #downTimer: Timer | undefined;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.capabilities = parts.capabilities;
    this.#outbox = new Outbox(parts.clock, (event, receivedAt) => {
      this.events.emit('event', event, receivedAt);
    });
  }

  open(): Promise<void> {
    if (this.#state !== 'new') return Promise.reject(linkDown('the link cannot be opened again'));
    this.#state = 'opening';
    return this.#ask(() => {
      if (this.#parts.faults.isLinkDown) {
        this.#end();
        throw linkDown('the switch is out of reach');
      }
      this.#state = 'open';
      this.#parts.simulated.listen(this);
    });
  }

  request<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    if (!this.capabilities.has(service)) {
      return Promise.reject(
        new CrosspointError('service-not-supported', `this switch has no ${service}`),
      );
    }
    return new Promise((resolve, reject) => {
      if (!this.#checkOpen(reject)) return;
      const answer: Answer = { give: () => {}, fail: reject };
      // In its place before the events of what it sets off: a switch answers first.
      this.#send(answer);
      try {
        const result = this.#perform(service, args);
        answer.give = () => resolve(result);
      } catch (error) {
        const refusal = toCrosspointError(error);
        answer.give = () => reject(refusal);
      }
    });
  }

  snapshot(): Promise<SwitchSnapshot> {
    return this.#askWhenOpen(() => this.#parts.simulated.snapshot());
  }

  probe(): Promise<void> {
    return this.#askWhenOpen(() => {});
  }

  close(): Promise<void> {
    this.#parts.clock.clear(this.#downTimer);
    if (this.#state !== 'gone') this.#end();
    return Promise.resolve();
  }

  /** The wire is cut. */
  cut(): void {
    if (this.#state !== 'open') return;
    this.#end();
    const reason = linkDown('the link to the simulated switch was cut');
    // Never from inside a call of whoever holds the link.
    this.#downTimer = this.#parts.clock.setTimeout(() => this.events.emit('down', reason), 0);
  }

  onCallEvent(event: CallControlEvent, call: Call, about: readonly Connection[]): void {
    if (!about.some(({ device }) => this.#monitored.has(device.id))) return;
    for (const complete of this.#told.complete(event, call)) {
      const told = asPoorAs(this.capabilities, complete);
      if (told !== undefined) this.#sendEvent(told);
    }
  }

  onDeviceChanged(event: SwitchEvent & { readonly event: 'deviceChanged' }): void {
    if (this.#monitored.has(event.device.device)) this.#sendEvent(event);
  }

  /** A record is for whoever listens, whichever devices are monitored; nothing is kept for later. */
  tellRecord(record: CallRecord): void {
    if (this.#state === 'open') this.#sendEvent({ event: 'callRecord', record });
  }

  onCallForgotten(call: Call): void {
    this.#told.forget(call);
  }

  #perform<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): ServiceAnswer<Name> | undefined {
    if (service === 'monitorStart' || service === 'monitorStop') {
      const { device } = args as ServiceArgs<'monitorStart'>;
      this.#parts.simulated.checkDevice(device);
      if (service === 'monitorStart') this.#monitored.add(device);
      else this.#monitored.delete(device);
      return undefined;
    }
    return this.#parts.simulated.perform(service, args as never);
  }

  #askWhenOpen<T>(question: () => T): Promise<T> {
    if (this.#state === 'open') return this.#ask(question);
    return Promise.reject(linkDown('the link is not open'));
  }

  /** Answers with what `question` finds when the answer is due. */
  #ask<T>(question: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const give = (): void => {
        try {
          resolve(question());
        } catch (error) {
          reject(toCrosspointError(error));
        }
      };
      this.#send({ give, fail: reject });
    });
  }

  #checkOpen(reject: (error: CrosspointError) => void): boolean {
    if (this.#state === 'open') return true;
    reject(linkDown('the link is not open'));
    return false;
  }

  #send(answer: Answer): void {
    const { clock, faults, timing } = this.#parts;
    const delayMs = faults.nextResponse();
    const { responseMs, responseTimeoutMs } = timing;
    if (delayMs !== undefined && responseMs + delayMs <= responseTimeoutMs) {
      this.#outbox.sendAnswer(answer, responseMs + delayMs);
      return;
    }
    const giveUp = (): void => {
      this.#unanswered.delete(answer);
      const what = `no answer within ${responseTimeoutMs} ms`;
      answer.fail(new CrosspointError('switch-timeout', what));
    };
    this.#unanswered.set(answer, clock.setTimeout(giveUp, responseTimeoutMs));
  }

  #sendEvent(event: SwitchEvent): void {
    this.#outbox.sendEvent(event, this.#parts.timing.eventMs, this.#parts.faults.nextEvent());
  }

  #end(): void {
    this.#state = 'gone';
    this.#parts.simulated.stopListening(this);
    this.#parts.onGone(this);
    const error = linkDown('the link was closed or lost');
    this.#outbox.close(error);
    for (const [answer, timer] of this.#unanswered) {
      this.#parts.clock.clear(timer);
      answer.fail(error);
    }
    this.#unanswered.clear();
  }
}

function linkDown(what: string): CrosspointError {
  return new CrosspointError('link-down', what);
}
