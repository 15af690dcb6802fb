import { describe, expect, it } from 'vitest';
import type { CrosspointError } from '../../../src/base/errors.ts';
import { CrosspointError as Failure } from '../../../src/base/errors.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { dialingNumber } from '../model/identifiers.ts';
import type { CstaMessage } from '../model/message.ts';
import { JsonProtocol } from '../testing/json-protocol.ts';
import { memoryLines, type MemoryLine } from '../testing/memory-line.ts';
import { Session, type SessionSettings } from './session.ts';

const SETTINGS: SessionSettings = {
  ...{ role: 'client', isAssociated: true, requestTimeoutMs: 2_000, maxInvokeId: 9_999 },
  associationTimeoutMs: 2_000,
  ...{ awaitStatusMs: 0, keepAliveMs: 0 },
  limits: { outstanding: 8, perSecond: 1_000, startUpPerSecond: 1_000, waiting: 100 },
};

const OF_2001 = { device: dialingNumber('2001') };

/** JSON with answers that cannot be read: `{"kind":"result"}` without a result. */
class FragileProtocol extends JsonProtocol {
  override decode(...args: Parameters<JsonProtocol['decode']>): CstaMessage {
    const message = super.decode(...args);
    if (message.kind !== 'result' || message.result !== undefined) return message;
    const error = new Failure('malformed-frame', 'there is no result');
    return { kind: 'unreadable-answer', invokeId: message.invokeId, error };
  }
}

/** One session, and the other end of its line in the hands of the test. */
class Ends {
  readonly clock = new VirtualClock(0);
  readonly session: Session;
  readonly far: MemoryLine;
  readonly near: MemoryLine;
  /** What the session has sent. */
  readonly heard: CstaMessage[] = [];
  /** What the session has emitted. */
  readonly told: string[] = [];
  /** What the far end does with what it hears. */
  onMessage: (message: CstaMessage) => void = () => {};
  readonly #protocol = new FragileProtocol();

