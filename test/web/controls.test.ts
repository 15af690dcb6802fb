import { describe, expect, it } from 'vitest';
import type { OwnCall } from '../../web/toolbar/calls.ts';
import { controlsOf, inOrder, obstacle, pairOf, shortcutCall } from '../../web/toolbar/controls.ts';
import { initialState, next } from '../../web/toolbar/state.ts';
import { OWN, aCall, aSwitch, part, snapshot } from './told.ts';

function own(id: string, state: OwnCall['own']['state']): OwnCall {
  return {
    call: aCall(id, { startedAt: `2026-01-01T10:00:0${id.length}Z` }),
    own: part(OWN, state),
    pop: undefined,
    before: undefined,
    mayBeRecalled: false,
  };
}

const byId = (...calls: readonly OwnCall[]) =>
  Object.fromEntries(calls.map((entry) => [entry.call.id, entry]));

describe('what can be done', () => {
  it('follows the state of the own connection', () => {
    expect(controlsOf(own('a', 'alerting'))).toEqual(['answer', 'deflect', 'clear']);
    expect(controlsOf(own('a', 'held'))).toEqual(['retrieve', 'clear']);
  });

  it('pairs the held call with the active one', () => {
    const calls = byId(own('a', 'held'), own('bb', 'connected'), own('ccc', 'alerting'));
    expect(pairOf(calls)?.held.call.id).toBe('a');
    expect(pairOf(calls)?.active.call.id).toBe('bb');
    expect(pairOf(byId(own('a', 'held'), own('bb', 'alerting')))).toBeUndefined();
  });

  it('shows what rings first, and lets a shortcut mean the call one talks in', () => {
    const calls = byId(own('a', 'connected'), own('bb', 'alerting'));
    expect(inOrder(calls).map(({ call }) => call.id)).toEqual(['bb', 'a']);
    expect(shortcutCall(calls, 'C')).toBe('a');
    expect(shortcutCall(calls, 'A')).toBe('bb');
    expect(shortcutCall(calls, 'K')).toBe('a');
  });

  it('says what stands in the way', () => {
    const live = { kind: 'link', link: { state: 'live' } } as const;
    const told = (frame = snapshot(1)) =>
      next(next(initialState(OWN), live), { kind: 'frame', frame });
    expect(obstacle(initialState(OWN), 'hold')).toBe('No connection to the server');
    expect(obstacle(told(), 'hold')).toBeUndefined();
    expect(obstacle(told(), 'deflect')).toContain('deflectCall');
    const down = snapshot(1, { switches: [aSwitch({ state: 'down' })] });
    expect(obstacle(told(down), 'hold')).toContain('is down');
  });
});
