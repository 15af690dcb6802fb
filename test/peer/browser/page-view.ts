import { resolve } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';

/** Lets the pages of this context be looked at from inside. */
export async function addPageView(context: BrowserContext): Promise<void> {
  await context.addInitScript({ path: resolve(import.meta.dirname, 'in-page.js') });
}

/** Waits until exactly these calls are shown, by the state of the own phone. */
export async function untilCallStates(page: Page, states: readonly string[]): Promise<void> {
  const wanted = JSON.stringify([...states].toSorted((a, b) => (a < b ? -1 : 1)));
  // A function, since a string would have to be evaluated in the page, which its policy forbids.
  await page.waitForFunction((expected) => {
    const { pageView } = globalThis as unknown as { pageView: { callStates(): string[] } };
    return JSON.stringify(pageView.callStates()) === expected;
  }, wanted);
}

/** Controls that Tab does not come to, or whose focus cannot be seen. */
export async function unreachable(page: Page): Promise<string[]> {
  const all = await page.evaluate<string[]>('pageView.controls()');
  const reached = new Set<string | undefined>();
  for (let presses = 0; presses <= all.length + 1; presses += 1) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate<string | undefined>('pageView.focused()'));
  }
  return all.filter((_, index) => !reached.has(String(index)));
}

/** Texts that are hard to read against what is behind them. */
export function lowContrast(page: Page): Promise<string[]> {
  return page.evaluate<string[]>('pageView.lowContrast()');
}

export async function followTelLink(page: Page, number: string): Promise<void> {
  await page.evaluate(`pageView.followTelLink(${JSON.stringify(number)})`);
}

/** How wide the page is; over the width of the window it scrolls sideways. */
export function scrollWidth(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth');
}

/** How light the ground is, from 0 to 255. */
export async function lightness(page: Page): Promise<number> {
  const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  return Math.min(...(ground.match(/\d+/g) ?? []).slice(0, 3).map(Number));
}
