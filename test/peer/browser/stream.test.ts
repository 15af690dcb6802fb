import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { Desk } from './desk.ts';
import { ToolbarPage } from './toolbar-page.ts';

describeInBrowser('the toolbar and the event stream', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  it('signs in by a link and takes the token out of the address', async () => {
    const toolbar = await desk.toolbar();
    expect(toolbar.page.url()).toBe(`${desk.server.url}/toolbar/`);
    await toolbar.page.getByRole('banner').getByText('Ada').waitFor();
    await toolbar.page.reload();
    await toolbar.untilLive();
  });

  it('asks for a token and a phone where there is no link, and forgets them again', async () => {
    const page = await (await desk.context()).newPage();
    await page.goto(`${desk.server.url}/toolbar/`);
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('No valid token was given').waitFor();
    await page.getByLabel('Token').fill(desk.server.tokens.agent);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Your phone').selectOption('demo:2002');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('banner').getByText('Grace').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.evaluate('localStorage.length')).toBe(0);
  });

  it('asks again where the token of the link is not valid', async () => {
    const page = await (await desk.context()).newPage();
    await page.goto(`${desk.server.url}/toolbar/#token=wrong&device=demo:2001`);
    await page.getByText('No valid token was given').waitFor();
  });

  it('shows the same after a reload and in a second tab', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring({ data: { order: '4711' } });
    await toolbar.press('Answer');
    await toolbar.untilCalls('connected');
    await toolbar.card().getByRole('region', { name: 'Customer' }).waitFor();
    const before = await toolbar.text();
    await toolbar.page.reload();
    await toolbar.card().getByRole('region', { name: 'Customer' }).waitFor();
    expect(await toolbar.text()).toBe(before);
    const tab = await toolbar.page.context().newPage();
    const second = await ToolbarPage.open(tab, `${desk.server.url}/toolbar/`);
    await second.card().getByRole('region', { name: 'Customer' }).waitFor();
    expect(await second.text()).toBe(before);
    await second.press('Hold');
    await toolbar.untilCalls('held');
    await second.press('Sign out');
    await toolbar.page.getByLabel('Token').waitFor();
  });

  it('goes on without a hole when the network was away', async () => {
    const toolbar = await desk.toolbar();
    await toolbar.page.context().setOffline(true);
    await toolbar.page.getByText('No network').waitFor();
    await desk.ring();
    await desk.answerAt('demo:2001');
    await toolbar.page.context().setOffline(false);
    await toolbar.untilLive();
    await toolbar.card('connected').getByRole('heading', { name: 'Grete Fischer' }).waitFor();
    expect(toolbar.streams).toHaveLength(2);
    expect(toolbar.streams[1]).toMatch(/\?after=\d+$/);
    expect(toolbar.snapshots).toBe(1);
    expect(toolbar.holes()).toEqual([]);
  });

  it('goes on without a hole when the server was restarted', async () => {
    const toolbar = await desk.toolbar();
    await desk.ring();
    await toolbar.untilCalls('alerting');
    await desk.restart();
    await toolbar.untilLive();
    // The simulated switch has gone with the server, and its calls with it.
    await toolbar.untilCalls();
    await desk.ring();
    await toolbar.untilCalls('alerting');
    expect(toolbar.snapshots).toBe(1);
    expect(toolbar.holes()).toEqual([]);
  });

  it('shows that the link to the switch is lost and found', async () => {
    const toolbar = await desk.toolbar();
    const owner = desk.server.telephony.requireSwitch('demo');
    await owner.farEnd?.inject({ kind: 'link-down', durationMs: 300 });
    await toolbar.page.getByText('Switch down').waitFor();
    await toolbar.page.getByText('No link to the switch demo').waitFor();
    const dial = toolbar.page.getByRole('button', { name: 'Call', exact: true });
    expect(await dial.getAttribute('aria-disabled')).toBe('true');
    await toolbar.untilLive();
  });
});
