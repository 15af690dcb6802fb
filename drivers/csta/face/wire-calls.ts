import type { Clock } from '../../../src/base/clock.ts';
import { CrosspointError } from '../../../src/base/errors.ts';
import { staticDevice, type ConnectionId } from '../../../src/spi/connection.ts';
import { dialingNumber, type DeviceId, type WireConnection } from '../model/identifiers.ts';
import { CountedNames } from './counted-names.ts';
import type { FaceOptions } from './face-options.ts';
import { deviceNamed } from './wire-parties.ts';

/** Octets of a device identifier that holds for one part in one call. */
const DYNAMIC_OCTETS = 4;

interface NamedCall {
  readonly call: string;
  readonly wire: string;
  /** By device identifier of the SPI, and by the octets on the wire. */
  readonly dynamics: Map<string, string>;
  readonly devices: Map<string, string>;
}

export type WireCallsOptions = Pick<
  FaceOptions,
  'identifiers' | 'callIdOctets' | 'callIdRestsMs' | 'connectionDevices'
>;

/**
 * The names that calls and connections have on the wire. A call keeps its name until
 * `free`, and then the name rests before another call gets it, since a client may still use it.
 */
export class WireCalls {
  readonly #clock: Clock;
  readonly #options: WireCallsOptions;
  readonly #names: CountedNames;
  readonly #dynamicNames = new CountedNames({ form: 'hex', octets: DYNAMIC_OCTETS });
  readonly #byCall = new Map<string, NamedCall>();
  readonly #byWire = new Map<string, NamedCall>();
  /** Names that were given back, the longest ago first; a late word of their calls still has them. */
  readonly #resting = new Map<string, { readonly named: NamedCall; readonly since: number }>();
  readonly #ended = new Map<string, NamedCall>();

  constructor(clock: Clock, options: WireCallsOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#names = new CountedNames({ form: options.identifiers, octets: options.callIdOctets });
  }

  /** The calls that have a name, by the SPI's identifiers. */
  get calls(): readonly string[] {
    return [...this.#byCall.keys()];
  }

  /** @throws {CrosspointError} `resource-busy` where no name is left */
  wireOfCall(call: string): string {
    return this.#named(call).wire;
  }

  /** @throws {CrosspointError} `resource-busy` where no name is left */
  wireOf({ call, device }: ConnectionId): WireConnection {
    const named = this.#named(call);
    return { call: named.wire, device: this.#wireOfDevice(named, device) };
  }

  /** The SPI's identifier of the call that has this name. */
  find(wire: string): string | undefined {
    return this.#byWire.get(wire)?.call;
  }

  /** @throws {CrosspointError} `unknown-call` */
  callOf({ call }: WireConnection): string {
    return this.#demand(call).call;
  }

  /** @throws {CrosspointError} `unknown-call`, `unknown-connection` */
  idOf({ call, device }: WireConnection): ConnectionId {
    const named = this.#demand(call);
    if (device === undefined) throw unknownConnection('a connection without a device');
    if (device.form !== 'dynamic') return { call: named.call, device: deviceNamed(device) };
    const known = named.devices.get(device.value);
    if (known === undefined) throw unknownConnection(`no device ${device.value} in this call`);
    return { call: named.call, device: known };
  }

  /** The call has ended. */
  free(call: string): void {
    const named = this.#byCall.get(call);
    if (named === undefined) return;
    this.#byCall.delete(call);
    this.#byWire.delete(named.wire);
    this.#resting.set(named.wire, { named, since: this.#clock.now() });
    this.#ended.set(call, named);
  }

  #demand(wire: string | undefined): NamedCall {
    const named = this.#byWire.get(wire ?? '');
    if (named === undefined) throw new CrosspointError('unknown-call', `no call ${wire ?? ''}`);
    return named;
  }

  #named(call: string): NamedCall {
    this.#wakeUp();
    const known = this.#byCall.get(call) ?? this.#ended.get(call);
    if (known !== undefined) return known;
    const wire = this.#names.next((name) => this.#byWire.has(name) || this.#resting.has(name));
    const named: NamedCall = { call, wire, dynamics: new Map(), devices: new Map() };
    this.#byCall.set(call, named);
    this.#byWire.set(wire, named);
    return named;
  }

  #wireOfDevice(named: NamedCall, device: string): DeviceId {
    const { identifiers, connectionDevices } = this.#options;
    const isOwn = connectionDevices === 'dynamic' || staticDevice(device) !== device;
    // Text has no dynamic identifiers: there the identifier itself is the number.
    if (!isOwn || identifiers === 'text') return dialingNumber(device);
    let value = named.dynamics.get(device);
    if (value === undefined) {
      value = this.#dynamicNames.next((name) => named.devices.has(name));
      named.dynamics.set(device, value);
      named.devices.set(value, device);
    }
    return { form: 'dynamic', value };
  }

  #wakeUp(): void {
    const until = this.#clock.now() - this.#options.callIdRestsMs;
    for (const [wire, { named, since }] of this.#resting) {
      if (since > until) return;
      this.#resting.delete(wire);
      this.#ended.delete(named.call);
    }
  }
}

function unknownConnection(what: string): CrosspointError {
  return new CrosspointError('unknown-connection', what);
}
