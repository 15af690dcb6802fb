import { expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import type { SwitchLink } from '../../../src/spi/driver.ts';
import { conformance as simulated } from '../../simulated/conformance.ts';
import { SimulatedConnector } from '../../simulated/driver.ts';
import type { SimulatedSettings } from '../../simulated/settings.ts';
import { CstaConnector } from '../connector.ts';
import { FaceServer } from '../face/face-server.ts';
import { faceOptionsOf, faceSession } from '../open-face.ts';
import { parseRecordings } from '../recording/recording.ts';
import { ReplayTransport } from '../recording/replay-transport.ts';
import { SettingsReader } from '../settings.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import type { Transport } from '../transport/transport.ts';

const SETTINGS = { profile: 'generic-phase3', tcp: { host: 'in-memory' } };

class Lines {
  readonly all: string[] = [];

  write(line: string): boolean {
    this.all.push(line);
    return true;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function linkOver(transport: Transport, clock: VirtualClock, lines = new Lines()): SwitchLink {
  const record = { ...SETTINGS, record: 'a file' };
  const connector = new CstaConnector({
    settings: new SettingsReader().read(record),
    context: { switchId: 'pbx', clock, random: new SeededRandom(1), log: silentLog },
    openDoor: () => transport,
    openSink: () => Promise.resolve(lines),
  });
  return connector.createLink();
}

/** Opens the link, monitors a phone, and hears what is told. */
async function listen(link: SwitchLink, clock: VirtualClock): Promise<string[]> {
  const heard: string[] = [];
  link.events.on('event', (event) => heard.push(JSON.stringify(event)));
  const opening = (async () => {
    await link.open();
    await link.snapshot();
    await link.request('monitorStart', { device: '2001' });
  })();
  await clock.advance(2_000);
  await opening;
  return heard;
}

test('a link that was recorded can be played again, and tells the same facts', async () => {
  const clock = new VirtualClock();
  const bench = await simulated.createBench({ seed: 1 });
  const connector = new SimulatedConnector(bench.settings as SimulatedSettings, clock);
  const { profile } = new SettingsReader().read(SETTINGS);
  const needs = { connector, profile, clock, log: silentLog };
  const server = new FaceServer<Transport>({
    ...needs,
    createSession: (transport) => faceSession(needs, transport, 'tcp'),
    options: { ...faceOptionsOf(profile), statusEveryMs: 0 },
  });
  const cable = new MemoryCable({ clock });
  void server.accept(cable.right);
  const lines = new Lines();
  const link = linkOver(cable.left, clock, lines);
  const heard = await listen(link, clock);
  await connector.farEnd.dialIn({ from: '+49301234567', to: '2001' });
  await clock.advance(100);
  await connector.farEnd.answer('2001');
  await clock.advance(100);
  await connector.farEnd.hangUp('2001');
  await clock.advance(100);
  expect(heard.length).toBeGreaterThanOrEqual(4);

  const [recording] = parseRecordings(lines.all.join('\n'));
  if (recording === undefined) throw new Error('nothing was recorded');
  expect(recording.header.name).toBe('generic-phase3');
  const later = new VirtualClock();
  const replay = new ReplayTransport({ recording, clock: later, speed: 2 });
  const again = await listen(linkOver(replay, later), later);
  await later.advance(2_000);
  expect(again).toEqual(heard);
  expect(replay.differences).toEqual([]);
  await Promise.all([link.close(), server.close(), clock.advance(2_000)]);
});
