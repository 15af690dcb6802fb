import type { Clock } from '../../../src/base/clock.ts';
import type { ConnectionId, ConnectionState } from '../../../src/spi/connection.ts';
import type { CallSnapshot, SwitchSnapshot } from '../../../src/spi/driver.ts';
import type { OutsideCall } from '../../../src/spi/far-end.ts';
import type { ServiceAnswer, ServiceArgs } from '../../../src/spi/services.ts';
import type { SimulatedSettings } from '../settings.ts';
import { Exchange, type ExchangeListener } from './exchange.ts';
import { outsideAnswers, outsideHangsUp, outsideOf } from './outside.ts';
import { fallDue } from './passing-time.ts';
import { dial, dialIn, lift, putDown, setInService } from './people.ts';
import { callSnapshot, snapshotOf } from './pictures.ts';
import { distribute } from './queueing.ts';
import { perform, type ExchangeService } from './services.ts';

/**
 * The private branch exchange as one thing: everything that can be done to it, each as one step after
 * which the queues have been served. It knows no link; whoever wants to hear its facts listens.
 */
export class SimulatedSwitch {
  readonly #x: Exchange;

  constructor(settings: SimulatedSettings, clock: Clock) {
    this.#x = new Exchange(settings, clock, (alarm) => {
      this.#act(() => fallDue(this.#x, alarm));
    });
  }

  listen(listener: ExchangeListener): void {
    this.#x.listeners.add(listener);
  }

  stopListening(listener: ExchangeListener): void {
    this.#x.listeners.delete(listener);
  }

  perform<Name extends ExchangeService>(
    service: Name,
    args: ServiceArgs<Name>,
  ): ServiceAnswer<Name> {
    return this.#act(() => perform(this.#x, service, args));
  }

  snapshot(): SwitchSnapshot {
    return snapshotOf(this.#x);
  }

  get phones(): readonly string[] {
    return this.#x.settings.extensions.map(({ number }) => number);
  }

  hasDevice(device: string): boolean {
    return this.#x.devices.has(device);
  }

  connectionsOf(call: string): CallSnapshot['connections'] {
    const found = this.#x.calls.get(call);
    return found === undefined ? [] : callSnapshot(found).connections;
  }

  connectionAt(device: string, state: ConnectionState): ConnectionId | undefined {
    return this.#x.devices.get(device)?.inState(state)?.id;
  }

  /** Throws `unknown-device` where there is none. */
  checkDevice(device: string): void {
    this.#x.device(device);
  }

  dialIn(call: OutsideCall): string {
    return this.#act(() => dialIn(this.#x, call));
  }

  hangUpOutside(call: string): void {
    this.#act(() => outsideHangsUp(this.#x, outsideOf(this.#x, call)));
  }

  answerOutside(call: string): void {
    this.#act(() => outsideAnswers(this.#x, outsideOf(this.#x, call)));
  }

  dial(device: string, number: string): void {
    this.#act(() => dial(this.#x, this.#x.device(device), number));
  }

  answer(device: string): void {
    this.#act(() => lift(this.#x, this.#x.device(device)));
  }

  hangUp(device: string): void {
    this.#act(() => putDown(this.#x, this.#x.device(device)));
  }

  setInService(device: string, isInService: boolean): void {
    this.#act(() => setInService(this.#x, this.#x.device(device), isInService));
  }

  /** Where the outside party of a call is now, under whatever identifier its call had. */
  outsideOf(call: string): { readonly call: string; readonly device: string } {
    return outsideOf(this.#x, call).id;
  }

  close(): void {
    this.#x.close();
  }

  #act<T>(action: () => T): T {
    const result = action();
    distribute(this.#x);
    return result;
  }
}
