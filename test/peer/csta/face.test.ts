import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Call, Configuration, ScreenPopOffered } from '../../../schemas/generated/types.ts';
import { Bench, until } from '../../api/support.ts';
import { Program } from '../../cli/program.ts';
import { ForeignClient, HIPATH, LENGTH_16, v24, XML, type Dialect } from './foreign-client.ts';
import { missingSocat, PtyCable } from './pty.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** The phones of the captured PDUs, and somebody outside who calls them. */
const SCENARIO = `
switch:
  country: DE
  outsidePrefix: '0'
  extensions:
    - { number: '100' }
    - { number: '101' }
    - { number: '257' }
  trunks: { lines: 4 }
script:
  - at 2s: +49 30 1234567 calls 101
  - at 300s: caller hangs up
`;

/** `crosspoint sim` with a face; resolves with where it is. */
async function simulated(face: string, pattern: RegExp): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'csta-face-'));
  endings.push(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'scenario.yaml');
  writeFileSync(file, SCENARIO);
  const program = new Program(['sim', file, '--face', face]);
  endings.push(() => program.stop('SIGKILL'));
  return program.line(pattern);
}

async function portOf(profile: string): Promise<number> {
  const told = await simulated(
    `csta:tcp:0,profile=${profile}`,
    new RegExp(`^face csta:tcp:127[.]0[.]0[.]1:(\\d+),profile=${profile}$`),
  );
  return Number(told);
}

async function client(port: number, dialect: Dialect): Promise<ForeignClient> {
  const foreign = await ForeignClient.overTcp(port, dialect);
  endings.push(() => foreign.close());
  return foreign;
}

/** Answers what the switch says of itself, as real clients do. */
async function answerStatus(foreign: ForeignClient): Promise<void> {
  const status = await foreign.next(/^A10C0201..020200D330030A010[12]$/);
  foreign.send(`A20B0201${status.slice(8, 10)}3006020200D30500`);
}

// Captured from, or rebuilt after, clients of a HiPath 3000.
const HIPATH_AARQ =
  '6031A10706052B0C00815A8A020680AC15A213A011A00F0406414D484F535404053737373737BE0B2809A007A0050303001000';
const HIPATH_MONITOR_257 =
  'A135020101020147302D30058003323537A024800406000000860203008702060088030500008903020000830205008502010084020700';
const HIPATH_CALL_257_100 = 'A11602010302010A300E3005800332353730058003313030';

/** A client of a HiPath, on whatever carries its PDUs. */
async function playHipath(foreign: ForeignClient): Promise<void> {
  // Accepted, with the context that was asked for.
  expect(await foreign.insist(HIPATH_AARQ, /^61/)).toMatch(
    /^61..A10706052B0C00815AA203020100A305A103020100/,
  );
  await answerStatus(foreign);
  foreign.send(HIPATH_MONITOR_257);
  const started = await foreign.next(/^A2..020101/);
  const [, crossRef] = /^A2..02010130..02014730..(55(?:02....|04........))/.exec(started) ?? [];
  expect(crossRef).toBeDefined();
  foreign.send(HIPATH_CALL_257_100);
  const made = await foreign.next(/^A2..020103/);
  const [, call] = /^A2..02010330..02010A30..6B..30..8002(....)A10730058003323537/.exec(made) ?? [];
  expect(call).toBeDefined();
  // An event report of that monitor, in the call that was made.
  const report = `^A1(?:81)?..0201..02011530(?:81)?..${crossRef}A0(?:81)?..A`;
  const reports = await foreign.next(new RegExp(`${report}.*6B..30..8002${call}A107`));
  expect(reports).toContain('30058003323537');
}

