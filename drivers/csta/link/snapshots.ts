import type { CrosspointError } from '../../../src/base/errors.ts';
import { staticDevice } from '../../../src/spi/connection.ts';
import type { SwitchSnapshot } from '../../../src/spi/driver.ts';
import { connectionKey, type Endpoint, type WireConnection } from '../model/identifiers.ts';
import type { ServiceResult } from '../model/requests.ts';
import type { Session } from '../session/session.ts';
import { pictureOf, type LinkCall, type LinkCalls } from './calls.ts';
import type { Devices } from './devices.ts';
import { partyOf, spokenOf } from './parties.ts';

export interface SnapshotParts {
  readonly session: Session;
  readonly calls: LinkCalls;
  readonly devices: Devices;
  /** Does the switch tell of whole calls (snapshotCall), and of features (getDoNotDisturb …)? */
  readonly canSnapshotCall: boolean;
  readonly canGetDoNotDisturb: boolean;
  readonly canGetForwarding: boolean;
  /** A call that events told of is not there any more. */
  readonly onForgotten: (call: string) => void;
}

type CallResult = ServiceResult<'snapshotCall'>;

/** What the devices say: for each call the connections seen, by key. */
type Sightings = Map<string, Map<string, Endpoint>>;

/**
 * Everything as the switch has it now, put together from a snapshot of each device and of each call found
 * (ECMA-269 §16.1). That takes many answers, and events go on meanwhile: a call that an event touched
 * during it is shown as the events have it, which is never older.
 */
