import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SwitchLink } from '../../../src/spi/index.ts';
import { Child, until } from './child.ts';
import { missingPeer } from './peers.ts';
import { freeUdpPort } from './ports.ts';
import { TestTable } from './table.ts';

const missing = missingPeer('sipp');
const SCENARIOS = join(import.meta.dirname, 'scenarios');

describe.skipIf(missing !== undefined)('a real Asterisk with SIPp on both sides', () => {
  let table: TestTable;
  let link: SwitchLink;
  let folder: string;
  const running: Child[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crosspoint-sipp-'));
    table = await TestTable.lay(['2001', '2002', '2003']);
    link = await table.open();
  });
  afterEach(async () => {
    for (const child of running.splice(0)) await child.stop();
    await table.clear();
  });
  afterAll(async () => {
    await table?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** SIPp as callers from outside; SIPp has no terminal here, so it must not look for one. */
  async function callers(calls: number, perSecond: number): Promise<Child> {
    const port = await freeUdpPort('127.0.0.2');
    const media = await freeUdpPort('127.0.0.2');
    return start([
      `127.0.0.1:${table.asterisk.sipPort}`,
      ...['-sf', join(SCENARIOS, 'caller.xml'), '-s', '2001'],
      ...['-i', '127.0.0.2', '-p', `${port}`, '-mp', `${media}`],
      ...['-m', `${calls}`, '-r', `${perSecond}`],
    ]);
  }

  function start(args: readonly string[]): Child {
    const child = new Child('sipp', [...args, '-nostdin', '-timeout', '60s'], folder);
    running.push(child);
    return child;
  }

  it('pops a call that SIPp places, with number and name, and answers it on request', async () => {
    const sipp = await callers(1, 1);
    const delivered = await table.next('delivered');
    expect(delivered.callingDevice).toMatchObject({ number: '+49301', name: 'Ada Lovelace' });
    await link.request('answerCall', { connection: delivered.connection });
    await table.next('established');
    await table.next('connectionCleared', ({ connection }) => connection.device === 'trunk');
    expect(await sipp.ended(), sipp.output).toBe(0);
    await table.phone('2001').isIdle();
  });

  it('makes a phone that is SIPp pick up by NOTIFY with Event: talk', async () => {
    const port = await freeUdpPort();
    const media = await freeUdpPort();
    await table.phone('2003').registerElsewhere(port);
    const phone = start([
      `127.0.0.1:${table.asterisk.sipPort}`,
      ...['-sf', join(SCENARIOS, 'talk-phone.xml')],
      ...['-i', '127.0.0.1', '-p', `${port}`, '-mp', `${media}`, '-m', '1'],
    ]);
    await until('SIPp is up', () => phone.output.length > 0);
    table.outside.dial('2003');
    const { connection } = await table.next('delivered');
    await link.request('answerCall', { connection });
    await table.next('established');
    await until('the caller talks', () => table.outside.call?.state === 'talking');
    await link.request('clearConnection', { connection });
    expect(await phone.ended(), phone.output).toBe(0);
    await table.outside.isIdle();
    await table.plugIn('2003');
  });

  it('tells forty calls apart that SIPp places at ten a second', async () => {
    const sipp = await callers(40, 10);
    const answered = new Set<string>();
    const answering = setInterval(() => {
      for (const call of table.phone('2001').calls) {
        if (call.state === 'ringing') table.phone('2001').answer(call);
      }
    }, 5);
    expect(await sipp.ended(), sipp.output).toBe(0);
    clearInterval(answering);
    await until('every call has ended', async () => (await link.snapshot()).calls.length === 0);
    for (const event of table.events) {
      if (event.event === 'established') answered.add(event.connection.call);
    }
    expect(answered.size).toBe(40);
    const count = (name: string): number =>
      table.events.filter(({ event }) => event === name).length;
    expect([count('delivered'), count('established'), count('connectionCleared')]).toEqual([
      40, 40, 80,
    ]);
    expect(table.oddities).toEqual([]);
  });
});
