import type { Definition } from './definitions.ts';
import type { Component, PrimitiveName, Type } from './syntax.ts';
import type { Tags } from './tags.ts';

/** The TypeScript type of a primitive's values, and the method of reader and writer for it. */
export const PRIMITIVES: Readonly<
  Record<PrimitiveName, { readonly type: string; readonly method: string }>
> = {
  BOOLEAN: { type: 'boolean', method: 'boolean' },
  INTEGER: { type: 'number', method: 'integer' },
  NULL: { type: 'null', method: 'null' },
  'OCTET STRING': { type: 'string', method: 'hex' },
  'BIT STRING': { type: 'string', method: 'bits' },
  'OBJECT IDENTIFIER': { type: 'string', method: 'objectIdentifier' },
  UTF8String: { type: 'string', method: 'utf8' },
  NumericString: { type: 'string', method: 'text' },
  PrintableString: { type: 'string', method: 'text' },
  IA5String: { type: 'string', method: 'text' },
  VisibleString: { type: 'string', method: 'text' },
  UTCTime: { type: 'string', method: 'text' },
  GeneralizedTime: { type: 'string', method: 'text' },
};

/** The exported TypeScript type of a definition's values. */
export function typeDeclaration({ typeName, type }: Definition, tags: Tags): string {
  const body = coreOf(type, tags);
  if (body.kind === 'sequence' || body.kind === 'set') {
    const members = body.components.map(
      ({ name, type: inner, isOptional }) =>
        `readonly ${name}${isOptional ? '?' : ''}: ${typeText(inner, tags)};`,
    );
    const all = [...members, 'readonly $unknown?: readonly string[];'];
    return `export interface ${typeName} {\n${all.join('\n')}\n}\n`;
  }
  return `export type ${typeName} = ${declared(body, tags)};\n`;
}

/** A type as it is written where it is used. */
export function typeText(type: Type, tags: Tags): string {
  switch (type.kind) {
    case 'tagged':
      return typeText(type.type, tags);
    case 'reference':
      return tags.definition(type.name).typeName;
    case 'primitive':
      return PRIMITIVES[type.name].type;
    case 'any':
      return 'string';
    default:
      throw new Error(`${type.kind} has a definition of its own`);
  }
}

/** A definition's type without the tags that take the place of its own. */
export function coreOf(type: Type, tags: Tags): Type {
  return type.kind === 'tagged' && !tags.isExplicit(type) ? coreOf(type.type, tags) : type;
}

/** Whether a definition needs no function: it is a primitive under no tag but its own. */
export function isInPlace(type: Type, tags: Tags): boolean {
  const { kind } = coreOf(type, tags);
  return kind === 'primitive' || kind === 'enumerated' || kind === 'reference';
}

/** Every alternative with its type, as members of which one is there. */
export function alternatives(components: readonly Component[], tags: Tags): string {
  const members = components.map(({ name, type }) => `readonly ${name}?: ${typeText(type, tags)};`);
  return `{ ${[...members, 'readonly $unknown?: string;'].join(' ')} }`;
}

function declared(type: Type, tags: Tags): string {
  switch (type.kind) {
    case 'choice': {
      const members = type.components.map(
        ({ name, type: inner }) => `{ readonly ${name}: ${typeText(inner, tags)} }`,
      );
      return [...members, '{ readonly $unknown: string }'].map((one) => `| ${one}`).join('\n');
    }
    case 'of':
      return `readonly ${typeText(type.element, tags)}[]`;
    case 'enumerated':
      return [...type.names.map(({ name }) => `'${name}'`), 'number'].join(' | ');
    default:
      return typeText(type, tags);
  }
}
