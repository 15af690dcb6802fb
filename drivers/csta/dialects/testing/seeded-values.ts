import { pick, randomInteger, SeededRandom, type Random } from '../../../../src/base/random.ts';
import type { ConnectionState } from '../../../../src/spi/connection.ts';
import type { DeviceId, Endpoint, WireConnection, WireParty } from '../../model/identifiers.ts';

const NAMES = ['Ada', 'Ada Lovelace', 'Jürgen Groß', '山田', 'N<1>x'];
const CORRELATORS = ['order 4711', 'größer', '{"a":1}'];
const STATES = [
  'null',
  'initiated',
  'alerting',
  'connected',
  'held',
  'queued',
  'failed',
] as const satisfies readonly ConnectionState[];

/** Parts of messages by chance, the same again from the same seed; each may be absent where it may be. */
export class SeededValues {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  oneOf<T>(values: readonly T[]): T {
    return pick(this.#random, values);
  }

  /** The part, or nothing. */
  maybe<Name extends string, T>(name: Name, make: () => T): { readonly [N in Name]?: T } {
    return randomInteger(this.#random, 3) === 0
      ? {}
      : ({ [name]: make() } as { readonly [N in Name]?: T });
  }

  several<T>(make: () => T): T[] {
    return Array.from({ length: randomInteger(this.#random, 4) }, make);
  }

  number(): number {
    return randomInteger(this.#random, 100_000);
  }

  truth(): boolean {
    return randomInteger(this.#random, 2) === 0;
  }

  digits(): string {
    return String(100 + randomInteger(this.#random, 900_000));
  }

  hex(): string {
    const octets = Array.from({ length: 1 + randomInteger(this.#random, 4) }, () =>
      randomInteger(this.#random, 256),
    );
    return Buffer.from(octets).toString('hex').toUpperCase();
  }

  time(): string {
    return `2026${String(1 + randomInteger(this.#random, 12)).padStart(2, '0')}05070809`;
  }

  text(): string {
    return this.oneOf(CORRELATORS);
  }

  state(): ConnectionState {
    return this.oneOf(STATES);
  }

  device(): DeviceId {
    return this.oneOf<() => DeviceId>([
      () => ({ form: 'dialingNumber', value: this.digits() }),
      () => ({ form: 'deviceNumber', value: this.digits() }),
      () => ({ form: 'implicitPublic', value: this.digits() }),
      () => ({ form: 'explicitPublic', value: this.digits() }),
      () => ({ form: 'explicitPublic', value: this.digits(), typeOfNumber: 'national' }),
      () => ({ form: 'implicitPrivate', value: this.digits() }),
      () => ({ form: 'explicitPrivate', value: this.digits(), typeOfNumber: 'localNumber' }),
      () => ({ form: 'other', value: this.hex() }),
    ])();
  }

  connection(): WireConnection {
    const call = this.hex();
    return this.oneOf<() => WireConnection>([
      () => ({ call, device: this.device() }),
      () => ({ call, device: { form: 'dynamic', value: this.hex() } }),
      () => ({ call }),
    ])();
  }

  party(): WireParty {
    return this.oneOf<() => WireParty>([
      () => ({ device: this.device() }),
      () => ({ device: { form: 'dialingNumber', value: this.digits() }, name: this.name() }),
      () => ({ name: this.name() }),
      () => ({ status: 'notKnown' }),
      () => ({ status: 'restricted' }),
    ])();
  }

  redirection(): WireParty {
    const status = this.oneOf(['notKnown', 'notRequired', 'notSpecified', 'restricted'] as const);
    return this.truth() ? { status } : this.party();
  }

  endpoint(): Endpoint {
    return {
      connection: this.connection(),
      party: this.party(),
      ...this.maybe('state', () => this.state()),
    };
  }

  name(): string {
    return this.oneOf(NAMES);
  }
}
