import { expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import type { CallRecord } from '../../../src/spi/call-record.ts';
import { SimulatedConnector } from '../../simulated/driver.ts';
import { CstaDriver } from '../driver.ts';
import type { OpenDoor } from '../doors.ts';
import { FaceServer } from '../face/face-server.ts';
import { faceSession } from '../open-face.ts';
import { SettingsReader } from '../settings.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import type { Transport } from '../transport/transport.ts';

const EXTENSIONS = [{ number: '2001', name: 'Ada' }, { number: '2002' }];
const CONTEXT = { switchId: 'pbx', random: new SeededRandom(1), log: silentLog };

function connectorOf(clock: VirtualClock, settings: object, openDoor: OpenDoor) {
  return new CstaDriver(openDoor).createConnector(settings, { ...CONTEXT, clock });
}

test('the switch tells of a call that is over, where it was asked to', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1, 10));
  const pbx = new SimulatedConnector({ extensions: EXTENSIONS, callRecords: true }, clock);
  const settings = { profile: 'generic-phase3', tcp: { host: 'memory' }, callRecords: true };
  const { profile } = new SettingsReader().read(settings);
  const needs = { connector: pbx, profile, clock, log: silentLog };
  const server = new FaceServer<Transport>({
    ...needs,
    createSession: (transport) => faceSession(needs, transport, 'tcp'),
  });
  const connector = connectorOf(clock, settings, () => {
    const cable = new MemoryCable({ clock });
    void server.accept(cable.right);
    return cable.left;
  });
  const link = connector.createLink();
  const records: CallRecord[] = [];
  link.events.on('event', (event) => {
    if (event.event === 'callRecord') records.push(event.record);
  });
  const opening = link.open();
  await clock.advance(1_000);
  await opening;
  await pbx.farEnd.dialIn({ from: '+49301234567', to: '2001', name: 'Max' });
  await clock.advance(4_000);
  await pbx.farEnd.answer('2001');
  await clock.advance(60_000);
  await pbx.farEnd.hangUp('2001');
  await clock.advance(1_000);
  expect(records).toMatchObject([
    {
      device: '2001',
      direction: 'in',
      number: '+49301234567',
      startedAt: '2026-01-01T10:00:01Z',
      durationMs: 60_000,
    },
  ]);
  await Promise.all([link.close(), server.close(), clock.advance(2_000)]);
});

test('lines of the printer port are told whether a link is up or not, and bad ones are kept', async () => {
  const clock = new VirtualClock();
  const printers: Transport[] = [];
  const connector = connectorOf(
    clock,
    {
      profile: 'panasonic-kx',
      tcp: { host: 'nowhere' },
      devices: [{ device: '101' }],
      smdr: { serial: { path: 'memory' }, format: { profile: 'panasonic-80' } },
    },
    (address) => {
      const cable = new MemoryCable({ clock });
      if (address.kind === 'serial') printers.push(cable.right);
      return cable.left;
    },
  );
  const records: CallRecord[] = [];
  const oddities: string[] = [];
  connector.events?.on('record', ({ record }) => records.push(record));
  connector.events?.on('oddity', ({ rawCause }) => oddities.push(rawCause ?? ''));
  // Nobody answers on the link; it is made, and never comes up.
  const link = connector.createLink();
  await clock.advance(10);
  const [printer] = printers;
  await printer?.open();
  const line = `01/02/26 10:03AM   101 01 ${'0123456789'.padEnd(25)} 0'05 00:01'30\r\n`;
  printer?.write(Buffer.from(`${line}this is no record\r\n`, 'latin1'));
  await clock.advance(1_000);
  expect(records).toMatchObject([{ device: '101', number: '0123456789', durationMs: 90_000 }]);
  expect(oddities).toEqual(['this is no record']);
  expect(connector.counters).toMatchObject({ callRecords: 1, callRecordLinesRefused: 1 });
  await Promise.all([link.close(), connector.close(), clock.advance(2_000)]);
});
