/** What is to be said of a schema. */
import type { Schema } from './documents.ts';
import { nameOf, resolve } from './documents.ts';

export interface SchemaMember {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** The members of an object, with those of everything it is composed of. */
export function mergedMembers(root: object, schema: Schema): readonly SchemaMember[] {
  const members = new Map<string, SchemaMember>();
  const parts = [...(schema.allOf ?? []), { ...schema, allOf: undefined }] as Schema[];
  for (const part of parts) {
    const resolved = resolve<Schema>(root, part);
    if (resolved.allOf !== undefined) {
      for (const member of mergedMembers(root, resolved)) members.set(member.name, member);
      continue;
    }
    for (const [name, member] of Object.entries(resolved.properties ?? {})) {
      const before = members.get(name);
      const isRequired = before?.isRequired === true || resolved.required?.includes(name) === true;
      members.set(name, { name, schema: member, isRequired });
    }
  }
  return [...members.values()];
}

export function variants({ oneOf, anyOf }: Schema): readonly Schema[] {
  return oneOf ?? anyOf ?? [];
}

export function typeWord(root: object, schema: Schema): string {
  const resolved = resolve<Schema>(root, schema);
  if (resolved.const !== undefined) return JSON.stringify(resolved.const);
  if (resolved.enum !== undefined)
    return resolved.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (resolved.type === 'array') {
    return resolved.items === undefined ? 'array' : `${typeWord(root, resolved.items)}[]`;
  }
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  const { type } = resolved;
  if (typeof type === 'string') return type;
  if (type !== undefined) return type.join(' | ');
  if (resolved.allOf !== undefined) return 'object';
  return variants(resolved).length > 0 ? 'one of' : 'any';
}

export function bounds(root: object, schema: Schema): string {
  const resolved = resolve<Schema>(root, schema);
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = resolved;
  const { pattern, format, default: usual } = resolved;
  return [
    range('', minimum, maximum),
    range('length ', minLength, maxLength),
    range('items ', minItems, maxItems),
    format,
    pattern,
    usual === undefined ? undefined : `default ${JSON.stringify(usual)}`,
  ]
    .filter((word) => word !== undefined)
    .join(', ');
}

function range(what: string, from: number | undefined, to: number | undefined): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  return `${what}${from ?? ''}…${to ?? ''}`;
}
