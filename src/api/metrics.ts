import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Journal } from '../journal/journal.ts';
import type { Telephony } from '../telephony/telephony.ts';

export interface MetricsOptions {
  readonly telephony: Telephony;
  readonly journal: Journal;
  readonly clientCount: () => number;
}

/** What Prometheus reads at /metrics: taken from the counters of the rooms at the moment it is asked. */
export function metricsRegistry(options: MetricsOptions): Registry {
  const registry = new Registry();
  const { telephony, journal, clientCount } = options;
  collectDefaultMetrics({ register: registry });
  gauge(
    registry,
    'crosspoint_journal_sequence',
    'Events in the journal',
    () => journal.lastSequence,
  );
  gauge(registry, 'crosspoint_stream_clients', 'Connected WebSocket clients', clientCount);
  gauge(
    registry,
    'crosspoint_operations_pending',
    'Commands accepted and not ended',
    () => telephony.operations.pending.length,
  );
  perSwitch(registry, telephony);
  return registry;
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  const metric: Gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: () => metric.set(read()),
  });
}

function perSwitch(registry: Registry, telephony: Telephony): void {
  const up = new Gauge({
    name: 'crosspoint_link_up',
    help: '1 where the link is up and synchronised',
    labelNames: ['switch'],
    registers: [registry],
    collect() {
      for (const owner of telephony.switches.values()) {
        this.set({ switch: owner.id }, owner.link.state === 'up' ? 1 : 0);
      }
    },
  });
  const calls = new Gauge({
    name: 'crosspoint_calls',
    help: 'Live calls',
    labelNames: ['switch'],
    registers: [registry],
    collect() {
      for (const owner of telephony.switches.values())
        this.set({ switch: owner.id }, owner.calls.size);
    },
  });
  const counts = new Gauge({
    name: 'crosspoint_link_count',
    help: 'Counts of a link since the start: events, ignored, resynchronised, oddities, requests …',
    labelNames: ['switch', 'what'],
    registers: [registry],
    collect() {
      for (const owner of telephony.switches.values()) {
        const { counters, id } = owner.view();
        for (const [what, value] of Object.entries(counters)) {
          if (typeof value === 'number') this.set({ switch: id, what }, value);
        }
      }
    },
  });
  for (const metric of [up, calls, counts]) metric.reset();
}
