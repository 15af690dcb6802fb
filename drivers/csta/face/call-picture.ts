import { nextConnectionState } from '../../../src/spi/connection-state.ts';
import {
  staticDevice,
  type ConnectionId,
  type ConnectionState,
} from '../../../src/spi/connection.ts';
import type { CallSnapshot } from '../../../src/spi/driver.ts';
import { callOf, type CallControlEvent } from '../../../src/spi/switch-event.ts';

interface Part {
  readonly id: ConnectionId;
  state: ConnectionState;
}

interface PicturedCall {
  readonly id: string;
  /** By device identifier of the SPI. */
  readonly parts: Map<string, Part>;
  /** The device identifier of whoever began the call. */
  origin?: string | undefined;
  /** The monitored devices that were told of it last. */
  lastTold: ReadonlySet<string>;
}

/** What an event did to the picture, for whoever is to be told. */
export interface Impact {
  readonly call: string;
  /** The monitored devices that take part, before the event or after it. */
  readonly audience: ReadonlySet<string>;
  /** Calls that are no more, those that became another included. */
  readonly ended: readonly string[];
  /** The caller's connection, where it is known and there. */
  readonly origin: ConnectionId | undefined;
  /** The state of a static device's own connection now. */
  stateOf(device: string): ConnectionState;
}

type Join = Extract<CallControlEvent, { event: 'transferred' | 'conferenced' }>;
type OfConnection = Extract<CallControlEvent, { readonly connection: ConnectionId }>;

/**
 * Which devices take part in which calls, as far as one link has told: a monitor of a device hears of
 * the calls the device is in, from the event that brings it in to the one that takes it out
 * (ECMA-269 §6.7.2).
 */
export class CallPicture {
  readonly #calls = new Map<string, PicturedCall>();
  readonly #isMonitored: (device: string) => boolean;

  constructor(isMonitored: (device: string) => boolean) {
    this.#isMonitored = isMonitored;
  }

