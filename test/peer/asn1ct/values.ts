import { pick, randomInteger, type Random } from '../../../src/base/random.ts';
import type { PrimitiveName, Type } from '../../../drivers/csta/asn1/syntax.ts';
import type { ModuleTypes } from './module-types.ts';

const INTEGERS = [0, 1, -1, 5, 127, 128, -128, -129, 255, 65_535, -32_769, 2 ** 31, 2 ** 40];
/** Elements that no component beside an ANY could be taken for. */
const ELEMENTS = ['020105', '0403ABCDEF', '1A0141', 'BF814803020107'];
const IDENTIFIERS = ['1.3.12.0.218', '2.100.3', '0.9.2342.19200300', '1.3.12.0.285.200'];
const PRINTABLE_FROM = 0x20;
const PRINTABLE = 95;

/**
 * A random value of a type, in the shape our codecs give (straight JSON): each OPTIONAL there or
 * not, alternatives and names by chance.
 */
export function randomValue(type: Type, types: ModuleTypes, random: Random): unknown {
  const shape = types.shape(type);
  switch (shape.kind) {
    case 'primitive':
      return randomPrimitive(shape.name, random);
    case 'any':
      return pick(random, ELEMENTS);
    case 'enumerated':
      return pick(random, shape.names).name;
    case 'choice': {
      const { name, type: inner } = pick(random, shape.components);
      return { [name]: randomValue(inner, types, random) };
    }
    case 'of':
      return many(random, 3, () => randomValue(shape.element, types, random));
    case 'sequence':
    case 'set': {
      const present = shape.components.filter(
        ({ isOptional }) => !isOptional || random.next() < 0.4,
      );
      return Object.fromEntries(
        present.map((one) => [one.name, randomValue(one.type, types, random)]),
      );
    }
  }
}

function randomPrimitive(name: PrimitiveName, random: Random): unknown {
  switch (name) {
    case 'BOOLEAN':
      return random.next() < 0.5;
    case 'INTEGER':
      return pick(random, INTEGERS);
    case 'NULL':
      return null;
    case 'OCTET STRING':
      return many(random, 9, () => hex(randomInteger(random, 256))).join('');
    case 'BIT STRING':
      return many(random, 20, () => String(randomInteger(random, 2))).join('');
    case 'OBJECT IDENTIFIER':
      return pick(random, IDENTIFIERS);
    case 'UTCTime':
      return pick(random, ['261121030405Z', '2611210304Z']);
    case 'GeneralizedTime':
      return pick(random, ['20261121030405', '20261121030405Z', '20261121030405+0100']);
    case 'NumericString':
      return many(random, 12, () => String(randomInteger(random, 10))).join('');
    case 'IA5String':
    case 'VisibleString':
    case 'PrintableString':
    case 'UTF8String':
      return many(random, 12, () => character(random)).join('');
  }
}

function character(random: Random): string {
  return String.fromCharCode(PRINTABLE_FROM + randomInteger(random, PRINTABLE));
}

function many<T>(random: Random, below: number, one: () => T): T[] {
  return Array.from({ length: randomInteger(random, below) }, one);
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0').toUpperCase();
}
