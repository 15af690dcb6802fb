/** What the head of a frame says about it. */
export interface FrameHead {
  readonly headOctets: number;
  readonly bodyOctets: number;
}

/**
 * Reads the head that begins at `at`; undefined while it is not all there. Throws `malformed-frame`
 * where it is none, or announces more than the limit. `offset` is the place of `at` in the stream.
 */
export type ReadHead<Head extends FrameHead> = (
  octets: Uint8Array,
  at: number,
  offset: number,
) => Head | undefined;

export type OnFrame<Head extends FrameHead> = (
  head: Head,
  body: Uint8Array,
  offset: number,
) => void;

const NOTHING = new Uint8Array(0);
/** No head is longer. */
const MAX_HEAD = 16;

/**
 * Cuts a stream into frames that say their own length. A frame that lies whole in one chunk is handed
 * on as a view of it; one that comes in pieces is put together in a buffer of its own, so that no octet
 * is copied twice.
 */
export class StreamCutter<Head extends FrameHead> {
  readonly #readHead: ReadHead<Head>;
  readonly #onFrame: OnFrame<Head>;
  /** The beginning of a frame that is not all there, and its head once that is. */
  #held: Uint8Array = NOTHING;
  #heldOctets = 0;
  #heldHead: Head | undefined;
  /** Octets received before this chunk. */
  #offset = 0;

  constructor(readHead: ReadHead<Head>, onFrame: OnFrame<Head>) {
    this.#readHead = readHead;
    this.#onFrame = onFrame;
  }

  /** Octets received since the line was opened. */
  get offset(): number {
    return this.#offset;
  }

  /** True between two frames. */
  get isBetweenFrames(): boolean {
    return this.#heldOctets === 0;
  }

  push(octets: Uint8Array): void {
    let at = this.#heldOctets === 0 ? 0 : this.#complete(octets);
    while (at < octets.length) {
      const head = this.#readHead(octets, at, this.#offset + at);
      const end = head === undefined ? Infinity : at + head.headOctets + head.bodyOctets;
      if (head === undefined || end > octets.length) {
        this.#hold(octets.subarray(at), head);
        break;
      }
      this.#onFrame(head, octets.subarray(at + head.headOctets, end), this.#offset + at);
      at = end;
    }
    this.#offset += octets.length;
  }

  #hold(rest: Uint8Array, head: Head | undefined): void {
    this.#held = new Uint8Array(head === undefined ? MAX_HEAD : head.headOctets + head.bodyOctets);
    this.#held.set(rest);
    this.#heldOctets = rest.length;
    this.#heldHead = head;
  }

  /** Goes on with the frame that is held; how many of these octets belong to it. */
  #complete(octets: Uint8Array): number {
    let used = 0;
    const begin = this.#offset - this.#heldOctets;
    while (this.#heldHead === undefined) {
      if (used === octets.length) return used;
      this.#held[this.#heldOctets++] = octets[used++] as number;
      const held = this.#held.subarray(0, this.#heldOctets);
      const head = this.#readHead(held, 0, begin);
      if (head !== undefined) this.#hold(held, head);
    }
    const head = this.#heldHead;
    const missing = this.#held.length - this.#heldOctets;
    const taken = Math.min(missing, octets.length - used);
    this.#held.set(octets.subarray(used, used + taken), this.#heldOctets);
    this.#heldOctets += taken;
    if (taken < missing) return used + taken;
    const body = this.#held.subarray(head.headOctets);
    this.#held = NOTHING;
    this.#heldOctets = 0;
    this.#heldHead = undefined;
    this.#onFrame(head, body, begin);
    return used + taken;
  }
}
