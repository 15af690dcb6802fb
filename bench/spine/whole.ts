import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SimulatedFarEnd } from '../../drivers/simulated/far-end.ts';
import { silentLog } from '../../src/base/log.ts';
import { completeConfiguration } from '../../src/cli/configuration.ts';
import { startServer } from '../../src/main.ts';
import { LOAD_SETTINGS, Load } from './load.ts';
import type { Subject } from './subject.ts';

/** The whole server over the simulated switch, durable journal and all. */
export async function startWhole(): Promise<Subject> {
  const directory = mkdtempSync(join(tmpdir(), 'crosspoint-bench-'));
  const settings = completeConfiguration({
    server: { port: 0, clientQueueKiB: 1_048_576 },
    dataDirectory: directory,
    journal: { maxEvents: 300_000, powerLossSafe: process.env['PLS'] !== '0' },
    switches: [
      {
        id: 'demo',
        driver: 'simulated',
        settings: { ...LOAD_SETTINGS },
        numbering: { country: 'DE' },
        link: { startUpRequestsPerSecond: 100_000, burst: 10_000, outstandingRequests: 1000 },
      },
    ],
  });
  const server = await startServer(settings, { log: silentLog });
  await server.telephony.settled(10_000);
  const owner = server.telephony.requireSwitch('demo');
  const { journal } = server;
  let stamps: [number, number][] = [];
  let events = 0;
  owner.link.events.on('event', (_event, receivedAt) => {
    if (subject.isStamping) stamps.push([journal.lastSequence, receivedAt]);
  });
  journal.events.on('durable', (group) => {
    for (const { event } of group) {
      if (event.type.startsWith('call.') || event.type.startsWith('screen-pop.')) events += 1;
    }
  });
  const subject: Subject = {
    isStamping: false,
    port: Number(new URL(server.url).port),
    token: server.tokens.integrator,
    load: new Load(owner.farEnd as SimulatedFarEnd),
    events: () => events,
    takeStamps: () => {
      const taken = stamps;
      stamps = [];
      return taken;
    },
    close: async () => {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return subject;
}
