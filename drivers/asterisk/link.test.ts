import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import type {
  ConnectionId,
  CrosspointError,
  SwitchEvent,
  SwitchLink,
} from '../../src/spi/index.ts';
import { driver } from './index.ts';
import { PaperAsterisk } from './testing/paper-asterisk.ts';

const CALLER = '+4930123456';

describe('a link to an Asterisk on paper', () => {
  let paper: PaperAsterisk;
  let link: SwitchLink;
  let events: SwitchEvent[];
  let oddities: CrosspointError[];
  let downs: CrosspointError[];

  function createLink(more: object = {}): SwitchLink {
    const context = {
      switchId: 'pbx',
      clock: new SystemClock(),
      random: new SeededRandom(1),
      log: silentLog,
    };
    const made = driver.createConnector({ ...paper.settings, ...more }, context).createLink();
    made.events.on('event', (event) => events.push(event));
    made.events.on('oddity', (what) => oddities.push(what));
    made.events.on('down', (reason) => downs.push(reason));
    return made;
  }

  beforeEach(async () => {
    [events, oddities, downs] = [[], [], []];
    paper = await PaperAsterisk.start();
    link = createLink();
    await link.open();
  });

  afterEach(async () => {
    await link.close();
    await paper.close();
  });

  const told = (): string[] => events.map(({ event }) => event);

  async function ringing(): Promise<ConnectionId> {
    const trunk = paper.create('trunk', 'Ring', CALLER);
    paper.enter(trunk, '2001');
    await vi.waitFor(() =>
      expect(paper.requests.some((line) => line.endsWith('/dial'))).toBe(true),
    );
    paper.setState(paper.made('2001'), 'Ringing');
    await vi.waitFor(() => expect(told()).toContain('delivered'));
    return { call: trunk.id, device: '2001' };
  }

  async function talking(): Promise<ConnectionId> {
    const connection = await ringing();
    paper.setState(paper.made('2001'), 'Up');
    await vi.waitFor(() =>
      expect([...(paper.bridges.values().next().value ?? [])]).toHaveLength(2),
    );
    return connection;
  }

  it('waits until a channel is in the application before it asks anything of it', async () => {
    await talking();
    expect(told()).toEqual(['delivered', 'established']);
    expect(paper.faults).toEqual([]);
    expect(oddities).toEqual([]);
  });

  it('leaves the state as it was when Asterisk refuses', async () => {
    const connection = await talking();
    paper.refuses = 'POST bridges/c1-bridge/removeChannel';
    await expect(link.request('holdCall', { connection })).rejects.toMatchObject({
      code: 'switch-rejected',
      rawCause: '500 Allocation failed',
    });
    expect(told()).not.toContain('held');
    const [call] = (await link.snapshot()).calls;
    expect(call?.connections.map(({ state }) => state)).toEqual(['connected', 'connected']);
  });

  it('goes back to the first call when the consulted phone cannot be created', async () => {
    const existingCall = await talking();
    paper.refuses = 'POST channels/create';
    await expect(
      link.request('consultationCall', { existingCall, consultedNumber: '2002' }),
    ).rejects.toMatchObject({ code: 'switch-rejected' });
    expect(told()).toEqual(['delivered', 'established']);
    expect([...(paper.bridges.get(`${existingCall.call}-bridge`) ?? [])]).toHaveLength(2);
    expect((await link.snapshot()).calls).toHaveLength(1);
  });

  it('rejects with switch-timeout when no answer comes, and lives on', async () => {
    const connection = await talking();
    paper.swallows = 'POST bridges';
    await expect(link.request('holdCall', { connection })).rejects.toMatchObject({
      code: 'switch-timeout',
    });
    paper.swallows = undefined;
    await link.probe();
    expect(downs).toEqual([]);
  });

  it('rejects what is under way with link-down when it is closed, and says nothing more', async () => {
    const connection = await talking();
    paper.swallows = 'POST bridges';
    const request = link.request('holdCall', { connection });
    const refused = expect(request).rejects.toMatchObject({ code: 'link-down' });
    await new Promise((resolve) => setImmediate(resolve));
    const before = events.length;
    await link.close();
    await refused;
    await link.close();
    expect([events.length, downs.length]).toEqual([before, 0]);
  });

  it('is down, once, when AMI goes', async () => {
    paper.dropAmi();
    await vi.waitFor(() => expect(downs).toHaveLength(1));
    await expect(link.probe()).rejects.toMatchObject({ code: 'link-down' });
    await link.close();
    expect(downs).toHaveLength(1);
  });

  it('is down when AMI speaks nonsense, and says at which octet', async () => {
    paper.sendAmi('this is no field\r\n');
    await vi.waitFor(() => expect(downs).toHaveLength(1));
    expect(downs[0]).toMatchObject({ code: 'malformed-frame' });
    expect(downs[0]?.position?.offset).toBeGreaterThan(0);
  });

  it('passes over an event that is not JSON, and events of which it knows nothing', async () => {
    paper.sendRaw('{"type": ');
    paper.tell({ type: 'SomethingNew', channel: 17, bridge: { id: [] } });
    paper.tell([1, 2, 3]);
    await vi.waitFor(() => expect(oddities).toHaveLength(1));
    expect(oddities[0]?.code).toBe('malformed-frame');
    await ringing();
  });

  it('is down when another client takes over the application', async () => {
    paper.tell({ type: 'ApplicationReplaced', application: 'crosspoint' });
    await vi.waitFor(() => expect(downs).toHaveLength(1));
  });

  it('takes the ringing of a dialled phone before the word of who dials it', async () => {
    const trunk = paper.create('trunk', 'Ring', CALLER);
    const phone = paper.create('2001', 'Down', '2001');
    paper.setState(phone, 'Ringing');
    const [caller, peer] = [paper.json(trunk), paper.json(phone)];
    paper.tell({ type: 'Dial', dialstatus: '', caller, peer });
    paper.tell({ type: 'Dial', dialstatus: 'RINGING', caller, peer });
    await vi.waitFor(() => expect(told()).toEqual(['delivered']));
    await link.snapshot();
    expect(told()).toEqual(['delivered']);
  });

  it('rebuilds a call of the application from what is kept in its channels', async () => {
    const connection = await talking();
    await link.request('holdCall', { connection });
    const before = (await link.snapshot()).calls;
    await link.close();
    link = createLink();
    await link.open();
    expect((await link.snapshot()).calls).toEqual(before);
    await link.request('retrieveCall', { connection });
    expect(paper.bridges.get(`${connection.call}-bridge`)?.size).toBe(2);
    expect(paper.faults).toEqual([]);
  });

  it('drops a channel that went without a word once two snapshots have missed it', async () => {
    await talking();
    paper.channels.clear();
    await link.snapshot();
    await link.snapshot();
    expect((await link.snapshot()).calls).toEqual([]);
    expect(oddities.length).toBeGreaterThan(0);
  });

  it('refuses to open with a wrong secret, in the words of Asterisk', async () => {
    await link.close();
    const { ami } = paper.settings as { ami: object };
    const wrong = createLink({ ami: { ...ami, password: 'x' } });
    await expect(wrong.open()).rejects.toMatchObject({ rawCause: 'Authentication failed' });
    await expect(wrong.snapshot()).rejects.toMatchObject({ code: 'link-down' });
    expect(downs).toEqual([]);
  });

  it('refuses answerCall where the phones are not said to take it', async () => {
    const connection = await ringing();
    await expect(link.request('answerCall', { connection })).rejects.toMatchObject({
      code: 'service-not-supported',
    });
    expect(paper.actions).not.toContain('PJSIPNotify');
  });

  it('says that a call of the dialplan cannot be held without the setting adopt', async () => {
    const trunk = paper.create('trunk', 'Ring', CALLER);
    const phone = paper.create('2001', 'Down', '2001');
    const [caller, peer] = [paper.json(trunk), paper.json(phone)];
    paper.tell({ type: 'Dial', dialstatus: '', caller, peer });
    paper.setState(phone, 'Up');
    paper.setState(trunk, 'Up');
    await vi.waitFor(() => expect(told()).toEqual(['delivered', 'established']));
    const connection = { call: trunk.id, device: '2001' };
    await expect(link.request('holdCall', { connection })).rejects.toMatchObject({
      code: 'switch-rejected',
      rawCause: 'not in the application',
    });
    expect(paper.requests.some((line) => line.startsWith('POST'))).toBe(false);
  });
});
