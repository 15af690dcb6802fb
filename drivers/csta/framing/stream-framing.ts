import { toCrosspointError } from '../../../src/base/errors.ts';
import type { Framing, FramingEffect, FramingInput } from './framing.ts';
import { StreamCutter, type FrameHead, type OnFrame, type ReadHead } from './stream-cutter.ts';

/** What is particular to one framing that goes by lengths alone. */
export interface StreamFormat<Head extends FrameHead> {
  readonly readHead: ReadHead<Head>;
  /** What becomes of a frame; may throw `malformed-frame`. */
  take(head: Head, body: Uint8Array, offset: number): FramingEffect | undefined;
  /** The frame of a PDU; throws `payload-too-large` or `invalid-request`. */
  encode(pdu: Uint8Array, invokeId: number | undefined): Uint8Array;
}

/**
 * A framing that only prefixes lengths: ready at once, and lost for good with the first length that
 * cannot be, since nothing in the stream says where the next frame begins.
 */
export class StreamFraming<Head extends FrameHead> implements Framing {
  readonly #format: StreamFormat<Head>;
  readonly #cutter: StreamCutter<Head>;
  #effects: FramingEffect[] = [];
  #isLost = false;

  constructor(format: StreamFormat<Head>) {
    this.#format = format;
    const onFrame: OnFrame<Head> = (head, body, offset) => {
      const effect = format.take(head, body, offset);
      if (effect !== undefined) this.#effects.push(effect);
    };
    this.#cutter = new StreamCutter(format.readHead, onFrame);
  }

  /** True while no frame has begun. */
  get isBetweenFrames(): boolean {
    return this.#cutter.isBetweenFrames;
  }

  next(input: FramingInput): readonly FramingEffect[] {
    if (this.#isLost) return [{ kind: 'ignored', reason: `${input.kind} after the end` }];
    switch (input.kind) {
      case 'opened':
        return [{ kind: 'ready' }];
      case 'received':
        return this.#receive(input.octets);
      case 'send':
        return [this.#send(input.pdu, input.invokeId)];
      case 'timer':
        return [{ kind: 'ignored', reason: 'a timer that was never set' }];
      case 'closing':
        return [];
    }
  }

  #receive(octets: Uint8Array): readonly FramingEffect[] {
    this.#effects = [];
    try {
      this.#cutter.push(octets);
    } catch (error) {
      this.#isLost = true;
      this.#effects.push({ kind: 'fail', error: toCrosspointError(error) });
    }
    return this.#effects;
  }

  #send(pdu: Uint8Array, invokeId: number | undefined): FramingEffect {
    try {
      return { kind: 'write', octets: this.#format.encode(pdu, invokeId) };
    } catch (error) {
      return { kind: 'refuse', error: toCrosspointError(error) };
    }
  }
}
