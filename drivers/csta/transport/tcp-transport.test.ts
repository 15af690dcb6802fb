import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/base/clock.ts';
import type { CrosspointError } from '../../../src/base/errors.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { TcpListener, type TcpListenerSettings } from './tcp-listener.ts';
import { TcpTransport, type TcpSettings } from './tcp-transport.ts';
import type { Transport } from './transport.ts';

const clock = new SystemClock();
const opened: { close(): Promise<void> }[] = [];

function kept<T extends { close(): Promise<void> }>(thing: T): T {
  opened.push(thing);
  return thing;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((thing) => thing.close()));
});

async function listen(settings: Partial<TcpListenerSettings> = {}): Promise<TcpListener> {
  const listener = kept(new TcpListener({ port: 0, ...settings }, clock));
  await listener.open();
  return listener;
}

/** The next line that somebody calls on, opened. */
function called(listener: TcpListener): Promise<TcpTransport> {
  return new Promise((resolve) => {
    const off = listener.events.on('line', (line) => {
      off();
      kept(line);
      void line.open().then(() => resolve(line));
    });
  });
}

function call(port: number, settings: Partial<TcpSettings> = {}): TcpTransport {
  return kept(TcpTransport.to({ host: '127.0.0.1', port, ...settings }, clock));
}

/** The first `count` octets that arrive. */
function heard(line: Transport, count: number): Promise<number[]> {
  return new Promise((resolve) => {
    const all: number[] = [];
    line.events.on('data', (octets) => {
      all.push(...octets);
      if (all.length >= count) resolve(all);
    });
  });
}

function ended(line: Transport): Promise<CrosspointError> {
  return new Promise((resolve) => line.events.on('closed', resolve));
}

describe('a line over TCP', () => {
  it('carries every octet both ways', async () => {
    const listener = await listen();
    const near = call(listener.port);
    const [far] = await Promise.all([called(listener), near.open()]);
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    const [there, back] = [heard(far, 256), heard(near, 256)];
    near.write(all);
    far.write(all);
    expect(await there).toEqual([...all]);
    expect(await back).toEqual([...all]);
    expect(near.name).toBe(`127.0.0.1:${listener.port}`);
  });

  it('tells once that the other side closed, and what was sent before comes first', async () => {
    const listener = await listen();
    const near = call(listener.port);
    const [far] = await Promise.all([called(listener), near.open()]);
    const [octets, reason] = [heard(near, 70_000), ended(near)];
    let count = 0;
    near.events.on('closed', () => (count += 1));
    far.write(new Uint8Array(70_000));
    await far.close();
    expect((await octets).length).toBe(70_000);
    expect((await reason).code).toBe('link-down');
    await near.close();
    near.write(Uint8Array.of(1));
    expect(count).toBe(1);
    expect(near.bufferedOctets).toBe(0);
  });

  it('says nothing of its own close', async () => {
    const listener = await listen();
    const near = call(listener.port);
    const [far] = await Promise.all([called(listener), near.open()]);
    const told: string[] = [];
    near.events.on('closed', () => told.push('near'));
    const reason = ended(far);
    await near.close();
    expect((await reason).code).toBe('link-down');
    expect(told).toEqual([]);
  });

  it('fails with transport-failed where nobody listens, and with a time-out where nobody answers', async () => {
    const listener = await listen();
    const { port } = listener;
    await listener.close();
    await expect(call(port).open()).rejects.toMatchObject({ code: 'transport-failed' });

    const silent = await listen();
    const virtual = new VirtualClock();
    // A handshake that is never answered: the port speaks no TLS.
    const settings = { host: '127.0.0.1', port: silent.port, tls: {}, connectTimeoutMs: 700 };
    const near = kept(TcpTransport.to(settings, virtual));
    const failure = expect(near.open()).rejects.toMatchObject({ code: 'switch-timeout' });
    await virtual.advance(700);
    await failure;
  });

  it('can be closed while it connects', async () => {
    const listener = await listen();
    const near = call(listener.port);
    const opening = expect(near.open()).rejects.toMatchObject({ code: 'transport-failed' });
    await near.close();
    await opening;
  });

  it('is opened once', async () => {
    const listener = await listen();
    const near = call(listener.port);
    await near.open();
    await expect(near.open()).rejects.toMatchObject({ code: 'transport-failed' });
  });

  it('tells of lines beyond the limit and closes them', async () => {
    const listener = await listen({ maxLines: 1 });
    const odd = new Promise<CrosspointError>((resolve) => listener.events.on('oddity', resolve));
    const near = call(listener.port);
    await Promise.all([called(listener), near.open()]);
    const socket = connect(listener.port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => {});
    expect((await odd).detail).toContain('a line beyond 1');
    await closed;
  });

  it('cannot listen on a port that is taken', async () => {
    const { port } = await listen();
    const second = new TcpListener({ port }, clock);
    await expect(second.open()).rejects.toMatchObject({ code: 'transport-failed' });
  });
});

describe('a line over TLS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'csta-tls-'));
  let cert = '';
  let key = '';

  beforeAll(() => {
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const names = ['-subj', '/CN=pbx.test', '-addext', 'subjectAltName=DNS:pbx.test', '-days', '2'];
    const files = ['-keyout', 'key.pem', '-out', 'cert.pem'];
    execFileSync('openssl', [...args, ...names, ...files], { cwd: directory, stdio: 'ignore' });
    cert = readFileSync(join(directory, 'cert.pem'), 'utf8');
    key = readFileSync(join(directory, 'key.pem'), 'utf8');
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  it('carries octets to a switch whose certificate is trusted', async () => {
    const listener = await listen({ tls: { cert, key } });
    const near = call(listener.port, { tls: { ca: cert, servername: 'pbx.test' } });
    const [far] = await Promise.all([called(listener), near.open()]);
    const there = heard(far, 3);
    near.write(Uint8Array.of(1, 2, 3));
    expect(await there).toEqual([1, 2, 3]);
    const reason = ended(near);
    await far.close();
    expect((await reason).code).toBe('link-down');
  });

  it.each([
    ['is not trusted', {}],
    ['is for another name', { servername: 'other.test' }],
  ])('refuses a certificate that %s', async (name, tls) => {
    const listener = await listen({ tls: { cert, key } });
    const trusted = name === 'is not trusted' ? tls : { ...tls, ca: cert };
    const near = call(listener.port, { tls: trusted });
    await expect(near.open()).rejects.toMatchObject({ code: 'transport-failed' });
  });

  it('takes any certificate where it is told to', async () => {
    const listener = await listen({ tls: { cert, key } });
    await call(listener.port, { tls: { rejectUnauthorized: false } }).open();
  });

  it('tells of a caller that speaks no TLS', async () => {
    const listener = await listen({ tls: { cert, key } });
    const odd = new Promise<CrosspointError>((resolve) => listener.events.on('oddity', resolve));
    const near = call(listener.port);
    await near.open();
    near.write(Uint8Array.of(0x42));
    near.write(new Uint8Array(600));
    expect((await odd).code).toBe('transport-failed');
  });

  it('refuses a certificate that is none', () => {
    const tls = { cert: 'nothing', key };
    expect(() => new TcpListener({ port: 0, tls }, clock)).toThrow('invalid-configuration');
  });
});