export class Snapshots {
  readonly #parts: SnapshotParts;
  readonly #touched = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  /** Nothing was told before it: what it shows is believed. */
  #isFirst = true;

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
  }

  /** An event was told of this call. */
  touch(call: string): void {
    this.#touched.add(call);
  }

  /** One after the other. */
  take(): Promise<SwitchSnapshot> {
    const next = this.#last.then(
      () => this.#take(),
      () => this.#take(),
    );
    this.#last = next;
    return next;
  }

  async #take(): Promise<SwitchSnapshot> {
    const { calls, devices } = this.#parts;
    const isFirst = this.#isFirst;
    this.#touched.clear();
    if (isFirst) await this.#learnFeatures();
    const sightings = await this.#askDevices();
    const shown: LinkCall[] = [];
    for (const [id, told] of await this.#askCalls(sightings)) {
      if (this.#touched.has(id)) continue;
      if (told === undefined) this.#miss(id, isFirst);
      else {
        const call = this.#put(id, told);
        calls.see(call, isFirst);
        shown.push(call);
      }
    }
    this.#isFirst = false;
    const told = [...calls.all].filter(({ id }) => this.#touched.has(id));
    return { devices: devices.all, calls: [...shown, ...told].map(pictureOf) };
  }

  async #askDevices(): Promise<Sightings> {
    const { session, devices } = this.#parts;
    const sightings: Sightings = new Map();
    // The party beside a connection is the one at its far end (ECMA-269 §16.1.2): not its own.
    const note = ({ connection, state }: Endpoint): void => {
      if (connection.call === undefined) return;
      const seen = sightings.get(connection.call) ?? new Map<string, Endpoint>();
      const sighting = state === undefined ? { connection } : { connection, state };
      sightings.set(connection.call, seen.set(connectionKey(connection), sighting));
    };
    await each(devices.names, async (name) => {
      const device = devices.wireOf(name);
      if (device === undefined) return;
      const result = await orRefused(session.request('snapshotDevice', { device }));
      for (const endpoint of result?.connections ?? []) note(endpoint);
    });
    return sightings;
  }

  /** For each call seen or known its endpoints, or `undefined` where it is gone. */
  async #askCalls(sightings: Sightings): Promise<Map<string, CallResult | undefined>> {
    const found = new Map<string, CallResult | undefined>();
    const known = [...this.#parts.calls.all].map(({ id }) => id);
    await each(new Set([...sightings.keys(), ...known]), async (call) => {
      const seen = [...(sightings.get(call)?.values() ?? [])];
      const first = seen[0]?.connection ?? this.#anyConnection(call);
      found.set(call, await this.#askCall(first, seen));
    });
    return found;
  }

  async #askCall(
    connection: WireConnection | undefined,
    seen: readonly Endpoint[],
  ): Promise<CallResult | undefined> {
    if (!this.#parts.canSnapshotCall || connection === undefined) {
      if (connection === undefined || seen.length === 0) return undefined;
      return { endpoints: [...seen, ...this.#unseen(connection.call ?? '', seen)] };
    }
    const told = await orRefused(this.#parts.session.request('snapshotCall', { connection }));
    if (told === undefined) return undefined;
    const states = new Map(seen.map((one) => [connectionKey(one.connection), one.state]));
    const endpoints = told.endpoints.map((endpoint): Endpoint => {
      const state = endpoint.state ?? states.get(connectionKey(endpoint.connection));
      return state === undefined ? endpoint : { ...endpoint, state };
    });
    return { ...told, endpoints };
  }

  /** Parties of a call that no device snapshot can show: those outside. */
  #unseen(call: string, seen: readonly Endpoint[]): Endpoint[] {
    const keys = new Set(seen.map(({ connection }) => connectionKey(connection)));
    const known = this.#parts.calls.get(call)?.connections.values() ?? [];
    return [...known]
      .filter(({ wire, id }) => !keys.has(connectionKey(wire)) && !this.#isAsked(id.device))
      .map(({ wire, state }) => ({ connection: wire, state }));
  }

  #isAsked(device: string): boolean {
    return this.#parts.devices.isOwn(device);
  }

  #anyConnection(call: string): WireConnection | undefined {
    const [first] = this.#parts.calls.get(call)?.connections.values() ?? [];
    return first?.wire;
  }

  #put(id: string, told: CallResult): LinkCall {
    const { calls, devices } = this.#parts;
    const before = calls.get(id);
    const call: LinkCall = {
      id,
      correlator: before?.correlator ?? told.correlator,
      callingDevice: before?.callingDevice ?? partyIfAny(told.callingDevice, devices),
      calledDevice: before?.calledDevice ?? partyIfAny(told.calledDevice, devices),
      connections: new Map(),
    };
    for (const { connection, party, state } of told.endpoints) {
      const known = calls.findWire(connection);
      const name = known?.id.device ?? freeName(call, subjectOf(connection, party));
      const shown = state ?? known?.state ?? 'connected';
      if (shown === 'null') continue;
      call.connections.set(name, {
        id: known?.id ?? { call: id, device: name },
        wire: connection,
        state: shown,
        party: { ...known?.party, ...partyOf(party, devices.isOwn), device: staticDevice(name) },
      });
    }
    return call;
  }

  #miss(id: string, isFirst: boolean): void {
    const { calls, onForgotten } = this.#parts;
    calls.miss(id, isFirst);
    if (calls.get(id) === undefined) onForgotten(id);
  }

  /** What features are set before anything tells of a change. */
  async #learnFeatures(): Promise<void> {
    const { session, devices, canGetDoNotDisturb, canGetForwarding } = this.#parts;
    await each(devices.names, async (name) => {
      const device = devices.wireOf(name);
      if (device === undefined || devices.get(name)?.kind !== 'extension') return;
      if (canGetDoNotDisturb) {
        const told = await orRefused(session.request('getDoNotDisturb', { device }));
        if (told !== undefined) devices.change(name, { doNotDisturb: told.isOn });
      }
      if (canGetForwarding) {
        const told = await orRefused(session.request('getForwarding', { device }));
        const immediate = told?.forwardings.find(({ type, isOn }) => type === 'immediate' && isOn);
        if (immediate !== undefined) devices.change(name, { forwardedTo: immediate.forwardTo });
      }
    });
  }
}

function partyIfAny(party: Parameters<typeof partyOf>[0], devices: Devices) {
  return party === undefined ? undefined : partyOf(party, devices.isOwn);
}

function subjectOf({ device }: WireConnection, party: Endpoint['party']): string {
  if (device !== undefined && device.form !== 'dynamic') return spokenOf(device).number;
  return spokenOf(party?.device ?? device ?? { form: 'dynamic', value: '' }).number;
}

function freeName(call: LinkCall, base: string): string {
  let name = base;
  for (let part = 2; call.connections.has(name); part += 1) name = `${base}~${part}`;
  return name;
}

/** As many questions under way at once as are worth it; the session holds them back further. */
const AT_ONCE = 16;

async function each<Item>(
  items: Iterable<Item>,
  ask: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items].values();
  const worker = async (): Promise<void> => {
    for (const item of left) await ask(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The answer; `undefined` where the switch refuses to tell of this one. A silent or lost switch is an error. */
async function orRefused<Result>(answer: Promise<Result>): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { code } = error as CrosspointError;
    if (code === 'link-down' || code === 'switch-timeout' || code === 'resource-busy') throw error;
    return undefined;
  }
}
