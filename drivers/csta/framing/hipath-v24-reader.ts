import { ACK_0, DLE, ENQ, ETX, NAK, STX, type Ack } from './hipath-v24-frame.ts';

/** Where the reader is in the stream. */
export type ReaderState =
  /** Between two units, and everything before was one. */
  | 'idle'
  | 'idle-dle'
  /** Behind octets that were no unit: nothing is believed but the start of a frame. */
  | 'hunt'
  | 'hunt-dle'
  | 'frame'
  | 'frame-dle'
  | 'checksum';

/** What the reader makes of the octets. */
export type LineSymbol =
  | { readonly kind: 'frame'; readonly payload: Uint8Array; readonly offset: number }
  /** A frame with beginning and end, but damaged. */
  | { readonly kind: 'bad-frame'; readonly why: BadFrame; readonly offset: number }
  /** A frame without an end. */
  | { readonly kind: 'abandoned'; readonly octets: number; readonly offset: number }
  /** Not sure where it stands among octets that fit nowhere. */
  | { readonly kind: 'ack'; readonly ack: Ack; readonly isSure: boolean }
  | { readonly kind: 'nak' }
  | { readonly kind: 'enquiry' }
  /** Octets that belong to nothing. */
  | { readonly kind: 'noise'; readonly octets: number };

export type BadFrame = 'checksum' | 'a single 10' | 'too long';

/**
 * Finds frames and controls in the octets of a V.24 line.
 *
 *                ┌───────────── 10 02 (anew) ───────────┐
 *                ▼                                      │
 *     idle ─10─▶ idle-dle ─02─▶ frame ─10─▶ frame-dle ──┤
 *      │ ◀05,30,31─┘  └other┐    ▲ ▲ ◀────10, other─────┤
 *      │                    ▼    │ │                    └─03─▶ checksum ─right─▶ idle
 *      └─not 10, not 15──▶ hunt  │02                              └─────wrong──▶ hunt
 *                          │ ▲───┼─05, 30, 31, other
 *                          └─10─▶ hunt-dle
 *
 *     any ──silence──▶ idle
 *
 * A payload is full of octets that are controls elsewhere: 15 is the operation code of every event
 * report, and `10 30` a length and a tag. So once the beginning of a frame has been damaged, the rest
 * of it must not be read as answers: from the first octet that fits nowhere, and after every damaged
 * frame, up to the next `10 02` or silence. There a 15 is nothing. A `10` is doubled in a payload, so
 * what still looks like an acknowledgement there probably is one, and is given on as not sure.
 */
export class HipathV24Reader {
  readonly #maxPayload: number;
  readonly #payload: Uint8Array;
  #state: ReaderState = 'idle';
  #length = 0;
  #sum = 0;
  #spoiled: BadFrame | undefined;
  #frameOctets = 0;
  #frameAt = 0;
  #noise = 0;
  #offset = 0;
  #symbols: LineSymbol[] = [];

  constructor(maxPayload: number) {
    this.#maxPayload = maxPayload;
    this.#payload = new Uint8Array(maxPayload);
  }

  get state(): ReaderState {
    return this.#state;
  }

  push(octets: Uint8Array): readonly LineSymbol[] {
    this.#symbols = [];
    for (const octet of octets) {
      this.#take(octet);
      this.#offset += 1;
    }
    this.#tellNoise();
    return this.#symbols;
  }

  /** The line has been quiet: what has begun will not go on, what comes begins anew. */
  silence(): readonly LineSymbol[] {
    this.#symbols = [];
    if (isInFrame(this.#state)) this.#abandon();
    else if (this.#state === 'idle-dle' || this.#state === 'hunt-dle') this.#noise += 1;
    this.#tellNoise();
    this.#state = 'idle';
    return this.#symbols;
  }

  #take(octet: number): void {
    switch (this.#state) {
      case 'idle':
        if (octet === DLE) this.#state = 'idle-dle';
        else if (octet === NAK) this.#tell({ kind: 'nak' });
        else this.#hunt(1);
        return;
      case 'idle-dle':
        return this.#control(octet, true);
      case 'hunt':
        if (octet === DLE) this.#state = 'hunt-dle';
        else this.#noise += 1;
        return;
      case 'hunt-dle':
        return this.#control(octet, false);
      case 'frame':
        return this.#inFrame(octet);
      case 'frame-dle':
        return this.#afterDle(octet);
      case 'checksum':
        return this.#finish(octet);
    }
  }

  #control(octet: number, isSure: boolean): void {
    this.#state = isSure ? 'idle' : 'hunt';
    if (octet === STX) this.#begin();
    else if (octet === ENQ) this.#tell({ kind: 'enquiry' });
    else if (octet === ACK_0) this.#tell({ kind: 'ack', ack: 0, isSure });
    else if (octet === ACK_0 + 1) this.#tell({ kind: 'ack', ack: 1, isSure });
    else this.#hunt(2);
  }

  #begin(): void {
    this.#state = 'frame';
    this.#length = 0;
    this.#sum = 0;
    this.#spoiled = undefined;
    this.#frameOctets = 2;
    this.#frameAt = this.#offset - 1;
  }

  #inFrame(octet: number): void {
    this.#frameOctets += 1;
    if (octet === DLE) this.#state = 'frame-dle';
    else this.#append(octet);
  }

  #afterDle(octet: number): void {
    this.#frameOctets += 1;
    if (octet === STX) {
      this.#frameOctets -= 2;
      this.#abandon();
      this.#begin();
    } else if (octet === ETX) {
      this.#sum += DLE + ETX;
      this.#state = 'checksum';
    } else {
      // Inside a frame nothing but 10, 02 and 03 follows a 10: one of the two was damaged, or its twin.
      if (octet !== DLE) this.#spoiled = 'a single 10';
      this.#sum += DLE;
      this.#append(octet);
      this.#state = 'frame';
    }
  }

  #append(octet: number): void {
    this.#sum += octet;
    if (this.#length === this.#maxPayload) this.#spoiled ??= 'too long';
    else this.#payload[this.#length++] = octet;
  }

  #finish(checksum: number): void {
    if (checksum !== (this.#sum & 0xff)) this.#spoiled ??= 'checksum';
    const offset = this.#frameAt;
    if (this.#spoiled === undefined) {
      this.#state = 'idle';
      this.#tell({ kind: 'frame', payload: this.#payload.slice(0, this.#length), offset });
    } else {
      this.#state = 'hunt';
      this.#tell({ kind: 'bad-frame', why: this.#spoiled, offset });
    }
  }

  #abandon(): void {
    this.#tell({ kind: 'abandoned', octets: this.#frameOctets, offset: this.#frameAt });
  }

  #hunt(octets: number): void {
    this.#state = 'hunt';
    this.#noise += octets;
  }

  #tell(symbol: LineSymbol): void {
    this.#tellNoise();
    this.#symbols.push(symbol);
  }

  #tellNoise(): void {
    if (this.#noise > 0) this.#symbols.push({ kind: 'noise', octets: this.#noise });
    this.#noise = 0;
  }
}

function isInFrame(state: ReaderState): boolean {
  return state === 'frame' || state === 'frame-dle' || state === 'checksum';
}
