import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../src/base/errors.ts';
import { silentLog } from '../../src/base/log.ts';
import { VirtualClock } from '../../src/base/virtual-clock.ts';
import type { LinkSettings } from '../../src/telephony/link-supervisor.ts';
import { LinkSupervisor } from '../../src/telephony/link-supervisor.ts';
import type { Script } from './scripted-link.ts';
import { ScriptedConnector } from './scripted-link.ts';

const SETTINGS: LinkSettings = {
  requestsPerSecond: 100,
  startUpRequestsPerSecond: 10,
  burst: 1,
  outstandingRequests: 10,
  responseTimeoutMs: 5000,
  snapshotTimeoutMs: 5000,
  snapshotIntervalMs: 30_000,
  watchdogMs: 15_000,
  reconnectMinMs: 100,
  reconnectMaxMs: 1000,
};

interface Given {
  readonly scripts?: readonly Script[];
  readonly synchronise?: (link: LinkSupervisor) => Promise<void>;
  readonly settings?: Partial<LinkSettings>;
}

/** A supervisor over scripted links; chance lies in the middle, so that delays are exact. */
class Watch {
  readonly clock = new VirtualClock(0);
  readonly connector: ScriptedConnector;
  readonly supervisor: LinkSupervisor;
  readonly told: string[] = [];

  constructor(given: Given = {}) {
    this.connector = new ScriptedConnector(this.clock, given.scripts);
    this.supervisor = new LinkSupervisor({
      connector: this.connector,
      settings: { ...SETTINGS, ...given.settings },
      clock: this.clock,
      random: { next: () => 0.5 },
      log: silentLog,
      synchronise: given.synchronise ?? (() => Promise.resolve()),
    });
    const { events } = this.supervisor;
    events.on('up', () => this.told.push('up'));
    events.on('synchronised', () => this.told.push('synchronised'));
    events.on('down', ({ code }) => this.told.push(`down ${code}`));
  }

  async open(): Promise<this> {
    this.supervisor.start();
    await this.clock.advance(0);
    return this;
  }
}

const never = () => new Promise<void>(() => undefined);

describe('a link that opens', () => {
  it('is up when it has been synchronised, and was synchronising before', async () => {
    let finish: () => void = () => undefined;
    const synchronise = () => new Promise<void>((resolve) => (finish = resolve));
    const watch = new Watch({ synchronise });
    expect(watch.supervisor.state).toBe('down');
    await watch.open();
    expect([watch.supervisor.state, watch.told]).toEqual(['synchronising', ['up']]);
    finish();
    await watch.clock.advance(0);
    expect([watch.supervisor.state, watch.told]).toEqual(['up', ['up', 'synchronised']]);
    expect(watch.supervisor.counters).toMatchObject({ connects: 1, losses: 0 });
  });

  it('takes requests at the start-up rate until it is synchronised, then at the full one', async () => {
    const startedAt: number[] = [];
    const ask = async (link: LinkSupervisor, count: number) => {
      const one = async () => {
        await link.request('answerCall', { connection: { call: '1', device: '2' } });
        startedAt.push(watch.clock.now());
      };
      await Promise.all(Array.from({ length: count }, one));
    };
    const watch = new Watch({ synchronise: (link) => ask(link, 4) });
    await watch.open();
    await watch.clock.advance(300);
    expect([startedAt, watch.supervisor.state]).toEqual([[0, 100, 200, 300], 'up']);
    void ask(watch.supervisor, 3);
    await watch.clock.advance(100);
    expect(startedAt.slice(4)).toEqual([310, 320, 330]);
    expect(watch.supervisor.counters.requests).toBe(7);
  });

  it('knows the capabilities of its link, and none without one', async () => {
    const watch = new Watch();
    expect(watch.supervisor.capabilities.size).toBe(0);
    await watch.open();
    expect(watch.supervisor.capabilities).toContain('answerCall');
    watch.connector.last.lose();
    expect(watch.supervisor.capabilities.size).toBe(0);
  });
});

