import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { Desk } from './desk.ts';
import { lowContrast, scrollWidth } from './page-view.ts';

describeInBrowser('the API pages', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  it('show every operation and every event, and find them', async () => {
    const page = await (await desk.context()).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(`${desk.server.url}/docs/`);
    await page.getByRole('heading', { name: 'POST /v1/calls', exact: true }).waitFor();
    const total = await page.locator('article.entry').count();
    expect(total).toBeGreaterThan(50);
    await page.getByLabel('Search').fill('consult');
    await page.getByRole('heading', { name: 'POST /v1/calls/{call}/consult' }).waitFor();
    expect(await page.locator('article.entry').count()).toBeLessThan(total);
    await page.getByLabel('Search').fill('screen-pop');
    const pop = page.locator('#message-screen-pop-offered');
    await pop.getByRole('button', { name: 'Members of event' }).click();
    await pop.getByRole('button', { name: 'Members of data' }).click();
    await pop.getByRole('button', { name: 'Members of matches' }).click();
    await pop.getByText('confidence', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)(
    'fit into 320 pixels and can be read in %s',
    async (scheme) => {
      const context = await desk.context({
        colorScheme: scheme,
        viewport: { width: 320, height: 700 },
      });
      const page = await context.newPage();
      await page.goto(`${desk.server.url}/docs/`);
      await page.locator('article.entry').first().waitFor();
      expect(await scrollWidth(page)).toBeLessThanOrEqual(320);
      expect(await lowContrast(page)).toEqual([]);
    },
  );
});
