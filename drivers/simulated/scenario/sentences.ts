/** The near-English in which a scenario says what happens. */
import { parseDuration } from './durations.ts';
import type { Action, DirectedFeature, PlainFeature } from './scenario.ts';
import type { Fault } from '../../../src/spi/far-end.ts';

interface Sentence {
  /** For people: how it is written. */
  readonly form: string;
  readonly pattern: RegExp;
  readonly read: (words: Words) => Action | undefined;
}

type Words = Readonly<Record<string, string | undefined>>;

const PLAIN: Readonly<Record<string, PlainFeature>> = {
  holds: 'hold',
  retrieves: 'retrieve',
  alternates: 'alternate',
  reconnects: 'reconnect',
  transfers: 'transfer',
  conferences: 'conference',
  'stops forwarding': 'stop-forwarding',
};

const DIRECTED: Readonly<Record<string, DirectedFeature>> = {
  consults: 'consult',
  'transfers to': 'transfer-to',
  'deflects to': 'deflect',
  'picks up': 'pick-up',
  'parks on': 'park',
  'forwards to': 'forward',
};

const SENTENCES: readonly Sentence[] = [
  {
    form: 'PHONE clicks to call NUMBER',
    pattern: /^(?<phone>\S+) clicks to call (?<to>.+)$/,
    read: ({ phone = '', to = '' }) => ({ does: 'click-to-call', phone, to }),
  },
  {
    form: 'WHO calls NUMBER [as NAME] [pressing KEYS]',
    pattern:
      /^(?<who>.+?) calls (?<to>.+?)(?: as (?<name>.+?))?(?:,? pressing (?<digits>[0-9*#A-D]{1,64}))?$/,
    read: ({ who = '', to = '', name, digits }) => ({
      does: 'call',
      who,
      to,
      ...(name === undefined ? {} : { name }),
      ...(digits === undefined ? {} : { digits }),
    }),
  },
  {
    form: 'WHO answers',
    pattern: /^(?<who>.+) answers$/,
    read: ({ who = '' }) => ({ does: 'answer', who }),
  },
  {
    form: 'WHO hangs up',
    pattern: /^(?<who>.+) hangs up$/,
    read: ({ who = '' }) => ({ does: 'hang-up', who }),
  },
  {
    form: 'WHO presses KEYS',
    pattern: /^(?<who>.+) presses (?<digits>[0-9*#A-D]{1,64})$/,
    read: ({ who = '', digits = '' }) => ({ does: 'press', who, digits }),
  },
  {
    form: `PHONE ${Object.keys(PLAIN).join(' | ')}`,
    pattern: new RegExp(`^(?<phone>\\S+) (?<verb>${Object.keys(PLAIN).join('|')})$`),
    read: ({ phone = '', verb = '' }) => {
      const does = PLAIN[verb];
      return does && { does, phone };
    },
  },
  {
    form: `PHONE ${Object.keys(DIRECTED).join(' | ')} NUMBER`,
    pattern: new RegExp(`^(?<phone>\\S+) (?<verb>${Object.keys(DIRECTED).join('|')}) (?<to>.+)$`),
    read: ({ phone = '', verb = '', to = '' }) => {
      const does = DIRECTED[verb];
      return does && { does, phone, to };
    },
  },
  {
    form: 'PHONE turns do-not-disturb on | off',
    pattern: /^(?<phone>\S+) turns do-not-disturb (?<way>on|off)$/,
    read: ({ phone = '', way }) => ({ does: 'do-not-disturb', phone, isOn: way === 'on' }),
  },
  {
    form: 'WHO is connected | held | alerting | queued | failed | idle',
    pattern: /^(?<who>.+) is (?<state>connected|held|alerting|queued|failed|idle)$/,
    read: ({ who = '', state = '' }) => ({ does: 'expect', who, state }),
  },
  {
    form: 'wait DURATION',
    pattern: /^wait (?<duration>.+)$/,
    read: ({ duration = '' }) => {
      const ms = parseDuration(duration);
      return ms === undefined ? undefined : { does: 'wait', ms };
    },
  },
];

const FAULTS: readonly {
  form: string;
  pattern: RegExp;
  read: (words: Words) => Fault | undefined;
}[] = [
  {
    form: 'link goes down [for DURATION]',
    pattern: /^(?:the )?link goes down(?: for (?<duration>.+))?$/,
    read: ({ duration }) => {
      const durationMs = duration === undefined ? 1_000 : parseDuration(duration);
      return durationMs === undefined ? undefined : { kind: 'link-down', durationMs };
    },
  },
  {
    form: 'next [COUNT] events are delayed by DURATION | doubled | reordered',
    pattern: /^(?:the )?next (?:(?<count>\d{1,6}) )?events? (?:is|are) (?<how>.+)$/,
    read: ({ count = '1', how = '' }) => eventFault(how, Number(count)),
  },
  {
    form: 'next [COUNT] responses are lost',
    pattern: /^(?:the )?next (?:(?<count>\d{1,6}) )?responses? (?:is|are) lost$/,
    read: ({ count = '1' }) => ({ kind: 'lose-response', count: Number(count) }),
  },
  {
    form: 'DEVICE goes out of service [for DURATION]',
    pattern: /^(?<device>\S+) goes out of service(?: for (?<duration>.+))?$/,
    read: ({ device = '', duration }) => {
      if (duration === undefined) return { kind: 'device-out-of-service', device };
      const durationMs = parseDuration(duration);
      if (durationMs === undefined) return undefined;
      return { kind: 'device-out-of-service', device, durationMs };
    },
  },
  {
    form: 'DEVICE comes back',
    pattern: /^(?<device>\S+) comes back$/,
    read: ({ device = '' }) => ({ kind: 'device-out-of-service', device, durationMs: 0 }),
  },
];

/** How an event can be spoilt, in the words of a scenario. */
export function eventFault(how: string, count: number): Fault | undefined {
  if (how === 'doubled') return { kind: 'duplicate', count };
  if (how === 'reordered') return { kind: 'reorder', count };
  const delayMs = how.startsWith('delayed by ') ? parseDuration(how.slice(11)) : undefined;
  return delayMs === undefined ? undefined : { kind: 'delay', delayMs, count };
}

export function readFault(text: string): Fault | undefined {
  for (const { pattern, read } of FAULTS) {
    const match = pattern.exec(text);
    if (match !== null) return read(match.groups ?? {});
  }
  return undefined;
}

/** What a sentence means; undefined where it means nothing. */
export function readSentence(text: string): Action | undefined {
  const fault = readFault(text);
  if (fault !== undefined) return { does: 'fault', fault };
  for (const { pattern, read } of SENTENCES) {
    const match = pattern.exec(text);
    const action = match === null ? undefined : read(match.groups ?? {});
    if (action !== undefined) return action;
  }
  return undefined;
}

/** Every form a sentence can have, for error messages. */
export function sentenceForms(): string[] {
  return [...SENTENCES, ...FAULTS].map(({ form }) => form);
}

export function faultForms(): string[] {
  return FAULTS.map(({ form }) => form);
}
