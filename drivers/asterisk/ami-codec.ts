import { CrosspointError } from '../../src/spi/index.ts';

/** One message of the Asterisk Manager Interface: its fields in order, doubled names kept. */
export class AmiMessage {
  readonly fields: readonly (readonly [name: string, value: string])[];

  constructor(fields: readonly (readonly [string, string])[]) {
    this.fields = fields;
  }

  /** The first field of this name, whatever its case; empty where there is none. */
  get(name: string): string {
    const wanted = name.toLowerCase();
    return this.fields.find(([other]) => other.toLowerCase() === wanted)?.[1] ?? '';
  }
}

/** Asterisk's own lines stay far below these; more is not AMI. */
const MAX_LINE = 16_384;
const MAX_FIELDS = 1_024;

/**
 * Cuts the byte stream of AMI into messages: lines of `Name: value` ended by CR LF (a bare LF is taken
 * too), a message ended by an empty line, the whole preceded by one line of greeting. What it keeps is
 * bounded by the longest line and the number of fields.
 */
export class AmiDecoder {
  #rest = Buffer.alloc(0);
  #offset = 0;
  #fields: (readonly [string, string])[] = [];
  #greeting: string | undefined;

  get greeting(): string | undefined {
    return this.#greeting;
  }

  /** The messages that these bytes complete; throws `malformed-frame` with the offset in the stream. */
  push(bytes: Buffer): AmiMessage[] {
    const messages: AmiMessage[] = [];
    const data = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let start = 0;
    for (;;) {
      const end = data.indexOf(0x0a, start);
      if (end < 0) break;
      if (end - start > MAX_LINE) this.#refuse('a line is too long', start);
      const message = this.#line(data.toString('utf8', start, end), start);
      if (message !== undefined) messages.push(message);
      start = end + 1;
    }
    if (data.length - start > MAX_LINE) this.#refuse('a line is too long', start);
    this.#rest = Buffer.from(data.subarray(start));
    this.#offset += start;
    return messages;
  }

  #line(raw: string, at: number): AmiMessage | undefined {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (this.#greeting === undefined) {
      if (!line.startsWith('Asterisk Call Manager/')) this.#refuse('no AMI greeting', at);
      this.#greeting = line;
      return undefined;
    }
    if (line === '') {
      if (this.#fields.length === 0) return undefined;
      const message = new AmiMessage(this.#fields);
      this.#fields = [];
      return message;
    }
    if (this.#fields.length >= MAX_FIELDS) this.#refuse('a message has too many fields', at);
    const colon = line.indexOf(':');
    if (colon <= 0) this.#refuse('a line is no field', at);
    const value = line.slice(colon + 1);
    this.#fields.push([line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value]);
    return undefined;
  }

  #refuse(what: string, at: number): never {
    throw new CrosspointError('malformed-frame', `AMI: ${what}`, {
      position: { source: 'ami', offset: this.#offset + at },
    });
  }
}

/** An action as bytes. A line break in a value would start a field of its own, so it is refused. */
export function encodeAmi(fields: readonly (readonly [string, string])[]): Buffer {
  for (const [name, value] of fields) {
    if (/[\r\n:]/.test(name) || /[\r\n]/.test(value)) {
      throw new CrosspointError('invalid-request', `AMI: ${name} has a line break`);
    }
  }
  return Buffer.from(`${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
}
