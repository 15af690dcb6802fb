import { describe, expect, it } from 'vitest';
import { createFraming } from './create-framing.ts';
import type { Framing, FramingEffect } from './framing.ts';
import type { HipathV24Settings } from './framing-settings.ts';
import { ackOctets, dataFrame, ENQUIRY_OCTETS, NAK_OCTETS } from './hipath-v24-frame.ts';
import { FRESH_RECEIVER, nextReceiver, type ReceiverState } from './hipath-v24-receiver.ts';
import { nextSender, type SenderInput, type SenderState } from './hipath-v24-sender.ts';
import { isWholeBer } from './raw-ber.ts';

function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** An effect in one word, with what is particular to it. */
function told(effect: FramingEffect): string {
  switch (effect.kind) {
    case 'write':
      return `write ${hex(effect.octets)}`;
    case 'deliver':
      return `deliver ${hex(effect.pdu)}`;
    case 'set-timer':
      return `${effect.timer} ${effect.ms}`;
    case 'count':
      return effect.what;
    case 'refuse':
    case 'oddity':
    case 'fail':
      return `${effect.kind} ${effect.error.code}`;
    case 'clear-timer':
      return `clear ${effect.timer}`;
    case 'ignored':
    case 'ready':
      return effect.kind;
  }
}

