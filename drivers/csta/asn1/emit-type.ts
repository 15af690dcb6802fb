import type { Definition } from './definitions.ts';
import type { Component, PrimitiveName, Type } from './syntax.ts';
import type { Tags } from './tags.ts';

const PRIMITIVES: Readonly<Record<PrimitiveName, string>> = {
  BOOLEAN: 'boolean',
  INTEGER: 'number',
  NULL: 'null',
  'OCTET STRING': 'string',
  'BIT STRING': 'string',
  'OBJECT IDENTIFIER': 'string',
  UTF8String: 'string',
  NumericString: 'string',
  PrintableString: 'string',
  IA5String: 'string',
  VisibleString: 'string',
  UTCTime: 'string',
  GeneralizedTime: 'string',
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
      return PRIMITIVES[type.name];
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
