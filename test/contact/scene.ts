import type {
  AgentConfiguration,
  Call,
  Connection,
  ContactsConfiguration,
  DeviceKind,
  ScreenPopOffered,
} from '../../schemas/generated/types.ts';
import { silentLog } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { ContactFloor } from '../../src/contact/contact-floor.ts';
import { createContactFloor } from '../../src/contact/contact-floor.ts';
import type { Fetch } from '../../src/contact/json-request.ts';
import type { EventDraft } from '../../src/journal/event.ts';
import { Journal } from '../../src/journal/journal.ts';
import { MemoryStore } from '../../src/journal/memory-store.ts';
import type { Store } from '../../src/journal/store.ts';

export interface SceneOptions {
  readonly configuration?: ContactsConfiguration;
  readonly agents?: readonly AgentConfiguration[];
  readonly fetch?: Fetch;
  readonly file?: string;
  /** To start again on what an earlier scene has left. */
  readonly store?: Store;
  readonly live?: Map<string, Call>;
}

const AGENTS = [
  { id: 'anna', name: 'Anna Berg', device: 'demo:2001' },
  { id: 'carl', name: 'Carl Tal', device: 'demo:2002' },
];

/** A journal, a contact floor on it, and telephony in the test's hand. */
export class Scene {
  readonly clock = new VirtualClock();
  readonly store: Store;
  readonly journal: Journal;
  readonly floor: ContactFloor;
  readonly live: Map<string, Call>;

  constructor(options: SceneOptions = {}) {
    this.store = options.store ?? new MemoryStore();
    this.live = options.live ?? new Map();
    this.journal = new Journal({ store: this.store, clock: this.clock });
    this.floor = createContactFloor({
      configuration: options.configuration ?? {},
      agents: options.agents ?? AGENTS,
      switches: [
        { id: 'demo', driver: 'simulated', numbering: { country: 'DE', outsidePrefixes: ['0'] } },
      ],
      journal: this.journal,
      calls: {
        all: () => [...this.live.values()],
        find: (id) => this.live.get(id),
        kindOf,
      },
      clock: this.clock,
      random: new SeededRandom(1),
      log: silentLog,
      file: options.file ?? ':memory:',
      fetch: options.fetch ?? (() => Promise.reject(new Error('no network here'))),
    });
  }

  /** Appends, and makes it durable, and what follows from it too. */
  tell(...drafts: EventDraft[]): void {
    for (const draft of drafts) {
      if (draft.type === 'call.ended') this.live.delete(draft.data.call.id);
      else if (draft.type.startsWith('call.')) {
        const { call } = draft.data as { call: Call };
        this.live.set(call.id, call);
      }
      this.journal.append(draft);
    }
    this.journal.flush();
    this.journal.flush();
  }

  pops(): ScreenPopOffered[] {
    return this.journal
      .read(0, 10_000, { types: ['screen-pop.offered'], subjects: [] })
      .events.map(({ json }) => (JSON.parse(json) as { data: ScreenPopOffered }).data);
  }
}

function kindOf(device: string): DeviceKind | undefined {
  if (device.startsWith('demo:T')) return 'trunk';
  if (device.startsWith('demo:2')) return 'extension';
  return device.startsWith('demo:3') ? 'group' : undefined;
}

type Places = Record<string, Connection['state']>;

/** A call; `places` is its devices with their states. */
export function call(id: string, places: Places, more: Partial<Call> = {}): Call {
  const outside = { device: 'demo:T1~1', number: '030 1234567', name: 'Erna Kunde' };
  return {
    id,
    switch: 'demo',
    switchCall: `x-${id}`,
    direction: 'inbound',
    connections: Object.entries(places).map(([device, state]) => ({
      device,
      state,
      number: device.startsWith('demo:T') ? outside.number : device.slice(5),
    })),
    data: { order: id },
    startedAt: '2026-01-01T00:00:00.000Z',
    calling: outside,
    called: { device: 'demo:2001', number: '2001' },
    ...more,
  };
}

/** A call that a phone makes to another. */
export function internalCall(id: string, from: string, to: string): Call {
  return call(
    id,
    { [from]: 'connected', [to]: 'alerting' },
    {
      direction: 'internal',
      calling: { device: from, number: from.slice(5), name: 'Anna Berg' },
      called: { device: to, number: to.slice(5) },
    },
  );
}

export function delivered(of: Call, alerting = 'demo:2001'): EventDraft {
  const { calling, called } = of;
  const data = { call: of, cause: 'newCall', alerting, calling, called };
  return { type: 'call.delivered', subject: of.id, data };
}

export function ended(of: Call, code = 'normalClearing', duration = 60): EventDraft {
  const cause = { code, raw: code, by: 'demo:2001' };
  return { type: 'call.ended', subject: of.id, data: { call: of, duration, cause } };
}

export function joined(
  type: 'call.transferred' | 'call.conferenced',
  of: Call,
  { by, olds }: { readonly by: string; readonly olds: readonly [string, string?] },
): EventDraft {
  const [primaryCall, secondaryCall] = olds;
  const devices = of.connections.map(({ device }) => device);
  const data = {
    call: of,
    cause: 'transfer',
    primaryCall,
    secondaryCall,
    newCall: of.id,
    by,
    devices,
  };
  return { type, subject: of.id, data };
}