  constructor(settings: Partial<SessionSettings> = {}) {
    const { clock } = this;
    const { client, pbx } = memoryLines(clock);
    [this.near, this.far] = [client, pbx];
    this.session = new Session({
      ...{ line: client, protocol: this.#protocol, clock },
      settings: { ...SETTINGS, ...settings },
    });
    const { events } = this.session;
    events.on('report', ({ event }) => this.told.push(event.event));
    events.on('request', ({ request }) => this.told.push(`asks ${request.service}`));
    events.on('reassociated', () => this.told.push('reassociated'));
    events.on('down', ({ code, detail }) => this.told.push(`down ${code}: ${detail}`));
    events.on('oddity', ({ detail }) => this.told.push(`odd: ${detail}`));
    pbx.events.on('pdu', (pdu) => {
      const message = this.#protocol.decode(pdu, undefined, () => undefined);
      this.heard.push(message);
      this.onMessage(message);
    });
    void pbx.open();
  }

  say(message: CstaMessage | { kind: 'result'; invokeId: number }): void {
    this.far.send(this.#protocol.encode(message as CstaMessage));
  }

  /** Open, with a far end that accepts. */
  async open(): Promise<this> {
    const opening = this.session.open();
    await this.clock.advance(5);
    this.say({ kind: 'associated', isAccepted: true });
    await this.clock.advance(5);
    await opening;
    this.heard.length = 0;
    return this;
  }

  /** How it ended, and after how many milliseconds. */
  outcome(promise: Promise<unknown>): Promise<string> {
    return promise.then(
      (value) => `${JSON.stringify(value)} +${this.clock.now()}`,
      ({ code, detail }: CrosspointError) => `${code}: ${detail} +${this.clock.now()}`,
    );
  }

  ask(): Promise<string> {
    return this.outcome(this.session.request('getDoNotDisturb', OF_2001));
  }

  get lastId(): number {
    return (this.heard.at(-1) as { readonly invokeId: number }).invokeId;
  }

  get kinds(): string[] {
    return this.heard.map((message) => {
      return message.kind === 'request' ? message.request.service : message.kind;
    });
  }
}

const on = (invokeId: number): CstaMessage => ({
  ...{ kind: 'result', invokeId },
  result: { service: 'getDoNotDisturb', result: { isOn: true } },
});

const status = (word: 'normal' | 'initializing' | 'disabled'): CstaMessage => ({
  ...{ kind: 'request', invokeId: 77 },
  request: { service: 'systemStatus', args: { status: word } },
});

describe('an association', () => {
  it('is asked for with the login, and makes the session open once it is accepted', async () => {
    const login = { name: 'AMHOST', password: '77777' };
    const ends = new Ends({ login });
    const opening = ends.outcome(ends.session.open());
    await ends.clock.advance(10);
    expect(ends.heard).toEqual([{ kind: 'associate', invokeId: 1, login }]);
    expect(ends.session.isOpen).toBe(false);
    expect(await ends.ask()).toContain('link-down: the link is not open');
    ends.say({ kind: 'associated', isAccepted: true });
    await ends.clock.advance(10);
    expect(await opening).toBe('undefined +11');
    expect([ends.session.isOpen, ends.clock.hasTimers]).toEqual([true, false]);
  });

  it('that is refused leaves nothing behind, and its reason is told', async () => {
    const ends = new Ends();
    const opening = ends.outcome(ends.session.open());
    await ends.clock.advance(1);
    ends.say({ kind: 'associated', isAccepted: false, information: 'full' });
    await ends.clock.advance(5);
    expect(await opening).toMatch(/^link-down: the switch refuses the association: full/);
    expect([ends.told, ends.near.isGone, ends.clock.hasTimers]).toEqual([[], true, false]);
  });

  it('that nobody answers is given up in the time of a request', async () => {
    const ends = new Ends();
    const opening = ends.outcome(ends.session.open());
    await ends.clock.advance(5_000);
    expect(await opening).toBe('link-down: no association within 2000 ms +2000');
  });

  it('ends under a line that is lost, and with a session that is closed', async () => {
    for (const end of ['cut', 'close'] as const) {
      const ends = new Ends();
      const opening = ends.outcome(ends.session.open());
      await ends.clock.advance(1);
      if (end === 'cut') ends.far.cut();
      else await ends.session.close();
      await ends.clock.advance(10);
      expect(await opening).toMatch(/^link-down.*\+1$/);
      expect([ends.told, ends.clock.hasTimers]).toEqual([[], false]);
    }
  });

  it('that is accepted twice is accepted once', async () => {
    const ends = await new Ends({ keepAliveMs: 10_000 }).open();
    ends.say({ kind: 'associated', isAccepted: true });
    ends.say({ kind: 'associated', isAccepted: false });
    await ends.clock.advance(11_000);
    expect(ends.kinds).toEqual(['requestSystemStatus']);
    await ends.session.close();
    await ends.clock.advance(10);
    expect(ends.clock.hasTimers).toBe(false);
  });

  it('is released where the client closes, and the far end is told of nothing more', async () => {
    const ends = await new Ends({ keepAliveMs: 10_000 }).open();
    await ends.session.close();
    await ends.session.close();
    await ends.clock.advance(10);
    expect([ends.kinds, ends.clock.hasTimers]).toEqual([['release'], false]);
  });

  it('that the far end releases or aborts is lost', async () => {
    const released = await new Ends().open();
    released.say({ kind: 'release', invokeId: 4 });
    await released.clock.advance(10);
    expect(released.heard).toEqual([{ kind: 'released', invokeId: 4 }]);
    expect(released.told).toEqual(['down link-down: the other side released the association']);
    const aborted = await new Ends().open();
    aborted.say({ kind: 'abort', reason: 'power' });
    aborted.say({ kind: 'abort' });
    await aborted.clock.advance(10);
    expect(aborted.told).toEqual(['down link-down: the other side aborted: power']);
  });
});

describe('a switch that says when it is ready', () => {
  const waiting = { awaitStatusMs: 3_000 };

  /** When the session was open, where the far end says `words` after `ms`. */
  async function openAt(words: readonly CstaMessage[], ms = 500): Promise<string> {
    const ends = new Ends(waiting);
    const opening = ends.outcome(ends.session.open());
    await ends.clock.advance(9);
    ends.say({ kind: 'associated', isAccepted: true });
    await ends.clock.advance(1 + ms);
    for (const word of words) ends.say(word);
    await ends.clock.advance(5_000);
    const answers = ends.heard.filter(({ kind }) => kind === 'result');
    expect(answers).toHaveLength(words.length);
    expect(ends.clock.hasTimers).toBe(false);
    return opening;
  }

  it('is waited for, and its word is answered', async () => {
    expect(await openAt([status('normal')])).toBe('undefined +511');
  });

  it('is not taken for ready while it says that it begins', async () => {
    expect(await openAt([status('initializing')])).toBe('undefined +3010');
  });

  it('and never does is begun with all the same', async () => {
    expect(await openAt([])).toBe('undefined +3010');
  });

  it('is not waited for where it has said so in one breath with the acceptance', async () => {
    const ends = new Ends(waiting);
    const opening = ends.outcome(ends.session.open());
    await ends.clock.advance(10);
    const protocol = new JsonProtocol();
    for (const word of [{ kind: 'associated', isAccepted: true } as const, status('normal')]) {
      ends.near.events.emit('pdu', protocol.encode(word), ends.clock.now());
    }
    await ends.clock.advance(5_000);
    expect(await opening).toBe('undefined +10');
  });

  it('that it is disabled is lost', async () => {
    const ends = await new Ends().open();
    ends.say(status('disabled'));
    await ends.clock.advance(10);
    expect(ends.told).toEqual(['down link-down: the switch says that it is disabled']);
  });
});

it('without an association the first answer opens the session, a refusal too', async () => {
  const ends = new Ends({ isAssociated: false });
  const opening = ends.outcome(ends.session.open());
  await ends.clock.advance(10);
  expect(ends.kinds).toEqual(['requestSystemStatus']);
  const refusal = { category: 'operation', value: 'serviceNotSupported' } as const;
  ends.say({ kind: 'refusal', invokeId: ends.lastId, refusal });
  await ends.clock.advance(10);
  expect(await opening).toBe('undefined +11');
  await ends.session.close();
  await ends.clock.advance(10);
  expect(ends.kinds).toHaveLength(1);
});

it('without an association a silent switch is one that is not there', async () => {
  const ends = new Ends({ isAssociated: false });
  const opening = ends.outcome(ends.session.open());
  await ends.clock.advance(5_000);
  expect(await opening).toMatch(/^switch-timeout: .*\+2000$/);
  expect(ends.near.isGone).toBe(true);
});

describe('the sign of life', () => {
  it('is given as often as it is set, and one that is answered begins the count anew', async () => {
    const ends = await new Ends({ keepAliveMs: 10_000 }).open();
    const answered = [true, false, true, false, true];
    ends.onMessage = (message) => {
      if (message.kind !== 'request' || answered.shift() !== true) return;
      const result = { service: 'requestSystemStatus', result: { status: 'normal' } } as const;
      ends.say({ kind: 'result', invokeId: message.invokeId, result });
    };
    await ends.clock.advance(55_000);
    expect(ends.kinds).toHaveLength(5);
    expect(ends.told).toEqual([]);
  });

  it('that twice nobody answers means that the line is lost', async () => {
    const ends = await new Ends({ keepAliveMs: 10_000 }).open();
    await ends.clock.advance(23_900);
    expect(ends.told).toEqual([]);
    await ends.clock.advance(60_000);
    expect(ends.told).toEqual(['down link-down: the switch shows no sign of life']);
    expect([ends.kinds.length, ends.near.isGone, ends.clock.hasTimers]).toEqual([2, true, false]);
  });
});

describe('answers', () => {
  it('settle the request they answer, and no other', async () => {
    const ends = await new Ends().open();
    const [one, other] = [ends.ask(), ends.ask()];
    await ends.clock.advance(5);
    ends.say(on(ends.lastId));
    await ends.clock.advance(5_000);
    expect(await other).toMatch(/^{"isOn":true}/);
    expect(await one).toMatch(/^switch-timeout: no answer to getDoNotDisturb within 2000 ms/);
  });

  it('that come late or twice are counted, and go nowhere', async () => {
    const ends = await new Ends().open();
    const asked = ends.ask();
    await ends.clock.advance(5);
    for (const _ of 'ab') ends.say(on(ends.lastId));
    await ends.clock.advance(10);
    expect(await asked).toContain('isOn');
    const late = ends.ask();
    await ends.clock.advance(3_000);
    ends.say({
      kind: 'refusal',
      invokeId: ends.lastId,
      refusal: { category: 'state', value: '1' },
    });
    await ends.clock.advance(10);
    expect(await late).toContain('switch-timeout');
    expect(ends.session.counters).toMatchObject({ requests: 2, lateAnswers: 2 });
    expect(ends.told.filter((one) => one.startsWith('odd: an answer'))).toHaveLength(2);
  });

  it('of which nothing can be read fail their request at once', async () => {
    const ends = await new Ends().open();
    const asked = ends.ask();
    await ends.clock.advance(5);
    ends.say({ kind: 'result', invokeId: ends.lastId });
    await ends.clock.advance(5);
    expect(await asked).toMatch(/^malformed-frame: there is no result/);
    expect(ends.session.counters.malformed).toBe(1);
  });

  it('that are a Reject fail their request; one to nothing is an oddity', async () => {
    const ends = await new Ends().open();
    const asked = ends.ask();
    await ends.clock.advance(5);
    const problem = 'mistypedArgument';
    for (const invokeId of [ends.lastId, undefined])
      ends.say({ kind: 'reject', invokeId, problem });
    await ends.clock.advance(5);
    expect(await asked).toMatch(/^switch-rejected: not understood: mistypedArgument/);
    expect(ends.told).toEqual(['odd: not understood: mistypedArgument']);
  });
});

describe('what the other side sends', () => {
  it('and is no message is counted, and what follows is read', async () => {
    const ends = await new Ends().open();
    ends.far.send(Uint8Array.of(0xff));
    const report = { crossRef: '1', event: { event: 'other', name: 'x' } } as const;
    ends.say({ kind: 'event', invokeId: 1, report });
    await ends.clock.advance(10);
    expect(ends.session.counters).toMatchObject({ malformed: 1, events: 1 });
    expect(ends.told).toEqual([expect.stringMatching(/^odd/), 'other']);
  });

  it('and asks for what nobody knows is rejected', async () => {
    const ends = await new Ends().open();
    ends.say({ kind: 'request', invokeId: 9, request: { service: 'brew', args: {} } as never });
    await ends.clock.advance(10);
    const problem = 'unrecognisedOperation';
    expect(ends.heard).toEqual([{ kind: 'reject', invokeId: 9, problem }]);
    expect(ends.session.counters.rejected).toBe(1);
  });
});

describe('requests under way', () => {
  it('fail with link-down when the session is closed, those that wait as well', async () => {
    const limits = { ...SETTINGS.limits, outstanding: 2, startUpPerSecond: 1 };
    const ends = await new Ends({ limits }).open();
    const asked = [ends.ask(), ends.ask(), ends.ask()];
    await ends.clock.advance(5);
    await ends.session.close();
    ends.near.events.emit('pdu', new JsonProtocol().encode(status('normal')), 0);
    ends.near.events.emit('pdu', Uint8Array.of(0xff), 0);
    await ends.clock.advance(10);
    for (const one of await Promise.all(asked)) expect(one).toMatch(/^link-down/);
    expect([ends.told, ends.kinds]).toEqual([[], ['getDoNotDisturb', 'release']]);
    expect([await ends.ask(), ends.clock.hasTimers]).toEqual([
      expect.stringContaining('link-down'),
      false,
    ]);
  });

  it('fail with link-down however the line was lost', async () => {
    const ends = await new Ends().open();
    const asked = ends.ask();
    await ends.clock.advance(1);
    ends.near.breakOff(new Failure('transport-failed', 'EIO'));
    await ends.clock.advance(10);
    expect(await asked).toMatch(/^link-down: .*EIO/);
    expect(ends.told).toEqual([expect.stringMatching(/^down link-down: .*EIO/)]);
  });

  it('are no more than there are identifiers for', async () => {
    const ends = await new Ends({ maxInvokeId: 2 }).open();
    const asked = [ends.ask(), ends.ask(), ends.ask()];
    await ends.clock.advance(50);
    expect(ends.heard.map((one) => (one as { invokeId: number }).invokeId)).toEqual([2, 1]);
    for (const id of [1, 2]) ends.say(on(id));
    await ends.clock.advance(50);
    ends.say(on(ends.lastId));
    await ends.clock.advance(50);
    for (const one of await Promise.all(asked)) expect(one).toContain('isOn');
  });

  it('for which this side has no words are refused without a word', async () => {
    const clock = new VirtualClock(0);
    const { client, pbx } = memoryLines(clock);
    const protocol = new JsonProtocol({ without: ['escape'] });
    const settings = { ...SETTINGS, isAssociated: false, role: 'pbx' } as const;
    const session = new Session({ line: client, protocol, clock, settings });
    await Promise.all([session.open(), pbx.open()]);
    const asked = session.request('escape', { privateData: '00' });
    await expect(asked).rejects.toMatchObject({ code: 'service-not-supported' });
    expect(client.sent).toEqual([]);
  });
});

describe('the side of the switch', () => {
  const login = { name: 'a', password: 'b' };
  const pbx = { role: 'pbx', login } as const;
  const associate = (password: string): CstaMessage => ({
    ...{ kind: 'associate', invokeId: 1 },
    login: { name: 'a', password },
  });

  it('accepts whoever knows the login, and refuses whoever does not', async () => {
    for (const [password, isAccepted] of [
      ['b', true],
      ['c', false],
    ] as const) {
      const ends = new Ends(pbx);
      const opening = ends.outcome(ends.session.open());
      ends.say(associate(password));
      await ends.clock.advance(10);
      expect(ends.heard).toEqual([{ kind: 'associated', invokeId: 1, isAccepted }]);
      expect(await opening).toMatch(isAccepted ? /^undefined/ : /^link-down: .* wrong name/);
    }
  });

  it('begins anew with a client that does, and fails what it has asked the one before', async () => {
    const ends = new Ends(pbx);
    const opening = ends.session.open();
    ends.say(associate('b'));
    await ends.clock.advance(10);
    await opening;
    const asked = ends.ask();
    await ends.clock.advance(1);
    ends.say(associate('wrong'));
    await ends.clock.advance(10);
    expect(ends.told).toEqual([]);
    ends.say(associate('b'));
    await ends.clock.advance(10);
    expect(await asked).toMatch(/^link-down: the client has begun anew/);
    expect([ends.told, ends.session.isOpen]).toEqual([['reassociated'], true]);
    const { kind, isAccepted } = ends.heard.at(-1) as { kind: string; isAccepted: boolean };
    expect([kind, isAccepted]).toEqual(['associated', true]);
  });
});
