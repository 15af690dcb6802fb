import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { Desk } from './desk.ts';
import { followTelLink } from './page-view.ts';
import type { ToolbarPage } from './toolbar-page.ts';

describeInBrowser('the call controls', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  /** A toolbar with one answered call from outside. */
  async function talking(): Promise<ToolbarPage> {
    const toolbar = await desk.toolbar();
    await desk.ring();
    await toolbar.press('Answer');
    await toolbar.untilCalls('connected');
    return toolbar;
  }

  /** One with a held customer and a colleague who has answered. */
  async function consulting(): Promise<ToolbarPage> {
    const toolbar = await talking();
    await toolbar.pressAndDial('Consult', '2002', toolbar.card('connected'));
    await toolbar.untilCalls('connected', 'held');
    await desk.answerAt('demo:2002');
    await toolbar.card('connected').getByText('Connected', { exact: true }).waitFor();
    return toolbar;
  }

  it('rings by the button that plays an outside caller, and answers', async () => {
    const toolbar = await desk.toolbar();
    await toolbar.page.getByRole('textbox', { name: "Caller's number" }).fill('+49407654321');
    await toolbar.press('Simulate an outside caller');
    await toolbar.untilCalls('alerting');
    await toolbar.press('Answer');
    await toolbar.untilCalls('connected');
    expect(toolbar.complaints).toEqual([]);
  });

  it('declines a ringing call', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring();
    await toolbar.press('Decline');
    await toolbar.untilCalls();
  });

  it('holds and retrieves', async () => {
    const toolbar = await talking();
    await toolbar.press('Hold');
    await toolbar.untilCalls('held');
    await toolbar.press('Retrieve');
    await toolbar.untilCalls('connected');
  });

  it('consults, alternates and reconnects', async () => {
    const toolbar = await consulting();
    await toolbar.press('Alternate');
    await toolbar.card('connected').getByRole('heading', { name: 'Grete Fischer' }).waitFor();
    await toolbar.press('Alternate');
    await toolbar.card('held').getByRole('heading', { name: 'Grete Fischer' }).waitFor();
    await toolbar.press('Reconnect');
    await toolbar.untilCalls('connected');
    await toolbar.card('connected').getByRole('heading', { name: 'Grete Fischer' }).waitFor();
  });

  it('transfers after a consultation', async () => {
    const toolbar = await consulting();
    await toolbar.press('Transfer');
    await toolbar.untilCalls();
    const [call] = desk.server.telephony.calls();
    expect(call?.connections.map(({ device }) => device)).toContain('demo:2002');
    expect(call?.connections).toHaveLength(2);
  });

  it('makes a conference and leaves it', async () => {
    const toolbar = await consulting();
    await toolbar.press('Conference');
    await toolbar.untilCalls('connected');
    await toolbar.card().getByText('Conference', { exact: true }).waitFor();
    const parties = toolbar.card().getByRole('region', { name: 'In this call' });
    await parties.getByRole('button', { name: 'Call 2002' }).waitFor();
    await toolbar.card().getByRole('region', { name: 'Customer' }).waitFor();
    await toolbar.press('Hang up');
    await toolbar.untilCalls();
  });

  it('transfers in one step', async () => {
    const toolbar = await talking();
    await toolbar.pressAndDial('Transfer to', '2003', toolbar.card());
    await toolbar.untilCalls();
    await desk.untilPart('demo:2003', 'alerting');
  });

  it('deflects a ringing call', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring();
    await toolbar.pressAndDial('Deflect', '2003', toolbar.card('alerting'));
    await toolbar.untilCalls();
    await desk.untilPart('demo:2003', 'alerting');
  });

  it('sends digits in the order they were pressed', async () => {
    const toolbar = await talking();
    await toolbar.press('Keys');
    for (const key of ['4', '7', 'star']) await toolbar.press(`Key ${key}`);
    await toolbar.page.getByRole('textbox', { name: 'Digits to send' }).fill('11#');
    await toolbar.page.keyboard.press('Enter');
    const sent = () => {
      const { events } = desk.server.journal.read(0, 1000, {
        types: ['call.digits'],
        subjects: [],
      });
      const digits = events.map(({ json }) => (JSON.parse(json) as Told).data.digits).join('');
      return digits === '47*11#' || undefined;
    };
    await desk.until(sent);
  });

  it('makes a call outside, and one by a number on the page', async () => {
    const toolbar = await desk.toolbar();
    await toolbar.page.getByRole('combobox', { name: 'Make a call' }).fill('+49 89 5550');
    await toolbar.page.keyboard.press('Enter');
    await toolbar.card('connected').getByText('Connected', { exact: true }).waitFor();
    await toolbar.press('Hang up');
    await toolbar.untilCalls();
    await desk.ring({ data: { callback: '+49 30 998877' } });
    await toolbar.press('Decline');
    await toolbar.untilCalls();
    await toolbar.press('Call +49 407 654 321', toolbar.page.locator('article.last header'));
    await toolbar.untilCalls('connected');
    expect(desk.server.telephony.calls()[0]?.called.number).toContain('407654321');
  });

  it('dials a number in the attached data, and a tel: link', async () => {
    const toolbar = await talking();
    await toolbar.press('Hold');
    await toolbar.untilCalls('held');
    await toolbar.press('Add data');
    await toolbar.page.getByRole('textbox', { name: 'Key' }).fill('callback');
    await toolbar.page.getByRole('textbox', { name: 'Value' }).fill('+49 30 998877');
    await toolbar.press('Save');
    await toolbar.press('Call +49 30 998877');
    await toolbar.untilCalls('connected', 'held');
    await toolbar.press('Hang up', toolbar.card('connected'));
    await toolbar.untilCalls('held');
    await followTelLink(toolbar.page, '+49305551234');
    await toolbar.untilCalls('connected', 'held');
  });

  it('shows why a command was refused until it is put away', async () => {
    const toolbar = await talking();
    await toolbar.pressAndDial('Consult', 'nobody', toolbar.card());
    const failure = toolbar.page.locator('.failure');
    await failure.getByText('The number cannot be dialled').waitFor();
    await failure.getByText('invalid-destination').waitFor();
    await toolbar.press('Dismiss: The number cannot be dialled');
    await failure.waitFor({ state: 'detached' });
    await toolbar.untilCalls('connected');
  });

  it('says what the switch cannot do', async () => {
    const toolbar = await desk.toolbar('plain:2001');
    await toolbar.press('Simulate an outside caller');
    await toolbar.untilCalls('alerting');
    const deflect = toolbar.page.getByRole('button', { name: 'Deflect' });
    expect(await deflect.getAttribute('aria-disabled')).toBe('true');
    expect(await deflect.getAttribute('title')).toContain('deflectCall');
    await toolbar.press('Decline');
    await toolbar.untilCalls();
  });
});

interface Told {
  readonly data: { readonly digits: string };
}
