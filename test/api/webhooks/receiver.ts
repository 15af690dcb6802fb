import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An endpoint on loopback: it hears everything and answers as it is told. */
export class Receiver {
  readonly heard: Heard[] = [];
  /** Connections that were made to it. */
  connections = 0;
  answer: (response: ServerResponse, heard: Heard) => void = (response) => {
    response.writeHead(204).end();
  };
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const heard = { path, headers, body: Buffer.concat(chunks).toString('utf8') };
      this.heard.push(heard);
      this.answer(response, heard);
    });
  });

  async open(): Promise<this> {
    this.#server.on('connection', () => {
      this.connections += 1;
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Its address under a name, or as it is. */
  url(path = '/hook', host = '127.0.0.1'): string {
    return `http://${host}:${this.port}${path}`;
  }

  /** Cuts whatever is idle, as a server does that has waited long enough. */
  cutIdle(): void {
    this.#server.closeIdleConnections();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}
