import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RawConnection, upgradeRequest } from './raw-connection.ts';
import { checkProblem } from './shapes.ts';
import { Bench } from './support.ts';

const bench = new Bench();
let raw: RawConnection;

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());

afterEach(async () => {
  raw.destroy();
  expect((await bench.get('/healthz')).status).toBe(200);
  await bench.stream().snapshot();
});

/** The problem in an answer that was read from the socket itself. */
function problemIn(octets: Buffer): { status: number; code: string; head: string } {
  const [head = '', body = ''] = octets.toString().split('\r\n\r\n');
  expect(head).toMatch(/content-type: application\/problem\+json/i);
  const problem = JSON.parse(body) as { code: string };
  checkProblem(problem);
  return { status: Number(head.split(' ')[1]), code: problem.code, head };
}

describe('a malformed WebSocket frame', () => {
  it.each([
    ['with reserved bits', [0xf1, 0x80, 0, 0, 0, 0], 1002],
    ['that is not masked', [0x81, 0x02, 0x68, 0x69], 1002],
    ['of an unknown kind', [0x83, 0x80, 0, 0, 0, 0], 1002],
    ['that goes on with nothing', [0x80, 0x80, 0, 0, 0, 0], 1002],
    ['of control in pieces', [0x09, 0x80, 0, 0, 0, 0], 1002],
    ['of control that is too long', [0x89, 0xfe, 0x01, 0x00, 0, 0, 0, 0], 1002],
    ['over the limit', [0x81, 0xfe, 0x20, 0x00, 0, 0, 0, 0], 1009],
    ['of an absurd length', [0x81, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009],
    ['with text that is not UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28], 1007],
    ['that closes with a bad code', [0x88, 0x82, 0, 0, 0, 0, 0x00, 0x01], 1002],
  ])('%s closes the connection with its code', async (_name, octets, code) => {
    raw = new RawConnection(bench.url);
    await raw.upgrade(bench.token('agent'));
    raw.write(Buffer.from(octets));
    expect(await raw.closeCode()).toBe(code);
  });

  it('that stops in the middle ends with its connection', async () => {
    raw = new RawConnection(bench.url);
    await raw.upgrade(bench.token('agent'));
    raw.write(Buffer.from([0x81, 0xfe, 0x00]));
    raw.destroy();
  });

  it('ping is answered by pong', async () => {
    const stream = bench.stream();
    await stream.snapshot();
    const pong = new Promise((resolve) => stream.socket.once('pong', resolve));
    stream.socket.ping('x');
    await pong;
    raw = new RawConnection(bench.url);
  });
});

describe('what is no handshake', () => {
  it.each([
    ['without a key', /Sec-WebSocket-Key: [^\r]+\r\n/, ''],
    ['with a key of another length', /Sec-WebSocket-Key: [^\r]+/, 'Sec-WebSocket-Key: abc'],
    ['of another version', /Version: 13/, 'Version: 99'],
    ['by another method', /^GET/, 'POST'],
  ])('%s is answered with a problem', async (_name, old, changed) => {
    raw = new RawConnection(bench.url);
    raw.write(upgradeRequest(bench.token('agent')).replace(old, changed));
    const { status, code, head } = problemIn(await raw.toTheEnd());
    expect([status, code]).toEqual([400, 'invalid-request']);
    expect(head).toMatch(/sec-websocket-version: 13/i);
  });

  it('offers HTTP/2 and is answered in HTTP/1.1', async () => {
    raw = new RawConnection(bench.url);
    raw.write(
      'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\n' +
        'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n',
    );
    expect((await raw.toTheEnd()).toString()).toMatch(/^HTTP\/1\.1 200 .*\{"status":"ok"\}$/s);
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['any words', 'hello there\r\n\r\n'],
    ['a header without an end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
    [
      'two lengths',
      'POST /v1/calls HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    ],
    [
      'a length and chunks',
      'POST /v1/calls HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['a NUL in the address', 'GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('%s is answered with a problem', async (_name, text) => {
    raw = new RawConnection(bench.url);
    raw.write(text);
    const { status, code } = problemIn(await raw.toTheEnd());
    expect([status, code]).toEqual([400, 'invalid-request']);
  });

  it('a host that is missing is a problem as well', async () => {
    raw = new RawConnection(bench.url);
    raw.write('GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n');
    expect((await raw.toTheEnd()).toString()).toMatch(/^HTTP\/1\.1 400 /);
  });
});
