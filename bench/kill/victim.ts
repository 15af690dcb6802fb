import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { LOAD_SETTINGS } from '../spine/load.ts';

/** A server that will be killed: its process and how to talk to it. */
export interface Victim {
  readonly url: string;
  readonly token: string;
  /** From the start of the process to the line `ready`, with the link synchronised. */
  readonly readyMs: number;
  kill(): Promise<void>;
}

export function writeConfiguration(directory: string): string {
  const file = join(directory, 'crosspoint.yaml');
  const text = stringify({
    server: { port: 0, requestsPerSecond: 100_000 },
    dataDirectory: directory,
    log: { level: 'error' },
    switches: [
      {
        id: 'demo',
        driver: 'simulated',
        settings: LOAD_SETTINGS,
        link: {
          requestsPerSecond: 10_000,
          startUpRequestsPerSecond: 10_000,
          burst: 2000,
          outstandingRequests: 1000,
        },
      },
    ],
  });
  writeFileSync(file, text);
  return file;
}

export async function startVictim(directory: string, configuration: string): Promise<Victim> {
  const program = fileURLToPath(new URL('../../../bin/crosspoint.js', import.meta.url));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, 'serve', '--config', configuration], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  const readyMs = performance.now() - startedAt;
  const tokens = readFileSync(join(directory, 'tokens.json'), 'utf8');
  const { integrator } = JSON.parse(tokens) as { integrator: string };
  const exited = once(child, 'exit');
  return {
    url,
    token: integrator,
    readyMs,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const url = /ready (\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', () => reject(new Error(`the server ended before it was ready: ${text}`)));
  });
}
