/** Callers wait at a pilot number until one of its agents is free. */
import type { Cause } from '../../../src/spi/cause.ts';
import type { Call, Connection, Device } from './call.ts';
import { divert } from './clearing.ts';
import type { Exchange } from './exchange.ts';
import { tellQueued } from './reports.ts';
import { ring } from './ringing.ts';

/** Puts a call at the end of the queue, or at its front where an agent has let it ring. */
export function enqueue(
  x: Exchange,
  call: Call,
  queue: Device,
  cause: Cause,
  place: 'end' | 'front' = 'end',
): void {
  if (queue.role.is !== 'queue') return;
  const { waiting, settings } = queue.role;
  const queued = x.connect(call, queue, 'queued');
  const callsInFront = place === 'end' ? waiting.length : 0;
  if (place === 'end') waiting.push(queued);
  else waiting.unshift(queued);
  if (settings.overflowTo !== undefined && settings.overflowAfterMs !== undefined) {
    x.arm(queued, 'queue-overflow', settings.overflowAfterMs);
  }
  tellQueued(x, queued, cause, callsInFront);
}

/** Gives waiting calls to free agents; to be run after everything that may free one. */
export function distribute(x: Exchange): void {
  for (const queue of x.queues) {
    if (queue.role.is !== 'queue') continue;
    const { waiting, settings } = queue.role;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const agent = longestIdle(x, settings.agents);
      if (agent === undefined) break;
      giveTo(x, queue, next, agent);
    }
  }
}

function giveTo(x: Exchange, queue: Device, queued: Connection, agent: Device): void {
  const { call } = queued;
  divert(x, queued, agent.party, 'distributed');
  ring(x, call, agent, 'distributed', { group: queue, tried: new Set([agent]) });
}

function longestIdle(x: Exchange, agents: readonly string[]): Device | undefined {
  let best: Device | undefined;
  for (const number of agents) {
    const agent = x.device(number);
    if (!agent.isFree) continue;
    if (best === undefined || agent.idleSince < best.idleSince) best = agent;
  }
  return best;
}
