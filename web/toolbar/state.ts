/**
 * What the toolbar shows, as a pure function of what the stream and the agent's own commands said. Every
 * input comes in through `next`; nothing is shown before the server has said it.
 */
import type {
  Agent,
  Device,
  Event,
  EventData,
  Gap,
  Operation,
  Problem,
  ScreenPopOffered,
  Snapshot,
  Switch,
} from '../../schemas/generated/types.ts';
import type { CallsState } from './calls.ts';
import { applyCallEvent, applyPop, NO_CALLS, replaceCalls } from './calls.ts';
import type { CommandInput, CommandsState } from './pending.ts';
import { applyOperationEvent, NO_COMMANDS, nextCommands } from './pending.ts';

/** How it stands with the stream. */
export type Link =
  | { readonly state: 'connecting' | 'live' }
  | { readonly state: 'reconnecting'; readonly attempt: number; readonly isOffline: boolean };

/** One message of `/v1/stream`. */
export type Frame =
  | { readonly snapshot: Snapshot }
  | { readonly event: Event }
  | { readonly gap: Gap }
  | { readonly problem: Problem };

export type Input =
  | { readonly kind: 'frame'; readonly frame: Frame }
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'device'; readonly device: Device }
  /** What the journal still knows of the pop of a call that was there before this toolbar. */
  | { readonly kind: 'recalled'; readonly call: string; readonly pop: ScreenPopOffered }
  | CommandInput;

export interface ToolbarState {
  /** `SWITCH:NUMBER`: whose toolbar this is. */
  readonly device: string;
  /** The last event that is contained; undefined before the first snapshot. */
  readonly sequence: number | undefined;
  readonly link: Link;
  readonly switches: Readonly<Record<string, Switch>>;
  /** This device, as far as it has been told. */
  readonly self: Device | undefined;
  readonly agent: Agent | undefined;
  readonly calls: CallsState;
  readonly commands: CommandsState;
  /** The last loss that could not be made up for by resuming; what is shown is still right. */
  readonly gap: Gap | undefined;
  /** Why the server closed the stream the last time, until it is live again. */
  readonly problem: Problem | undefined;
}

export function initialState(device: string): ToolbarState {
  return {
    device,
    sequence: undefined,
    link: { state: 'connecting' },
    switches: {},
    self: undefined,
    agent: undefined,
    calls: NO_CALLS,
    commands: NO_COMMANDS,
    gap: undefined,
    problem: undefined,
  };
}

export function next(state: ToolbarState, input: Input): ToolbarState {
  switch (input.kind) {
    case 'frame':
      return applyFrame(state, input.frame);
    case 'link': {
      const problem = input.link.state === 'live' ? undefined : state.problem;
      return { ...state, link: input.link, problem };
    }
    case 'device':
      return { ...state, self: input.device };
    case 'recalled': {
      // A pop that has come meanwhile is younger.
      const isWanted = state.calls.live[input.call]?.mayBeRecalled === true;
      return isWanted ? { ...state, calls: applyPop(state.calls, input.call, input.pop) } : state;
    }
    default:
      return { ...state, commands: nextCommands(state.commands, input) };
  }
}

function applyFrame(state: ToolbarState, frame: Frame): ToolbarState {
  if ('snapshot' in frame) return applySnapshot(state, frame.snapshot);
  if ('event' in frame) return applyEvent(state, frame.event);
  if ('gap' in frame) return { ...state, gap: frame.gap };
  if ('problem' in frame) return { ...state, problem: frame.problem };
  // A kind of message that a later server may send.
  return state;
}

function applySnapshot(state: ToolbarState, snapshot: Snapshot): ToolbarState {
  return {
    ...state,
    sequence: snapshot.sequence,
    switches: Object.fromEntries(snapshot.switches.map((one) => [one.id, one])),
    agent: snapshot.agents.find(({ device }) => device === state.device),
    calls: replaceCalls(state.calls, state.device, snapshot.calls),
  };
}

function applyEvent(state: ToolbarState, event: Event): ToolbarState {
  // Told twice, or older than the snapshot: it is contained already.
  if (state.sequence !== undefined && event.sequence <= state.sequence) return state;
  const after = { ...state, sequence: event.sequence };
  const { type } = event;
  if (type.startsWith('switch.')) {
    const { switch: one } = event.data as unknown as EventData['switch.up'];
    return { ...after, switches: { ...state.switches, [one.id]: one } };
  }
  if (type === 'device.changed') {
    const { device } = event.data as unknown as EventData['device.changed'];
    return device.id === state.device ? { ...after, self: device } : after;
  }
  if (type.startsWith('operation.')) {
    const { operation } = event.data as unknown as { operation: Operation };
    const isOurs =
      operation.device === state.device ||
      (operation.call !== undefined && operation.call in state.calls.live);
    return { ...after, commands: applyOperationEvent(state.commands, operation, isOurs) };
  }
  if (type.startsWith('call.') || type === 'screen-pop.offered') {
    return { ...after, calls: applyCallEvent(state.calls, state.device, event) };
  }
  return after;
}
