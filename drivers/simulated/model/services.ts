/** What each service of the SPI does to the exchange. */
import { CrosspointError } from '../../../src/base/errors.ts';
import type { ServiceAnswer, ServiceArgs, ServiceName } from '../../../src/spi/services.ts';
import { answer, beginCall, checkCanCall, checkIsOnHook } from './answering.ts';
import { clearCall, clearConnection } from './clearing.ts';
import type { Exchange } from './exchange.ts';
import { alternate, consult, hold, reconnect, retrieve } from './holding.ts';
import { conference, singleStepTransfer, transfer } from './joining.ts';
import { findAtPhone, findCall, findConnection, requirePhone, requireState } from './look-up.ts';
import { deflect, park, pickUp } from './redirecting.ts';
import { checkDiallable } from './routing.ts';

/** Monitors belong to a link, not to the exchange. */
export type ExchangeService = Exclude<ServiceName, 'monitorStart' | 'monitorStop'>;

type Handlers = {
  readonly [Name in ExchangeService]: (x: Exchange, args: ServiceArgs<Name>) => ServiceAnswer<Name>;
};

const HANDLERS: Handlers = {
  makeCall,
  answerCall: (x, { connection }) => {
    answer(x, findAtPhone(x, connection, 'alerting', 'initiated'));
  },
  clearConnection: (x, { connection }) => {
    const leaving = findConnection(x, connection);
    clearConnection(x, leaving, leaving.failure ?? 'normalClearing');
  },
  clearCall: (x, { call }) => clearCall(x, findCall(x, call), 'normalClearing'),
  holdCall: hold,
  retrieveCall: retrieve,
  consultationCall: (x, args) => ({ initiatedCall: consult(x, args).id }),
  alternateCall: alternate,
  reconnectCall: reconnect,
  transferCall: transfer,
  conferenceCall: conference,
  singleStepTransferCall: singleStepTransfer,
  deflectCall: deflect,
  directedPickupCall: pickUp,
  parkCall: park,
  generateDigits,
  setDoNotDisturb: (x, { device: id, isOn }) => {
    const device = x.device(id);
    requirePhone(device);
    if (device.doNotDisturb === isOn) return;
    device.doNotDisturb = isOn;
    x.tellDevice(device);
  },
  setForwarding,
};

/** Does what is asked or throws the refusal, in which case nothing has changed. */
export function perform<Name extends ExchangeService>(
  x: Exchange,
  service: Name,
  args: ServiceArgs<Name>,
): ServiceAnswer<Name> {
  return HANDLERS[service](x, args);
}

function makeCall(x: Exchange, args: ServiceArgs<'makeCall'>): ServiceAnswer<'makeCall'> {
  const from = x.device(args.callingDevice);
  checkCanCall(x, from, args.calledNumber);
  checkIsOnHook(from);
  const connection = beginCall(x, {
    from,
    to: args.calledNumber,
    cause: 'makeCall',
    correlator: args.correlator,
    isLifted: args.autoOriginate !== false,
  });
  return { initiatedCall: connection.id };
}

function generateDigits(x: Exchange, args: ServiceArgs<'generateDigits'>): void {
  const connection = findConnection(x, args.connection);
  requireState(connection, 'connected');
  const { digits } = args;
  if (!/^[0-9*#A-Da-d]{1,64}$/.test(digits)) {
    throw new CrosspointError('switch-rejected', 'digits are 0-9 * # A-D, 64 at most', {
      rawCause: 'invalidParameterValue',
    });
  }
  const { call, id } = connection;
  x.tell({ event: 'digits', cause: 'normal', connection: id, digits }, call);
}

function setForwarding(x: Exchange, args: ServiceArgs<'setForwarding'>): void {
  const device = x.device(args.device);
  requirePhone(device);
  const { forwardTo } = args;
  if (forwardTo !== undefined) {
    checkDiallable(x, forwardTo);
    if (forwardTo === device.id) {
      throw new CrosspointError('invalid-destination', `${device.id} cannot forward to itself`);
    }
  }
  if (device.forwardTo === forwardTo) return;
  device.forwardTo = forwardTo;
  x.tellDevice(device);
}
