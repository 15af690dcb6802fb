import type { Random } from '../../../../src/base/random.ts';
import { createProtocol } from '../../dialects/create-protocol.ts';
import type { Pending, Protocol } from '../../model/message.ts';
import type { Phase } from '../../pdu/phases.ts';
import { CAPTURED_VECTORS } from '../../pdu/testing/captured-vectors.ts';
import { Mutator } from '../../pdu/testing/mutator.ts';
import { PROFILES, type ProfileName } from '../../profiles/profiles.ts';
import type { FuzzKind, Verdict } from './fuzz-kind.ts';
import { OctetMutator } from './octet-mutator.ts';

const PROFILE_OF: Readonly<Record<Phase, ProfileName>> = {
  I: 'generic-phase1',
  II: 'generic-phase2',
  III: 'panasonic-kx',
};
const MARKUP = Array.from(Buffer.from('<>/&;"\'=! x0-]['));

/** Spoilt PDUs, read all the way to the message that a link or a face acts on. */
export class MessageKind implements FuzzKind {
  readonly name: string;
  readonly #protocol: Protocol;
  readonly #pending: Pending;
  readonly #mutator: Mutator;

  constructor(phase: Phase, random: Random) {
    this.name = `message-${phase}`;
    this.#protocol = createProtocol(PROFILES[PROFILE_OF[phase]]);
    this.#pending = pendingOf(this.#protocol);
    const own = CAPTURED_VECTORS.filter((vector) => vector.phase === phase);
    this.#mutator = new Mutator(
      random,
      own.map(({ hex }) => Buffer.from(hex, 'hex')),
    );
  }

  next(): Uint8Array {
    return this.#mutator.next();
  }

  read(octets: Uint8Array): Verdict {
    this.#protocol.decode(octets, undefined, this.#pending);
    return 'read';
  }
}

/** Spoilt documents, of whatever the captured PDUs say. */
export class XmlKind implements FuzzKind {
  readonly name = 'xml';
  readonly #protocol = createProtocol(PROFILES['generic-xml']);
  readonly #pending = pendingOf(this.#protocol);
  readonly #mutator: OctetMutator;

  constructor(random: Random) {
    this.#mutator = new OctetMutator(random, documents(), MARKUP);
  }

  next(): Uint8Array {
    return this.#mutator.next();
  }

  read(octets: Uint8Array): Verdict {
    this.#protocol.decode(octets, octets.length % 100, this.#pending);
    return 'read';
  }
}

function documents(): Uint8Array[] {
  const xml = createProtocol(PROFILES['generic-xml']);
  return CAPTURED_VECTORS.flatMap(({ hex, phase }) => {
    const ber = createProtocol(PROFILES[PROFILE_OF[phase]]);
    try {
      const document = xml.encode(ber.decode(Buffer.from(hex, 'hex'), undefined, pendingOf(ber)));
      return document === undefined ? [] : [document];
    } catch {
      // A vector that is an answer to something else, or a message that XML has no words for.
      return [];
    }
  });
}

/** An answer may be to any service: the invoke identifier says which. */
function pendingOf({ services }: Protocol): Pending {
  const all = [...services];
  return (invokeId) => all[Math.abs(invokeId) % all.length];
}
