import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { until } from './support.ts';

/** A connection by hand, for what no HTTP or WebSocket library would send. */
export class RawConnection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #isEnded = false;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    this.#socket.on('end', () => (this.#isEnded = true));
    this.#socket.on('close', () => (this.#isEnded = true));
    this.#socket.on('error', () => undefined);
  }

  write(octets: string | Buffer): void {
    this.#socket.write(octets);
  }

  /** What the server has sent when it has ended the connection. */
  async toTheEnd(withinMs = 5000): Promise<Buffer> {
    await until(() => (this.#isEnded ? true : undefined), 'the server to hang up', withinMs);
    return this.#received;
  }

  /** Asks for the stream; resolves when the server has agreed and sent its first frame. */
  async upgrade(token: string): Promise<void> {
    this.write(upgradeRequest(token));
    await until(
      () => (this.#received.includes('{"snapshot"') ? true : undefined),
      'the stream to begin',
    );
    this.#received = Buffer.alloc(0);
  }

  /** The code of the close frame that ends what was received. */
  async closeCode(): Promise<number | undefined> {
    const octets = await this.toTheEnd();
    // A close frame is the last: two octets of header, the code, and a short reason.
    for (let length = 2; length <= 125; length += 1) {
      const at = octets.length - length - 2;
      if (octets[at] === 0x88 && octets[at + 1] === length) return octets.readUInt16BE(at + 2);
    }
    return undefined;
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

export function upgradeRequest(token: string, more = ''): string {
  return (
    `GET /v1/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
    `Authorization: Bearer ${token}\r\n${more}\r\n`
  );
}
