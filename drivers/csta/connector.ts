import { TypedEmitter } from '../../src/base/typed-emitter.ts';
import type {
  Connector,
  ConnectorEvents,
  DriverContext,
  SwitchLink,
} from '../../src/spi/driver.ts';
import { createSession } from './create-session.ts';
import type { OpenDoor } from './doors.ts';
import type { LineCounters } from './framing/line-counters.ts';
import { CstaLink } from './link/link.ts';
import { RecordedTransport } from './recording/recorded-transport.ts';
import type { RecordSink } from './recording/record-sink.ts';
import type { SessionCounters } from './session/session.ts';
import type { CstaSettings } from './settings.ts';
import { SmdrPort } from './smdr-port.ts';
import type { Transport } from './transport/transport.ts';
import { smdrFormat } from './smdr/smdr-format.ts';

export interface ConnectorParts {
  readonly settings: CstaSettings;
  readonly context: DriverContext;
  readonly openDoor: OpenDoor;
  readonly openSink: (path: string) => Promise<RecordSink>;
}

interface Counted {
  readonly line: LineCounters;
  readonly session: SessionCounters;
}

/** One configured PBX: its links, one after the other, and the printer port beside them. */
export class CstaConnector implements Connector {
  readonly events = new TypedEmitter<ConnectorEvents>();
  readonly #parts: ConnectorParts;
  readonly #smdr: SmdrPort | undefined;
  readonly #past: Record<string, number> = {};
  #now: Counted | undefined;
  #links = 0;

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
    const { settings, context, openDoor } = parts;
    const { smdr } = settings;
    if (smdr === undefined) return;
    this.#smdr = new SmdrPort({
      openTransport: () => openDoor(smdr.address, context.clock, 0),
      format: smdrFormat(smdr.format),
      clock: context.clock,
      log: context.log,
    });
    this.#smdr.events.on('record', (record, at) => {
      this.events.emit('record', { event: 'callRecord', record }, at);
    });
    this.#smdr.events.on('oddity', (what) => this.events.emit('oddity', what));
  }

  get counters(): Readonly<Record<string, number>> {
    return {
      ...sum(this.#past, flat(this.#now)),
      ...this.#smdr?.counters,
    };
  }

  createLink(): SwitchLink {
    const { settings, context } = this.#parts;
    const { profile, framing, login, devices } = settings;
    this.#smdr?.open();
    Object.assign(this.#past, sum(this.#past, flat(this.#now)));
    const { session, line } = createSession({
      role: 'client',
      profile,
      framing,
      transport: this.#transport(),
      clock: context.clock,
      log: context.log,
      login,
    });
    this.#now = { line: line.counters, session: session.counters };
    return new CstaLink({
      session,
      clock: context.clock,
      settings: {
        services: new Set(profile.services),
        properties: new Set(profile.properties),
        asksCapabilities: profile.asksCapabilities,
        devices,
        asksCallRecords: settings.callRecords,
        devicesTimeoutMs: 10 * profile.requestTimeoutMs,
        filterOut: profile.monitor.filterOut,
      },
    });
  }

  async close(): Promise<void> {
    await this.#smdr?.close();
  }

  #transport(): Transport {
    const { settings, context, openDoor, openSink } = this.#parts;
    const { address, record, profileName: name } = settings;
    const { clock, log } = context;
    const transport = openDoor(address, clock, this.#links++);
    if (record === undefined) return transport;
    return new RecordedTransport({ transport, openSink: () => openSink(record), clock, name, log });
  }
}

function flat(counted: Counted | undefined): Readonly<Record<string, number>> {
  if (counted === undefined) return {};
  const { line, session } = counted;
  // Every oddity of the line is told by its link too, and counted there.
  const { ignored, oddities: _, ...plain } = line;
  const all = Object.values(ignored).reduce((total, one) => total + one, 0);
  return {
    ...plain,
    lineIgnored: all,
    lateAnswers: session.lateAnswers,
    malformed: session.malformed,
    rejected: session.rejected,
    reports: session.events,
  };
}

function sum(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const total = { ...one };
  for (const [name, value] of Object.entries(other)) total[name] = (total[name] ?? 0) + value;
  return total;
}
