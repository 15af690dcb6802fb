import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { AmiDecoder, encodeAmi, type AmiMessage } from '../ami-codec.ts';

interface PaperChannel {
  readonly id: string;
  readonly name: string;
  state: string;
  inApplication: boolean;
  readonly number: string;
}

type Query = Readonly<Record<string, string>>;

/**
 * An Asterisk on paper: as much of ARI and AMI as the driver uses, with no telephony behind it. It is
 * strict where the real one is only sometimes: whatever the driver asks of a channel that is not in the
 * application, or of a bridge that is not there, is written down in `faults`.
 */
export class PaperAsterisk {
  readonly channels = new Map<string, PaperChannel>();
  readonly bridges = new Map<string, Set<string>>();
  readonly variables = new Map<string, string>();
  readonly requests: string[] = [];
  readonly actions: string[] = [];
  readonly faults: string[] = [];
  /** Requests that begin like this are refused with 500, or never answered. */
  refuses: string | undefined;
  swallows: string | undefined;
  readonly #http: Server;
  readonly #ami: NetServer;
  readonly #ws: WebSocketServer;
  readonly #amiSockets = new Set<Socket>();
  #nextChannel = 1;

  private constructor() {
    this.#http = createHttpServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://paper');
      const path = decodeURIComponent(url.pathname.replace('/ari/', ''));
      const line = `${request.method} ${path}`;
      if (this.swallows !== undefined && line.startsWith(this.swallows)) return;
      const [status, body] = this.#answer(line, Object.fromEntries(url.searchParams));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
    this.#ws = new WebSocketServer({ noServer: true });
    this.#http.on('upgrade', (request: IncomingMessage, socket, head) => {
      this.#ws.handleUpgrade(request, socket, head, (client) => {
        this.#ws.emit('connection', client);
      });
    });
    this.#ami = createServer((socket) => this.#serveAmi(socket));
  }

  static async start(): Promise<PaperAsterisk> {
    const paper = new PaperAsterisk();
    for (const server of [paper.#http, paper.#ami]) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }
    return paper;
  }

  get settings(): object {
    return {
      url: `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`,
      username: 'u',
      password: 'p',
      ami: { port: (this.#ami.address() as AddressInfo).port, username: 'u', password: 'p' },
      trunks: ['trunk'],
      requestTimeoutMs: 300,
    };
  }

  /** Sends an event to the application. */
  tell(event: object): void {
    this.sendRaw(JSON.stringify(event));
  }

  sendRaw(text: string): void {
    for (const client of this.#ws.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(text);
    }
  }

  sendAmi(bytes: string): void {
    for (const socket of this.#amiSockets) socket.write(bytes);
  }

  dropAmi(): void {
    for (const socket of this.#amiSockets) socket.destroy();
  }

  /** A channel of the dialplan or of a caller. */
  create(device: string, state: string, number: string, id?: string): PaperChannel {
    const count = this.#nextChannel++;
    const name = `PJSIP/${device}-${count.toString(16).padStart(8, '0')}`;
    const channel = { id: id ?? `c${count}`, name, state, inApplication: false, number };
    this.channels.set(channel.id, channel);
    this.tell({ type: 'ChannelCreated', channel: this.json(channel) });
    return channel;
  }

  enter(channel: PaperChannel, ...args: readonly string[]): void {
    channel.inApplication = true;
    this.tell({ type: 'StasisStart', args, channel: this.json(channel) });
  }

  setState(channel: PaperChannel, state: string): void {
    channel.state = state;
    this.tell({ type: 'ChannelStateChange', channel: this.json(channel) });
  }

  destroy(channel: PaperChannel, cause = 16): void {
    this.channels.delete(channel.id);
    for (const members of this.bridges.values()) members.delete(channel.id);
    const channelJson = this.json(channel);
    this.tell({ type: 'ChannelDestroyed', cause, cause_txt: 'text', channel: channelJson });
  }

  /** The channel that the driver made for this device last. */
  made(device: string): PaperChannel {
    const found = [...this.channels.values()].findLast(({ name }) => name.includes(`/${device}-`));
    if (found === undefined) throw new Error(`no channel for ${device}`);
    return found;
  }

  json(channel: PaperChannel): object {
    return {
      id: channel.id,
      name: channel.name,
      state: channel.state,
      caller: { number: channel.number, name: '' },
      dialplan: {
        context: 'x',
        exten: '2001',
        app_name: channel.inApplication ? 'Stasis' : 'Dial',
      },
    };
  }

  async close(): Promise<void> {
    for (const client of this.#ws.clients) client.terminate();
    this.dropAmi();
    this.#http.closeAllConnections();
    for (const server of [this.#http, this.#ami]) {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  }

  #answer(line: string, query: Query): [status: number, body?: unknown] {
    this.requests.push(line);
    if (this.refuses !== undefined && line.startsWith(this.refuses)) {
      return [500, { message: 'Allocation failed' }];
    }
    const [method = '', path = ''] = line.split(' ');
    const [kind = '', id = '', verb = ''] = path.split('/');
    if (method === 'GET') return this.#show(kind, id, verb, query);
    if (kind === 'channels') return this.#onChannel(method, id, verb, query);
    if (kind === 'bridges') return this.#onBridge(method, id, verb, query);
    return [404, { message: 'not on paper' }];
  }

  #show(kind: string, id: string, verb: string, query: Query): [number, unknown] {
    if (kind === 'asterisk') return [200, { ping: 'pong' }];
    if (kind === 'endpoints') {
      return [
        200,
        ['2001', '2002', '2003', 'trunk'].map((resource) => {
          return { technology: 'PJSIP', resource, state: 'online', channel_ids: [] };
        }),
      ];
    }
    if (kind === 'bridges') {
      return [200, [...this.bridges].map(([id, channels]) => ({ id, channels: [...channels] }))];
    }
    if (verb === 'variable') {
      const value = this.variables.get(`${id}/${query['variable'] ?? ''}`);
      return value === undefined ? [404, { message: 'not set' }] : [200, { value }];
    }
    return [200, [...this.channels.values()].map((channel) => this.json(channel))];
  }

  #onChannel(method: string, id: string, verb: string, query: Query): [number, unknown?] {
    if (id === 'create') {
      const device = /\/(?:.*@)?([^@]+)$/.exec(query['endpoint'] ?? '')?.[1] ?? '';
      const channel = this.create(device, 'Down', device, query['channelId']);
      // As the real one: the channel comes into the application a moment after the answer.
      setTimeout(() => this.enter(channel, 'leg'), 10);
      return [200, this.json(channel)];
    }
    const channel = this.channels.get(id);
    if (channel === undefined) return [404, { message: 'Channel not found' }];
    if (method === 'DELETE' && verb === '') {
      setImmediate(() => this.destroy(channel, Number(query['reason_code'])));
      return [204];
    }
    if (!channel.inApplication) this.faults.push(`${verb} of ${channel.name} outside`);
    if (verb === 'variable') this.variables.set(`${id}/${query['variable']}`, query['value'] ?? '');
    if (verb === 'answer') this.setState(channel, 'Up');
    return [204];
  }

  #onBridge(method: string, id: string, verb: string, query: Query): [number, unknown?] {
    if (id === '') {
      this.bridges.set(query['bridgeId'] ?? '', new Set());
      return [200, { id: query['bridgeId'] }];
    }
    const members = this.bridges.get(id);
    if (members === undefined) {
      this.faults.push(`${method} ${verb} of a bridge that is not there`);
      return [404, { message: 'Bridge not found' }];
    }
    if (method === 'DELETE' && verb === '') this.bridges.delete(id);
    for (const channel of (query['channel'] ?? '').split(',')) {
      if (verb === 'addChannel') {
        for (const others of this.bridges.values()) others.delete(channel);
        members.add(channel);
      }
      if (verb === 'removeChannel' && !members.delete(channel)) {
        this.faults.push(`${channel} is not in ${id}`);
      }
    }
    return [204];
  }

  #serveAmi(socket: Socket): void {
    this.#amiSockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#amiSockets.delete(socket));
    socket.write('Asterisk Call Manager/11.0.0\r\n');
    const decoder = new AmiDecoder();
    decoder.push(Buffer.from('Asterisk Call Manager/client\r\n'));
    socket.on('data', (bytes) => {
      for (const message of decoder.push(bytes)) this.#act(socket, message);
    });
  }

  #act(socket: Socket, message: AmiMessage): void {
    const action = message.get('Action');
    this.actions.push(action);
    const id: [string, string] = ['ActionID', message.get('ActionID')];
    if (action === 'Login' && message.get('Secret') !== 'p') {
      socket.write(encodeAmi([['Response', 'Error'], id, ['Message', 'Authentication failed']]));
      return;
    }
    socket.write(encodeAmi([['Response', 'Success'], id, ['Message', 'done']]));
    const end = {
      CoreShowChannels: 'CoreShowChannelsComplete',
      QueueStatus: 'QueueStatusComplete',
    }[action];
    if (end !== undefined) socket.write(encodeAmi([['Event', end], id]));
  }
}
