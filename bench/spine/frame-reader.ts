const TEXT = 1;
const PING = 9;

/** A pong without payload; a client masks its frames, here with zeros. */
export const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** Walks over the WebSocket frames of a stream of octets (RFC 6455 §5.2), server to client. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  readonly #onFrame: (payload: Buffer) => void;
  readonly #onPing: () => void;

  constructor(onFrame: (payload: Buffer) => void, onPing: () => void) {
    this.#onFrame = onFrame;
    this.#onPing = onPing;
  }

  push(octets: Buffer): void {
    let data = this.#rest.length === 0 ? octets : Buffer.concat([this.#rest, octets]);
    for (;;) {
      const frame = frameAt(data);
      if (frame === undefined || data.length < frame.end) break;
      if (frame.opcode === TEXT) this.#onFrame(data.subarray(frame.start, frame.end));
      else if (frame.opcode === PING) this.#onPing();
      data = data.subarray(frame.end);
    }
    this.#rest = data;
  }
}

function frameAt(data: Buffer): { start: number; end: number; opcode: number } | undefined {
  if (data.length < 2) return undefined;
  const opcode = (data[0] ?? 0) & 0x0f;
  const short = (data[1] ?? 0) & 0x7f;
  if (short < 126) return { start: 2, end: 2 + short, opcode };
  if (short === 126) {
    if (data.length < 4) return undefined;
    return { start: 4, end: 4 + data.readUInt16BE(2), opcode };
  }
  if (data.length < 10) return undefined;
  return { start: 10, end: 10 + Number(data.readBigUInt64BE(2)), opcode };
}

const MARK = Buffer.from('"sequence":');

/** The sequence of the event in a frame; undefined where it holds none. */
export function sequenceIn(payload: Buffer): number | undefined {
  const at = payload.indexOf(MARK);
  if (at < 0) return undefined;
  let value = 0;
  for (let index = at + MARK.length; index < payload.length; index += 1) {
    const digit = (payload[index] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
}
