import type { Definition } from './definitions.ts';
import { valuesOf } from './emit-decoder.ts';
import { isInPlace, PRIMITIVES } from './emit-type.ts';
import type { Type, TypeOf } from './syntax.ts';
import { hex, type Tags } from './tags.ts';

/** A SEQUENCE or SET as a table of its components, and the functions that others call for it. */
export function parts(
  { name, typeName }: Definition,
  { kind, components }: TypeOf<'sequence' | 'set'>,
  tags: Tags,
): string {
  const rows = components.map((one) => {
    const word = one.isOptional ? 'optional' : 'part';
    return `${word}('${one.name}', ${field(one.type, undefined, tags)}),`;
  });
  return `const ${name}Parts = new Parts<${typeName}>('${typeName}', '${kind}', [
    ${rows.join('\n')}
  ]);

  function read${name}(r: BerReader, skip: number): ${typeName} {
    return ${name}Parts.read(r, skip);
  }

  function write${name}(w: BerWriter, tag: number, value: ${typeName}): void {
    ${name}Parts.write(w, tag, value);
  }`;
}

/** An expression in the words of ber/fields.ts; `tag` goes before the type's own tag. */
function field(type: Type, tag: string | undefined, tags: Tags, name?: string): string {
  const own = (): string => tag ?? hex(tags.one(type).value);
  switch (type.kind) {
    case 'primitive':
      return `primitive.${PRIMITIVES[type.name].method}(${own()})`;
    case 'any':
      return 'any';
    case 'enumerated':
      return `enumerated(${own()}, ${name}Names)`;
    case 'reference': {
      const { name: other, type: inner } = tags.definition(type.name);
      if (inner.kind === 'choice') {
        const possible = tags.of(inner)?.flatMap(valuesOf).map(hex) ?? [];
        return `choice([${possible.join(', ')}], read${other}, write${other})`;
      }
      if (inner.kind === 'any' || isInPlace(inner, tags)) return field(inner, tag, tags, other);
      return `element(${own()}, read${other}, write${other})`;
    }
    case 'tagged':
      return tags.isExplicit(type)
        ? `explicit(${own()}, ${field(type.type, undefined, tags, name)})`
        : field(type.type, own(), tags, name);
    default:
      throw new Error(`${type.kind} has a definition of its own`);
  }
}
