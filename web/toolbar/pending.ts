/**
 * Commands under way. A button waits from the click until the event that ends its operation; that event
 * may come before the answer that names the operation, and the operation may be somebody else's on the
 * same phone.
 */
import type { Operation, Problem } from '../../schemas/generated/types.ts';

/** A command this toolbar sends, under its idempotency key. */
export interface Asked {
  readonly key: string;
  /** The operation's command name, such as `hold`. */
  readonly command: string;
  /** The call it was asked on. */
  readonly call: string | undefined;
}

export type CommandInput =
  | { readonly kind: 'asked'; readonly asked: Asked }
  | { readonly kind: 'accepted'; readonly key: string; readonly operation: string }
  | { readonly kind: 'refused'; readonly key: string; readonly problem: Problem }
  /** An operation as REST tells it, for when the event of its end may have been missed. */
  | { readonly kind: 'operation'; readonly operation: Operation }
  | { readonly kind: 'dismissed'; readonly failure: string };

export interface Failure {
  readonly id: string;
  readonly command: string;
  readonly problem: Problem;
}

interface Pending extends Omit<Asked, 'key'> {
  /** Undefined until the server has answered. */
  readonly operation: string | undefined;
}

export interface CommandsState {
  /** By idempotency key for our own, by operation for others'. */
  readonly pending: Readonly<Record<string, Pending>>;
  /** The youngest last. */
  readonly failures: readonly Failure[];
  /** Operations that ended lately, for answers that come after the event. */
  readonly ended: readonly Ended[];
}

interface Ended {
  readonly operation: string;
  readonly problem: Problem | undefined;
}

export const NO_COMMANDS: CommandsState = { pending: {}, failures: [], ended: [] };

const FAILURES_SHOWN = 3;
const ENDED_KEPT = 50;

export function isPending(state: CommandsState, command: string, call?: string): boolean {
  return Object.values(state.pending).some(
    (one) => one.command === command && (call === undefined || one.call === call),
  );
}

/** Operations whose end has not been seen: after a gap they have to be asked for. */
export function unsettledOperations(state: CommandsState): readonly string[] {
  return Object.values(state.pending)
    .map(({ operation }) => operation)
    .filter((id) => id !== undefined);
}

export function nextCommands(state: CommandsState, input: CommandInput): CommandsState {
  switch (input.kind) {
    case 'asked': {
      const { key, command, call } = input.asked;
      return addPending(state, key, { command, call, operation: undefined });
    }
    case 'accepted': {
      const { [input.key]: asked, ...rest } = state.pending;
      if (asked === undefined) return state;
      const ended = state.ended.find(({ operation }) => operation === input.operation);
      if (ended !== undefined) {
        const settled = { ...state, pending: rest };
        const { operation: id, problem } = ended;
        const { command } = asked;
        return problem === undefined ? settled : addFailure(settled, { id, command, problem });
      }
      // From here on this entry stands for the one that the event of acceptance may have made.
      const pending = without(rest, input.operation);
      const known = { ...asked, operation: input.operation };
      return { ...state, pending: { ...pending, [input.key]: known } };
    }
    case 'refused': {
      const { [input.key]: asked, ...pending } = state.pending;
      if (asked === undefined) return state;
      const { command } = asked;
      return addFailure({ ...state, pending }, { id: input.key, command, problem: input.problem });
    }
    case 'operation':
      return applyOperationEvent(state, input.operation, true);
    case 'dismissed': {
      const failures = state.failures.filter(({ id }) => id !== input.failure);
      return { ...state, failures };
    }
  }
}

/** `isOurs`: the operation is about this phone, whoever asked for it. */
export function applyOperationEvent(
  state: CommandsState,
  operation: Operation,
  isOurs: boolean,
): CommandsState {
  const { id, command, call, state: outcome, error } = operation;
  const isAsked = unsettledOperations(state).includes(id);
  if (outcome === 'accepted') {
    const hasEnded = state.ended.some(({ operation }) => operation === id);
    if (!isOurs || isAsked || hasEnded) return state;
    return addPending(state, id, { command, call, operation: id });
  }
  const ended = [...state.ended, { operation: id, problem: error }].slice(-ENDED_KEPT);
  const settled = { ...state, ended, pending: without(state.pending, id) };
  const isShown = outcome === 'failed' && (isOurs || isAsked) && error !== undefined;
  return isShown ? addFailure(settled, { id, command, problem: error }) : settled;
}

function addPending(state: CommandsState, key: string, pending: Pending): CommandsState {
  return { ...state, pending: { ...state.pending, [key]: pending } };
}

function addFailure(state: CommandsState, failure: Failure): CommandsState {
  const others = state.failures.filter(({ id }) => id !== failure.id);
  return { ...state, failures: [...others, failure].slice(-FAILURES_SHOWN) };
}

function without(
  pending: CommandsState['pending'],
  operation: string,
): Readonly<Record<string, Pending>> {
  return Object.fromEntries(
    Object.entries(pending).filter(([, one]) => one.operation !== operation),
  );
}
