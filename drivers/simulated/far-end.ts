import { FAULT_KINDS, type Fault, type FarEnd, type OutsideCall } from '../../src/spi/far-end.ts';
import type { ConnectionId, ConnectionState } from '../../src/spi/connection.ts';
import type { CallSnapshot, SwitchSnapshot } from '../../src/spi/driver.ts';
import type { ServiceAnswer, ServiceArgs } from '../../src/spi/services.ts';
import type { CallControlEvent } from '../../src/spi/switch-event.ts';
import type { Faults } from './faults.ts';
import type { ExchangeService } from './model/services.ts';
import type { SimulatedSwitch } from './model/simulated-switch.ts';

/**
 * The people around the simulated switch. Beyond `FarEnd` they can press every key of their phones
 * and see what really happens, whatever becomes of the links. An outside party goes on answering to
 * the first identifier of its call, however often the call is transferred.
 */
export class SimulatedFarEnd implements FarEnd {
  readonly faults = new Set(FAULT_KINDS);
  readonly #switch: SimulatedSwitch;
  readonly #faults: Faults;

  constructor(simulated: SimulatedSwitch, faults: Faults) {
    this.#switch = simulated;
    this.#faults = faults;
  }

  async dialIn(call: OutsideCall): Promise<{ readonly call: string }> {
    return { call: this.#switch.dialIn(call) };
  }

  async hangUpOutside(call: string): Promise<void> {
    this.#switch.hangUpOutside(call);
  }

  async answerOutside(call: string): Promise<void> {
    this.#switch.answerOutside(call);
  }

  async dial(device: string, number: string): Promise<void> {
    this.#switch.dial(device, number);
  }

  async answer(device: string): Promise<void> {
    this.#switch.answer(device);
  }

  async hangUp(device: string): Promise<void> {
    this.#switch.hangUp(device);
  }

  async inject(fault: Fault): Promise<void> {
    this.#faults.inject(fault);
  }

  /** A person uses a feature of the phone; the service as a link would ask for it. */
  async press<Name extends ExchangeService>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<ServiceAnswer<Name>> {
    return this.#switch.perform(service, args);
  }

  /** The connection of a call's outside party as it is now. */
  outsideOf(call: string): { readonly call: string; readonly device: string } {
    return this.#switch.outsideOf(call);
  }

  /** The truth, as a snapshot would have it now. */
  look(): SwitchSnapshot {
    return this.#switch.snapshot();
  }

  /** The extensions, in the order of the settings. */
  get phones(): readonly string[] {
    return this.#switch.phones;
  }

  isDevice(device: string): boolean {
    return this.#switch.hasDevice(device);
  }

  /** The connections of one call now; none where there is no such call. */
  connectionsOf(call: string): CallSnapshot['connections'] {
    return this.#switch.connectionsOf(call);
  }

  /** The connection of a device that is in this state now. */
  connectionAt(device: string, state: ConnectionState): ConnectionId | undefined {
    return this.#switch.connectionAt(device, state);
  }

  /**
   * Every call event at the moment it happens, untouched by faults. Listeners must not act on the
   * switch from inside. Returns the function that ends it.
   */
  watch(listener: (event: CallControlEvent) => void): () => void {
    const heard = { onCallEvent: listener, onDeviceChanged() {}, onCallForgotten() {} };
    this.#switch.listen(heard);
    return () => this.#switch.stopListening(heard);
  }
}
