import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { Journal } from '../journal/journal.ts';
import type { Telephony } from '../telephony/telephony.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

export interface MetricsOptions {
  readonly telephony: Telephony;
  readonly journal: Journal;
  readonly webhooks: Webhooks;
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
  ofWebhooks(registry, options);
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

function ofWebhooks(registry: Registry, { webhooks, journal }: MetricsOptions): void {
  const states = new Gauge({
    name: 'crosspoint_webhooks',
    help: 'Webhooks by state: active, failing, paused, disabled',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(webhooks.states)) this.set({ state }, count);
    },
  });
  const attempts = new Gauge({
    name: 'crosspoint_webhook_deliveries',
    help: 'Since the start: events delivered, attempts that failed, dead letters',
    labelNames: ['what'],
    registers: [registry],
    collect() {
      const { delivered, failedAttempts, dead } = webhooks.counters;
      this.set({ what: 'delivered' }, delivered);
      this.set({ what: 'failed-attempts' }, failedAttempts);
      this.set({ what: 'dead' }, dead);
    },
  });
  const waiting = new Gauge({
    name: 'crosspoint_webhook_lag',
    help: 'Events of the journal after the cursor of a webhook, wanted or not',
    labelNames: ['webhook'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { id, cursor } of webhooks.list()) {
        this.set({ webhook: id }, Math.max(0, journal.durableSequence - cursor));
      }
    },
  });
  for (const metric of [states, attempts, waiting]) metric.reset();
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
