import type { CallRecordDirection } from '../call-record.ts';
import { CAUSES } from '../cause.ts';
import { staticDevice, type ConnectionId } from '../connection.ts';
import type { DeviceInfo, Party } from '../device.ts';
import type { Capability } from '../services.ts';
import { isCallControlEvent, type CallControlEvent, type SwitchEvent } from '../switch-event.ts';
import type { JoinEvent } from './joined-calls.ts';
import type { Report } from './rules.ts';
import { told } from './words.ts';

/**
 * The party an event is about, by event: its device is the one of the event's connection. A record, so
 * that an event added to the SPI has to say here what it is about.
 */
const SUBJECT: Record<CallControlEvent['event'], string | undefined> = {
  serviceInitiated: 'initiatingDevice',
  originated: undefined,
  networkReached: 'networkInterface',
  delivered: 'alertingDevice',
  established: 'answeringDevice',
  held: 'device',
  retrieved: 'device',
  queued: 'queue',
  diverted: 'divertingDevice',
  failed: 'failingDevice',
  transferred: 'byDevice',
  conferenced: 'byDevice',
  connectionCleared: 'releasingDevice',
  callCleared: undefined,
  digits: undefined,
};

const WITH_PARTIES = new Set([
  'originated',
  'networkReached',
  'delivered',
  'established',
  'queued',
  'diverted',
  'failed',
]);

const DIRECTIONS: ReadonlySet<unknown> = new Set<CallRecordDirection>(['in', 'out', 'internal']);

const KNOWN_CAUSES: ReadonlySet<string> = new Set(CAUSES);

/** An event whose fields are not taken for granted: a driver may be written in JavaScript. */
type Unchecked = Record<string, unknown>;

/**
 * What can be said of one event alone. False when it is so malformed that it means nothing, and the
 * model had better not see it.
 */
export function checkForm(
  event: SwitchEvent,
  capabilities: ReadonlySet<Capability>,
  report: Report,
): boolean {
  const name: unknown = (event as Partial<SwitchEvent> | undefined)?.event;
  if (name === 'deviceChanged' || name === 'deviceRemoved') return checkDevice(event, report);
  if (name === 'callRecord') return checkRecord(event, report);
  if (typeof name !== 'string' || !(name in SUBJECT)) {
    report('event-malformed', `there is no event "${String(name)}" in the SPI`);
    return false;
  }
  if (!isCallControlEvent(event)) return false;
  const blank = blankConnection(event);
  if (blank !== undefined) {
    report('event-malformed', `${event.event} has no ${blank}`);
    return false;
  }
  checkCause(event, report);
  checkParties(event, report);
  checkCapabilities(event, capabilities, report);
  return true;
}

function checkDevice(event: SwitchEvent, report: Report): boolean {
  const about = (event as unknown as Unchecked)['device'];
  const device = typeof about === 'object' ? (about as Partial<DeviceInfo>)?.device : about;
  if (isText(device)) return true;
  report('event-malformed', `${event.event} has no device`);
  return false;
}

/** A record may leave out everything but itself: the switch says what it says. */
function checkRecord(event: SwitchEvent, report: Report): boolean {
  const record = (event as unknown as Unchecked)['record'] as Unchecked | null | undefined;
  if (!isText(record?.['raw'])) {
    report('event-malformed', 'callRecord has no record with what the switch sent as raw');
    return false;
  }
  const { direction, ringMs, durationMs } = record as Unchecked;
  if (direction !== undefined && !DIRECTIONS.has(direction)) {
    report('event-malformed', `callRecord has the direction ${JSON.stringify(direction)}`);
  }
  for (const [name, ms] of Object.entries({ ringMs, durationMs })) {
    if (ms === undefined || (typeof ms === 'number' && Number.isFinite(ms) && ms >= 0)) continue;
    report('event-malformed', `callRecord has a ${name} that is no length of time`);
  }
  return true;
}

function blankConnection(event: CallControlEvent): string | undefined {
  switch (event.event) {
    case 'callCleared':
      return isText(event.call) ? undefined : 'call';
    case 'transferred':
    case 'conferenced':
      return blankInList(event);
    default:
      return isConnection(event.connection) ? undefined : 'connection with a call and a device';
  }
}

function blankInList(event: JoinEvent): string | undefined {
  if (!isConnection(event.primaryOldCall)) return 'primaryOldCall with a call and a device';
  if (!Array.isArray(event.connections)) return 'connection list';
  const isListWhole = event.connections.every((entry) => isConnection(entry.newConnection));
  return isListWhole ? undefined : 'newConnection in an entry of its connection list';
}

function checkCause(event: CallControlEvent, report: Report): void {
  const cause: unknown = event.cause;
  if (cause === undefined) {
    report('cause-missing', `${told(event)} has no cause; what a switch does not say is "unknown"`);
  } else if (typeof cause !== 'string' || !KNOWN_CAUSES.has(cause)) {
    report(
      'cause-missing',
      `${told(event)} has the cause ${JSON.stringify(cause)}, which is not in the table of causes; ` +
        'map it to "unknown" and hand it on as rawCause',
    );
  }
}

function checkParties(event: CallControlEvent, report: Report): void {
  const fields = event as unknown as Unchecked;
  const wanted = WITH_PARTIES.has(event.event) ? ['callingDevice', 'calledDevice'] : [];
  // ECMA-180 has no caller in Failed, and a call that never rang is over before anybody can ask.
  if (event.event === 'failed') wanted.shift();
  const subject = SUBJECT[event.event];
  if (subject !== undefined) wanted.push(subject);
  for (const field of wanted) {
    const party = fields[field] as Party | undefined;
    if (!isText(party?.device) && !isText(party?.number)) {
      report('parties-missing', `${told(event)} says no ${field}: neither a device nor a number`);
    }
  }
  const own = fields['connection'] as ConnectionId | undefined;
  if (subject === undefined || own === undefined) return;
  const device = (fields[subject] as Party | undefined)?.device;
  if (isText(device) && device !== own.device && device !== staticDevice(own.device)) {
    const how = `${told(event)} says ${subject} ${device}`;
    report('party-mismatch', `${how}; its connection is that of ${own.device}`);
  }
}

function checkCapabilities(
  event: CallControlEvent,
  capabilities: ReadonlySet<Capability>,
  report: Report,
): void {
  if (event.event === 'digits' && !capabilities.has('digitsReported')) {
    report('capability-lie', `${told(event)}, but digitsReported is not in capabilities`);
  }
  if (event.correlator !== undefined && !capabilities.has('correlatorData')) {
    report(
      'capability-lie',
      `${told(event)} has a correlator, but correlatorData is not in capabilities`,
    );
  }
}

function isConnection(value: ConnectionId | undefined): boolean {
  return isText(value?.call) && isText(value?.device);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
