import { createProtocol } from '../../drivers/csta/dialects/create-protocol.ts';
import { decodePdu, encodePdu } from '../../drivers/csta/pdu/phases.ts';
import { PROFILES } from '../../drivers/csta/profiles/profiles.ts';
import { OpensslPeer, type OpensslTimes } from './openssl.ts';
import { DELIVERED_HEX } from './sample-event.ts';
import { inTurn, speed, subject, timesAsFast, type Subject } from './timing.ts';

interface Pair {
  readonly name: string;
  readonly decode: () => unknown;
  readonly encode: () => unknown;
}

/**
 * Decoding and encoding of one event beside npm asn1.js and OpenSSL's templates (a declared structure,
 * as here), npm asn1js (a tree of elements and nothing more) and the JSON of the same content.
 * `neutral` is the whole way to the message that a link acts on.
 */
export async function codecFigures(rounds: number): Promise<object> {
  const octets = Buffer.from(DELIVERED_HEX, 'hex');
  const { pairs, missing } = await pairsOf(octets);
  const openssl = OpensslPeer.create();
  if (typeof openssl === 'string') missing['OpenSSL'] = openssl;
  const subjects = pairs.flatMap(({ name, decode, encode }) => [
    subject(`decode ${name}`, decode),
    subject(`encode ${name}`, encode),
  ]);
  if (typeof openssl !== 'string') subjects.push(...opensslSubjects(openssl));
  try {
    const medians = inTurn(subjects, rounds);
    return {
      octets: octets.length,
      decode: figuresOf('decode ', medians),
      encode: figuresOf('encode ', medians),
      missing,
    };
  } finally {
    if (typeof openssl !== 'string') openssl.close();
  }
}

function figuresOf(prefix: string, medians: Readonly<Record<string, number>>): object {
  const own = Object.fromEntries(
    Object.entries(medians)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, ns]) => [name.slice(prefix.length), ns]),
  );
  const each = Object.entries(own).map(([name, ns]) => [name, speed(ns)] as const);
  return { ...Object.fromEntries(each), timesAsFastAs: timesAsFast('crosspoint', own) };
}

/** One run of the program measures both. */
function opensslSubjects(peer: OpensslPeer): Subject[] {
  let measured: OpensslTimes | undefined;
  const decode = (): number => {
    measured = peer.measure(DELIVERED_HEX);
    return measured.decodeNs;
  };
  return [
    { name: 'decode OpenSSL', measure: decode },
    { name: 'encode OpenSSL', measure: () => measured?.encodeNs ?? Number.NaN },
  ];
}

async function pairsOf(octets: Buffer) {
  const missing: Record<string, string> = {};
  const pdu = decodePdu(octets, 'III');
  const json = JSON.stringify(pdu);
  const protocol = createProtocol(PROFILES['generic-phase3']);
  const message = protocol.decode(octets, undefined, () => undefined);
  const pairs: Pair[] = [
    {
      name: 'crosspoint',
      decode: () => decodePdu(octets, 'III'),
      encode: () => encodePdu(pdu, 'III'),
    },
    {
      name: 'neutral',
      decode: () => protocol.decode(octets, undefined, () => undefined),
      encode: () => protocol.encode(message),
    },
    { name: 'JSON', decode: () => JSON.parse(json) as unknown, encode: () => JSON.stringify(pdu) },
  ];
  // What only developers have installed.
  try {
    pairs.push(...(await npmPairs(octets)));
  } catch (error) {
    missing['npm asn1.js, asn1js'] = String(error);
  }
  return { pairs, missing };
}

async function npmPairs(octets: Buffer): Promise<Pair[]> {
  const { AsnInvoke } = await import('./asn1-js-event.ts');
  const asn1js = await import('asn1js');
  const declared = AsnInvoke.decode(octets, 'der');
  const tree = asn1js.fromBER(octets).result;
  // It writes every point in time with a Z behind it.
  if (AsnInvoke.encode(declared, 'der').length !== octets.length + 1) {
    throw new Error('asn1.js writes another event');
  }
  if (tree.toBER().byteLength !== octets.length) throw new Error('asn1js writes another event');
  return [
    {
      name: 'asn1.js',
      decode: () => AsnInvoke.decode(octets, 'der'),
      encode: () => AsnInvoke.encode(declared, 'der'),
    },
    { name: 'asn1js', decode: () => asn1js.fromBER(octets), encode: () => tree.toBER() },
  ];
}