describe('the sender of a V.24 line', () => {
  const times = {
    enquiryMs: 12_000,
    secondEnquiryMs: 18_000,
    giveUpMs: 25_000,
    nakQuietMs: 100,
    maxTransmissions: 2,
  };
  const under = { frame: octets('1002'), last: 1, isAnswered: false, transmissions: 1 } as const;
  const question = { heard: undefined, round: 1, answers: 0 } as const;
  const STATES: Readonly<Record<string, SenderState>> = {
    idle: { kind: 'idle', last: 1 },
    waiting: { ...under, kind: 'waiting' },
    'waiting, last try': { ...under, kind: 'waiting', transmissions: 2 },
    refused: { ...under, kind: 'refused' },
    'refused, last try': { ...under, kind: 'refused', transmissions: 2 },
    asking: { ...under, ...question, kind: 'asking' },
    'asking, heard 0': { ...under, ...question, kind: 'asking', heard: 0, answers: 1 },
    'asking, heard 1': { ...under, ...question, kind: 'asking', heard: 1, answers: 1 },
    'asking, heard nak': { ...under, ...question, kind: 'asking', heard: 'nak', answers: 1 },
    'asking, second': { ...under, ...question, kind: 'asking', round: 2 },
    'asking, often': { ...under, ...question, kind: 'asking', heard: 1, answers: 7 },
    'asking anew': {
      ...{ ...under, ...question, kind: 'asking', heard: 1, answers: 1 },
      last: undefined,
      isAnswered: true,
    },
    lost: { kind: 'lost' },
  };
  const INPUTS: Readonly<Record<string, SenderInput>> = {
    send: { kind: 'send', frame: octets('1002') },
    'ack 0': { kind: 'ack', ack: 0, isSure: true },
    'ack 1': { kind: 'ack', ack: 1, isSure: true },
    'ack 0?': { kind: 'ack', ack: 0, isSure: false },
    'ack 1?': { kind: 'ack', ack: 1, isSure: false },
    nak: { kind: 'nak' },
    doubt: { kind: 'doubt' },
    timer: { kind: 'timer' },
  };
  const SENT = 'write 1002, answer 12000';
  const RESENT = `retransmissions, ${SENT}`;
  const ASKED = 'enquiriesOut, write 1005, answer 6000';
  const ASKED_AGAIN = 'enquiriesOut, write 1005, answer 7000';
  const LOST = 'clear answer, fail link-down';
  /** State → input → next state and effects; `-` where the input is ignored and changes nothing. */
  const TABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    idle: { send: `waiting: ${SENT}` },
    waiting: {
      'ack 0': 'idle: clear answer',
      'ack 1': 'waiting: ignored',
      'ack 0?': `asking: ${ASKED}`,
      'ack 1?': 'waiting: ignored',
      nak: 'refused: answer 100',
      doubt: 'waiting: ',
      timer: `asking: ${ASKED}`,
    },
    'waiting, last try': {
      'ack 0': 'idle: clear answer',
      'ack 1': 'waiting: ignored',
      'ack 0?': `asking: ${ASKED}`,
      'ack 1?': 'waiting: ignored',
      nak: 'refused: answer 100',
      doubt: 'waiting: ',
      timer: `asking: ${ASKED}`,
    },
    refused: {
      'ack 0': 'waiting: ignored, answer 12000',
      'ack 1': 'waiting: ignored, answer 12000',
      'ack 0?': 'waiting: ignored, answer 12000',
      'ack 1?': 'waiting: ignored, answer 12000',
      doubt: 'waiting: ignored, answer 12000',
      timer: `waiting: ${RESENT}`,
    },
    'refused, last try': {
      'ack 0': 'waiting: ignored, answer 12000',
      'ack 1': 'waiting: ignored, answer 12000',
      'ack 0?': 'waiting: ignored, answer 12000',
      'ack 1?': 'waiting: ignored, answer 12000',
      doubt: 'waiting: ignored, answer 12000',
      timer: `lost: ${LOST}`,
    },
    asking: {
      'ack 0': `asking: ${ASKED}`,
      'ack 1': `asking: ${ASKED}`,
      'ack 0?': `asking: ${ASKED}`,
      'ack 1?': `asking: ${ASKED}`,
      nak: `asking: ${ASKED}`,
      doubt: 'asking: ',
      timer: `asking: ${ASKED_AGAIN}`,
    },
    'asking, heard 0': {
      'ack 0': 'idle: clear answer',
      'ack 1': `asking: ${ASKED}`,
      'ack 0?': 'idle: clear answer',
      'ack 1?': `asking: ${ASKED}`,
      nak: `asking: ${ASKED}`,
      doubt: 'asking: ',
      timer: `asking: ${ASKED_AGAIN}`,
    },
    'asking, heard 1': {
      'ack 0': `asking: ${ASKED}`,
      'ack 1': `waiting: ${RESENT}`,
      'ack 0?': `asking: ${ASKED}`,
      'ack 1?': `waiting: ${RESENT}`,
      nak: `asking: ${ASKED}`,
      doubt: 'asking: ',
      timer: `asking: ${ASKED_AGAIN}`,
    },
    'asking, heard nak': {
      'ack 0': `asking: ${ASKED}`,
      'ack 1': `asking: ${ASKED}`,
      'ack 0?': `asking: ${ASKED}`,
      'ack 1?': `asking: ${ASKED}`,
      nak: `waiting: ${RESENT}`,
      doubt: 'asking: ',
      timer: `asking: ${ASKED_AGAIN}`,
    },
    'asking, second': {
      'ack 0': `asking: ${ASKED}`,
      'ack 1': `asking: ${ASKED}`,
      'ack 0?': `asking: ${ASKED}`,
      'ack 1?': `asking: ${ASKED}`,
      nak: `asking: ${ASKED}`,
      doubt: 'asking: ',
      timer: `lost: ${LOST}`,
    },
    'asking, often': {
      'ack 0': `lost: ${LOST}`,
      'ack 1': `waiting: ${RESENT}`,
      'ack 0?': `lost: ${LOST}`,
      'ack 1?': `waiting: ${RESENT}`,
      nak: `lost: ${LOST}`,
      doubt: 'asking: ',
      timer: `asking: ${ASKED_AGAIN}`,
    },
    'asking anew': {
      'ack 0': `asking: ${ASKED}`,
      'ack 1': 'idle: clear answer',
      'ack 0?': `asking: ${ASKED}`,
      'ack 1?': 'idle: clear answer',
      nak: `asking: ${ASKED}`,
      doubt: 'asking: ',
      timer: `asking: ${ASKED_AGAIN}`,
    },
    lost: {},
  };

  const pairs = Object.keys(STATES).flatMap((state) =>
    Object.keys(INPUTS).map((input) => [state, input] as const),
  );
  it.each(pairs)('in %s, at %s, does what the table says', (name, input) => {
    const from = STATES[name] as SenderState;
    const { state, effects } = nextSender(from, INPUTS[input] as SenderInput, times);
    const expected = TABLE[name]?.[input];
    if (expected === undefined) {
      expect(effects.map(told)).toEqual(['ignored']);
      expect(state).toBe(from);
    } else expect(`${state.kind}: ${effects.map(told).join(', ')}`).toBe(expected);
  });

  it('expects the other acknowledgement after each that arrived', () => {
    const { state } = nextSender({ ...under, kind: 'waiting', last: 0 }, INPUTS['ack 1']!, times);
    expect(state).toEqual({ kind: 'idle', last: 1 });
  });
});

