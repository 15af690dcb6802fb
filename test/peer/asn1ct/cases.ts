import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseModule } from '../../../drivers/csta/asn1/parser.ts';
import { BerReader } from '../../../drivers/csta/ber/reader.ts';
import { BerWriter } from '../../../drivers/csta/ber/writer.ts';
import type { Codec, OperationTable } from '../../../drivers/csta/pdu/operation-table.ts';
import { decodePdu, encodePdu, type Phase } from '../../../drivers/csta/pdu/phases.ts';
import type { Pdu } from '../../../drivers/csta/pdu/pdu.ts';
import type { Random } from '../../../src/base/random.ts';
import { atom, binary, termOf } from './terms.ts';
import { ModuleTypes } from './module-types.ts';
import { randomValue } from './values.ts';

/** A value and how both sides write and read it. */
export interface Case {
  readonly what: string;
  /** What ours reads out of the octets, and writes. */
  readonly value: unknown;
  readonly hex: string;
  /** For exchange.escript, but for the id. */
  readonly term: string;
  readonly decode: (octets: Uint8Array) => unknown;
  readonly encode: (value: never) => Uint8Array;
}

export function typesOf(file: string): ModuleTypes {
  return new ModuleTypes(parseModule(readFileSync(file, 'utf8'), basename(file)));
}

export function moduleFile(name: string): string {
  return join(import.meta.dirname, '../../../drivers/csta/modules', `${name}.asn1`);
}

/** A value of one type, standing alone. */
export function typeCase(
  name: string,
  codec: Codec<unknown>,
  types: ModuleTypes,
  random: Random,
): Case {
  const type = types.named(name);
  const value = randomValue(type, types, random);
  const encode = (one: unknown): Uint8Array => {
    const w = new BerWriter();
    codec.encode(w, one);
    return w.view();
  };
  const decode = (octets: Uint8Array): unknown => {
    const r = new BerReader(octets);
    const read = codec.decode(r);
    r.finish();
    return read;
  };
  const hex = hexOf(encode(value));
  const names = `${atom(types.module.name)},${atom(name)}`;
  const term = `bare,${names},${binary(hex)},${termOf(value, type, types)}`;
  return { what: name, value, hex, term, decode, encode };
}

/** Every argument, result and error of a phase in its PDU. */
export function pduCases(
  phase: Phase,
  operations: OperationTable,
  types: ModuleTypes,
  random: Random,
): readonly Case[] {
  const one = (kind: string, code: number, type: string, pdu: (value: unknown) => Pdu): Case =>
    pduCase(phase, types, random, { kind, code, type, pdu });
  const cases = Object.entries(operations).flatMap(([operation, { code, argument, result }]) => {
    const invokeId = invokeIdOf(code);
    const both: Case[] = [];
    if (argument !== undefined) {
      const pdu = (value: unknown): Pdu => ({ invoke: { invokeId, operation, argument: value } });
      both.push(one('invoke', code, argument.name, pdu));
    }
    if (result !== undefined) {
      const pdu = (value: unknown): Pdu => ({
        returnResult: { invokeId, operation, result: value },
      });
      both.push(one('returnResult', code, result.name, pdu));
    }
    return both;
  });
  const failure = one('returnError', 1, 'UniversalFailure', (parameter) => ({
    returnError: { invokeId: invokeIdOf(1), error: 'universalFailure', parameter },
  }));
  return [...cases, failure];
}

interface PduKind {
  readonly kind: string;
  readonly code: number;
  readonly type: string;
  readonly pdu: (value: unknown) => Pdu;
}

function pduCase(phase: Phase, types: ModuleTypes, random: Random, kind: PduKind): Case {
  const type = types.named(kind.type);
  const inner = randomValue(type, types, random);
  const value = kind.pdu(inner);
  const hex = hexOf(encodePdu(value, phase));
  const around = `{${kind.kind},${invokeIdOf(kind.code)},${kind.code}}`;
  const names = `${atom(types.module.name)},${atom(kind.type)}`;
  return {
    what: `${kind.kind} ${kind.code} ${kind.type}`,
    value,
    hex,
    term: `${around},${names},${binary(hex)},${termOf(inner, type, types)}`,
    decode: (octets) => decodePdu(octets, phase),
    encode: (pdu: Pdu) => encodePdu(pdu, phase),
  };
}

/** Of one to three octets, as real ones are. */
function invokeIdOf(code: number): number {
  return code * code;
}

export function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').toUpperCase();
}
