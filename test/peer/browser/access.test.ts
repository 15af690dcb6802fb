import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { Desk } from './desk.ts';
import { lightness, lowContrast, scrollWidth, unreachable } from './page-view.ts';
import type { ToolbarPage } from './toolbar-page.ts';

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

describeInBrowser('the toolbar for everybody', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  /** Everything at once: a held customer, a consultation, a waiting caller, a failure, the keys. */
  async function busy(toolbar: ToolbarPage): Promise<void> {
    await desk.ring({ name: LONG, data: { [LONG]: LONG, callback: '+49 30 998877' } });
    await toolbar.press('Answer');
    await toolbar.untilCalls('connected');
    await toolbar.pressAndDial('Consult', '2002', toolbar.card('connected'));
    await toolbar.untilCalls('connected', 'held');
    await desk.answerAt('demo:2002');
    await desk.ring({ from: '+49301234567', name: 'MUSTERMANN' });
    await toolbar.untilCalls('alerting', 'connected', 'held');
    await toolbar.page.getByText('2 customers have this number').waitFor();
    await toolbar.pressAndDial('Transfer to', 'nobody', toolbar.card('connected'));
    await toolbar.page.locator('.failure').waitFor();
    await toolbar.press('Keys');
  }

  it('does a whole job by the keyboard alone', async () => {
    const toolbar = await desk.toolbar();
    const { keyboard } = toolbar.page;
    await keyboard.press('Alt+p');
    await toolbar.untilCalls('alerting');
    await keyboard.press('Alt+a');
    await toolbar.untilCalls('connected');
    await keyboard.press('Alt+h');
    await toolbar.untilCalls('held');
    await keyboard.press('Alt+h');
    await toolbar.untilCalls('connected');
    await keyboard.press('Alt+q');
    await keyboard.type('2002');
    await keyboard.press('Enter');
    await toolbar.untilCalls('connected', 'held');
    await desk.answerAt('demo:2002');
    await keyboard.press('Alt+x');
    await toolbar.card('held').getByRole('heading', { name: 'Grace' }).waitFor();
    await keyboard.press('Alt+x');
    await toolbar.card('connected').getByRole('heading', { name: 'Grace' }).waitFor();
    await keyboard.press('Alt+t');
    await toolbar.untilCalls();
    await keyboard.press('Alt+m');
    await keyboard.type('2003');
    await keyboard.press('Enter');
    await toolbar.untilCalls('connected');
    await keyboard.press('Alt+k');
    await keyboard.press('Escape');
    await keyboard.press('Alt+c');
    await toolbar.untilCalls();
    await keyboard.press('Alt+i');
    await toolbar.page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await keyboard.press('Escape');
    await toolbar.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(toolbar.complaints).toEqual([]);
  });

  it('reaches every control by Tab, with a visible focus', async () => {
    const toolbar = await desk.toolbar();
    await busy(toolbar);
    expect(await unreachable(toolbar.page)).toEqual([]);
  });

  it('has a name for every button, field and link', async () => {
    const toolbar = await desk.toolbar();
    await busy(toolbar);
    const tree = await toolbar.page.locator('body').ariaSnapshot();
    const nameless = tree
      .split('\n')
      .filter((line) => /^\s*- (button|textbox|combobox|link|article|region)(?! ")/.test(line));
    expect(nameless).toEqual([]);
  });

  it.each([320, 900])('fits into %i pixels', async (width) => {
    const toolbar = await desk.toolbar('demo:2001', { viewport: { width, height: 700 } });
    await busy(toolbar);
    expect(await scrollWidth(toolbar.page)).toBeLessThanOrEqual(width);
    await toolbar.page.keyboard.press('Alt+i');
    await toolbar.page.getByRole('dialog').waitFor();
    expect(await scrollWidth(toolbar.page)).toBeLessThanOrEqual(width);
  });

  it.each(['light', 'dark'] as const)('can be read in %s', async (colorScheme) => {
    const toolbar = await desk.toolbar('demo:2001', { colorScheme });
    await busy(toolbar);
    expect((await lightness(toolbar.page)) > 128).toBe(colorScheme === 'light');
    expect(await lowContrast(toolbar.page)).toEqual([]);
  });
});