describe('the receiver of a V.24 line', () => {
  const pdu = octets('a100');
  const other = octets('a10101');
  const seen: ReceiverState = { ...FRESH_RECEIVER, last: 0, accepted: pdu, count: 'more' };
  const first: ReceiverState = { ...seen, count: 1 };

  it.each<[string, ReceiverState, Uint8Array | undefined, string, Partial<ReceiverState>]>([
    ['the first', FRESH_RECEIVER, pdu, 'write 1030, deliver a100', { last: 0, count: 1 }],
    ['another', seen, other, 'write 1031, deliver a10101', { last: 1, count: 'more' }],
    ['the same unasked', seen, pdu, 'write 1031, deliver a100', { last: 1 }],
    ['the same, asked', { ...seen, wasAsked: true }, pdu, 'duplicates', { last: 0 }],
    [
      'another, asked',
      { ...seen, wasAsked: true },
      other,
      'write 1031, deliver a10101',
      { wasAsked: false, wasRepeated: false },
    ],
    [
      'the same, asked, insisting',
      { ...seen, wasAsked: true, wasRepeated: true },
      pdu,
      'write 1031, deliver a100',
      { last: 1, wasRepeated: false },
    ],
    [
      'the first of all again, insisting',
      { ...first, wasAsked: true, wasRepeated: true },
      pdu,
      'duplicates, write 1031',
      { last: 1 },
    ],
    ['what is not whole', seen, undefined, 'notWhole, naksOut, write 15', seen],
  ])('takes %s as it should', (_name, state, frame, effects, after) => {
    const next = nextReceiver(state, { kind: 'frame', pdu: frame });
    expect(next.effects.map(told).join(', ')).toBe(effects);
    expect(next.state).toMatchObject(after);
  });

  it('answers an enquiry with what it said last, and before the first frame with 1', () => {
    for (const [state, answer] of [
      [FRESH_RECEIVER, '1031'],
      [seen, '1030'],
    ] as const) {
      const next = nextReceiver(state, { kind: 'enquiry' });
      expect(next.effects.map(told)).toEqual(['enquiriesIn', `write ${answer}`]);
      expect(next.state).toEqual({ ...state, wasAsked: true });
    }
  });

  it('refuses a damaged frame and stays as it is', () => {
    const next = nextReceiver(seen, { kind: 'bad-frame' });
    expect(next.effects.map(told)).toEqual(['badChecksums', 'naksOut', 'write 15']);
    expect(next.state).toBe(seen);
  });
});

