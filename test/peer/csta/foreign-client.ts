import { connect } from 'node:net';
import { SystemClock } from '../../../src/base/clock.ts';
import { SerialTransport } from '../../../drivers/csta/transport/serial-transport.ts';

/** A message out of the octets received so far, and how many of them it took. */
export type Cut = (octets: Buffer) => { readonly pdu: Buffer; readonly taken: number } | undefined;

/** How a client speaks on its line. */
export interface Dialect {
  readonly wrap: (pdu: Buffer) => Buffer;
  readonly cut: Cut;
  /** What is said back at once to what was cut out. */
  readonly onPdu?: () => Buffer;
}

/** Two octets of length before each PDU (Panasonic). */
export const LENGTH_16: Dialect = {
  wrap: (pdu) => Buffer.concat([Buffer.from([pdu.length >> 8, pdu.length & 0xff]), pdu]),
  cut: (octets) => {
    if (octets.length < 2) return undefined;
    const end = 2 + octets.readUInt16BE(0);
    return octets.length < end ? undefined : { pdu: octets.subarray(2, end), taken: end };
  },
};

/** `26`, and a length whose top bit says that the message is whole (HiPath 3000). */
export const HIPATH: Dialect = {
  wrap: (pdu) => {
    return Buffer.concat([Buffer.from([0x26, 0x80 | (pdu.length >> 8), pdu.length & 0xff]), pdu]);
  },
  cut: (octets) => {
    if (octets.length < 3) return undefined;
    if (octets[0] !== 0x26) throw new Error(`no frame begins with ${octets.toString('hex')}`);
    const end = 3 + (octets.readUInt16BE(1) & 0x7f_ff);
    return octets.length < end ? undefined : { pdu: octets.subarray(3, end), taken: end };
  },
};

/** Eight octets before each document: zeros, the length with them, and four digits (ECMA-323 Annex G). */
export const XML: Dialect = {
  wrap: (pdu) => {
    const head = Buffer.from([0, 0, (pdu.length + 8) >> 8, (pdu.length + 8) & 0xff]);
    return Buffer.concat([head, Buffer.from('0001'), pdu]);
  },
  cut: (octets) => {
    if (octets.length < 8) return undefined;
    const end = octets.readUInt16BE(2);
    return octets.length < end ? undefined : { pdu: octets.subarray(8, end), taken: end };
  },
};

/** `10 02 … 10 03` and a checksum, each frame acknowledged by `10 30` and `10 31` in turn. */
export function v24(): Dialect {
  let acknowledged = 0;
  return {
    wrap: (pdu) => {
      const stuffed = [...pdu].flatMap((octet) => (octet === 0x10 ? [0x10, 0x10] : [octet]));
      const body = [...stuffed, 0x10, 0x03];
      const sum = body.reduce((total, octet) => total + octet, 0) & 0xff;
      return Buffer.from([0x10, 0x02, ...body, sum]);
    },
    cut: (octets) => {
      // Acknowledgements of what was sent come before and between the frames.
      const start = octets.indexOf(Buffer.from([0x10, 0x02]));
      if (start < 0) return undefined;
      const pdu: number[] = [];
      for (let at = start + 2; at + 2 < octets.length; at += 1) {
        const octet = octets[at] as number;
        if (octet === 0x10 && octets[at + 1] === 0x03) {
          return { pdu: Buffer.from(pdu), taken: at + 3 };
        }
        if (octet === 0x10) at += 1;
        pdu.push(octet);
      }
      return undefined;
    },
    onPdu: () => {
      acknowledged += 1;
      return Buffer.from([0x10, acknowledged % 2 === 1 ? 0x30 : 0x31]);
    },
  };
}

/**
 * A client of a PBX that knows nothing of our codec: it says octets that real clients have said, and
 * finds those it waits for among what comes.
 */
export class ForeignClient {
  /** Each message received, in upper-case hexadecimal. */
  readonly heard: string[] = [];
  readonly #write: (octets: Buffer) => void;
  readonly #dialect: Dialect;
  readonly close: () => Promise<void>;
  #rest = Buffer.alloc(0);
  #position = 0;
  #wake: () => void = () => undefined;

  private constructor(
    dialect: Dialect,
    write: (octets: Buffer) => void,
    close: () => Promise<void>,
  ) {
    this.#dialect = dialect;
    this.#write = write;
    this.close = close;
  }

  static async overTcp(port: number, dialect: Dialect): Promise<ForeignClient> {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const client = new ForeignClient(
      dialect,
      (octets) => socket.write(octets),
      async () => void socket.destroy(),
    );
    socket.on('data', (octets: Buffer) => client.#take(octets));
    socket.on('error', () => {});
    return client;
  }

  static async overSerial(path: string, dialect: Dialect): Promise<ForeignClient> {
    const line = new SerialTransport({ path }, new SystemClock());
    const client = new ForeignClient(
      dialect,
      (octets) => line.write(octets),
      () => line.close(),
    );
    line.events.on('data', (octets) => client.#take(Buffer.from(octets)));
    await line.open();
    return client;
  }

  /** Sends a PDU in hexadecimal. */
  send(pdu: string): void {
    this.#write(this.#dialect.wrap(Buffer.from(pdu, 'hex')));
  }

  sendText(text: string): void {
    this.#write(this.#dialect.wrap(Buffer.from(text)));
  }

  /** Sends a PDU until something that fits comes back: on a serial line nobody may be there yet. */
  async insist(pdu: string, pattern: RegExp): Promise<string> {
    for (let time = 0; time < 8; time += 1) {
      this.send(pdu);
      const answer = await this.next(pattern, { withinMs: 1_000 }).catch(() => undefined);
      if (answer !== undefined) return answer;
    }
    throw new Error(`nothing fits ${pattern.source}: ${this.heard.join(' ')}`);
  }

  /** The next message that fits, in hexadecimal, or in its own letters where `asText`. */
  async next(pattern: RegExp, { asText = false, withinMs = 8_000 } = {}): Promise<string> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      while (this.#position < this.heard.length) {
        const hex = this.heard[this.#position] ?? '';
        this.#position += 1;
        const message = asText ? Buffer.from(hex, 'hex').toString() : hex;
        if (pattern.test(message)) return message;
      }
      await this.#more(pattern, deadline - performance.now());
    }
  }

  async #more(pattern: RegExp, withinMs: number): Promise<void> {
    if (withinMs <= 0) throw new Error(`nothing fits ${pattern.source}: ${this.heard.join(' ')}`);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #take(octets: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, octets]);
    for (let cut = this.#dialect.cut(this.#rest); cut; cut = this.#dialect.cut(this.#rest)) {
      this.heard.push(cut.pdu.toString('hex').toUpperCase());
      this.#rest = this.#rest.subarray(cut.taken);
      if (this.#dialect.onPdu !== undefined) this.#write(this.#dialect.onPdu());
    }
    this.#wake();
  }
}
