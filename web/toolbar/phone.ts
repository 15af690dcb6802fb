import type {
  Accepted,
  Device,
  DeviceList,
  EventPage,
  Operation,
} from '../../schemas/generated/types.ts';
import type { AgentCommand } from './commands.ts';
import { makeCall } from './commands.ts';
import { ownSwitch } from './controls.ts';
import { unsettledOperations } from './pending.ts';
import { recallPop } from './recall.ts';
import { ProblemError, Rest, toProblemError } from './rest.ts';
import type { Session } from './link.ts';
import type { Frame, Input, ToolbarState } from './state.ts';
import { initialState, next } from './state.ts';
import type { Socket, SocketListener } from './stream.ts';
import { StreamClient } from './stream.ts';
import { watchForSleep } from './sleep.ts';

export interface PhoneOptions {
  readonly session: Session;
  /** Where the server is, without a slash at the end. */
  readonly base: string;
  readonly onState: (state: ToolbarState) => void;
  /** The server no longer takes this token or does not know this device. */
  readonly onSignedOut: (why: string) => void;
}

/** One phone as this page shows it: the state, what feeds it, and what can be asked for. */
export class Phone {
  readonly #options: PhoneOptions;
  readonly #rest: Rest;
  readonly #stream: StreamClient;
  #state: ToolbarState;
  #stopWatching: () => void = () => {};
  readonly #recalled = new Set<string>();
  #colleagues: readonly Device[] = [];

  constructor(options: PhoneOptions) {
    const { session, base } = options;
    this.#options = options;
    this.#state = initialState(session.device);
    const surroundings = { after, random: Math.random };
    this.#rest = new Rest({
      ...surroundings,
      token: session.token,
      base,
      fetch: (...request) => fetch(...request),
      now: Date.now,
    });
    this.#stream = new StreamClient({
      ...surroundings,
      open: (query, listener) => openSocket(`${base}/v1/stream${query}`, session.token, listener),
      onFrame: (frame) => this.#take(frame),
      onLink: (link) => this.#apply({ kind: 'link', link }),
      onRefused: () => void this.#checkAccess(),
      isBehind: async (sequence) => {
        const page = await this.#rest.get<EventPage>(`/events?after=${sequence}&limit=1`);
        return page.items.length > 0;
      },
    });
  }

  get state(): ToolbarState {
    return this.#state;
  }

  /** Extensions to offer where a number is asked for. */
  get colleagues(): readonly Device[] {
    return this.#colleagues;
  }

  /** Milliseconds since the epoch by the server's clock. */
  now(): number {
    return this.#rest.now();
  }

  start(): void {
    this.#stopWatching = watchForSleep(window, this.#stream);
    this.#stream.start();
  }

  stop(): void {
    this.#stopWatching();
    this.#stream.stop();
  }

  /** Sends a command; how it ends is seen in the state. */
  async run({ command, call, request }: AgentCommand): Promise<void> {
    const key = crypto.randomUUID();
    this.#apply({ kind: 'asked', asked: { key, command, call } });
    try {
      const { operation } = await this.#rest.command<Accepted>({ ...request, key });
      this.#apply({ kind: 'accepted', key, operation: operation.id });
    } catch (error) {
      const { problem } = toProblemError(error);
      this.#apply({ kind: 'refused', key, problem });
      if (problem.status === 401) this.#options.onSignedOut(problem.detail);
    }
  }

  dial(number: string): void {
    void this.run(makeCall(this.#state.device, number));
  }

  dismiss(failure: string): void {
    this.#apply({ kind: 'dismissed', failure });
  }

  #apply(input: Input): void {
    this.#state = next(this.#state, input);
    this.#options.onState(this.#state);
  }

  #take(frame: Frame): void {
    this.#apply({ kind: 'frame', frame });
    if ('snapshot' in frame) {
      void this.#checkAccess();
      void this.#settleOperations();
    } else if ('event' in frame && frame.event.type === 'switch.synchronised') {
      // Before that the devices of the switch may not have been known.
      void this.#checkAccess();
    }
    this.#recallPops();
  }

  #recallPops(): void {
    const { live } = this.#state.calls;
    for (const id of this.#recalled) if (!(id in live)) this.#recalled.delete(id);
    for (const { call, before, mayBeRecalled } of Object.values(live)) {
      if (mayBeRecalled && !this.#recalled.has(call.id)) void this.#recall(call.id, before);
    }
  }

  async #recall(call: string, before: string | undefined): Promise<void> {
    this.#recalled.add(call);
    const { device } = this.#options.session;
    const get = (path: string) => this.#rest.get<EventPage>(path);
    try {
      const pop = await recallPop({ call, before, device, get });
      if (pop !== undefined) this.#apply({ kind: 'recalled', call, pop });
    } catch {
      // The next frame asks again: the call without its pop is still right.
      this.#recalled.delete(call);
    }
  }

  /** After a snapshot: the events that ended these operations may be among those that are gone. */
  async #settleOperations(): Promise<void> {
    for (const id of unsettledOperations(this.#state.commands)) {
      try {
        const operation = await this.#rest.get<Operation>(`/operations/${id}`);
        this.#apply({ kind: 'operation', operation });
      } catch {
        // Its event is still to come, or the next snapshot asks again.
      }
    }
  }

  async #checkAccess(): Promise<void> {
    const { device } = this.#options.session;
    try {
      const self = await this.#rest.get<Device>(`/devices/${encodeURIComponent(device)}`);
      const query = new URLSearchParams({ kind: 'extension', switch: self.switch });
      const { items } = await this.#rest.get<DeviceList>(`/devices?${query}`);
      this.#colleagues = items.filter(({ id }) => id !== device);
      this.#apply({ kind: 'device', device: self });
    } catch (error) {
      if (!(error instanceof ProblemError)) return;
      const { status, title, detail } = error.problem;
      // A switch that is not up has not told its devices yet: that is no reason to sign out.
      const isUnknown = status === 404 && ownSwitch(this.#state)?.state === 'up';
      if (status === 401 || status === 403 || isUnknown)
        this.#options.onSignedOut(`${title}: ${detail}`);
    }
  }
}

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

function openSocket(url: string, token: string, listener: SocketListener): Socket {
  // Browsers let a page set no headers here; the subprotocol carries the token.
  const protocols = ['crosspoint.v1', `bearer.${token}`];
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols);
  socket.addEventListener('open', listener.opened);
  socket.addEventListener('message', ({ data }) => listener.message(String(data)));
  socket.addEventListener('close', listener.closed);
  return socket;
}
