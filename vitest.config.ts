import { defineConfig } from 'vitest/config';

/**
 * `unit` needs nothing but Node. `peer` suites drive outside programs (a browser, Asterisk, SIPp); each
 * skips with its reason where the program is missing, unless CI is set.
 */
export default defineConfig({
  test: {
    // Much of a test's time is waiting for a process, a socket or the disk.
    maxWorkers: 4,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'drivers/**/*.test.ts'],
          exclude: ['test/peer/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'peer',
          include: ['test/peer/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
