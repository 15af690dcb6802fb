import type { EventData } from '../../schemas/generated/types.ts';

export type EventType = keyof EventData;

/** An event before the journal has numbered it. `data` must not be changed afterwards. */
export type EventDraft = {
  [Type in EventType]: {
    readonly type: Type;
    /** What the event is about: a call, an operation, a switch or a device. */
    readonly subject: string;
    readonly data: EventData[Type];
    /** The call it belongs to, for events that are about something else. */
    readonly callId?: string;
    /** W3C trace context of the request that caused it. */
    readonly traceparent?: string;
  };
}[EventType];

/** An event with its place in the journal. */
export type JournalEvent = EventDraft & {
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** When the driver received what the event came of; not stored. */
  readonly receivedAt?: number;
};

/** An event as it is stored and sent: its number, what is filtered by, and the CloudEvents JSON. */
export interface EncodedEvent {
  readonly sequence: number;
  readonly type: string;
  readonly subject: string;
  readonly json: string;
}

/** Writes events as CloudEvents 1.0 JSON, each exactly once. */
export class EventEncoder {
  readonly #source: string;
  #lastMs = Number.NaN;
  #lastTime = '';

  constructor(source: string) {
    this.#source = JSON.stringify(source);
  }

  encode(event: JournalEvent): EncodedEvent {
    const { type, subject, sequence } = event;
    const callId = event.callId ?? (type.startsWith('call.') ? subject : undefined);
    const extensions =
      (callId === undefined ? '' : `,"callid":${JSON.stringify(callId)}`) +
      (event.traceparent === undefined
        ? ''
        : `,"traceparent":${JSON.stringify(event.traceparent)}`);
    const json =
      `{"specversion":"1.0","id":"${sequence}","source":${this.#source},"type":"${type}",` +
      `"subject":${JSON.stringify(subject)},"time":"${this.#time(event.time)}",` +
      `"sequence":${sequence},"datacontenttype":"application/json",` +
      `"dataschema":"/schemas/events.json#/$defs/${type}"${extensions},` +
      `"data":${JSON.stringify(event.data)}}`;
    return { sequence, type, subject, json };
  }

  #time(time: number): string {
    const ms = Math.floor(time);
    if (ms !== this.#lastMs) {
      this.#lastMs = ms;
      this.#lastTime = new Date(ms).toISOString();
    }
    return this.#lastTime;
  }
}
