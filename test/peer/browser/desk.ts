import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { build } from 'vite';
import { demoSettings } from '../../../drivers/simulated/demo.ts';
import type { Call, Connection, SimulatedCall } from '../../../schemas/generated/types.ts';
import { silentLog } from '../../../src/base/log.ts';
import type { Settings } from '../../../src/cli/configuration.ts';
import { completeConfiguration } from '../../../src/cli/configuration.ts';
import { DEMO_CONFIGURATION, DEMO_CONTACTS } from '../../../src/cli/demo.ts';
import type { Server } from '../../../src/main.ts';
import { startServer } from '../../../src/main.ts';
import { launchChromium } from './chromium.ts';
import { addPageView } from './page-view.ts';
import { ToolbarPage } from './toolbar-page.ts';

/** The demo, with outside phones that are answered at once and a switch that can do less. */
const CONFIGURATION = {
  ...DEMO_CONFIGURATION,
  switches: [
    {
      id: 'demo',
      driver: 'simulated',
      settings: {
        ...demoSettings,
        outside: [{ number: '+49*', does: 'answers', afterMs: 10, name: 'Munich branch' }],
      },
      numbering: { country: 'DE', outsidePrefixes: ['0'], areaCode: '30' },
    },
    {
      id: 'plain',
      driver: 'simulated',
      settings: { ...demoSettings, without: ['deflectCall'] },
    },
  ],
};

/** A running server with the pages of this tree, and a browser to look at them with. */
export class Desk {
  readonly #settings: Settings;
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  server: Server;

  private constructor(settings: Settings, server: Server, browser: Browser) {
    this.#settings = settings;
    this.server = server;
    this.#browser = browser;
  }

  static async open(): Promise<Desk> {
    const configFile = resolve(import.meta.dirname, '../../../web/vite.config.ts');
    await build({ configFile, logLevel: 'warn' });
    const settings = completeConfiguration(CONFIGURATION);
    settings.server.port = 0;
    settings.dataDirectory = await mkdtemp(join(tmpdir(), 'crosspoint-browser-'));
    const server = await startServer(settings, { log: silentLog });
    for (const contact of DEMO_CONTACTS) server.contacts.create(contact);
    const desk = new Desk(settings, server, await launchChromium());
    await desk.until(() => desk.#areLinksUp() || undefined);
    return desk;
  }

  /** The link that the server prints for an agent. */
  link(device = 'demo:2001'): string {
    return `${this.server.url}/toolbar/#token=${this.server.tokens.agent}&device=${device}`;
  }

  /** A browser of its own, with nothing stored in it. */
  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ reducedMotion: 'reduce', ...options });
    await addPageView(context);
    context.setDefaultTimeout(15_000);
    this.#contexts.push(context);
    return context;
  }

  /** A toolbar that has signed in by its link and is live. */
  async toolbar(device = 'demo:2001', options: BrowserContextOptions = {}): Promise<ToolbarPage> {
    const context = await this.context(options);
    return ToolbarPage.open(await context.newPage(), this.link(device));
  }

  /** Somebody outside dials in. */
  async ring(caller: Partial<SimulatedCall> = {}): Promise<void> {
    await this.#post('/simulators/demo/calls', { from: '+49407654321', to: '2001', ...caller });
  }

  /** Somebody at this phone picks up, as soon as it rings. */
  async answerAt(device: string): Promise<void> {
    const call = await this.untilPart(device, 'alerting');
    await this.#post(`/calls/${call.id}/answer`, { device });
    await this.untilPart(device, 'connected');
  }

  /** The call in which this device is in this state, as soon as there is one. */
  untilPart(device: string, state: Connection['state']): Promise<Call> {
    return this.until(() =>
      this.server.telephony
        .calls()
        .find(({ connections }) =>
          connections.some((part) => part.device === device && part.state === state),
        ),
    );
  }

  /** What is found now, or after any of the next events. */
  until<Found>(find: () => Found | undefined): Promise<Found> {
    return new Promise((settle) => {
      const look = () => {
        const found = find();
        if (found === undefined) return false;
        stop();
        settle(found);
        return true;
      };
      let stop = () => {};
      if (look()) return;
      stop = this.server.journal.events.on('durable', () => void look());
    });
  }

  /** Ends every call and closes every page: the next test begins with an idle switch. */
  async reset(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close();
    await this.until(() => this.#areLinksUp() || undefined);
    for (const { id } of this.server.telephony.calls()) await this.#post(`/calls/${id}/clear`, {});
    await this.until(() => this.server.telephony.calls().length === 0 || undefined);
  }

  /** Stops the server and starts it again at the same address over the same data. */
  async restart(): Promise<void> {
    this.#settings.server.port = Number(new URL(this.server.url).port);
    await this.server.close();
    this.server = await startServer(this.#settings, { log: silentLog });
    await this.until(() => this.#areLinksUp() || undefined);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.close();
    await rm(this.#settings.dataDirectory, { recursive: true, force: true });
  }

  #areLinksUp(): boolean {
    return [...this.server.telephony.switches.values()].every(({ link }) => link.state === 'up');
  }

  async #post(path: string, body: object): Promise<void> {
    const { url, tokens } = this.server;
    const answer = await fetch(`${url}/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    // A call may end while it is being cleared.
    if (!answer.ok && answer.status !== 404) throw new Error(await answer.text());
  }
}
