import { VirtualClock } from '../../../../src/base/virtual-clock.ts';
import type { CrosspointError } from '../../../../src/base/errors.ts';
import type { ServiceArgs, ServiceName as SpiServiceName } from '../../../../src/spi/services.ts';
import type { SwitchEvent } from '../../../../src/spi/switch-event.ts';
import type { CstaEvent } from '../../model/event-report.ts';
import { dialingNumber, type WireConnection, type WireParty } from '../../model/identifiers.ts';
import type { CstaRequest, CstaResult, ServiceName, ServiceResult } from '../../model/requests.ts';
import { Session, type Incoming, type SessionSettings } from '../../session/session.ts';
import { ALL_SERVICES, JsonProtocol } from '../../testing/json-protocol.ts';
import { memoryLines } from '../../testing/memory-line.ts';
import { CstaLink, type LinkSettings } from '../link.ts';

const SESSION: SessionSettings = {
  ...{ role: 'client', isAssociated: true, requestTimeoutMs: 2_000, maxInvokeId: 9_999 },
  associationTimeoutMs: 2_000,
  ...{ awaitStatusMs: 0, keepAliveMs: 0 },
  limits: { outstanding: 8, perSecond: 1_000, startUpPerSecond: 1_000, waiting: 100 },
};

const DISCOVERY: readonly ServiceName[] = [
  'getSwitchingFunctionDevices',
  'getDoNotDisturb',
  'getForwarding',
];

const LINK: LinkSettings = {
  services: new Set(ALL_SERVICES.filter((service) => !DISCOVERY.includes(service))),
  properties: new Set(['correlatorData']),
  asksCapabilities: false,
  devices: [{ device: '2001' }, { device: '2002' }],
  asksCallRecords: false,
  devicesTimeoutMs: 10_000,
  filterOut: [],
};

/** What the switch does with a request; a result is sent back, and nothing is no answer. */
type Answer<Name extends ServiceName> = (
  args: Extract<CstaRequest, { service: Name }>['args'],
  incoming: Incoming,
) => ServiceResult<Name> | 'silence';

/** A link and a switch at the other end of its line that does what the test says. */
export class LinkRig {
  readonly clock = new VirtualClock();
  readonly link: CstaLink;
  readonly pbx: Session;
  readonly asked: CstaRequest[] = [];
  readonly heard: SwitchEvent[] = [];
  readonly oddities: string[] = [];
  readonly downs: string[] = [];
  readonly #answers = new Map<ServiceName, Answer<never>>();
  #monitors = 0;

  constructor(settings: Partial<LinkSettings> = {}) {
    const { clock } = this;
    const lines = memoryLines(clock);
    const protocol = new JsonProtocol();
    const session = new Session({ line: lines.client, protocol, clock, settings: SESSION });
    this.link = new CstaLink({ session, clock, settings: { ...LINK, ...settings } });
    const pbxSettings = { ...SESSION, role: 'pbx' } as const;
    this.pbx = new Session({ line: lines.pbx, protocol, clock, settings: pbxSettings });
    this.pbx.events.on('request', (incoming) => this.#take(incoming));
    this.link.events.on('event', (event) => this.heard.push(event));
    this.link.events.on('oddity', ({ code, detail }) => this.oddities.push(`${code}: ${detail}`));
    this.link.events.on('down', ({ code }) => this.downs.push(code));
    this.on('monitorStart', () => ({ crossRef: `${(this.#monitors += 1)}` }));
    this.on('monitorStop', () => undefined);
    this.on('snapshotDevice', () => ({ connections: [] }));
  }

  on<Name extends ServiceName>(service: Name, answer: Answer<Name>): this {
    this.#answers.set(service, answer as unknown as Answer<never>);
    return this;
  }

  async open(...monitored: readonly string[]): Promise<this> {
    void this.pbx.open();
    await this.settled(this.link.open());
    for (const device of monitored) await this.ask('monitorStart', { device });
    this.asked.length = 0;
    return this;
  }

  ask<Name extends SpiServiceName>(service: Name, args: ServiceArgs<Name>) {
    return this.settled(this.link.request(service, args));
  }

  async codeOf<Name extends SpiServiceName>(service: Name, args: ServiceArgs<Name>) {
    const answer = this.ask(service, args).then(() => 'taken');
    return answer.catch(({ code }: CrosspointError) => code);
  }

  async settled<T>(promise: Promise<T>, ms = 20): Promise<T> {
    promise.catch(() => {});
    await this.clock.advance(ms);
    return promise;
  }

  /** What the link has told since it was looked at last: event and device, in short. */
  async told(): Promise<string[]> {
    await this.clock.advance(20);
    return this.heard.splice(0).map(inShort);
  }

  get services(): string[] {
    return this.asked.map(({ service }) => service);
  }

  /** By the first monitor, unless said otherwise. */
  report(event: CstaEvent, crossRef = '1', correlator?: string): void {
    const more = correlator === undefined ? {} : { correlator };
    this.pbx.report({ crossRef, event, cause: 'normal', ...more });
  }

  /** 2001 rings in call 1, and T1 is said to call. */
  ring(): void {
    const parties = { callingDevice: party('030'), originatingConnection: wire('T1') };
    const delivered = { event: 'delivered', connection: wire('2001'), ...parties } as const;
    this.report({ ...delivered, subject: party('2001') });
  }

  #take(incoming: Incoming): void {
    const { request } = incoming;
    this.asked.push(request);
    const answer = this.#answers.get(request.service);
    const result = answer?.(request.args as never, incoming);
    if (answer === undefined) refusing(undefined, incoming);
    else if (result !== 'silence') {
      incoming.answer({ service: request.service, result } as CstaResult);
    }
  }
}

/** The switch knows no such connection. */
export function refusing(_: unknown, { refuse }: Incoming): 'silence' {
  refuse({ category: 'operation', value: 'invalidConnectionID' });
  return 'silence';
}

export function wire(device: string, call = '1'): WireConnection {
  return { call, device: dialingNumber(device) };
}

export function party(device: string): WireParty {
  return { device: dialingNumber(device) };
}

/** An event of the device’s own connection. */
export function about(
  event: 'established' | 'held' | 'connectionCleared',
  device: string,
  call = '1',
) {
  return { event, connection: wire(device, call), subject: party(device) } as const;
}

function inShort(event: SwitchEvent): string {
  if ('connection' in event) return `${event.event} ${event.connection.device}`;
  return 'call' in event ? `${event.event} ${event.call}` : event.event;
}
