import { describe, expect, it } from 'vitest';
import type { CommandInput, CommandsState } from '../../web/toolbar/pending.ts';
import {
  NO_COMMANDS,
  applyOperationEvent,
  isPending,
  nextCommands,
  unsettledOperations,
} from '../../web/toolbar/pending.ts';
import { aProblem, anOperation } from './told.ts';

const asked: CommandInput = {
  kind: 'asked',
  asked: { key: 'k1', command: 'hold', call: 'call_1' },
};
const accepted: CommandInput = { kind: 'accepted', key: 'k1', operation: 'op_1' };
const failed = anOperation('op_1', { state: 'failed', error: aProblem('switch-rejected') });

function after(...inputs: readonly CommandInput[]): CommandsState {
  return inputs.reduce(nextCommands, NO_COMMANDS);
}

describe('a command under way', () => {
  it('is pending from the click to the event that ends its operation', () => {
    const state = after(asked, accepted);
    expect(isPending(state, 'hold', 'call_1')).toBe(true);
    expect(isPending(state, 'hold', 'call_2')).toBe(false);
    const done = applyOperationEvent(state, anOperation('op_1', { state: 'done' }), true);
    expect(isPending(done, 'hold', 'call_1')).toBe(false);
    expect(done.failures).toEqual([]);
  });

  it('shows the problem of a failed operation until it is put away', () => {
    const state = applyOperationEvent(after(asked, accepted), failed, false);
    expect(state.failures.map(({ problem }) => problem.code)).toEqual(['switch-rejected']);
    expect(nextCommands(state, { kind: 'dismissed', failure: 'op_1' }).failures).toEqual([]);
  });

  it('is settled where the event comes before the answer, done or failed', () => {
    const done = anOperation('op_1', { state: 'done' });
    const settled = nextCommands(applyOperationEvent(after(asked), done, false), accepted);
    expect(isPending(settled, 'hold')).toBe(false);
    const refused = nextCommands(applyOperationEvent(after(asked), failed, false), accepted);
    expect(isPending(refused, 'hold')).toBe(false);
    expect(refused.failures).toHaveLength(1);
  });

  it('counts once where both the event of acceptance and the answer tell of it', () => {
    const operation = anOperation('op_1', { call: 'call_1' });
    const first = nextCommands(applyOperationEvent(after(asked), operation, true), accepted);
    expect(unsettledOperations(first)).toEqual(['op_1']);
    const second = applyOperationEvent(after(asked, accepted), operation, true);
    expect(unsettledOperations(second)).toEqual(['op_1']);
  });

  it('shows what somebody else asks of the same phone, and not of another', () => {
    const operation = anOperation('op_7', { call: 'call_1' });
    expect(isPending(applyOperationEvent(NO_COMMANDS, operation, true), 'hold', 'call_1')).toBe(
      true,
    );
    expect(applyOperationEvent(NO_COMMANDS, operation, false)).toBe(NO_COMMANDS);
    expect(applyOperationEvent(NO_COMMANDS, failed, false).failures).toEqual([]);
  });

  it('shows a refusal under its key', () => {
    const state = after(asked, { kind: 'refused', key: 'k1', problem: aProblem('wrong-state') });
    expect(isPending(state, 'hold')).toBe(false);
    expect(state.failures[0]).toMatchObject({ id: 'k1', command: 'hold' });
  });

  it('keeps the last three failures, each once', () => {
    let state = NO_COMMANDS;
    for (const id of ['a', 'b', 'b', 'c', 'd']) {
      state = applyOperationEvent(state, { ...failed, id }, true);
    }
    expect(state.failures.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
  });
});
