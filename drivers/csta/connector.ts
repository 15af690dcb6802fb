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
import type { LineTap } from './recording/line-tap.ts';
import type { SessionCounters } from './session/session.ts';
import type { CstaSettings } from './settings.ts';
import { SmdrPort } from './smdr-port.ts';
import { smdrFormat } from './smdr/smdr-format.ts';

export interface ConnectorParts {
  readonly settings: CstaSettings;
  readonly context: DriverContext;
  readonly openDoor: OpenDoor;
  readonly recorder?: LineTap & { close(): Promise<void> };
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

  constructor(parts: ConnectorParts) {
    this.#parts = parts;
    const { settings, context, openDoor } = parts;
    const { smdr } = settings;
    if (smdr === undefined) return;
    this.#smdr = new SmdrPort({
      openTransport: () => openDoor(smdr.address, context.clock),
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
    const { settings, context, openDoor, recorder } = this.#parts;
    const { profile, framing, address, login, devices } = settings;
    this.#smdr?.open();
    Object.assign(this.#past, sum(this.#past, flat(this.#now)));
    const { session, line } = createSession({
      role: 'client',
      profile,
      framing,
      transport: openDoor(address, context.clock),
      clock: context.clock,
      log: context.log,
      login,
      recorder,
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
        devicesTimeoutMs: 10 * profile.requestTimeoutMs,
        filterOut: profile.monitor.filterOut,
      },
    });
  }

  async close(): Promise<void> {
    await this.#smdr?.close();
    await this.#parts.recorder?.close();
  }
}

function flat(counted: Counted | undefined): Readonly<Record<string, number>> {
  if (counted === undefined) return {};
  const { line, session } = counted;
  const { ignored, ...plain } = line;
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
