import type { Call, CallEnded, OperationAccepted } from '../../schemas/generated/types.ts';
import type { EncodedEvent } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import type { Known } from './operations.ts';

/** What was going on when the journal was last written: the fold of its events. */
export interface LiveState {
  readonly calls: Map<string, Call>;
  readonly operations: Map<string, Known>;
}

const NAME = 'telephony';
const PAGE = 5000;

/**
 * Live calls and open operations, from the last checkpoint and the events after it. What the switch
 * says at link-up puts right what has changed since.
 */
export function recover(journal: Journal): LiveState {
  const checkpoint = journal.loadCheckpoint(NAME);
  const state = decode(checkpoint?.state);
  let after = checkpoint?.sequence ?? 0;
  for (;;) {
    const { events, nextAfter } = journal.read(after, PAGE);
    for (const event of events) fold(state, event);
    if (events.length < PAGE) return state;
    after = nextAfter;
  }
}

/** Keeps the state as it was at `sequence`, which has to be durable. */
export function saveLiveState(
  journal: Journal,
  sequence: number,
  state: { readonly calls: readonly Call[]; readonly operations: readonly Known[] },
): Promise<void> {
  return journal.saveCheckpoint(NAME, { sequence, state: JSON.stringify(state) });
}

function decode(text: string | undefined): LiveState {
  const saved =
    text === undefined
      ? { calls: [], operations: [] }
      : (JSON.parse(text) as { calls: Call[]; operations: Known[] });
  return {
    calls: new Map(saved.calls.map((call) => [call.id, call])),
    operations: new Map(saved.operations.map((known) => [known.operation.id, known])),
  };
}

function fold(state: LiveState, { type, subject, json }: EncodedEvent): void {
  if (type === 'call.ended') {
    state.calls.delete((dataOf(json) as CallEnded).call.id);
  } else if (type.startsWith('call.')) {
    const { call } = dataOf(json) as { call: Call };
    state.calls.set(call.id, call);
  } else if (type === 'operation.accepted') {
    const { operation, request } = dataOf(json) as OperationAccepted;
    state.operations.set(subject, { operation, digest: request });
  } else if (type === 'operation.done' || type === 'operation.failed') {
    state.operations.delete(subject);
  }
}

function dataOf(json: string): unknown {
  return (JSON.parse(json) as { data: unknown }).data;
}
