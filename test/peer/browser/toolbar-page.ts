import type { Locator, Page } from 'playwright-core';
import type { Connection, Event } from '../../../schemas/generated/types.ts';
import { untilCallStates } from './page-view.ts';

/** A toolbar in a browser, by what a person sees of it. */
export class ToolbarPage {
  readonly page: Page;
  /** Where each stream was opened. */
  readonly streams: string[] = [];
  /** Sequences of all that was heard, over all streams. */
  readonly sequences: number[] = [];
  snapshots = 0;
  /** Whatever the page complained about: a policy that was broken, an exception. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(page: Page, link: string): Promise<ToolbarPage> {
    const toolbar = new ToolbarPage(page);
    toolbar.#listen();
    await page.goto(link);
    await toolbar.untilLive();
    return toolbar;
  }

  /** Connected to the server, and the switch is up. */
  async untilLive(): Promise<void> {
    await this.page.locator('main[data-link="live"][data-sequence]').waitFor();
    await this.page.locator('header[data-level="good"]').waitFor();
  }

  /** The card of a call in this state. */
  card(state: Connection['state'] | 'any' = 'any'): Locator {
    return this.page.locator(
      state === 'any' ? 'article.call[data-call]' : `article.call[data-state="${state}"]`,
    );
  }

  /** Waits until exactly these calls are shown, by the state of the own phone. */
  untilCalls(...states: readonly Connection['state'][]): Promise<void> {
    return untilCallStates(this.page, states);
  }

  async press(name: string, within: Locator | Page = this.page): Promise<void> {
    await within.getByRole('button', { name, exact: true }).click();
  }

  /** Opens a control's field, writes a number into it and sends it. */
  async pressAndDial(name: string, number: string, within: Locator): Promise<void> {
    await this.press(name, within);
    await this.page
      .getByRole('textbox', { name: `${name}: number` })
      .or(this.page.getByRole('combobox', { name: `${name}: number` }))
      .fill(number);
    await this.page.keyboard.press('Enter');
  }

  /** What the calls say, without the clocks. */
  async text(): Promise<string> {
    const text = await this.page.locator('section.calls').innerText();
    return text.replaceAll(/\b\d+:\d\d\b/g, '').replaceAll(/\s+/g, ' ');
  }

  /** Sequences that were jumped over, or heard out of order. */
  holes(): number[] {
    return this.sequences.filter(
      (sequence, index) => index > 0 && sequence !== (this.sequences[index - 1] ?? 0) + 1,
    );
  }

  #listen(): void {
    this.page.on('websocket', (socket) => {
      this.streams.push(socket.url());
      socket.on('framereceived', ({ payload }) => this.#take(String(payload)));
    });
    this.page.on('pageerror', ({ message }) => this.complaints.push(message));
    this.page.on('console', (message) => {
      // A refused connection is told of here too; that is not the page's fault.
      const isNetwork = /ERR_|WebSocket|Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !isNetwork) this.complaints.push(message.text());
    });
  }

  #take(payload: string): void {
    const frame = JSON.parse(payload) as { event?: Event; snapshot?: { sequence: number } };
    if (frame.snapshot !== undefined) {
      this.snapshots += 1;
      this.sequences.push(frame.snapshot.sequence);
    }
    if (frame.event !== undefined) this.sequences.push(frame.event.sequence);
  }
}
