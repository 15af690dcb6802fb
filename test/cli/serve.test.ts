import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../journal/temporary.ts';
import { Program } from './program.ts';

const programs: Program[] = [];
afterEach(() => Promise.all(programs.splice(0).map((program) => program.stop('SIGKILL'))));

function start(args: readonly string[], environment?: Record<string, string>): Program {
  const program = new Program(args, environment);
  programs.push(program);
  return program;
}

const readyOf = (program: Program) => program.line(/^ready (http:\/\/\S+)$/);

async function get(url: string, path: string, data: string) {
  const tokens = JSON.parse(readFileSync(join(data, 'tokens.json'), 'utf8')) as { admin: string };
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${tokens.admin}` },
  });
  return (await response.json()) as { items: unknown[] };
}

describe('crosspoint serve', () => {
  it('says where it is ready, is so at once, and ends with status 0 when it is told to', async () => {
    const data = temporaryDirectory();
    const program = start(['serve', '--port', '0', '--data', data]);
    const url = await readyOf(program);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await program.line(/^toolbar (\S+)$/)).toContain(`${url}/toolbar/#token=`);
    const askedAt = performance.now();
    const { code, signal } = await program.stop('SIGTERM');
    expect([code, signal]).toEqual([0, null]);
    expect(performance.now() - askedAt).toBeLessThan(5000);
  });

  it('makes a token for each role at the first start, for its owner only, and keeps them', async () => {
    const data = temporaryDirectory();
    const file = join(data, 'tokens.json');
    const first = start(['serve', '--port', '0', '--data', data]);
    await readyOf(first);
    const tokens = readFileSync(file, 'utf8');
    expect(Object.keys(JSON.parse(tokens) as object)).toEqual([
      'admin',
      'integrator',
      'supervisor',
      'agent',
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await first.stop();
    const second = start(['serve', '--port', '0', '--data', data]);
    await readyOf(second);
    expect(readFileSync(file, 'utf8')).toBe(tokens);
  });

  it('ends with status 0 on an interrupt too, with a client on the line', async () => {
    const data = temporaryDirectory();
    const program = start(['serve'], { CROSSPOINT_PORT: '0', CROSSPOINT_DATA: data });
    const url = await readyOf(program);
    const kept = await fetch(`${url}/v1/calls`, { headers: { connection: 'keep-alive' } });
    expect(kept.status).toBe(401);
    expect((await program.stop('SIGINT')).code).toBe(0);
  });

  it('has contacts to try it with only where it runs the demo', async () => {
    const demo = temporaryDirectory();
    const url = await readyOf(start(['serve', '--port', '0', '--data', demo]));
    expect((await get(url, '/v1/contacts', demo)).items.length).toBeGreaterThan(0);
    const data = temporaryDirectory();
    const file = join(data, 'crosspoint.yaml');
    writeFileSync(file, 'switches: [{id: pbx, driver: simulated, settings: {extensions: []}}]\n');
    const program = start(['serve'], {
      CROSSPOINT_CONFIG: file,
      CROSSPOINT_PORT: '0',
      CROSSPOINT_DATA: data,
    });
    expect((await get(await readyOf(program), '/v1/contacts', data)).items).toEqual([]);
  });

  it('ends with status 0 while it still waits for a switch that is not there', async () => {
    const port = await freePort();
    const data = temporaryDirectory();
    const file = join(data, 'crosspoint.yaml');
    const settings = `{url: 'http://127.0.0.1:9', username: a, password: b, ami: {username: a, password: b}}`;
    writeFileSync(file, `switches: [{id: pbx, driver: asterisk, settings: ${settings}}]\n`);
    const program = start(['serve', '--config', file, '--data', data, '--port', String(port)]);
    await Promise.race([program.line(/^(ready)/), answering(`http://127.0.0.1:${port}/healthz`)]);
    const { code, signal } = await program.stop('SIGTERM');
    expect([code, signal]).toEqual([0, null]);
  });
});

describe('crosspoint demo', () => {
  it('runs the simulated switch whatever the environment configures', async () => {
    const program = start(['demo', '--port', '0'], { CROSSPOINT_CONFIG: '/nowhere.yaml' });
    expect((await fetch(`${await readyOf(program)}/readyz`)).status).toBe(200);
    expect((await program.stop()).code).toBe(0);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves as soon as somebody answers there. */
async function answering(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await pause(20);
  }
}
