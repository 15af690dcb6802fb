import { describe, expect, it } from 'vitest';
import type { Frame, ToolbarState } from '../../web/toolbar/state.ts';
import { initialState, next } from '../../web/toolbar/state.ts';
import { OWN, aCall, aPop, aSwitch, event, part, snapshot } from './told.ts';

function told(...frames: readonly Frame[]): ToolbarState {
  return frames.reduce<ToolbarState>(
    (state, frame) => next(state, { kind: 'frame', frame }),
    initialState(OWN),
  );
}

const delivered = (sequence: number, call = aCall('call_1')) =>
  event(sequence, 'call.delivered', { call, cause: 'normal', alerting: OWN });

describe('the state of the toolbar', () => {
  it('shows the calls of the snapshot that its own phone has a part in', () => {
    const others = aCall('call_2', { connections: [part('demo:2002', 'connected')] });
    const state = told(snapshot(5, { calls: [aCall('call_1'), others] }));
    expect(Object.keys(state.calls.live)).toEqual(['call_1']);
    expect(state.calls.live['call_1']?.own.state).toBe('alerting');
    expect(state.sequence).toBe(5);
  });

  it('knows its own phone under a dynamic identifier', () => {
    const call = aCall('call_1', { connections: [part('demo:2001~2', 'connected')] });
    expect(told(snapshot(1, { calls: [call] })).calls.live['call_1']?.own.device).toBe(
      'demo:2001~2',
    );
  });

  it('ignores events that the snapshot contains and events told twice', () => {
    const answered = aCall('call_1', { connections: [part(OWN, 'connected')] });
    const established = event(6, 'call.established', { call: answered, cause: 'normal' });
    const state = told(snapshot(5), delivered(4), established, delivered(6), delivered(5));
    expect(state.calls.live['call_1']?.own.state).toBe('connected');
    expect(state.sequence).toBe(6);
  });

  it('shows the pop with the ringing call, and the completed pop in its place', () => {
    const call = aCall('call_1');
    const contact = { id: 'c1', name: 'Erika Mustermann', numbers: [], fields: {} };
    const state = told(
      snapshot(1),
      delivered(2),
      event(3, 'screen-pop.offered', aPop(call, { pending: true })),
    );
    expect(state.calls.live['call_1']?.pop?.pending).toBe(true);
    const pop = aPop(call, { matches: [{ contact, confidence: 1 }] });
    const after = next(state, { kind: 'frame', frame: event(4, 'screen-pop.offered', pop) });
    expect(after.calls.live['call_1']?.pop?.matches).toHaveLength(1);
    expect(after.calls.live['call_1']?.pop?.pending).toBe(false);
  });

  it('leaves pops for other phones alone', () => {
    const pop = aPop(aCall('call_1'), { device: 'demo:2002' });
    const state = told(snapshot(1), delivered(2), event(3, 'screen-pop.offered', pop));
    expect(state.calls.live['call_1']?.pop).toBeUndefined();
  });

  it('keeps the record as the last call when the phone leaves, and adds the cause at the end', () => {
    const gone = aCall('call_1', { connections: [part('demo:T1', 'connected')] });
    const cleared = event(4, 'call.connection-cleared', { call: gone, cause: 'normal' });
    const over = aCall('call_1', { connections: [] });
    const cause = { code: 'normalClearing', raw: '16', by: OWN };
    const ended = event(5, 'call.ended', { call: over, duration: 3, cause });
    const pop = event(3, 'screen-pop.offered', aPop(aCall('call_1')));
    const state = told(snapshot(1), delivered(2), pop, cleared, ended);
    expect(state.calls.live).toEqual({});
    expect(state.calls.last?.pop?.number.e164).toBe('+49301234567');
    expect(state.calls.last?.cause?.code).toBe('normalClearing');
  });

  it('carries the pop of the held call into a conference', () => {
    const state = conferenced({ sequence: 6, newCall: 'call_3' });
    expect(Object.keys(state.calls.live)).toEqual(['call_3']);
    expect(state.calls.live['call_3']?.pop?.number.raw).toBe('030 1234567');
    expect(state.calls.live['call_3']?.mayBeRecalled).toBe(false);
    expect(conferenced({ sequence: 6, newCall: 'call_1' }).calls.live['call_1']?.pop).toBeDefined();
  });

  it('keeps the customer as the last call after a transfer, whichever end comes last', () => {
    const call = aCall('call_1', { connections: [part('demo:T1', 'connected')] });
    const joined = { call, primaryCall: 'call_1', secondaryCall: 'call_2', newCall: 'call_1' };
    const cause = { code: 'transfer', raw: 'x', by: OWN };
    const state = told(
      ...twoCalls(),
      event(6, 'call.transferred', joined),
      event(7, 'call.ended', { call: aCall('call_2', { connections: [] }), duration: 1, cause }),
    );
    expect(state.calls.live).toEqual({});
    expect(state.calls.last?.call.id).toBe('call_1');
    expect(state.calls.last?.pop).toBeDefined();
  });

  it('asks for the pop of a call that was transferred to it, and takes what is recalled', () => {
    const call = aCall('call_1', { connections: [part(OWN, 'connected')] });
    const consulted = aCall('call_2', { connections: [part(OWN, 'connected')] });
    const joined = { call, primaryCall: 'call_1', secondaryCall: 'call_2', newCall: 'call_1' };
    const state = told(snapshot(1, { calls: [consulted] }), event(2, 'call.transferred', joined));
    expect(state.calls.live['call_1']?.mayBeRecalled).toBe(true);
    const pop = aPop(call, { device: 'demo:2002' });
    const recalled = next(state, { kind: 'recalled', call: 'call_1', pop });
    expect(recalled.calls.live['call_1']?.pop).toBe(pop);
    // A pop that came by the stream is younger than any that is recalled.
    const late = next(recalled, { kind: 'recalled', call: 'call_1', pop: aPop(call) });
    expect(late.calls.live['call_1']?.pop).toBe(pop);
  });

  it('forgets calls that ended behind a gap, and keeps the pops of those that go on', () => {
    const state = told(
      ...twoCalls(),
      { gap: { after: 5, oldest: 90 } },
      snapshot(100, { calls: [aCall('call_1')] }),
    );
    expect(state.gap).toEqual({ after: 5, oldest: 90 });
    expect(Object.keys(state.calls.live)).toEqual(['call_1']);
    expect(state.calls.live['call_1']?.pop).toBeDefined();
  });

  it('follows the link to the switch and its own phone', () => {
    const down = aSwitch({ state: 'down', reason: 'reset' });
    const device = {
      id: OWN,
      switch: 'demo',
      number: '2001',
      kind: 'extension',
      inService: false,
      connections: [],
    };
    const state = told(
      snapshot(1),
      event(2, 'switch.down', { switch: down }),
      event(3, 'device.changed', { device }),
      event(4, 'device.changed', { device: { ...device, id: 'demo:2002', inService: true } }),
    );
    expect(state.switches['demo']?.state).toBe('down');
    expect(state.self?.inService).toBe(false);
  });

  it('keeps the reason of a closed stream until the stream is live again', () => {
    const problem = { type: 'x', title: 'T', status: 503, detail: 'd', code: 'slow-consumer' };
    const state = told(snapshot(1), { problem });
    expect(state.problem?.code).toBe('slow-consumer');
    expect(next(state, { kind: 'link', link: { state: 'live' } }).problem).toBeUndefined();
  });

  it('passes over messages and events it does not know', () => {
    const state = told(snapshot(1));
    const unknown = { weather: {} } as unknown as Frame;
    expect(next(state, { kind: 'frame', frame: unknown })).toBe(state);
    const later = next(state, { kind: 'frame', frame: event(2, 'call.sung', { song: 1 }) });
    expect(later).toEqual({ ...state, sequence: 2 });
  });
});

function twoCalls(): Frame[] {
  const held = aCall('call_1', { connections: [part('demo:T1', 'connected'), part(OWN, 'held')] });
  const active = aCall('call_2', {
    connections: [part(OWN, 'connected'), part('demo:2002', 'connected')],
  });
  return [
    snapshot(1),
    delivered(2),
    event(3, 'screen-pop.offered', aPop(aCall('call_1'))),
    event(4, 'call.held', { call: held, cause: 'normal' }),
    event(5, 'call.established', { call: active, cause: 'normal' }),
  ];
}

function conferenced({ sequence, newCall }: { sequence: number; newCall: string }): ToolbarState {
  const call = aCall(newCall, { connections: [part(OWN, 'connected')] });
  const joined = { call, primaryCall: 'call_1', secondaryCall: 'call_2', newCall };
  return told(...twoCalls(), event(sequence, 'call.conferenced', joined));
}