describe('a link that is lost', () => {
  it('is told of once, closed, and replaced by a new one after the shortest delay', async () => {
    const watch = await new Watch().open();
    const [first] = watch.connector.links;
    first?.lose();
    first?.lose();
    expect(watch.supervisor.state).toBe('down');
    await watch.clock.advance(99);
    expect([watch.told, first?.closes, watch.connector.links.length]).toEqual([
      ['up', 'synchronised', 'down link-down'],
      1,
      1,
    ]);
    await watch.clock.advance(1);
    expect(watch.connector.links).toHaveLength(2);
    expect(watch.told.slice(3)).toEqual(['up', 'synchronised']);
    expect(watch.supervisor.counters).toMatchObject({ connects: 2, losses: 1 });
  });

  it('says nothing more, however late: neither facts nor another loss', async () => {
    const watch = await new Watch().open();
    const events: unknown[] = [];
    watch.supervisor.events.on('event', (event) => events.push(event));
    const [first] = watch.connector.links;
    const event = { event: 'deviceRemoved', device: '2001' } as const;
    first?.events.emit('event', event, 1);
    first?.lose();
    await watch.clock.advance(200);
    first?.events.emit('event', event, 2);
    first?.lose();
    expect([events.length, watch.supervisor.state]).toEqual([1, 'up']);
  });

  it('refuses requests with the reason, those that wait too', async () => {
    const watch = await new Watch({ settings: { requestsPerSecond: 1 } }).open();
    const args = { connection: { call: '1', device: '2' } };
    const outcomes: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      watch.supervisor.request('answerCall', args).then(
        () => outcomes.push('done'),
        ({ code, detail }: CrosspointError) => outcomes.push(`${code}: ${detail}`),
      );
    }
    await watch.clock.advance(0);
    watch.connector.last.lose();
    await watch.clock.advance(0);
    expect(outcomes).toEqual([
      'done',
      'link-down: the wire was cut',
      'link-down: the wire was cut',
    ]);
    expect(() => watch.supervisor.requireUp()).toThrow('link-down: the wire was cut');
    await expect(watch.supervisor.request('answerCall', args)).rejects.toMatchObject({
      code: 'link-down',
    });
  });

  it('while it is synchronised is told of too, and begins again', async () => {
    let isFirst = true;
    const synchronise = () => {
      if (!isFirst) return Promise.resolve();
      isFirst = false;
      return Promise.reject(new CrosspointError('switch-timeout', 'no snapshot'));
    };
    const watch = await new Watch({ synchronise }).open();
    expect(watch.told).toEqual(['up', 'down switch-timeout']);
    await watch.clock.advance(100);
    expect(watch.told.slice(2)).toEqual(['up', 'synchronised']);
  });
});

describe('a link that does not open', () => {
  it('is tried again after a delay that doubles up to its bound, and never told of', async () => {
    const watch = await new Watch({ scripts: [{ open: 'fails' }] }).open();
    await watch.clock.advance(4500);
    expect(watch.connector.madeAt).toEqual([0, 100, 300, 700, 1500, 2500, 3500, 4500]);
    expect(watch.told).toEqual([]);
    expect(watch.connector.links.slice(0, -1).every(({ closes }) => closes === 1)).toBe(true);
    expect(watch.supervisor.downReason).toMatchObject({ code: 'transport-failed' });
  });

  it('with an error that is not typed is treated the same', async () => {
    const watch = await new Watch({ scripts: [{ open: 'throws' }, {}] }).open();
    expect(watch.supervisor.downReason.code).toBe('internal');
    await watch.clock.advance(100);
    expect(watch.supervisor.state).toBe('up');
  });

  it('begins with the shortest delay again once a link has been synchronised', async () => {
    const failing = { open: 'fails' } as const;
    const watch = await new Watch({ scripts: [failing, failing, failing, {}] }).open();
    await watch.clock.advance(700);
    expect(watch.supervisor.state).toBe('up');
    watch.connector.last.lose();
    await watch.clock.advance(100);
    expect(watch.connector.madeAt).toEqual([0, 100, 300, 700, 800]);
  });

  it('waits longer from loss to loss where links open but are never synchronised', async () => {
    const refuse = () => Promise.reject(new CrosspointError('switch-timeout', 'no'));
    const watch = await new Watch({ synchronise: refuse }).open();
    await watch.clock.advance(1500);
    expect(watch.connector.madeAt).toEqual([0, 100, 300, 700, 1500]);
    expect(watch.told.filter((word) => word.startsWith('down'))).toHaveLength(5);
  });

  it('spreads its delays by a tenth, and never past the longest', async () => {
    const clock = new VirtualClock(0);
    const chances = [0, 0.999, 0.5];
    const connector = new ScriptedConnector(clock, [{ open: 'fails' }]);
    const supervisor = new LinkSupervisor({
      connector,
      settings: { ...SETTINGS, reconnectMinMs: 1000, reconnectMaxMs: 1000 },
      clock,
      random: { next: () => chances.shift() ?? 0.5 },
      log: silentLog,
      synchronise: () => Promise.resolve(),
    });
    supervisor.start();
    await clock.advance(3200);
    const [first = 0, second = 0, third = 0] = connector.madeAt.slice(1);
    expect([first, Math.round(second - first), third - second]).toEqual([900, 1000, 1000]);
  });
});

