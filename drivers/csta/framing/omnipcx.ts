import { CrosspointError } from '../../../src/base/errors.ts';
import type { Framing, FramingEffect, FramingInput, LinkRole } from './framing.ts';
import { bounded, type OmnipcxSettings } from './framing-settings.ts';
import { Length16Format } from './length16.ts';
import { malformed } from './malformed.ts';
import type { FrameHead } from './stream-cutter.ts';
import { StreamFraming, type StreamFormat } from './stream-framing.ts';

const GREETING = 0x42;
const ANSWER = 0x50;
const EXIT = Uint8Array.of(0x45, 0x58, 0x49, 0x54);
/** What the first two octets of EXIT are as a length; no PDU may be as long. */
const EXIT_AS_LENGTH = 0x4558;
const TIMER = 'handshake';

/** Where the conversation is. */
type OmnipcxState = 'new' | 'greeting' | 'open' | 'over';

/**
 * Alcatel OmniPCX Office, TCP port 2555: the client says `B`, the switch `P`, then both send PDUs
 * behind two octets of length; the client ends with `EXIT`.
 *
 *     new ──opened──▶ greeting ──B or P──▶ open ──EXIT, a bad length──▶ over
 *                        └──────anything else, time-out───────────────▶ over
 */
export class OmnipcxFraming implements Framing {
  readonly #role: LinkRole;
  readonly #timeoutMs: number;
  readonly #stream: StreamFraming<FrameHead>;
  #state: OmnipcxState = 'new';

  constructor(settings: OmnipcxSettings, role: LinkRole) {
    const maxPdu = settings.maxPdu ?? 4_096;
    bounded('maxPdu', maxPdu, { least: 1, most: EXIT_AS_LENGTH - 1 });
    this.#role = role;
    this.#timeoutMs = settings.handshakeTimeoutMs ?? 5_000;
    this.#stream = new StreamFraming(new OmnipcxFormat(maxPdu));
  }

  next(input: FramingInput): readonly FramingEffect[] {
    switch (this.#state) {
      case 'new':
        return input.kind === 'opened' ? this.#greet() : this.#refuse(input);
      case 'greeting':
        if (input.kind === 'received') return this.#meet(input.octets);
        if (input.kind === 'timer') return this.#fail(this.#silence());
        return input.kind === 'closing' ? [] : this.#refuse(input);
      case 'open':
        return this.#talk(input);
      case 'over':
        return this.#refuse(input);
    }
  }

  #greet(): readonly FramingEffect[] {
    this.#state = 'greeting';
    const timer: FramingEffect = { kind: 'set-timer', timer: TIMER, ms: this.#timeoutMs };
    if (this.#role === 'pbx') return [timer];
    return [{ kind: 'write', octets: Uint8Array.of(GREETING) }, timer];
  }

  #meet(octets: Uint8Array): readonly FramingEffect[] {
    const [first] = octets;
    if (first === undefined) return [];
    const expected = this.#role === 'pbx' ? GREETING : ANSWER;
    if (first !== expected) {
      const [said, wanted] = [first.toString(16), expected.toString(16)];
      return this.#fail(malformed('omnipcx', `greeted with ${said}, not ${wanted}`, 0));
    }
    this.#state = 'open';
    return [
      { kind: 'clear-timer', timer: TIMER },
      ...this.#answer(),
      { kind: 'ready' },
      ...this.#receive(octets.subarray(1)),
    ];
  }

  #answer(): readonly FramingEffect[] {
    return this.#role === 'pbx' ? [{ kind: 'write', octets: Uint8Array.of(ANSWER) }] : [];
  }

  #talk(input: FramingInput): readonly FramingEffect[] {
    if (input.kind === 'opened' || input.kind === 'timer') return this.#refuse(input);
    if (input.kind === 'received') return this.#receive(input.octets);
    if (input.kind === 'send') return this.#stream.next(input);
    this.#state = 'over';
    return this.#role === 'client' ? [{ kind: 'write', octets: EXIT }] : [];
  }

  #receive(octets: Uint8Array): readonly FramingEffect[] {
    const effects = this.#stream.next({ kind: 'received', octets });
    if (effects.at(-1)?.kind === 'fail') this.#state = 'over';
    return effects;
  }

  #silence(): CrosspointError {
    const missing = this.#role === 'pbx' ? 'B' : 'P';
    return new CrosspointError('switch-timeout', `omnipcx: no ${missing} in time`);
  }

  #fail(error: CrosspointError): readonly FramingEffect[] {
    this.#state = 'over';
    return [
      { kind: 'clear-timer', timer: TIMER },
      { kind: 'fail', error },
    ];
  }

  #refuse(input: FramingInput): readonly FramingEffect[] {
    const reason = `${input.kind} while ${this.#state}`;
    if (input.kind !== 'send') return [{ kind: 'ignored', reason }];
    const error = new CrosspointError('link-down', `omnipcx: ${reason}`);
    return [{ kind: 'refuse', error }];
  }
}

/** Length16 in which a frame may be the word EXIT instead, behind a greeting of one octet. */
class OmnipcxFormat implements StreamFormat<FrameHead> {
  readonly #length16: Length16Format;

  constructor(maxPdu: number) {
    this.#length16 = new Length16Format({ maxPdu }, 'omnipcx');
  }

  readonly readHead = (octets: Uint8Array, at: number, offset: number): FrameHead | undefined => {
    const word = octets.subarray(at, at + EXIT.length);
    if (word.every((octet, index) => octet === EXIT[index])) {
      if (word.length < EXIT.length) return undefined;
      throw new CrosspointError('link-down', 'omnipcx: the other side said EXIT');
    }
    return this.#length16.readHead(octets, at, offset + 1);
  };

  take(head: FrameHead, pdu: Uint8Array, offset: number): FramingEffect {
    return this.#length16.take(head, pdu, offset + 1);
  }

  encode(pdu: Uint8Array): Uint8Array {
    return this.#length16.encode(pdu);
  }
}
