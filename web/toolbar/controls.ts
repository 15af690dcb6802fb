/** What an agent can do with the calls as they are now, and what stands in the way. */
import type { Switch } from '../../schemas/generated/types.ts';
import type { OwnCall } from './calls.ts';
import type { ToolbarState } from './state.ts';

export type ControlName =
  | 'answer'
  | 'deflect'
  | 'hold'
  | 'retrieve'
  | 'consult'
  | 'transfer-to'
  | 'digits'
  | 'clear'
  | 'alternate'
  | 'reconnect'
  | 'transfer'
  | 'conference'
  | 'make-call';

interface ControlKind {
  readonly label: string;
  /** The service of the switch that it needs. */
  readonly service: string;
  readonly says: string;
  /** With Alt: the letter, as on a keyboard's `KeyA`. */
  readonly letter: string;
}

export const CONTROLS: Record<ControlName, ControlKind> = {
  answer: kind('Answer', 'answerCall', 'Answer the ringing call', 'A'),
  deflect: kind('Deflect', 'deflectCall', 'Send the ringing call to another number', 'L'),
  hold: kind('Hold', 'holdCall', 'Put the call on hold', 'H'),
  retrieve: kind('Retrieve', 'retrieveCall', 'Take the call back from hold', 'H'),
  consult: kind('Consult', 'consultationCall', 'Hold this call and ask somebody else', 'Q'),
  'transfer-to': kind(
    'Transfer to',
    'singleStepTransferCall',
    'Transfer in one step, without asking first',
    'S',
  ),
  digits: kind('Keys', 'generateDigits', 'Send tones into the call', 'K'),
  clear: kind('Hang up', 'clearConnection', 'Leave the call', 'C'),
  alternate: kind('Alternate', 'alternateCall', 'Swap the held and the active call', 'X'),
  reconnect: kind(
    'Reconnect',
    'reconnectCall',
    'End the active call and take the held one back',
    'R',
  ),
  transfer: kind('Transfer', 'transferCall', 'Connect the other two and leave', 'T'),
  conference: kind('Conference', 'conferenceCall', 'Bring everybody into one call', 'N'),
  'make-call': kind('Call', 'makeCall', 'Call this number', 'M'),
};

/** The controls of one call, by what this phone does in it. */
export function controlsOf({ own }: OwnCall): readonly ControlName[] {
  switch (own.state) {
    case 'alerting':
      return ['answer', 'deflect', 'clear'];
    case 'queued':
      return ['answer', 'clear'];
    case 'connected':
      return ['hold', 'consult', 'transfer-to', 'digits', 'clear'];
    case 'held':
      return ['retrieve', 'clear'];
    case 'initiated':
    case 'failed':
      return ['clear'];
    case 'null':
      return [];
  }
}

const RANK: Record<OwnCall['own']['state'], number> = {
  alerting: 0,
  queued: 1,
  connected: 2,
  initiated: 3,
  failed: 4,
  held: 5,
  null: 6,
};

/** What rings comes first, then what is talked in, then what is held; the elder before the younger. */
export function inOrder(calls: Readonly<Record<string, OwnCall>>): readonly OwnCall[] {
  return Object.values(calls).toSorted(
    (a, b) =>
      RANK[a.own.state] - RANK[b.own.state] || (a.call.startedAt < b.call.startedAt ? -1 : 1),
  );
}

export interface Pair {
  readonly held: OwnCall;
  readonly active: OwnCall;
}

/** The two calls that alternate, reconnect, transfer and conference take: one held, one not. */
export function pairOf(calls: Readonly<Record<string, OwnCall>>): Pair | undefined {
  const ordered = inOrder(calls);
  const active = ordered.find(({ own }) => ACTIVE.includes(own.state));
  const held = ordered.find(
    ({ own, call }) => own.state === 'held' && call.switch === active?.call.switch,
  );
  return held !== undefined && active !== undefined ? { held, active } : undefined;
}

const ACTIVE = ['connected', 'initiated', 'failed'];

/** The call that a shortcut acts on where several offer the control. */
export function shortcutCall(
  calls: Readonly<Record<string, OwnCall>>,
  letter: string,
): string | undefined {
  const offering = inOrder(calls).filter((entry) =>
    controlsOf(entry).some((name) => CONTROLS[name].letter === letter),
  );
  // The call one talks in is meant before the one that rings: Alt+C must not refuse a new caller.
  const active = offering.find(({ own }) => ACTIVE.includes(own.state));
  return (active ?? offering[0])?.call.id;
}

/** Why the switch cannot take this command now; undefined where it can. */
export function obstacle(state: ToolbarState, name: ControlName): string | undefined {
  const owner = ownSwitch(state);
  if (state.link.state !== 'live') return 'No connection to the server';
  if (owner === undefined) return 'The switch of this phone is not known';
  if (owner.state === 'down') return `The link to the switch ${owner.id} is down`;
  const { service, label } = CONTROLS[name];
  if (owner.capabilities.includes(service)) return undefined;
  return `${label}: the switch ${owner.id} cannot do this (${service})`;
}

export function ownSwitch({ device, switches }: ToolbarState): Switch | undefined {
  return switches[device.slice(0, device.indexOf(':'))];
}

function kind(label: string, service: string, says: string, letter: string): ControlKind {
  return { label, service, says, letter };
}
