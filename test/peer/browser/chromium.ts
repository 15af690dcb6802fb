import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { describe, it } from 'vitest';

const PLACES = [
  process.env['CROSSPOINT_CHROMIUM'],
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];

const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));

/** Tests that need a browser: skipped with the reason where there is none, but not where CI is set. */
export function describeInBrowser(name: string, tests: () => void): void {
  const reason = 'no Chromium: install chromium or set CROSSPOINT_CHROMIUM to one';
  if (executablePath !== undefined) {
    describe(name, tests);
  } else if (process.env['CI'] === undefined) {
    describe.skip(`${name} (${reason})`, tests);
  } else {
    it(name, () => {
      throw new Error(reason);
    });
  }
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: executablePath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
