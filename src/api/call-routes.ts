import type { ValidateFunction } from 'ajv';
import * as validators from '../../schemas/generated/validators.ts';
import { CrosspointError } from '../base/errors.ts';
import { viewCall } from '../telephony/call-record.ts';
import type { Command } from '../telephony/command.ts';
import type { Telephony } from '../telephony/telephony.ts';
import type { Role } from './authentication.ts';
import { ROLES } from './authentication.ts';
import { PAGING, paged } from './paging.ts';
import type { ApiRequest, Route } from './route.ts';

const OPERATION_ID = /^op_[\da-z_]{1,64}$/;

type Fields = Record<string, unknown>;

interface CommandRoute {
  readonly name: string;
  readonly summary: string;
  readonly schema: string;
  readonly validate: ValidateFunction;
  readonly isBodyOptional?: boolean;
}

const ON_CALLS: readonly CommandRoute[] = [
  on('answer', 'Answer a ringing call', 'DeviceCommand', validators.validateDeviceCommand),
  on('hold', 'Put the call on hold', 'DeviceCommand', validators.validateDeviceCommand),
  on('retrieve', 'Take the call back', 'DeviceCommand', validators.validateDeviceCommand),
  {
    ...on(
      'clear',
      'Hang up; without a device the whole call',
      'ClearCommand',
      validators.validateClearCommand,
    ),
    isBodyOptional: true,
  },
  on('consult', 'Hold the call and call somebody else', 'Consult', validators.validateConsult),
  on('alternate', 'Swap the held and the active call', 'TwoCalls', validators.validateTwoCalls),
  on(
    'reconnect',
    'End the active call and take the held one back',
    'TwoCalls',
    validators.validateTwoCalls,
  ),
  on('transfer', 'Connect the other two and leave', 'TwoCalls', validators.validateTwoCalls),
  on('conference', 'Bring everybody into one call', 'TwoCalls', validators.validateTwoCalls),
  on(
    'transfer-to',
    'Transfer in one step, without asking first',
    'Redirect',
    validators.validateRedirect,
  ),
  on('deflect', 'Send a ringing call elsewhere', 'Redirect', validators.validateRedirect),
  on('park', 'Leave the call at a parking place', 'Redirect', validators.validateRedirect),
  on('pickup', 'Answer at another phone what rings here', 'Pickup', validators.validatePickup),
  on('digits', 'Send tones', 'SendDigits', validators.validateSendDigits),
];

/** Live calls, to look at. */
export function callRoutes(telephony: Telephony): Route[] {
  const common = { method: 'get', tag: 'calls', roles: ROLES, status: 200 } as const;
  return [
    {
      ...common,
      path: '/v1/calls',
      operationId: 'listCalls',
      summary: 'Live calls',
      query: PAGING,
      answer: 'CallList',
      handle: ({ query }) => ({ status: 200, body: paged(telephony.calls(), query) }),
    },
    {
      ...common,
      path: '/v1/calls/{call}',
      operationId: 'getCall',
      summary: 'One live call',
      answer: 'Call',
      handle: ({ params }) => ({
        status: 200,
        body: viewCall(telephony.requireCall(params['call'] ?? '').call),
      }),
    },
    {
      ...common,
      path: '/v1/operations/{operation}',
      operationId: 'getOperation',
      summary: 'How a command went',
      answer: 'Operation',
      handle: ({ params }) => {
        const id = params['operation'] ?? '';
        // A subject of the journal may end in a wildcard; an identifier never does.
        const operation = OPERATION_ID.test(id) ? telephony.operations.find(id) : undefined;
        if (operation !== undefined) return { status: 200, body: operation };
        throw new CrosspointError('unknown-operation', `there is no operation ${id.slice(0, 128)}`);
      },
    },
  ];
}

/** What can be done with calls. */
export function commandRoutes(telephony: Telephony): Route[] {
  const common = { tag: 'calls', roles: ROLES, status: 202, answer: 'Accepted' } as const;
  const accept = (request: ApiRequest, command: object) => ({
    status: 202,
    body: telephony.command(
      { ...(request.body as object), ...command } as Command,
      request.identity,
    ),
  });
  const onCalls = ON_CALLS.map(({ name, summary, schema, validate, isBodyOptional }): Route => ({
    ...common,
    method: 'post',
    path: `/v1/calls/{call}/${name}`,
    operationId: camelCase(`${name}-call`),
    summary,
    body: { schema, validate },
    isBodyOptional,
    handle: (request) => accept(request, { command: name, call: request.params['call'] }),
  }));
  return [
    {
      ...common,
      method: 'post',
      path: '/v1/calls',
      operationId: 'makeCall',
      summary: 'Make a call',
      body: { schema: 'MakeCall', validate: validators.validateMakeCall },
      handle: (request) => accept(request, { command: 'make-call' }),
    },
    ...onCalls,
    {
      ...common,
      method: 'patch',
      path: '/v1/calls/{call}/data',
      operationId: 'patchCallData',
      summary: 'Change the attached data by a JSON merge patch',
      body: { schema: 'DataPatch', validate: validators.validateDataPatch },
      handle: ({ params, body, identity }) => {
        const patch = body as Record<string, unknown>;
        const command = { command: 'set-data', call: params['call'] ?? '', patch } as const;
        return { status: 202, body: telephony.command(command, identity) };
      },
    },
  ];
}

/** The outside world of a simulated switch. */
export function simulatorRoutes(telephony: Telephony): Route[] {
  const tag = 'simulators';
  const withFaults: readonly Role[] = ['admin', 'integrator'];
  const common = { tag, status: 202, answer: 'Accepted' } as const;
  return [
    {
      ...common,
      method: 'post',
      path: '/v1/simulators/{switch}/calls',
      operationId: 'simulateCall',
      summary: 'Somebody outside dials in',
      roles: ROLES,
      body: { schema: 'SimulatedCall', validate: validators.validateSimulatedCall },
      handle: ({ body, params, identity }) => {
        const fields = { ...(body as Fields), command: 'simulate-call', switch: params['switch'] };
        return { status: 202, body: telephony.command(fields as Command, identity) };
      },
    },
    {
      ...common,
      method: 'delete',
      path: '/v1/simulators/{switch}/calls/{call}',
      operationId: 'simulateHangUp',
      summary: 'The outside caller hangs up',
      roles: ROLES,
      handle: ({ params, identity }) => {
        const fields = { command: 'simulate-hang-up', ...params };
        return { status: 202, body: telephony.command(fields as Command, identity) };
      },
    },
    {
      ...common,
      method: 'post',
      path: '/v1/simulators/{switch}/faults',
      operationId: 'simulateFault',
      summary: 'Something goes wrong at the switch or on the link',
      roles: withFaults,
      body: { schema: 'SimulatedFault', validate: validators.validateSimulatedFault },
      handle: ({ body, params, identity }) => {
        const command = { command: 'simulate-fault', switch: params['switch'], fault: body };
        return { status: 202, body: telephony.command(command as Command, identity) };
      },
    },
  ];
}

function on(
  name: string,
  summary: string,
  schema: string,
  validate: ValidateFunction,
): CommandRoute {
  return { name, summary, schema, validate };
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