describe('the V.24 framing', () => {
  function open(settings: Partial<HipathV24Settings> = {}): Framing {
    const framing = createFraming({ kind: 'hipath-v24', ...settings }, 'client', {
      isWhole: isWholeBer,
    });
    expect(framing.next({ kind: 'opened' })).toEqual([{ kind: 'ready' }]);
    return framing;
  }

  const receive = (framing: Framing, bytes: Uint8Array): string[] =>
    framing.next({ kind: 'received', octets: bytes }).map(told);
  const send = (framing: Framing, pdu: string): string[] =>
    framing.next({ kind: 'send', pdu: octets(pdu) }).map(told);

  it('sends one frame at a time and queues the rest, up to a bound', () => {
    const framing = open({ maxQueue: 1 });
    expect(send(framing, 'a100')).toEqual(['write 1002a1001003b4', 'answer 12000']);
    expect(send(framing, 'a200')).toEqual([]);
    expect(send(framing, 'a300')).toEqual(['refuse resource-busy']);
    expect(receive(framing, ackOctets(0))).toEqual([
      'acksIn',
      'clear answer',
      'write 1002a2001003b5',
      'answer 12000',
    ]);
    expect(send(framing, 'a300')).toEqual([]);
  });

  it('acknowledges before it delivers, and refuses what lost or gained a 00', () => {
    const framing = open();
    const frame = dataFrame(octets('a1020000'));
    expect(receive(framing, frame)).toEqual(['write 1030', 'deliver a1020000']);
    for (const payload of ['a10200', 'a102000000']) {
      const damaged = dataFrame(octets(payload));
      expect(damaged.at(-1)).toBe(frame.at(-1));
      expect(receive(framing, damaged)).toEqual([
        'oddity malformed-frame',
        'notWhole',
        'naksOut',
        'write 15',
      ]);
    }
    expect(receive(framing, frame)).toEqual(['write 1031', 'deliver a1020000']);
  });

  it('watches for silence only in the middle of something', () => {
    const framing = open();
    expect(receive(framing, octets('10'))).toEqual(['silence 200']);
    expect(receive(framing, octets('30'))).toEqual(['acksIn', 'ignored', 'clear silence']);
    expect(receive(framing, octets('1002a1'))).toEqual(['silence 200']);
    const silence = framing.next({ kind: 'timer', timer: 'silence' }).map(told);
    expect(silence).toEqual([
      'oddity malformed-frame',
      'abandonedFrames',
      'resynchronisedOctets',
      'ignored',
    ]);
    expect(receive(framing, dataFrame(octets('a100')))).toEqual(['write 1030', 'deliver a100']);
  });

  it('tells where in the stream a damaged frame began', () => {
    const framing = open();
    receive(framing, dataFrame(octets('a100')));
    const [effect] = framing.next({ kind: 'received', octets: octets('1002a1001003b5') });
    expect(effect?.kind === 'oddity' && effect.error.position).toEqual({
      source: 'hipath-v24',
      offset: 7,
    });
  });

  it('answers the other side while it waits for an answer itself', () => {
    const framing = open();
    send(framing, 'a100');
    const both = Buffer.concat([dataFrame(octets('a200')), ackOctets(0), ENQUIRY_OCTETS]);
    expect(receive(framing, both)).toEqual([
      'write 1030',
      'deliver a200',
      'acksIn',
      'clear answer',
      'enquiriesIn',
      'write 1030',
    ]);
  });

  it('does not believe a 15 that does not stand alone', () => {
    const framing = open();
    send(framing, 'a100');
    const said = receive(framing, Buffer.concat([NAK_OCTETS, octets('02a1')]));
    expect(said.filter((one) => one.startsWith('answer'))).toEqual(['answer 100', 'answer 12000']);
  });

  it('carries the header of the TCP framing where that is set, and refuses a wrong one', () => {
    const framing = open({ isHeaderIncluded: true });
    expect(send(framing, 'a100')[0]).toBe(`write ${hex(dataFrame(octets('268002a100')))}`);
    expect(receive(framing, dataFrame(octets('268002a200')))).toContain('deliver a200');
    for (const payload of ['a200', '268003a200', '260002a200', '2680']) {
      expect(receive(framing, dataFrame(octets(payload)))).toContain('notWhole');
    }
  });

  it('refuses a PDU over the limit, counting a doubled 10 once', () => {
    const pdu = (length: number): string =>
      `a181${(length - 3).toString(16)}${'10'.repeat(length - 3)}`;
    expect(send(open(), pdu(250))[0]).toMatch(/^write /);
    expect(send(open(), pdu(251))).toEqual(['refuse payload-too-large']);
    expect(send(open({ isHeaderIncluded: true }), pdu(248))).toEqual(['refuse payload-too-large']);
  });

  it('is lost for good after the last timer', () => {
    const framing = open();
    send(framing, 'a100');
    const timer = { kind: 'timer', timer: 'answer' } as const;
    expect(framing.next(timer).map(told)).toContain('write 1005');
    expect(framing.next(timer).map(told)).toContain('write 1005');
    expect(framing.next(timer).map(told)).toContain('fail link-down');
    expect(send(framing, 'a100')).toEqual(['refuse link-down']);
    expect(receive(framing, ackOctets(0))).toEqual(['ignored']);
  });

  it('refuses timers that do not rise', () => {
    expect(() => open({ enquiryMs: 18_000 })).toThrow('invalid-configuration');
    expect(() => open({ maxTransmissions: 0 })).toThrow('invalid-configuration');
  });
});
