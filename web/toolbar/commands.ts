import type { CallData } from '../../schemas/generated/types.ts';
import type { Request } from './rest.ts';

/** Something the agent asks for: how it is called in operations, about which call, and the request. */
export interface AgentCommand {
  readonly command: string;
  readonly call: string | undefined;
  readonly request: Omit<Request, 'key'>;
}

/** One device's part in a call. */
interface Part {
  readonly call: string;
  readonly device: string;
}

type PlainCommand = 'answer' | 'hold' | 'retrieve' | 'clear';
type TwoCallCommand = 'alternate' | 'reconnect' | 'transfer' | 'conference';
type RedirectCommand = 'consult' | 'transfer-to' | 'deflect';

export function onCall(command: PlainCommand, { call, device }: Part): AgentCommand {
  return {
    command,
    call,
    request: post(`/calls/${encodeURIComponent(call)}/${command}`, { device }),
  };
}

export function toNumber(
  command: RedirectCommand,
  { call, device }: Part,
  to: string,
): AgentCommand {
  const path = `/calls/${encodeURIComponent(call)}/${command}`;
  return { command, call, request: post(path, { device, to }) };
}

export function withOtherCall(
  command: TwoCallCommand,
  { call, device }: Part,
  otherCall: string,
): AgentCommand {
  const path = `/calls/${encodeURIComponent(call)}/${command}`;
  return { command, call, request: post(path, { device, otherCall }) };
}

export function sendDigits({ call, device }: Part, digits: string): AgentCommand {
  const path = `/calls/${encodeURIComponent(call)}/digits`;
  return { command: 'digits', call, request: post(path, { device, digits }) };
}

export function makeCall(from: string, to: string): AgentCommand {
  // The agent has asked for the call on the screen: the phone need not ring for it first.
  const request = post('/calls', { from, to, autoAnswer: true });
  return { command: 'make-call', call: undefined, request };
}

/** A JSON merge patch: a null takes the key away. */
export function changeData(call: string, patch: CallData): AgentCommand {
  const path = `/calls/${encodeURIComponent(call)}/data`;
  return { command: 'set-data', call, request: { method: 'PATCH', path, body: patch } };
}

export function simulateCaller(
  switchId: string,
  caller: { readonly from: string; readonly to: string; readonly name?: string; data?: CallData },
): AgentCommand {
  const path = `/simulators/${encodeURIComponent(switchId)}/calls`;
  return { command: 'simulate-call', call: undefined, request: post(path, caller) };
}

function post(path: string, body: object): AgentCommand['request'] {
  return { method: 'POST', path, body };
}