describe('a client that knows nothing of us', () => {
  it('speaks to the switch as to a HiPath 3000', { timeout: 30_000 }, async () => {
    await playHipath(await client(await portOf('hipath-3000'), HIPATH));
  });

  it('is turned away by a HiPath 3000 with a wrong password', { timeout: 30_000 }, async () => {
    const foreign = await client(await portOf('hipath-3000'), HIPATH);
    foreign.send(HIPATH_AARQ.replace('3737373737', '3737373738'));
    expect(await foreign.next(/^61/)).toMatch(/A2030201(?:01|02)/);
  });

  it('speaks to the switch as to a Panasonic KX', { timeout: 30_000 }, async () => {
    const foreign = await client(await portOf('panasonic-kx'), LENGTH_16);
    foreign.send('602380020780A10706052B0C00815ABE14281206072B0C00821D8148A007A0050303000800');
    expect(await foreign.next(/^61/)).toMatch(/^61..(?:80020780)?A10706052B0C00815AA203020100/);
    await answerStatus(foreign);
    foreign.send('A111020178020147300930058003313031A000');
    const started = await foreign.next(/^A2..020178/);
    const [, crossRef] = /^A2..02017830..02014730..(55(?:02....|04........))/.exec(started) ?? [];
    expect(crossRef).toBeDefined();
    // Delivered, with the alerting and the called device.
    const report = `^A1(?:81)?..0201..02011530(?:81)?..${crossRef}A0(?:81)?..A4(?:81)?..6B`;
    const delivered = await foreign.next(new RegExp(report));
    expect(delivered).toContain('630730058003313031');
    expect(delivered).toContain('620730058003313031');
    expect(delivered).toMatch(/4E0102/);
  });

  it('speaks to the switch in XML', { timeout: 30_000 }, async () => {
    const foreign = await client(await portOf('generic-xml'), XML);
    foreign.sendText(
      '<StartApplicationSession xmlns="http://www.ecma-international.org/standards/ecma-354/appl_session">' +
        '<applicationInfo><applicationID>foreign</applicationID></applicationInfo>' +
        '<requestedProtocolVersions><protocolVersion>http://www.ecma-international.org/standards/ecma-323/csta/ed3</protocolVersion></requestedProtocolVersions>' +
        '<requestedSessionDuration>100</requestedSessionDuration></StartApplicationSession>',
    );
    const asText = { asText: true };
    expect(await foreign.next(/StartApplicationSession/, asText)).toMatch(/PosResponse/);
    foreign.sendText(
      '<?xml version="1.0"?><MonitorStart xmlns="http://www.ecma-international.org/standards/ecma-323/csta/ed3">' +
        '<monitorObject><deviceObject>101</deviceObject></monitorObject></MonitorStart>',
    );
    const started = await foreign.next(/MonitorStartResponse/, asText);
    const [, crossRef] = /<monitorCrossRefID>([^<]+)</.exec(started) ?? [];
    const delivered = await foreign.next(/<DeliveredEvent/, asText);
    expect(delivered).toContain(`<monitorCrossRefID>${crossRef}</monitorCrossRefID>`);
    expect(delivered).toContain('<localConnectionInfo>alerting</localConnectionInfo>');
    expect(delivered).toMatch(/<deviceIdentifier[^>]*>101</);
  });

  it.skipIf(missingSocat() !== undefined)(
    'speaks to the switch as to a HiPath 3000 on a serial line',
    { timeout: 30_000 },
    async () => {
      const cable = await PtyCable.start();
      endings.push(() => cable.close());
      await simulated(`csta:serial:${cable.right},profile=hipath-3000`, /^(face csta:serial:.*)$/);
      const foreign = await ForeignClient.overSerial(cable.left, v24());
      endings.push(() => foreign.close());
      await playHipath(foreign);
    },
  );
});

/** The server as an administrator sets it up for a PBX of phase I. */
function configuration(port: number): Configuration {
  return parse(`
switches:
  - id: pbx
    driver: csta
    numbering: { country: DE, outsidePrefixes: ['0'] }
    settings:
      profile: generic-phase1
      tcp: { host: 127.0.0.1, port: ${port} }
      devices:
        - { device: '100' }
        - { device: '101' }
        - { device: '257' }
agents:
  - { id: anna, name: Anna, device: 'pbx:101' }
`) as Configuration;
}

describe('the server on a switch behind a face', () => {
  it(
    'pops, answers, holds, transfers, and says what phase I cannot do',
    { timeout: 60_000 },
    async () => {
      const bench = new Bench(configuration(await portOf('generic-phase1')));
      endings.push(() => bench.close());
      await bench.start();
      const stream = bench.stream({ after: 0, types: 'call.*,screen-pop.*' });
      await stream.opened;
      const states = async (call: string): Promise<string> => {
        const { body } = await bench.get<Call>(`/v1/calls/${call}`);
        const words = body.connections.map(({ device, state }) => `${device} ${state}`);
        return words.toSorted().join(', ');
      };
      const done = async (path: string, body: object): Promise<void> => {
        const { operation } = await bench.command(path, body);
        expect(operation.error?.detail ?? operation.state).toBe('done');
      };

      const { subject: call } = await stream.event('call.delivered');
      const pop = (await stream.event('screen-pop.offered')).data as unknown as ScreenPopOffered;
      expect(pop).toMatchObject({
        device: 'pbx:101',
        agent: { id: 'anna' },
        number: { e164: '+49301234567' },
      });
      const device = 'pbx:101';
      await done(`/v1/calls/${call}/answer`, { device });
      expect(await states(call)).toMatch(/^pbx:101 connected, pbx:\S+ connected$/);
      await done(`/v1/calls/${call}/hold`, { device });
      expect(await states(call)).toMatch(/^pbx:101 held, pbx:\S+ connected$/);
      await done(`/v1/calls/${call}/retrieve`, { device });

      // Phase I has no words for digits: nothing is asked of the switch.
      const before = bench.server.telephony.requireSwitch('pbx').link.counters.requests;
      const digits = await bench.post(`/v1/calls/${call}/digits`, { device, digits: '1' });
      expect(digits).toMatchObject({ status: 422, body: { code: 'service-not-supported' } });
      expect(bench.server.telephony.requireSwitch('pbx').link.counters.requests).toBe(before);

      const consult = await bench.post<{ call: string }>(`/v1/calls/${call}/consult`, {
        device,
        to: '100',
      });
      const other = consult.body.call;
      await stream.event('call.delivered', other);
      await done(`/v1/calls/${other}/answer`, { device: 'pbx:100' });
      await done(`/v1/calls/${call}/transfer`, { device });
      const [left] = await until(async () => {
        const { body } = await bench.get<{ items: Call[] }>('/v1/calls');
        return body.items.length === 1 ? body.items : undefined;
      }, 'one call to be left');
      expect(await states(left?.id ?? '')).toMatch(/^pbx:100 connected, pbx:\S+ connected$/);
      await done(`/v1/calls/${left?.id}/clear`, {});
      await stream.event('call.ended', left?.id);
    },
  );
});
