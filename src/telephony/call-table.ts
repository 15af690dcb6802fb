import { LRUCache } from 'lru-cache';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Party } from '../spi/device.ts';
import { staticDevice } from '../spi/connection.ts';
import type { CallRecord, ConnectionRecord } from './call-record.ts';
import { isoTime } from './call-record.ts';

/** A call that a command will bring about, known by its identifier before the switch has made it. */
export interface ExpectedCall {
  readonly callId: string;
  /** Sent to the switch, which may give it back. */
  readonly correlator: string;
  /** The device that will make it; undefined where somebody outside does. */
  readonly device: string | undefined;
  readonly data: CallRecord['data'];
}

/** How long the identifier of an ended call is not believed to be a new one. */
const TOMBSTONE_MS = 60_000;
const TOMBSTONES = 20_000;

/** The live calls of one switch, found by their own identifier, by the switch's, and by device. */
export class CallTable {
  readonly #switchId: string;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #byId = new Map<string, CallRecord>();
  readonly #bySwitchCall = new Map<string, CallRecord>();
  readonly #byDevice = new Map<string, Set<CallRecord>>();
  readonly #tombstones = new Map<string, number>();
  readonly #expected = new Map<string, ExpectedCall>();
  readonly #bound = new Map<string, ExpectedCall>();
  readonly #successors = new LRUCache<string, string>({ max: 10_000 });

  constructor(switchId: string, clock: Clock, ids: Ids) {
    this.#switchId = switchId;
    this.#clock = clock;
    this.#ids = ids;
  }

  get(callId: string): CallRecord | undefined {
    return this.#byId.get(callId);
  }

  bySwitchCall(switchCall: string): CallRecord | undefined {
    return this.#bySwitchCall.get(switchCall);
  }

  /** The calls a device takes part in. */
  ofDevice(device: string): ReadonlySet<CallRecord> {
    return this.#byDevice.get(device) ?? new Set();
  }

  values(): IterableIterator<CallRecord> {
    return this.#byId.values();
  }

  get size(): number {
    return this.#byId.size;
  }

  /** True for a call that ended a moment ago: late news of it are not a new call. */
  hasEnded(switchCall: string): boolean {
    const until = this.#tombstones.get(switchCall);
    if (until === undefined) return false;
    if (until > this.#clock.now()) return true;
    this.#tombstones.delete(switchCall);
    return false;
  }

  /** The call that a call lives on in after a transfer or conference. */
  successor(callId: string): string | undefined {
    return this.#successors.get(callId);
  }

  noteSuccessor(callId: string, successor: string): void {
    this.#successors.set(callId, successor);
  }

  expect(call: ExpectedCall): void {
    this.#expected.set(call.correlator, call);
  }

  /** The switch has said which call the expected one became; undefined: none will come. */
  settleExpected(correlator: string, switchCall: string | undefined): void {
    const call = this.#expected.get(correlator);
    if (call === undefined) return;
    this.#expected.delete(correlator);
    if (switchCall !== undefined && !this.#bySwitchCall.has(switchCall)) {
      this.#bound.set(switchCall, call);
    }
  }

  /** A record for a call the model has not met; takes the identifier it was expected under. */
  create(switchCall: string, hint: { correlator?: string; device?: string }): CallRecord {
    const expected = this.#claim(switchCall, hint);
    return this.#add({
      id: expected?.callId ?? this.#ids.next('call'),
      switchId: this.#switchId,
      switchCall,
      direction: 'internal',
      connections: [],
      departed: new Set(),
      data: expected?.data ?? {},
      startedAt: isoTime(this.#clock.now()),
      answeredAt: undefined,
      answeredBy: undefined,
      calling: {},
      called: {},
      end: undefined,
      lastEventAt: this.#clock.now(),
    });
  }

  /** A record for the call that goes on after a transfer or conference. */
  createFrom(switchCall: string, older: CallRecord): CallRecord {
    return this.#add({
      ...older,
      id: this.#ids.next('call'),
      switchCall,
      connections: [],
      departed: new Set(),
      end: undefined,
    });
  }

  /** Puts back a record that a checkpoint kept. */
  restore(call: CallRecord): void {
    this.#add(call);
    for (const connection of call.connections) this.#index(connection.device, call);
  }

  addConnection(call: CallRecord, device: string, party: Party): ConnectionRecord {
    const connection: ConnectionRecord = {
      device,
      state: 'null',
      number: party.number ?? (party.device === device ? staticDevice(device) : undefined),
      name: party.name,
    };
    call.connections.push(connection);
    this.#index(device, call);
    return connection;
  }

  removeConnection(call: CallRecord, connection: ConnectionRecord): void {
    const index = call.connections.indexOf(connection);
    if (index >= 0) call.connections.splice(index, 1);
    call.departed.add(connection.device);
    this.#unindex(connection.device, call);
  }

  remove(call: CallRecord): void {
    for (const { device } of call.connections) this.#unindex(device, call);
    this.#byId.delete(call.id);
    if (this.#bySwitchCall.get(call.switchCall) === call) {
      this.#bySwitchCall.delete(call.switchCall);
      this.#tombstones.set(call.switchCall, this.#clock.now() + TOMBSTONE_MS);
    }
    if (this.#tombstones.size > TOMBSTONES) {
      const [oldest] = this.#tombstones.keys();
      this.#tombstones.delete(oldest as string);
    }
  }

  #add(call: CallRecord): CallRecord {
    this.#byId.set(call.id, call);
    this.#bySwitchCall.set(call.switchCall, call);
    this.#tombstones.delete(call.switchCall);
    return call;
  }

  #claim(
    switchCall: string,
    hint: { correlator?: string; device?: string },
  ): ExpectedCall | undefined {
    const bound = this.#bound.get(switchCall);
    if (bound !== undefined) {
      this.#bound.delete(switchCall);
      return bound;
    }
    const found =
      hint.correlator === undefined
        ? this.#expectedFrom(hint.device)
        : this.#expected.get(hint.correlator);
    if (found !== undefined) this.#expected.delete(found.correlator);
    return found;
  }

  /** Where the switch gives no correlator back, the next call a device makes is the one asked for. */
  #expectedFrom(device: string | undefined): ExpectedCall | undefined {
    if (device === undefined) return undefined;
    for (const expected of this.#expected.values()) {
      if (expected.device === device) return expected;
    }
    return undefined;
  }

  #index(device: string, call: CallRecord): void {
    const key = staticDevice(device);
    const calls = this.#byDevice.get(key);
    if (calls === undefined) this.#byDevice.set(key, new Set([call]));
    else calls.add(call);
  }

  #unindex(device: string, call: CallRecord): void {
    const key = staticDevice(device);
    const calls = this.#byDevice.get(key);
    const isElsewhere = call.connections.some(
      (other) => staticDevice(other.device) === key && other.device !== device,
    );
    if (calls === undefined || isElsewhere) return;
    calls.delete(call);
    if (calls.size === 0) this.#byDevice.delete(key);
  }
}
