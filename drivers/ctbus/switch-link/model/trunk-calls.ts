/** What the network does. */
import { CrosspointError } from '../../../../src/spi/index.ts';
import type { IncomingCall, TrunkEvent } from '../hardware.ts';
import { answerNetwork } from './answering.ts';
import { Part, type Call, type Trunk } from './call.ts';
import { endedByNetwork } from './clearing.ts';
import type { Desk } from './desk.ts';
import { route } from './routing.ts';

export function takeTrunkEvent(desk: Desk, trunk: Trunk, event: TrunkEvent): void {
  switch (event.type) {
    case 'up':
    case 'down':
      setUp(desk, trunk, event.type === 'up');
      return;
    case 'incoming':
      comeIn(desk, trunk, event);
      return;
    default:
      ofCall(desk, trunk, event);
  }
}

function setUp(desk: Desk, trunk: Trunk, isUp: boolean): void {
  if (trunk.isUp === isUp) return;
  trunk.isUp = isUp;
  desk.teller.device(desk.infoOf(trunk));
}

function comeIn(
  desk: Desk,
  trunk: Trunk,
  { call: trunkCall, line, setup }: Extract<TrunkEvent, { type: 'incoming' }>,
): void {
  const party = callerOf(trunk, setup);
  const call = desk.newCall(party, {});
  const part = new Part(call, trunk, 'connected', { isCaller: true, party });
  part.trunkCall = trunkCall;
  part.line = line;
  desk.audio.attachPart(part);
  call.awaited = '';
  takeDigits(desk, trunk, part, setup.called, !setup.isOverlap);
}

/** The caller as the network tells; the trunk's own name does not stand for a number. */
function callerOf({ device }: Trunk, { calling, name }: IncomingCall) {
  return {
    device,
    ...(calling === '' ? {} : { number: calling }),
    ...(name === '' ? {} : { name }),
  };
}

type OfCall = Exclude<TrunkEvent, { type: 'up' | 'down' | 'incoming' }>;

function ofCall(desk: Desk, trunk: Trunk, event: OfCall): void {
  const part = trunk.parts.find(({ trunkCall }) => trunkCall === event.call);
  // What was hung up from here is out of the table before the network says so.
  if (part === undefined) return;
  switch (event.type) {
    case 'digits':
      takeDigits(desk, trunk, part, event.digits, event.isComplete);
      break;
    case 'line':
      part.line = event.line;
      desk.audio.attachPart(part);
      desk.audio.settle(part.call);
      break;
    case 'inBand':
      part.hasInBand = true;
      desk.audio.settle(part.call);
      break;
    case 'alerting':
      if (part.isCaller || part.state !== 'initiated') break;
      desk.teller.delivered(part, 'newCall');
      desk.audio.settle(part.call);
      break;
    case 'connected':
      connected(desk, part);
      break;
    case 'ended':
      endedByNetwork(desk, part, event.q850);
      break;
  }
}

function connected(desk: Desk, part: Part): void {
  part.isThrough = true;
  if (!part.isCaller && !part.isAnswered) {
    part.isAnswered = true;
    desk.teller.established(part, 'newCall');
    answerNetwork(part.call);
  }
  desk.audio.settle(part.call);
}

/** Digits of the called number, all at once or one after the other. */
function takeDigits(
  desk: Desk,
  trunk: Trunk,
  part: Part,
  digits: string,
  isComplete: boolean,
): void {
  const { call } = part;
  if (call.awaited === undefined) return;
  call.awaited += digits;
  const number = call.awaited;
  const device = desk.plan.arrival(trunk.settings, number);
  if (!isComplete && desk.plan.mayGrowInside(trunk.settings, number)) return;
  call.awaited = undefined;
  call.called = calledBy(desk, number, device);
  const to = device === undefined ? undefined : ({ is: 'inside', device } as const);
  route(desk, call, to, 'newCall');
}

function calledBy(desk: Desk, number: string, device: string | undefined): Call['called'] {
  if (device === undefined) return { number };
  const { party } = desk.extension(device);
  return number === '' ? party : { ...party, number };
}

/** The board has gone: nothing more can be asked of it. */
export function boardRemoved(desk: Desk): void {
  const ending = {
    cause: 'resourcesNotAvailable',
    q850: 47,
    rawCause: 'board removed',
  } as const;
  for (const call of desk.calls.values()) {
    for (const part of call.parts) {
      desk.disarm(part);
      if (part.owner.is === 'phone') desk.stopDialling(part.owner);
      desk.teller.cleared(part, ending);
    }
  }
  desk.calls.clear();
  for (const device of desk.devices.values()) device.parts.length = 0;
}

export function boardRemovedError(): CrosspointError {
  return new CrosspointError('link-down', 'the board has been pulled out', {
    rawCause: 'board removed',
  });
}
