import type { PrimitiveName, Type } from '../../../drivers/csta/asn1/syntax.ts';
import type { ModuleTypes } from './module-types.ts';

/**
 * A value of our codecs as the Erlang term that asn1ct's codecs (with the option `maps`) have for
 * it, in Erlang's notation.
 */
export function termOf(value: unknown, type: Type, types: ModuleTypes): string {
  const shape = types.shape(type);
  switch (shape.kind) {
    case 'primitive':
      return primitiveTerm(value, shape.name);
    case 'any':
      return binary(value as string);
    case 'enumerated':
      return atom(value as string);
    case 'choice': {
      const [[name, inner] = ['', undefined]] = Object.entries(value as object);
      const chosen = shape.components.find((one) => one.name === name);
      if (chosen === undefined) throw new Error(`no alternative ${name}`);
      return `{${atom(name)},${termOf(inner, chosen.type, types)}}`;
    }
    case 'of': {
      const items = (value as readonly unknown[]).map((one) => termOf(one, shape.element, types));
      return `[${items.join(',')}]`;
    }
    case 'sequence':
    case 'set': {
      const members = value as Readonly<Record<string, unknown>>;
      const pairs = shape.components
        .filter(({ name }) => members[name] !== undefined)
        .map((one) => `${atom(one.name)} => ${termOf(members[one.name], one.type, types)}`);
      return `#{${pairs.join(',')}}`;
    }
  }
}

export function atom(name: string): string {
  return `'${name}'`;
}

/** Upper-case hex as a binary. */
export function binary(hex: string): string {
  return hex === '' ? '<<>>' : `<<16#${hex}:${hex.length * 4}>>`;
}

function primitiveTerm(value: unknown, name: PrimitiveName): string {
  switch (name) {
    case 'BOOLEAN':
    case 'INTEGER':
      return String(value);
    case 'NULL':
      return atom('NULL');
    case 'OCTET STRING':
      return binary(value as string);
    case 'BIT STRING':
      return value === '' ? '<<>>' : `<<2#${value as string}:${(value as string).length}>>`;
    case 'OBJECT IDENTIFIER':
      return `{${(value as string).replaceAll('.', ',')}}`;
    case 'UTF8String':
      return binary(Buffer.from(value as string).toString('hex'));
    case 'NumericString':
    case 'IA5String':
    case 'VisibleString':
    case 'PrintableString':
    case 'UTCTime':
    case 'GeneralizedTime':
      return `[${Array.from(value as string, (one) => one.charCodeAt(0)).join(',')}]`;
  }
}
