/** Things a server might tell, for the tests of what the toolbar makes of them. */
import type {
  Call,
  Connection,
  Event,
  Operation,
  Problem,
  ScreenPopOffered,
  Snapshot,
  Switch,
} from '../../schemas/generated/types.ts';
import type { Frame } from '../../web/toolbar/state.ts';

export const OWN = 'demo:2001';

export function aSwitch(over: Partial<Switch> = {}): Switch {
  return {
    id: 'demo',
    driver: 'simulated',
    state: 'up',
    since: '2026-01-01T00:00:00Z',
    capabilities: ['answerCall', 'holdCall'],
    simulator: true,
    counters: {
      events: 0,
      ignored: 0,
      oddities: 0,
      resynchronised: 0,
      requests: 0,
      timeouts: 0,
      connects: 1,
      losses: 0,
    },
    ...over,
  };
}

export function part(device: string, state: Connection['state'], name?: string): Connection {
  const number = device.slice(device.indexOf(':') + 1);
  return name === undefined ? { device, state, number } : { device, state, number, name };
}

export function aCall(id: string, over: Partial<Call> = {}): Call {
  return {
    id,
    switch: 'demo',
    switchCall: id,
    direction: 'inbound',
    connections: [part('demo:T1', 'connected'), part(OWN, 'alerting')],
    data: {},
    startedAt: '2026-01-01T10:00:00Z',
    calling: { device: 'demo:T1', number: '+49301234567', name: 'MUSTERMANN' },
    called: { device: OWN, number: '2001' },
    ...over,
  };
}

export function aPop(call: Call, over: Partial<ScreenPopOffered> = {}): ScreenPopOffered {
  return {
    device: OWN,
    call,
    number: { raw: '030 1234567', e164: '+49301234567' },
    matches: [],
    data: call.data,
    history: [],
    pending: false,
    latencyMs: 1,
    ...over,
  };
}

export function event(sequence: number, type: string, data: object): { event: Event } {
  const { call, operation } = data as { call?: Call; operation?: Operation };
  return {
    event: {
      specversion: '1.0',
      id: String(sequence),
      source: '/test',
      type,
      subject: call?.id ?? operation?.id ?? 'demo',
      time: '2026-01-01T10:01:00Z',
      sequence,
      data: data as Event['data'],
    },
  };
}

export function snapshot(sequence: number, over: Partial<Snapshot> = {}): Frame {
  return { snapshot: { sequence, switches: [aSwitch()], calls: [], agents: [], ...over } };
}

export function anOperation(id: string, over: Partial<Operation> = {}): Operation {
  const acceptedAt = '2026-01-01T10:00:00Z';
  return { id, state: 'accepted', command: 'hold', device: OWN, acceptedAt, ...over };
}

export function aProblem(code: string, over: Partial<Problem> = {}): Problem {
  return { type: 'x', title: `Title of ${code}`, status: 502, detail: 'why', code, ...over };
}
