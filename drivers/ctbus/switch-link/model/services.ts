import {
  CrosspointError,
  type Capability,
  type ServiceAnswer,
  type ServiceArgs,
  type ServiceName,
} from '../../../../src/spi/index.ts';
import { CLEARED, endingOf } from '../causes.ts';
import type { Destination } from '../number-plan.ts';
import type { CtbusSettings } from '../settings.ts';
import { answer, originate } from './answering.ts';
import { Part, wrongState } from './call.ts';
import { clearCall, howl, leave, letGo } from './clearing.ts';
import type { Desk } from './desk.ts';
import {
  alternate,
  conference,
  consult,
  givePort,
  hold,
  reconnect,
  retrieve,
  talking,
  transfer,
} from './holding.ts';
import { refusalOf, route } from './routing.ts';

type Handlers = {
  readonly [Name in ServiceName]?: (desk: Desk, args: ServiceArgs<Name>) => ServiceAnswer<Name>;
};

const HANDLERS: Handlers = {
  makeCall,
  answerCall: (desk, { connection }) => answerByCommand(desk, desk.part(connection)),
  clearConnection: (desk, { connection }) => leave(desk, desk.part(connection)),
  clearCall: (desk, { call }) => clearCall(desk, desk.call(call)),
  holdCall: (desk, { connection }) => hold(desk, connection),
  retrieveCall: (desk, { connection }) => retrieve(desk, connection),
  consultationCall: consult,
  alternateCall: alternate,
  reconnectCall: reconnect,
  transferCall: transfer,
  conferenceCall: conference,
  singleStepTransferCall: singleStepTransfer,
  deflectCall: deflect,
  generateDigits,
};

/** What a link to a board can do. Where there are telephones only, nobody can answer in their place. */
export function capabilitiesOf({ media }: CtbusSettings): ReadonlySet<Capability> {
  const services = (Object.keys(HANDLERS) as ServiceName[]).filter(
    (service) => service !== 'answerCall' || media.length > 0,
  );
  return new Set<Capability>([...services, 'correlatorData', 'callingName', 'digitsReported']);
}

/** Does a service at once; what follows from it is told. */
export function perform<Name extends ServiceName>(
  desk: Desk,
  service: Name,
  args: ServiceArgs<Name>,
): ServiceAnswer<Name> {
  const handler = HANDLERS[service];
  if (handler !== undefined) return handler(desk, args);
  throw new CrosspointError('service-not-supported', `a board has no ${service}`);
}

function makeCall(
  desk: Desk,
  { callingDevice, calledNumber, correlator }: ServiceArgs<'makeCall'>,
): ServiceAnswer<'makeCall'> {
  const owner = desk.extension(callingDevice);
  desk.plan.find(calledNumber);
  const refusal = refusalOf(desk, owner);
  if (refusal !== undefined) throw refused(owner.device, refusal);
  const call = desk.newCall(owner.party, desk.partyAt(calledNumber), correlator);
  const part = new Part(call, owner, 'initiated', { isCaller: true });
  const initiatedCall = part.id;
  if (owner.is === 'media') {
    givePort(desk, part);
    originate(desk, part, calledNumber, 'makeCall');
  } else {
    // Nobody but a person can lift a handset: the phone is rung first.
    part.toDial = calledNumber;
    desk.hardware.ring(owner.line, true);
    desk.arm(part, desk.settings.ringTimeoutMs, () => leave(desk, part, endingOf(19)));
    desk.teller.delivered(part, 'makeCall');
  }
  return { initiatedCall };
}

/** At a telephone the person has to pick up; there is nothing that could do it in their place. */
function answerByCommand(desk: Desk, part: Part): void {
  if (part.state !== 'alerting') throw wrongState(part, 'alerting');
  if (part.owner.is === 'media') answer(desk, part);
  else {
    const what = `${part.device} has to be picked up by hand`;
    throw new CrosspointError('switch-rejected', what, { rawCause: 'on hook' });
  }
}

function deflect(desk: Desk, { connection, newDestination }: ServiceArgs<'deflectCall'>): void {
  const to = desk.plan.find(newDestination);
  const part = desk.part(connection);
  if (part.state !== 'alerting' || part.isCaller) throw wrongState(part, 'alerting');
  demandReachable(desk, to);
  const { call } = part;
  desk.teller.diverted(part, desk.partyAt(newDestination));
  letGo(desk, part, 16);
  part.remove();
  part.state = 'null';
  call.lastRedirection = part.party;
  route(desk, call, to, 'redirected');
}

/** The caller is given away without a word to the other; who is in the call hears ringing. */
function singleStepTransfer(
  desk: Desk,
  { activeCall, transferredTo }: ServiceArgs<'singleStepTransferCall'>,
): void {
  const to = desk.plan.find(transferredTo);
  const part = talking(desk, activeCall);
  demandReachable(desk, to);
  const { call } = part;
  const primaryOldCall = part.id;
  letGo(desk, part, 16);
  part.remove();
  part.state = 'null';
  const connections = call.parts.map(({ id, party }) => {
    return { oldConnection: id, newConnection: id, party };
  });
  const addedDevice = desk.partyAt(transferredTo);
  const what = { cause: 'singleStepTransfer', primaryOldCall, byDevice: part.party } as const;
  desk.teller.joined('transferred', call, { ...what, addedDevice }, connections);
  call.lastRedirection = part.party;
  if (part.owner.is === 'phone') howl(desk, part.owner, CLEARED);
  route(desk, call, to, 'singleStepTransfer');
}

function demandReachable(desk: Desk, to: Destination): void {
  if (to.is !== 'inside') return;
  const refusal = refusalOf(desk, desk.extension(to.device));
  if (refusal !== undefined) throw refused(to.device, refusal);
}

function generateDigits(
  desk: Desk,
  { connection, digits, durationMs }: ServiceArgs<'generateDigits'>,
): void {
  if (!/^[0-9*#A-D]{1,64}$/.test(digits)) {
    throw new CrosspointError('invalid-request', 'digits are 0-9 * # A-D, at most 64');
  }
  const part = talking(desk, connection);
  if (part.isPressing) {
    throw new CrosspointError('resource-busy', 'keys are being pressed there already');
  }
  desk.audio.press(part, digits, durationMs);
  desk.teller.digits(part, digits);
}

function refused(device: string, q850: number): CrosspointError {
  const { cause } = endingOf(q850);
  return new CrosspointError('switch-rejected', `${device} takes no call now: ${cause}`, {
    switchCause: cause,
    rawCause: cause,
  });
}
