import { cpus } from 'node:os';
import * as asn1js from 'asn1js';
import { decodePdu, encodePdu } from '../../drivers/csta/pdu/phases.ts';
import { median, rounded } from '../statistics.ts';
import { AsnInvoke } from './asn1-js-event.ts';

export interface CodecBenchOptions {
  readonly rounds: number;
  readonly tell: (text: string) => void;
}

/** A Delivered event of a HiPath 3000 in the invocation that reports it. */
const EVENT =
  'A15A020105020115305255020001A04CA44A6B0F300D8002B164A10730058003323537630730058003323537' +
  '610730058003313030620730058003323537640287004E01020A01167E12A010180E3230313030393132313933323337';
const MEASURED_MS = 150;
const BATCH = 500;

interface Subject {
  readonly name: string;
  readonly decode: () => unknown;
  readonly encode: () => unknown;
}

/**
 * Decoding and encoding of one event beside npm asn1.js (a declared structure, as here), npm asn1js (a
 * tree of elements and nothing more) and the JSON of the same content, in turn within each round.
 */
export async function run({ rounds, tell }: CodecBenchOptions): Promise<object> {
  const subjects = subjectsOf(Buffer.from(EVENT, 'hex'));
  const times = new Map<string, Times>();
  for (const { name } of subjects) times.set(name, { decode: [], encode: [] });
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    tell(round === 0 ? 'warming up' : `round ${round}`);
    for (const { name, decode, encode } of subjects) {
      const decodeNs = nanoseconds(decode);
      const encodeNs = nanoseconds(encode);
      if (round === 0) continue;
      times.get(name)?.decode.push(decodeNs);
      times.get(name)?.encode.push(encodeNs);
    }
  }
  const figures = Object.fromEntries([...times].map(([name, one]) => [name, figuresOf(one)]));
  const ours = times.get('crosspoint') as Times;
  const theirs = times.get('asn1.js') as Times;
  return {
    bench: 'csta-codec',
    node: process.version,
    cores: cpus().length,
    rounds,
    octets: EVENT.length / 2,
    ...figures,
    timesAsFastAsAsn1Js: {
      decode: rounded(median(theirs.decode) / median(ours.decode)),
      encode: rounded(median(theirs.encode) / median(ours.encode)),
    },
  };
}

interface Times {
  readonly decode: number[];
  readonly encode: number[];
}

function subjectsOf(octets: Buffer): Subject[] {
  const pdu = decodePdu(octets, 'III');
  const declared = AsnInvoke.decode(octets, 'der');
  const json = JSON.stringify(pdu);
  const tree = asn1js.fromBER(octets).result;
  const subjects: readonly Subject[] = [
    {
      name: 'crosspoint',
      decode: () => decodePdu(octets, 'III'),
      encode: () => encodePdu(pdu, 'III'),
    },
    {
      name: 'asn1.js',
      decode: () => AsnInvoke.decode(octets, 'der'),
      encode: () => AsnInvoke.encode(declared, 'der'),
    },
    { name: 'asn1js', decode: () => asn1js.fromBER(octets), encode: () => tree.toBER() },
    { name: 'JSON', decode: () => JSON.parse(json) as unknown, encode: () => JSON.stringify(pdu) },
  ];
  for (const { name, encode } of subjects.slice(0, 3)) {
    const { length } = new Uint8Array(encode() as ArrayBuffer);
    // asn1.js writes every point in time with a Z behind it.
    if (length !== octets.length + (name === 'asn1.js' ? 1 : 0))
      throw new Error(`${name} writes ${length} octets`);
  }
  return [...subjects];
}

/** Mean of as many runs as fit into the time. */
function nanoseconds(action: () => unknown): number {
  const from = process.hrtime.bigint();
  let times = 0;
  let elapsed = 0;
  let last: unknown;
  do {
    for (let index = 0; index < BATCH; index += 1) last = action();
    times += BATCH;
    elapsed = Number(process.hrtime.bigint() - from);
  } while (elapsed < MEASURED_MS * 1e6);
  if (last === undefined) throw new Error('nothing was made');
  return elapsed / times;
}

function figuresOf({ decode, encode }: Times): object {
  return {
    decodeNs: rounded(median(decode)),
    encodeNs: rounded(median(encode)),
    decodedPerSecond: rounded(1e9 / median(decode)),
    encodedPerSecond: rounded(1e9 / median(encode)),
  };
}
