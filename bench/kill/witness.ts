import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Event } from '../../schemas/generated/types.ts';
import type { Random } from '../../src/base/random.ts';
import { pick } from '../../src/base/random.ts';
import type { Victim } from './victim.ts';

/** What was seen and promised before the kill. */
export interface Testimony {
  /** Every event a client was sent, by sequence: its text. */
  readonly seen: Map<number, string>;
  /** Every operation that was answered 202. */
  readonly promised: Set<string>;
}

/** Makes load over REST and watches the stream until the server is gone. */
export class Witness {
  readonly testimony: Testimony = { seen: new Map(), promised: new Set() };
  readonly #victim: Victim;
  readonly #random: Random;
  #isOver = false;
  #requests = 0;

  constructor(victim: Victim, random: Random) {
    this.#victim = victim;
    this.#random = random;
  }

  /** Works until `killAfterMs` has passed and the server has been killed. */
  async watch(killAfterMs: number): Promise<void> {
    const socket = await this.#connect();
    const workers = Array.from({ length: 8 }, (_, index) => this.#work(index));
    await sleep(killAfterMs);
    await this.#victim.kill();
    this.#isOver = true;
    await Promise.all(workers);
    socket.terminate();
  }

  async #connect(): Promise<WebSocket> {
    const { url, token } = this.#victim;
    const address = `${url.replace('http', 'ws')}/v1/stream`;
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(String(data)) as { event?: Event };
      if (message.event !== undefined) {
        this.testimony.seen.set(message.event.sequence, JSON.stringify(message.event));
      }
    });
    socket.on('error', () => undefined);
    await once(socket, 'open');
    return socket;
  }

  /** One agent: a caller dials in, is answered, perhaps held, and cleared, over and over. */
  async #work(worker: number): Promise<void> {
    const device = `demo:${2001 + worker}`;
    while (!this.#isOver) {
      const call = await this.#post('/v1/simulators/demo/calls', {
        from: `+4930${1_000_000 + worker}`,
        to: device,
      });
      for (const command of ['answer', pick(this.#random, ['hold', 'digits']), 'clear']) {
        const body = command === 'digits' ? { device, digits: '1' } : { device };
        if (call !== undefined) await this.#post(`/v1/calls/${call}/${command}`, body);
      }
    }
  }

  /** The identifier of the call of an accepted command; undefined where it was not accepted. */
  async #post(path: string, body: object): Promise<string | undefined> {
    const { url, token } = this.#victim;
    this.#requests += 1;
    try {
      const response = await fetch(url + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': `${url}-${this.#requests}`,
        },
        body: JSON.stringify(body),
      });
      const answer = (await response.json()) as { operation?: { id: string }; call?: string };
      if (response.status !== 202 || answer.operation === undefined) return undefined;
      this.testimony.promised.add(answer.operation.id);
      return answer.call;
    } catch {
      // The server was killed under the request.
      return undefined;
    }
  }
}
