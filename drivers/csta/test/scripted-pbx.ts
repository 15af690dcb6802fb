import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import type { Connector, SwitchLink } from '../../../src/spi/driver.ts';
import type { SwitchEvent } from '../../../src/spi/switch-event.ts';
import { createProtocol } from '../dialects/create-protocol.ts';
import { CstaDriver } from '../driver.ts';
import { FramedLine } from '../framing/framed-line.ts';
import type { EventReport } from '../model/event-report.ts';
import { dialingNumber, type WireConnection } from '../model/identifiers.ts';
import type { CstaMessage, Protocol } from '../model/message.ts';
import type { CstaRequest, CstaResult, ServiceName } from '../model/requests.ts';
import { GENERIC_PHASE_3 } from '../profiles/generic.ts';
import { MemoryCable } from '../transport/memory-transport.ts';

/** What the PBX does with one request instead of the ordinary answer. */
export type Reaction = (invokeId: number, request: CstaRequest) => void;

const EXTENSIONS = ['2001', '2002', '2003'];

/** A link with few services, whose devices are in the settings: every request is one of the test's. */
export const PLAIN_SETTINGS = {
  profile: 'generic-phase3',
  tcp: { host: 'in-memory' },
  devices: EXTENSIONS.map((device) => ({ device })),
  asksCapabilities: false,
  without: ['getSwitchingFunctionDevices', 'getDoNotDisturb', 'getForwarding'],
  requestTimeoutMs: 2_000,
} as const;

/**
 * A PBX of phase III that answers as it is told: by itself as a quiet switch would, and otherwise late,
 * twice, never or with anything at all. The real driver is at the other end of a cable in memory.
 */
export class ScriptedPbx {
  readonly clock = new VirtualClock();
  readonly connector: Connector;
  readonly link: SwitchLink;
  /** What the link has told. */
  readonly events: SwitchEvent[] = [];
  readonly downs: string[] = [];
  readonly oddities: string[] = [];
  /** What the PBX was sent, and when. */
  readonly heard: { readonly message: CstaMessage; readonly at: number }[] = [];
  readonly pdus: Uint8Array[] = [];
  readonly reactions = new Map<ServiceName, Reaction>();
  readonly #protocol: Protocol = createProtocol(GENERIC_PHASE_3);
  #line: FramedLine | undefined;
  #monitors = 0;
  #reports = 0;

  constructor(settings: object = {}) {
    const { clock } = this;
    const driver = new CstaDriver(() => this.#plugIn());
    this.connector = driver.createConnector(
      { ...PLAIN_SETTINGS, ...settings },
      { switchId: 'pbx', clock, random: new SeededRandom(1), log: silentLog },
    );
    this.link = this.connector.createLink();
    this.link.events.on('event', (event) => this.events.push(event));
    this.link.events.on('down', ({ code, detail }) => this.downs.push(`${code}: ${detail}`));
    this.link.events.on('oddity', ({ code, detail }) => this.oddities.push(`${code}: ${detail}`));
  }

  /** The link opened and synchronised, as the server does it, with a monitor on each extension. */
  async opened(): Promise<this> {
    await this.settled(this.link.open());
    for (const device of EXTENSIONS) {
      await this.settled(this.link.request('monitorStart', { device }));
    }
    await this.settled(this.link.snapshot());
    return this;
  }

  get counters(): Readonly<Record<string, number>> {
    return this.connector.counters ?? {};
  }

  /** Services the PBX was asked for. */
  get asked(): string[] {
    return this.heard.flatMap(({ message }) => {
      return message.kind === 'request' ? message.request.service : [];
    });
  }

  /** How a promise ends while `ms` pass: its value, or code and words of what it was rejected with. */
  async settled<T>(promise: Promise<T>, ms = 50): Promise<T> {
    const outcome = this.outcome(promise);
    await this.clock.advance(ms);
    const { value, error } = await Promise.race([outcome, this.#never()]);
    if (error !== undefined) throw error;
    return value as T;
  }

  /** Handled from now on, whenever it ends. */
  async outcome<T>(promise: Promise<T>): Promise<{ value?: T; error?: Error }> {
    try {
      return { value: await promise };
    } catch (error) {
      return { error: error as Error };
    }
  }

  answer(invokeId: number, result: CstaResult): void {
    this.send({ kind: 'result', invokeId, result });
  }

  send(message: CstaMessage): void {
    const pdu = this.#protocol.encode(message);
    if (pdu !== undefined) this.sendOctets(pdu);
  }

  sendOctets(pdu: Uint8Array): void {
    this.#line?.send(pdu);
  }

  /** Reports by the monitor of a device, in the order in which monitors were started. */
  report(device: string, report: Omit<EventReport, 'crossRef'>): void {
    this.#reports += 1;
    const crossRef = crossRefOf(EXTENSIONS.indexOf(device) + 1);
    this.send({ kind: 'event', invokeId: this.#reports, report: { crossRef, ...report } });
  }

  async close(): Promise<void> {
    const closing = Promise.all([this.link.close(), this.connector.close(), this.#line?.close()]);
    await this.clock.advance(5_000);
    await closing;
  }

  #plugIn() {
    const { clock } = this;
    const cable = new MemoryCable({ clock });
    const line = new FramedLine({
      transport: cable.right,
      framing: GENERIC_PHASE_3.framing.tcp,
      role: 'pbx',
      clock,
      isWhole: (octets) => this.#protocol.isWhole(octets),
    });
    line.events.on('pdu', (pdu) => this.#take(pdu));
    void line.open();
    this.#line = line;
    return cable.left;
  }

  #take(pdu: Uint8Array): void {
    this.pdus.push(pdu);
    const message = this.#protocol.decode(pdu, undefined, () => undefined);
    this.heard.push({ message, at: this.clock.now() });
    if (message.kind === 'associate') this.send({ kind: 'associated', isAccepted: true });
    if (message.kind !== 'request') return;
    const { invokeId, request } = message;
    const reaction = this.reactions.get(request.service);
    if (reaction === undefined) this.#answerPlainly(invokeId, request);
    else reaction(invokeId, request);
  }

  /** As a switch on which nothing goes on. */
  #answerPlainly(invokeId: number, { service }: CstaRequest): void {
    switch (service) {
      case 'monitorStart': {
        this.#monitors += 1;
        this.answer(invokeId, { service, result: { crossRef: crossRefOf(this.#monitors) } });
        return;
      }
      case 'snapshotDevice':
        this.answer(invokeId, { service, result: { connections: [] } });
        return;
      case 'requestSystemStatus':
        this.answer(invokeId, { service, result: { status: 'normal' } });
        return;
      case 'setDoNotDisturb':
        this.answer(invokeId, { service, result: undefined });
        return;
      default: {
        const refusal = { category: 'operation', value: 'invalidConnectionID' } as const;
        this.send({ kind: 'refusal', invokeId, refusal, service });
      }
    }
  }

  async #never(): Promise<{ value?: never; error: Error }> {
    await this.clock.advance(0);
    return { error: new Error('it is still under way') };
  }
}

function crossRefOf(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, '0');
}

/** One device's part in a call. */
export function part(call: string, device: string): WireConnection {
  return { call, device: dialingNumber(device) };
}
