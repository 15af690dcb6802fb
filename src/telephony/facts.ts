/** The journal's wording of what the model has taken from a switch's event. */
import type { EndCause } from '../../schemas/generated/types.ts';
import type { EventDraft } from '../journal/event.ts';
import type { Party } from '../spi/device.ts';
import type { CallControlEvent } from '../spi/switch-event.ts';
import type { CallRecord } from './call-record.ts';
import { deviceId, viewCall, viewParty } from './call-record.ts';

/** What an applied event came to. */
export interface Applied {
  readonly drafts: readonly EventDraft[];
  /** The live call it was about, after it. */
  readonly call: CallRecord | undefined;
  /** True where the event did not fit and nothing was changed by it. */
  readonly isIgnored: boolean;
}

type OneConnectionEvent = Exclude<
  CallControlEvent,
  { event: 'transferred' | 'conferenced' | 'callCleared' | 'digits' }
>;

/** The party at the connection the event is about. */
export function partyOf(event: OneConnectionEvent): Party {
  switch (event.event) {
    case 'serviceInitiated':
      return event.initiatingDevice;
    case 'originated':
      return event.callingDevice;
    case 'networkReached':
      return {
        ...event.networkInterface,
        number: event.calledDevice.number,
        name: event.calledDevice.name,
      };
    case 'delivered':
      return event.alertingDevice;
    case 'established':
      return event.answeringDevice;
    case 'held':
    case 'retrieved':
      return event.device;
    case 'queued':
      return event.queue;
    case 'diverted':
      return event.divertingDevice;
    case 'failed':
      return event.failingDevice;
    case 'connectionCleared':
      return {};
  }
}

/** The event in the journal's terms, with the call as it is after it. */
export function draft(call: CallRecord, event: OneConnectionEvent): EventDraft {
  const device = deviceId(call.switchId, event.connection.device);
  const subject = call.id;
  const common = { call: viewCall(call), cause: event.cause, rawCause: event.rawCause };
  const party = (of: Party) => viewParty(call.switchId, of);
  switch (event.event) {
    case 'serviceInitiated':
      return { type: 'call.service-initiated', subject, data: { ...common, device } };
    case 'originated': {
      const called = party(event.calledDevice);
      return { type: 'call.originated', subject, data: { ...common, device, called } };
    }
    case 'networkReached': {
      const called = party(event.calledDevice);
      return { type: 'call.network-reached', subject, data: { ...common, device, called } };
    }
    case 'delivered': {
      const { lastRedirectionDevice: last } = event;
      return {
        type: 'call.delivered',
        subject,
        data: {
          ...common,
          alerting: device,
          calling: party(event.callingDevice),
          called: party(event.calledDevice),
          lastRedirection: last === undefined ? undefined : party(last),
        },
      };
    }
    case 'established':
      return {
        type: 'call.established',
        subject,
        data: {
          ...common,
          answering: device,
          calling: party(event.callingDevice),
          called: party(event.calledDevice),
        },
      };
    case 'held':
      return { type: 'call.held', subject, data: { ...common, device } };
    case 'retrieved':
      return { type: 'call.retrieved', subject, data: { ...common, device } };
    case 'connectionCleared':
      return { type: 'call.connection-cleared', subject, data: { ...common, device } };
    case 'queued':
      return {
        type: 'call.queued',
        subject,
        data: { ...common, device, ...fromTo(event), callsInFront: event.callsInFront },
      };
    case 'failed':
      return { type: 'call.failed', subject, data: { ...common, device, ...fromTo(event) } };
    case 'diverted': {
      const { newDestination } = event;
      const to = newDestination.number ?? newDestination.device ?? '';
      return { type: 'call.diverted', subject, data: { ...common, device, from: device, to } };
    }
  }
}

/** One connection of a call that the switch cleared as a whole. */
export function cleared(
  call: CallRecord,
  device: string,
  event: { readonly cause: string; readonly rawCause?: string },
): EventDraft {
  return {
    type: 'call.connection-cleared',
    subject: call.id,
    data: {
      call: viewCall(call),
      cause: event.cause,
      rawCause: event.rawCause,
      device: deviceId(call.switchId, device),
    },
  };
}

export function ended(call: CallRecord, cause: EndCause, now: number): EventDraft {
  const duration = Math.round(now - Date.parse(call.startedAt)) / 1000;
  return { type: 'call.ended', subject: call.id, data: { call: viewCall(call), duration, cause } };
}

function fromTo(event: { readonly callingDevice: Party; readonly calledDevice: Party }): {
  from: string | undefined;
  to: string | undefined;
} {
  return { from: event.callingDevice.number, to: event.calledDevice.number };
}
