import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { SimulatedDriver } from '../../drivers/simulated/driver.ts';
import { SystemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { LOAD_SETTINGS, Load } from './load.ts';
import type { Subject } from './subject.ts';

/** Octets of an event as the whole server sends it, on average over a call. */
const FRAME_OCTETS = 760;

/**
 * The floor: the same switch and the same people, and for each report of the switch a frame of the
 * usual size straight to every client by `ws.send`. No model, no journal, nothing is kept.
 */
export async function startBare(): Promise<Subject> {
  const connector = new SimulatedDriver().createConnector(LOAD_SETTINGS, {
    switchId: 'demo',
    clock: new SystemClock(),
    random: new SeededRandom(1),
    log: silentLog,
  });
  const link = connector.createLink();
  await link.open();
  for (const { device } of LOAD_SETTINGS.extensions.map(({ number }) => ({ device: number }))) {
    await link.request('monitorStart', { device });
  }
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  let stamps: [number, number][] = [];
  let events = 0;
  const filler = 'x'.repeat(FRAME_OCTETS);
  link.events.on('event', (event, receivedAt) => {
    // Ringing has its screen pop; the end of the call is an event here as there.
    const count = event.event === 'delivered' ? 2 : 1;
    for (let index = 0; index < count; index += 1) {
      events += 1;
      const text = `{"event":{"sequence":${events},"data":"${filler}"}}`;
      for (const client of server.clients) client.send(text);
    }
    if (subject.isStamping) stamps.push([events, receivedAt]);
  });
  const subject: Subject = {
    isStamping: false,
    port: (http.address() as AddressInfo).port,
    token: 'none',
    load: new Load(connector.farEnd),
    events: () => events,
    takeStamps: () => {
      const taken = stamps;
      stamps = [];
      return taken;
    },
    close: async () => {
      server.close();
      http.closeAllConnections();
      await link.close();
      await connector.close();
    },
  };
  return subject;
}
