/** How a run reads: one line for each thing that happens. */
import type { Party } from '../../../src/spi/device.ts';
import {
  isCallControlEvent,
  type CallControlEvent,
  type SwitchEvent,
} from '../../../src/spi/switch-event.ts';

/** One thing that a run has to say, `atMs` after its start. */
export type RunLine =
  | { readonly atMs: number; readonly event: SwitchEvent }
  | { readonly atMs: number; readonly link: 'up' | 'down' }
  | { readonly atMs: number; readonly fault: string }
  | { readonly atMs: number; readonly refused: string; readonly line: number; readonly why: string }
  | {
      readonly atMs: number;
      readonly unmet: string;
      readonly line: number;
      readonly found: string;
    };

/** For people. */
export function inWords(line: RunLine): string {
  return `${timeOfDay(line.atMs)}  ${said(line)}`;
}

/** For programs: one JSON object. */
export function inJson(line: RunLine): string {
  return JSON.stringify(line);
}

function said(line: RunLine): string {
  if ('event' in line) return sentence(line.event);
  if ('link' in line) return `link ${line.link}`;
  if ('fault' in line) return `fault: ${line.fault}`;
  if ('refused' in line) return `line ${line.line}, "${line.refused}", was refused: ${line.why}`;
  return `line ${line.line}, "${line.unmet}", does not hold: ${line.found}`;
}

function sentence(event: SwitchEvent): string {
  if (!isCallControlEvent(event)) {
    if (event.event === 'deviceRemoved') return `device        ${event.device} is gone`;
    if (event.event === 'callRecord') return `record        ${event.record.raw}`;
    const { device, isInService, doNotDisturb, forwardedTo } = event.device;
    const state = [
      isInService ? 'in service' : 'out of service',
      ...(doNotDisturb === true ? ['do not disturb'] : []),
      ...(forwardedTo === undefined ? [] : [`forwarded to ${forwardedTo}`]),
    ];
    return `device        ${device} is ${state.join(', ')}`;
  }
  const q850 = 'q850' in event ? `, Q.850 ${event.q850}` : '';
  return `call ${callIn(event).padEnd(8)} ${told(event)} (${event.cause}${q850})`;
}

function callIn(event: CallControlEvent): string {
  switch (event.event) {
    case 'callCleared':
      return event.call;
    case 'transferred':
    case 'conferenced':
      return event.primaryOldCall.call;
    default:
      return event.connection.call;
  }
}

function told(event: CallControlEvent): string {
  switch (event.event) {
    case 'serviceInitiated':
      return `${who(event.initiatingDevice)} goes off hook`;
    case 'originated':
      return `${who(event.callingDevice)} calls ${who(event.calledDevice)}`;
    case 'networkReached':
      return `${who(event.callingDevice)} goes out by ${event.connection.device} to ${who(event.calledDevice)}`;
    case 'delivered':
      return `${who(event.alertingDevice)} rings: ${who(event.callingDevice)} calls ${who(event.calledDevice)}`;
    case 'established':
      return `${who(event.answeringDevice)} answers ${who(event.callingDevice)}`;
    case 'held':
      return `${who(event.device)} holds`;
    case 'retrieved':
      return `${who(event.device)} retrieves`;
    case 'queued': {
      const front = event.callsInFront === undefined ? '' : `, ${event.callsInFront} in front`;
      return `${who(event.callingDevice)} waits at ${who(event.queue)}${front}`;
    }
    case 'diverted':
      return `goes from ${who(event.divertingDevice)} to ${who(event.newDestination)}`;
    case 'failed':
      return `fails at ${who(event.failingDevice)}`;
    case 'transferred':
    case 'conferenced':
      return joined(event);
    case 'connectionCleared':
      return `${who(event.releasingDevice)} leaves`;
    case 'callCleared':
      return 'is over';
    case 'digits':
      return `${event.connection.device} presses ${event.digits}`;
  }
}

function joined(event: CallControlEvent & { event: 'transferred' | 'conferenced' }): string {
  const parties = event.connections.map(({ newConnection, party }) => {
    return who(party ?? { device: newConnection.device });
  });
  const newCall = event.connections[0]?.newConnection.call ?? '?';
  const verb = event.event === 'transferred' ? 'transfers' : 'makes a conference';
  return `${who(event.byDevice)} ${verb}: call ${newCall} of ${parties.join(' and ')}`;
}

function who({ device, number, name }: Party): string {
  const called = number ?? device ?? 'somebody';
  return name === undefined ? called : `${called} ${name}`;
}

function timeOfDay(atMs: number): string {
  const ms = Math.round(atMs);
  const part = (value: number, length: number): string => String(value).padStart(length, '0');
  const hours = part(Math.floor(ms / 3_600_000), 2);
  const minutes = part(Math.floor(ms / 60_000) % 60, 2);
  const seconds = part(Math.floor(ms / 1_000) % 60, 2);
  return `${hours}:${minutes}:${seconds}.${part(ms % 1_000, 3)}`;
}
