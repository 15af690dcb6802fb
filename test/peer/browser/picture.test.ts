import { resolve } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { Desk } from './desk.ts';

const IMAGES = resolve(import.meta.dirname, '../../../docs/images');

/**
 * The picture of the README, made anew by
 *
 *     CROSSPOINT_PICTURES=1 npx vitest run --project peer test/peer/browser/picture.test.ts
 */
const isWanted = process.env['CROSSPOINT_PICTURES'] !== undefined;

describeInBrowser('the picture of the toolbar', () => {
  let desk: Desk;
  beforeAll(async () => {
    if (isWanted) desk = await Desk.open();
  });
  afterAll(() => desk?.close());

  it.runIf(isWanted)('is saved when CROSSPOINT_PICTURES is set', async () => {
    const toolbar = await desk.toolbar('demo:2001', {
      viewport: { width: 900, height: 440 },
      deviceScaleFactor: 2,
      locale: 'en-GB',
    });
    await desk.ring({ from: '+49407654321' });
    await toolbar.press('Answer');
    await toolbar.untilCalls('connected');
    await toolbar.press('Hang up');
    await toolbar.untilCalls();
    await desk.ring({ name: 'G FISCHER', data: { order: '4711', language: 'de' } });
    await toolbar.card('alerting').getByText('They called').waitFor();
    await toolbar.page.mouse.move(0, 400);
    await toolbar.page.screenshot({ path: resolve(IMAGES, 'toolbar.png') });
  });
});
