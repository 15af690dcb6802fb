import type { Call } from '../../schemas/generated/types.ts';
import type { EventDraft } from '../../src/journal/event.ts';

/** An event such as a day is full of. */
export function sampleDraft(index: number): EventDraft {
  const id = `call_01kd${String(Math.floor(index / 7)).padStart(12, '0')}`;
  const call: Call = {
    id,
    switch: 'demo',
    switchCall: String(index),
    direction: 'inbound',
    connections: [
      { device: 'demo:T1', state: 'connected', number: '+49301234567' },
      { device: 'demo:2001', state: 'connected', number: '2001', name: 'Ada' },
    ],
    data: {},
    startedAt: '2026-01-01T00:00:00.000Z',
    answeredAt: '2026-01-01T00:00:05.000Z',
    answeredBy: 'demo:2001',
    calling: { device: 'demo:T1', number: '+49301234567' },
    called: { device: 'demo:2001', number: '2001', name: 'Ada' },
  };
  const type = 'call.held';
  return { type, subject: id, data: { call, cause: 'normal', device: 'demo:2001' } };
}
