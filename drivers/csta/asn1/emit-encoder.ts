import type { Definition } from './definitions.ts';
import { alternatives, coreOf, isInPlace, PRIMITIVES, typeText } from './emit-type.ts';
import type { Component, Type } from './syntax.ts';
import { hex, type Tags } from './tags.ts';

/**
 * The function that writes a definition's value under the tag that is given, or, for a CHOICE, under
 * that of its alternative; undefined where the value is written in place. The last component is
 * written first, as BerWriter wants it.
 */
export function encoder({ name, typeName, type }: Definition, tags: Tags): string | undefined {
  const core = coreOf(type, tags);
  switch (core.kind) {
    case 'sequence':
    case 'set':
      return `function write${name}(w: BerWriter, tag: number, value: ${typeName}): void {
        const before = w.size;
        if (value.$unknown !== undefined) w.rawAll(value.$unknown);
        ${core.components
          .toReversed()
          .map((one) => member(one, tags))
          .join('\n')}
        w.header(tag, before);
      }`;
    case 'choice':
      return `function write${name}(w: BerWriter, value: ${typeName}): void {
        const one = value as ${alternatives(core.components, tags)};
        ${core.components.map((one, index) => alternative(one, index === 0, tags)).join('\n')}
        else if (one.$unknown !== undefined) w.raw(one.$unknown);
        else throw unencodable('no alternative of ${typeName}');
      }`;
    case 'of':
      return `function write${name}(w: BerWriter, tag: number, value: ${typeName}): void {
        const before = w.size;
        for (let index = value.length - 1; index >= 0; index -= 1) {
          const item = value[index] as ${typeText(core.element, tags)};
          ${writing(core.element, undefined, 'item', tags)}
        }
        w.header(tag, before);
      }`;
    case 'tagged':
      return `function write${name}(w: BerWriter, tag: number, value: ${typeName}): void {
        ${writing(core, 'tag', 'value', tags)}
      }`;
    default:
      return undefined;
  }
}

/** The body of a codec's `encode` where the value is written in place. */
export function encodeBody({ name, type }: Definition, tags: Tags): string {
  return writing(type, undefined, 'value', tags, name);
}

function member({ name, type, isOptional }: Component, tags: Tags): string {
  const text = writing(type, undefined, `value.${name}`, tags);
  if (isOptional) return `if (value.${name} !== undefined) {\n${text}\n}`;
  return text.includes('const ') ? `{\n${text}\n}` : text;
}

function alternative({ name, type }: Component, isFirst: boolean, tags: Tags): string {
  const text = writing(type, undefined, `one.${name}`, tags);
  return `${isFirst ? '' : 'else '}if (one.${name} !== undefined) {\n${text}\n}`;
}

/** Statements that write a value; `tag` is an expression that goes before the type's own tag. */
function writing(
  type: Type,
  tag: string | undefined,
  value: string,
  tags: Tags,
  name?: string,
): string {
  const own = (): string => tag ?? hex(tags.one(type).value);
  switch (type.kind) {
    case 'primitive':
      return type.name === 'NULL'
        ? `w.null(${own()});`
        : `w.${PRIMITIVES[type.name].method}(${own()}, ${value});`;
    case 'any':
      return `w.raw(${value});`;
    case 'enumerated':
      return `w.integer(${own()}, ${name}Names.numberOf(${value}));`;
    case 'reference': {
      const { name: other, type: inner } = tags.definition(type.name);
      if (inner.kind === 'choice') return `write${other}(w, ${value});`;
      if (inner.kind === 'any' || isInPlace(inner, tags)) {
        return writing(inner, tag, value, tags, other);
      }
      return `write${other}(w, ${own()}, ${value});`;
    }
    case 'tagged': {
      if (!tags.isExplicit(type)) return writing(type.type, own(), value, tags, name);
      const inner = writing(type.type, undefined, value, tags, name);
      // Names differ where one explicit tag is within another.
      const depth = inner.split('const outside').length;
      const before = `outside${depth === 1 ? '' : depth}`;
      return `const ${before} = w.size;\n${inner}\nw.header(${own()}, ${before});`;
    }
    default:
      throw new Error(`${type.kind} has a definition of its own`);
  }
}
