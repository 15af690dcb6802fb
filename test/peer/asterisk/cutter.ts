import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A cable to each of some ports, that can be pulled out for a while. */
export class Cutter {
  readonly ports: readonly number[];
  readonly #servers: readonly Server[];
  readonly #sockets: Set<Socket>;
  #isCut = false;
  #timer: NodeJS.Timeout | undefined;

  private constructor(servers: readonly Server[], sockets: Set<Socket>) {
    this.#servers = servers;
    this.#sockets = sockets;
    this.ports = servers.map((server) => (server.address() as AddressInfo).port);
    for (const server of servers) {
      server.prependListener('connection', (socket: Socket) => {
        if (this.#isCut) socket.destroy();
      });
    }
  }

  static async start(targets: readonly number[]): Promise<Cutter> {
    const sockets = new Set<Socket>();
    const servers = await Promise.all(targets.map((port) => listen(port, sockets)));
    return new Cutter(servers, sockets);
  }

  /** Pulls every cable; it is back after `forMs`. */
  cut(forMs = 0): void {
    this.#isCut = forMs > 0;
    for (const socket of this.#sockets) socket.destroy();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isCut = false;
    }, forMs);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    for (const server of this.#servers) {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  }
}

function listen(target: number, sockets: Set<Socket>): Promise<Server> {
  const server = createServer((near) => {
    if (near.destroyed) return;
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
