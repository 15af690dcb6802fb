/** The simulated switch behind its face, in a process of its own. */
import { openSerialFace, openTcpFace, type OpenFace } from '../../../drivers/csta/open-face.ts';
import { SettingsReader } from '../../../drivers/csta/settings.ts';
import { SimulatedConnector } from '../../../drivers/simulated/driver.ts';
import { SystemClock } from '../../../src/base/clock.ts';
import { silentLog } from '../../../src/base/log.ts';
import { cpuSeconds } from '../../statistics.ts';
import { phonesOf, settingsOf, type FromFace, type ToFace, type Way } from './protocol.ts';

const say = (message: FromFace) => process.send?.(message);
const opened: OpenFace[] = [];

process.on('message', (message: ToFace) => {
  if (message.say === 'cpu') say({ say: 'cpu', seconds: cpuSeconds() });
  else void open(message.way, message.path).then(say);
});
process.on('disconnect', () => {
  void Promise.all(opened.map((face) => face.close())).then(() => process.exit(0));
});

async function open(way: Way, path: string | undefined): Promise<FromFace> {
  const clock = new SystemClock();
  const extensions = phonesOf(way).map((number) => ({ number }));
  const connector = new SimulatedConnector({ country: 'DE', extensions }, clock);
  const address = path === undefined ? { tcp: { host: '127.0.0.1' } } : { serial: { path } };
  const { profile } = new SettingsReader().read(settingsOf(way, address));
  // More calls are made in a minute than two octets can name.
  const options = { callIdRestsMs: 1_000 };
  const needs = { connector, profile, clock, log: silentLog, options };
  const face =
    path === undefined
      ? await openTcpFace(needs, { port: 0 })
      : await openSerialFace(needs, { ...profile.serialLine, path });
  opened.push(face);
  return { say: 'ready', ...(face.port === undefined ? {} : { port: face.port }) };
}