describe('the watchdog', () => {
  it('probes after silence, and goes on where the switch shows life', async () => {
    const watch = await new Watch().open();
    await watch.clock.advance(14_999);
    expect(watch.connector.last.probes).toBe(0);
    await watch.clock.advance(1);
    expect(watch.connector.last.probes).toBe(1);
    await watch.clock.advance(15_000);
    expect([watch.connector.last.probes, watch.supervisor.state]).toEqual([2, 'up']);
  });

  it('leaves a switch alone that talks', async () => {
    const watch = await new Watch().open();
    for (let round = 0; round < 10; round += 1) {
      await watch.clock.advance(10_000);
      watch.connector.last.events.emit('event', { event: 'deviceRemoved', device: '1' }, 0);
    }
    expect(watch.connector.last.probes).toBe(0);
    await watch.clock.advance(15_000);
    expect(watch.connector.last.probes).toBe(1);
  });

  it('gives a link up whose probe is not answered', async () => {
    const watch = await new Watch({ scripts: [{ probe: 'fails' }, {}] }).open();
    await watch.clock.advance(15_000);
    expect(watch.told).toEqual(['up', 'synchronised', 'down transport-failed']);
    await watch.clock.advance(100);
    expect([watch.supervisor.state, watch.connector.links[0]?.closes]).toEqual(['up', 1]);
  });

  it('makes one loss of it where the wire is cut under a probe', async () => {
    const watch = await new Watch({ scripts: [{ probe: 'hangs' }, {}] }).open();
    await watch.clock.advance(15_000);
    watch.connector.last.lose();
    await watch.clock.advance(20_000);
    expect(watch.told.filter((word) => word.startsWith('down'))).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('closes the link, then the connector, and tells of the loss once', async () => {
    const watch = await new Watch().open();
    await watch.supervisor.stop();
    expect(watch.told).toEqual(['up', 'synchronised', 'down shutting-down']);
    expect([watch.connector.last.closes, watch.connector.isClosed]).toEqual([1, true]);
    expect(watch.clock.hasTimers).toBe(false);
    expect(() => watch.supervisor.requireUp()).toThrow('shutting-down');
    watch.supervisor.start();
    watch.connector.last.lose();
    await watch.clock.advance(60_000);
    expect([watch.connector.links.length, watch.told.length]).toEqual([1, 3]);
  });

  it.each([
    ['succeeds', undefined],
    ['fails', new CrosspointError('transport-failed', 'refused')],
  ])('during the opening wins, though the opening %s afterwards', async (_, error) => {
    const watch = await new Watch({ scripts: [{ open: 'hangs' }] }).open();
    const stopped = watch.supervisor.stop();
    watch.connector.last.settleOpen(error);
    await stopped;
    await watch.clock.advance(60_000);
    expect([watch.told, watch.connector.links.length, watch.connector.last.closes]).toEqual([
      [],
      1,
      1,
    ]);
  });

  it('during the synchronisation and during a delay leaves nothing behind', async () => {
    const synchronising = await new Watch({ synchronise: never }).open();
    await synchronising.supervisor.stop();
    expect(synchronising.told).toEqual(['up', 'down shutting-down']);
    const waiting = await new Watch({ scripts: [{ open: 'fails' }] }).open();
    await waiting.supervisor.stop();
    for (const { clock, connector } of [synchronising, waiting]) {
      expect([clock.hasTimers, connector.isClosed]).toEqual([false, true]);
    }
  });

  it('is fine before anything was started, and twice', async () => {
    const watch = new Watch();
    await watch.supervisor.stop();
    await watch.supervisor.stop();
    expect([watch.told, watch.connector.isClosed]).toEqual([[], true]);
  });
});

describe('a link that does not close cleanly', () => {
  it.each(['fails', 'throws'] as const)('because it %s is replaced all the same', async (close) => {
    const watch = await new Watch({ scripts: [{ close }, {}] }).open();
    watch.connector.last.lose();
    await watch.clock.advance(100);
    expect(watch.told).toEqual(['up', 'synchronised', 'down link-down', 'up', 'synchronised']);
  });

  it('does not keep the server from stopping', async () => {
    const watch = await new Watch({ scripts: [{ close: 'throws' }] }).open();
    await watch.supervisor.stop();
    expect([watch.told.at(-1), watch.connector.isClosed]).toEqual(['down shutting-down', true]);
  });

  it('is waited for before the next one is opened', async () => {
    const watch = await new Watch({ scripts: [{ close: 'hangs' }, {}] }).open();
    watch.connector.last.lose();
    await watch.clock.advance(60_000);
    expect(watch.connector.links).toHaveLength(1);
  });
});

describe('what a link passes over', () => {
  it('is counted', async () => {
    const watch = await new Watch().open();
    const oddity = new CrosspointError('malformed-frame', 'a field too many');
    watch.connector.last.events.emit('oddity', oddity);
    expect([watch.supervisor.counters.oddities, watch.supervisor.state]).toEqual([1, 'up']);
  });
});
