import { silentLog } from '../../../src/base/log.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { demoSettings } from '../../simulated/demo.ts';
import { SimulatedConnector } from '../../simulated/driver.ts';
import type { SimulatedSettings } from '../../simulated/settings.ts';
import type { FaceOptions } from '../face/face-options.ts';
import { FaceServer, type FaceLimits } from '../face/face-server.ts';
import type { CstaEvent, EventReport } from '../model/event-report.ts';
import { dialingNumber, type WireConnection, type WireParty } from '../model/identifiers.ts';
import type { CstaRequest, ServiceArgs, ServiceName, ServiceResult } from '../model/requests.ts';
import { Session, type Incoming, type SessionSettings } from '../session/session.ts';
import { JsonProtocol } from './json-protocol.ts';
import { memoryLines, type MemoryLine } from './memory-line.ts';

/** Settings of a session that takes whatever is sent. */
export const SESSION: SessionSettings = {
  role: 'client',
  isAssociated: true,
  requestTimeoutMs: 2_000,
  associationTimeoutMs: 2_000,
  maxInvokeId: 9_999,
  awaitStatusMs: 100,
  keepAliveMs: 0,
  limits: { outstanding: 100, perSecond: 10_000, startUpPerSecond: 10_000, waiting: 1_000 },
};

export interface RigOptions {
  readonly settings?: SimulatedSettings;
  readonly face?: Partial<FaceOptions>;
  readonly limits?: Partial<FaceLimits>;
}

/** The simulated switch behind a face, and clients that speak to it without any codec. */
export class FaceRig {
  readonly clock = new VirtualClock();
  readonly connector: SimulatedConnector;
  readonly server: FaceServer<MemoryLine>;

  constructor({ settings = demoSettings, face = {}, limits = {} }: RigOptions = {}) {
    this.connector = new SimulatedConnector(settings, this.clock);
    this.server = new FaceServer<MemoryLine>({
      connector: this.connector,
      clock: this.clock,
      log: silentLog,
      createSession: (line) => this.pbxSession(line),
      options: { statusEveryMs: 0, ...face },
      limits,
    });
  }

  get people(): SimulatedConnector['farEnd'] {
    return this.connector.farEnd;
  }

  pbxSession(line: MemoryLine): Session {
    return new Session({
      line,
      protocol: new JsonProtocol(),
      clock: this.clock,
      settings: { ...SESSION, role: 'pbx' },
    });
  }

  /** A client at this end of a line, not open yet. */
  clientOver(line: MemoryLine | undefined): FaceClient {
    if (line === undefined) throw new Error('there is no line');
    return new FaceClient(this.clock, line);
  }

  /** A client whose association has been accepted. */
  async client(ms = 20): Promise<FaceClient> {
    const lines = memoryLines(this.clock);
    void this.server.accept(lines.pbx);
    const client = new FaceClient(this.clock, lines.client);
    await client.settled(client.session.open(), ms);
    return client;
  }
}

/** One client, and what it was told since it looked last. */
export class FaceClient {
  readonly clock: VirtualClock;
  readonly line: MemoryLine;
  readonly session: Session;
  readonly heard: EventReport[] = [];
  readonly asked: CstaRequest[] = [];
  readonly downs: string[] = [];
  /** Does it answer what the switch asks? */
  onRequest: (incoming: Incoming) => void = (incoming) => {
    const { service } = incoming.request;
    if (service === 'cdrReport' || service === 'monitorStop') {
      incoming.answer({ service, result: undefined });
    }
  };

  constructor(clock: VirtualClock, line: MemoryLine) {
    this.clock = clock;
    this.line = line;
    this.session = new Session({ line, protocol: new JsonProtocol(), clock, settings: SESSION });
    this.session.events.on('report', (report) => this.heard.push(report));
    this.session.events.on('down', ({ code }) => this.downs.push(code));
    this.session.events.on('request', (incoming) => {
      this.asked.push(incoming.request);
      this.onRequest(incoming);
    });
  }

  /** Waits for a promise while a little time passes. */
  async settled<T>(promise: Promise<T>, ms = 20): Promise<T> {
    const handled = promise.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await this.clock.advance(ms);
    const outcome = await handled;
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  ask<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
    ms?: number,
  ): Promise<ServiceResult<Name>> {
    return this.settled(this.session.request(service, args), ms);
  }

  /** The category and value a request is refused with. */
  async refusalOf<Name extends ServiceName>(
    service: Name,
    args: ServiceArgs<Name>,
  ): Promise<string | undefined> {
    try {
      await this.ask(service, args);
    } catch (error) {
      return (error as { rawCause?: string }).rawCause;
    }
    return 'taken';
  }

  async monitor(...devices: readonly string[]): Promise<string[]> {
    const crossRefs: string[] = [];
    for (const device of devices) {
      const object = { device: dialingNumber(device) };
      crossRefs.push((await this.ask('monitorStart', { object })).crossRef);
    }
    return crossRefs;
  }

  /** What the monitors have told since asked last, in short, once `ms` have passed. */
  async told(ms = 20): Promise<string[]> {
    return (await this.reports(ms)).map(inShort);
  }

  async reports(ms = 20): Promise<EventReport[]> {
    await this.clock.advance(ms);
    return this.heard.splice(0);
  }

  /** The connections of a device, out of a snapshot. */
  async at(device: string, state?: string): Promise<WireConnection> {
    const { connections } = await this.ask('snapshotDevice', { device: dialingNumber(device) });
    const found = connections.find((one) => state === undefined || one.state === state);
    if (found === undefined) throw new Error(`${device} has no connection ${state ?? ''}`);
    return found.connection;
  }
}

/** `2: delivered 0001/2002 2002 alerting newCall`: monitor, event, connection, subject, own state, cause. */
export function inShort({ crossRef, event, localState, cause }: EventReport): string {
  const monitor = `${Number.parseInt(crossRef, 16)}:`;
  return [monitor, event.event, ...about(event), localState, cause]
    .filter((word) => word !== undefined)
    .join(' ');
}

function about(event: CstaEvent): string[] {
  switch (event.event) {
    case 'callCleared':
      return [named(event.connection)];
    case 'transferred':
    case 'conferenced':
      return [
        named(event.primaryOldCall),
        ...(event.secondaryOldCall === undefined ? [] : [named(event.secondaryOldCall)]),
        '=>',
        ...event.connections.map(({ newConnection }) => named(newConnection ?? {})),
      ];
    case 'doNotDisturb':
    case 'forwarding':
    case 'messageWaiting':
      return [who(event.device), event.isOn ? 'on' : 'off'];
    case 'agentState':
    case 'backInService':
    case 'outOfService':
      return [who(event.device)];
    case 'other':
      return [event.name];
    default:
      return [named(event.connection), who(event.subject)];
  }
}

function named({ call = '', device }: WireConnection): string {
  const mark = device?.form === 'dynamic' ? '=' : '';
  return device === undefined ? call : `${call}/${mark}${device.value}`;
}

function who({ device, status }: WireParty): string {
  return device?.value ?? status ?? '';
}