  get calls(): readonly string[] {
    return [...this.#calls.keys()];
  }

  apply(event: CallControlEvent): Impact {
    switch (event.event) {
      case 'transferred':
      case 'conferenced':
        return this.#join(event);
      case 'callCleared':
        return this.#clear(event.call);
      default:
        return this.#move(event);
    }
  }

  /**
   * Takes from a snapshot what no event has told; events that are under way follow. Of a call that no
   * monitored device was in nothing may have been told for a while: the snapshot alone knows it.
   */
  adopt(calls: readonly CallSnapshot[]): void {
    const unwatched = new Map([...this.#calls].filter(([id]) => !this.isInSight(id)));
    for (const id of unwatched.keys()) this.#calls.delete(id);
    for (const { call: id, connections, callingDevice } of calls) {
      const call = this.#call(id);
      call.lastTold = unwatched.get(id)?.lastTold ?? call.lastTold;
      for (const { connection, state } of connections) {
        if (state === 'null' || call.parts.has(connection.device)) continue;
        call.parts.set(connection.device, { id: connection, state });
        const isCaller = staticDevice(connection.device) === callingDevice?.device;
        if (isCaller) call.origin ??= connection.device;
      }
    }
  }

  /** Does a monitored device take part? */
  isInSight(call: string): boolean {
    return this.#monitoredIn(this.#calls.get(call)).size > 0;
  }

  forget(call: string): void {
    this.#calls.delete(call);
  }

  #move(event: OfConnection): Impact {
    const id = callOf(event);
    if (isBeginning(event) && !this.isInSight(id)) this.#calls.delete(id);
    const call = this.#call(id);
    const before = this.#monitoredIn(call);
    this.#noteOrigin(call, event);
    const { connection } = event;
    const own = staticDevice(connection.device);
    if (event.event !== 'digits') lead(call, connection, inputOf(event));
    const audience = new Set([...before, ...this.#monitoredIn(call)]);
    if (this.#isMonitored(own)) audience.add(own);
    const part = call.parts.get(connection.device);
    return this.#impact(call, audience, [], (device) => {
      return device === own ? (part?.state ?? 'null') : stateIn(call, device);
    });
  }

  #clear(id: string): Impact {
    const call = this.#call(id);
    const audience = this.#monitoredIn(call);
    this.#calls.delete(id);
    return this.#impact(call, audience, [id], () => 'null');
  }

  #join(event: Join): Impact {
    const { primaryOldCall, secondaryOldCall, connections } = event;
    const oldIds = new Set([primaryOldCall.call, secondaryOldCall?.call ?? primaryOldCall.call]);
    const old = [...oldIds].map((id) => this.#call(id));
    const audience = new Set(old.flatMap((call) => [...this.#monitoredIn(call)]));
    for (const id of oldIds) this.#calls.delete(id);
    const call = this.#call(callOf(event));
    for (const told of old.flatMap(({ lastTold }) => [...lastTold])) {
      call.lastTold = new Set([...call.lastTold, told]);
    }
    const by = event.byDevice.device ?? primaryOldCall.device;
    for (const { newConnection, oldConnection } of connections) {
      const was = partOf(old, oldConnection);
      const isBy = staticDevice(newConnection.device) === staticDevice(by);
      const state = event.event === 'conferenced' && isBy ? 'connected' : was?.state;
      call.parts.set(newConnection.device, { id: newConnection, state: state ?? 'connected' });
      if (old.some(({ origin }) => origin !== undefined && origin === oldConnection?.device)) {
        call.origin ??= newConnection.device;
      }
    }
    for (const device of this.#monitoredIn(call)) audience.add(device);
    const ended = [...oldIds].filter((id) => id !== call.id);
    return this.#impact(call, audience, ended, (device) => stateIn(call, device));
  }

  #impact(
    call: PicturedCall,
    audience: ReadonlySet<string>,
    ended: readonly string[],
    stateOf: (device: string) => ConnectionState,
  ): Impact {
    // Where nobody monitored is left, those who heard last hear the rest: nothing gets stuck there.
    const told = audience.size > 0 ? audience : call.lastTold;
    call.lastTold = told;
    const origin = call.parts.get(call.origin ?? '')?.id;
    return { call: call.id, audience: told, ended, origin, stateOf };
  }

  #noteOrigin(call: PicturedCall, event: OfConnection): void {
    if (isBeginning(event)) call.origin ??= event.connection.device;
    if (!('originatingConnection' in event) || event.originatingConnection === undefined) return;
    const { originatingConnection: id } = event;
    call.origin ??= id.device;
    if (!call.parts.has(id.device)) call.parts.set(id.device, { id, state: 'connected' });
  }

  #monitoredIn(call: PicturedCall | undefined): ReadonlySet<string> {
    const devices = [...(call?.parts.keys() ?? [])].map(staticDevice);
    return new Set(devices.filter((device) => this.#isMonitored(device)));
  }

  #call(id: string): PicturedCall {
    const known = this.#calls.get(id);
    if (known !== undefined) return known;
    const call: PicturedCall = { id, parts: new Map(), lastTold: new Set() };
    this.#calls.set(id, call);
    return call;
  }
}

/** Events that begin a call: one by this identifier that nobody monitored is in has ended unheard. */
function isBeginning(event: OfConnection): boolean {
  return event.event === 'serviceInitiated' || event.event === 'originated';
}

function inputOf(
  event: Exclude<OfConnection, { event: 'digits' }>,
): Parameters<typeof nextConnectionState>[1] {
  if (event.event === 'connectionCleared' || event.event === 'diverted') return 'cleared';
  return event.event;
}

function lead(
  call: PicturedCall,
  id: ConnectionId,
  input: Parameters<typeof nextConnectionState>[1],
): void {
  const part = call.parts.get(id.device);
  const { to } = nextConnectionState(part?.state ?? 'null', input);
  if (to === 'null') call.parts.delete(id.device);
  else if (part === undefined) {
    // A retrieved connection that nothing is known of is there all the same.
    if (input !== 'cleared') call.parts.set(id.device, { id, state: to ?? 'connected' });
  } else if (to !== undefined) part.state = to;
}

function partOf(calls: readonly PicturedCall[], id: ConnectionId | undefined): Part | undefined {
  return calls.find((call) => call.id === id?.call)?.parts.get(id?.device ?? '');
}

function stateIn(call: PicturedCall, device: string): ConnectionState {
  for (const { id, state } of call.parts.values()) {
    if (staticDevice(id.device) === device) return state;
  }
  return 'null';
}
