/** The calls of one device, with the pop of each, as the stream tells them. */
import type {
  Call,
  Connection,
  EndCause,
  Event,
  EventData,
  ScreenPopOffered,
} from '../../schemas/generated/types.ts';

/** A live call this device has a part in. */
export interface OwnCall {
  readonly call: Call;
  /** This device's part; its state decides what can be done. */
  readonly own: Connection;
  readonly pop: ScreenPopOffered | undefined;
  /** The customer's call it was made of, where it goes on under another identifier. */
  readonly before: string | undefined;
  /** Its pop may have been offered before this toolbar could see it. */
  readonly mayBeRecalled: boolean;
}

/** The last call that this device has left. */
export interface PastOwnCall extends OwnCall {
  readonly cause: EndCause | undefined;
  /** RFC 3339. */
  readonly leftAt: string;
}

export interface CallsState {
  readonly live: Readonly<Record<string, OwnCall>>;
  readonly last: PastOwnCall | undefined;
}

export const NO_CALLS: CallsState = { live: {}, last: undefined };

/** A device that is in a call more than once gets a dynamic identifier `DEVICE~N` for each part. */
export function ownConnection(call: Call, device: string): Connection | undefined {
  return call.connections.find(
    ({ device: id, state }) =>
      state !== 'null' && (id === device || id.slice(0, id.lastIndexOf('~')) === device),
  );
}

/** Everybody in the call but this device. */
export function others({ call, own }: OwnCall): readonly Connection[] {
  return call.connections.filter(({ device, state }) => device !== own.device && state !== 'null');
}

export function replaceCalls(
  state: CallsState,
  device: string,
  calls: readonly Call[],
): CallsState {
  const live: Record<string, OwnCall> = {};
  for (const call of calls) {
    const own = ownConnection(call, device);
    if (own === undefined) continue;
    const known = state.live[call.id];
    live[call.id] = {
      call,
      own,
      pop: known?.pop,
      before: known?.before,
      mayBeRecalled: known?.pop === undefined,
    };
  }
  return { ...state, live };
}

export function applyCallEvent(state: CallsState, device: string, event: Event): CallsState {
  switch (event.type) {
    case 'screen-pop.offered': {
      const pop = event.data as unknown as ScreenPopOffered;
      return pop.device === device ? applyPop(state, pop.call.id, pop) : state;
    }
    case 'call.transferred':
    case 'call.conferenced': {
      const joined = event.data as unknown as EventData['call.transferred'];
      return join(state, device, { ...joined, at: event.time });
    }
    case 'call.ended': {
      const { call, cause } = event.data as unknown as EventData['call.ended'];
      return leave(state, call, { at: event.time, cause });
    }
    default: {
      const { call } = event.data as unknown as { call?: Call };
      if (call === undefined) return state;
      const own = ownConnection(call, device);
      if (own === undefined) return leave(state, call, { at: event.time, cause: undefined });
      return keep(state, { call, own, ...inherited(state.live[call.id]) });
    }
  }
}

/** A pop may come before the call's own event, and again when a slow directory has answered. */
export function applyPop(state: CallsState, callId: string, pop: ScreenPopOffered): CallsState {
  const known = state.live[callId];
  if (known !== undefined) return keep(state, { ...known, pop, mayBeRecalled: false });
  const own = ownConnection(pop.call, pop.device);
  if (own === undefined) return state;
  return keep(state, { call: pop.call, own, pop, before: undefined, mayBeRecalled: false });
}

/**
 * Two calls became one. The one that was held is the customer's: its pop is the one that goes on. Their
 * own ends follow as events and find nothing left to do.
 */
function join(
  state: CallsState,
  device: string,
  joined: EventData['call.transferred'] & { readonly at: string },
): CallsState {
  const { call, primaryCall, secondaryCall = '', at } = joined;
  const { [primaryCall]: primary, [secondaryCall]: secondary, [call.id]: _, ...rest } = state.live;
  const own = ownConnection(call, device);
  const known = primary ?? secondary;
  if (own === undefined) {
    if (known === undefined) return state;
    const last = { ...known, cause: undefined, leftAt: at };
    return { live: rest, last };
  }
  const entry: OwnCall = {
    call,
    own,
    pop: primary?.pop ?? secondary?.pop,
    before: primaryCall === call.id ? undefined : primaryCall,
    mayBeRecalled: primary?.pop === undefined,
  };
  return keep({ ...state, live: rest }, entry);
}

function inherited(known: OwnCall | undefined) {
  const { pop, before, mayBeRecalled = false } = known ?? {};
  return { pop, before, mayBeRecalled };
}

function keep(state: CallsState, own: OwnCall): CallsState {
  return { ...state, live: { ...state.live, [own.call.id]: own } };
}

/** This device's part is over: the record stays in view as the last call. */
function leave(
  state: CallsState,
  call: Call,
  end: { readonly at: string; readonly cause: EndCause | undefined },
): CallsState {
  const { [call.id]: known, ...live } = state.live;
  if (known === undefined) {
    // The cause comes with the end of the whole call, after the device has left it.
    const isLast = state.last?.call.id === call.id && end.cause !== undefined;
    return isLast && state.last ? { ...state, last: { ...state.last, cause: end.cause } } : state;
  }
  return { live, last: { ...known, cause: end.cause, leftAt: end.at } };
}
