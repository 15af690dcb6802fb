import { identifierLengthOf } from '../ber/header.ts';
import type { Definition } from './definitions.ts';
import { coreOf, isInPlace, PRIMITIVES, typeText } from './emit-type.ts';
import { localNameOf } from './local-name.ts';
import type { Component, Type, TypeOf } from './syntax.ts';
import { hex, type Tag, type Tags } from './tags.ts';

/** Code that reads one value: statements, an expression of the value, statements after it. */
interface Reading {
  readonly before: readonly string[];
  readonly value: string;
  readonly after: readonly string[];
}

/**
 * The function that reads a definition's value; undefined where the value is read in place. It takes
 * how many octets the identifier has, which the caller has looked at; for a CHOICE the tag itself.
 */
export function decoder(definition: Definition, tags: Tags): string | undefined {
  const { name, typeName, type } = definition;
  const core = coreOf(type, tags);
  switch (core.kind) {
    case 'sequence':
    case 'set':
      return sequence(definition, core, tags);
    case 'choice':
      return `function read${name}(r: BerReader, tag: number): ${typeName} {
        switch (tag) { ${core.components.map((one) => alternative(one, tags)).join('\n')} }
        ${tags.of(core) === undefined ? '' : 'return { $unknown: r.raw() };'}
      }`;
    case 'of':
      return `function read${name}(r: BerReader, skip: number): ${typeName} {
        const entered = r.enter(skip);
        const items: ${typeText(core.element, tags)}[] = [];
        while (r.position < r.end) {
          r.trace?.note(items.length, r.position);
          ${put(whole(core.element, tags), (value) => `items.push(${value});`)}
        }
        r.leave(entered);
        return items;
      }`;
    case 'tagged':
      return `function read${name}(r: BerReader, skip: number): ${typeName} {
        ${put(content(core, 'skip', tags), (value) => `return ${value};`)}
      }`;
    default:
      return undefined;
  }
}

/** The body of a codec's `decode` where the value is read in place. */
export function decodeBody({ name, type }: Definition, tags: Tags): string {
  return put(whole(type, tags, name), (value) => `return ${value};`);
}

function sequence(
  { name, typeName }: Definition,
  { kind, components }: TypeOf<'sequence' | 'set'>,
  tags: Tags,
): string {
  const mandatory = components.filter(({ isOptional }) => !isOptional);
  const isOrdered = kind === 'sequence' && components.length > 0;
  const peek = `${peekFor(components, tags)}()`;
  const locals = components.map(
    ({ name: member, type }) => `let ${localNameOf(member)}: ${typeText(type, tags)} | undefined;`,
  );
  const members = components.map(({ name: member }) => {
    const local = localNameOf(member);
    return local === member ? member : `${member}: ${local}`;
  });
  return `function read${name}(r: BerReader, skip: number): ${typeName} {
    ${mandatory.length > 0 ? 'const from = r.position;' : ''}
    const entered = r.enter(skip);
    ${locals.join('\n')}
    let unknown: string[] | undefined;
    ${isOrdered ? 'let at = 0;' : ''}
    let tag = r.${peek};
    while (tag !== END) {
      ${components.map((one, index) => component(one, index, { peek, isOrdered }, tags)).join('\n')}
      if (tag !== END) {
        unknown = r.keep(unknown);
        tag = r.${peek};
      }
    }
    r.leave(entered);
    ${mandatory.map((one) => demand(one, typeName)).join('\n')}
    return { ${[...members, '$unknown: unknown'].join(', ')} };
  }`;
}

function component(
  one: Component,
  index: number,
  { peek, isOrdered }: { readonly peek: string; readonly isOrdered: boolean },
  tags: Tags,
): string {
  const local = localNameOf(one.name);
  const isDue = isOrdered ? `at < ${index + 1}` : `${local} === undefined`;
  const reading = tags.isUntagged(one.type)
    ? untagged(one.type, 'tag', tags)
    : content(one.type, String(skipOf(tags.one(one.type))), tags);
  return `if (${condition(tags.of(one.type))} && ${isDue}) {
    r.trace?.note('${one.name}', r.position);
    ${put(reading, (value) => `${local} = ${value};`)}
    ${isOrdered ? `at = ${index + 1};` : ''}
    tag = r.${peek};
    ${isOrdered ? '' : 'continue;'}
  }`;
}

function alternative(one: Component, tags: Tags): string {
  const possible = tags.of(one.type);
  const reading = tags.isUntagged(one.type)
    ? untagged(one.type, 'tag', tags)
    : content(one.type, String(skipOf(tags.one(one.type))), tags);
  const labels = possible?.flatMap(valuesOf).map((value) => `case ${hex(value)}:`) ?? ['default:'];
  return `${labels.join('\n')} {
    r.trace?.note('${one.name}', r.position);
    ${put(reading, (value) => `return { ${one.name}: ${value} };`)}
  }`;
}

function demand({ name }: Component, typeName: string): string {
  return `if (${localNameOf(name)} === undefined) throw r.missing('${typeName}.${name}', from);`;
}

/** Reads an element of which nothing has been looked at; `name` is whose type it is. */
function whole(type: Type, tags: Tags, name?: string): Reading {
  if (tags.isUntagged(type)) return untagged(type, undefined, tags);
  const tag = tags.one(type);
  const { before, value, after } = content(type, String(skipOf(tag)), tags, name);
  const expect = tag.isString ? 'expectString' : 'expect';
  return { before: [`r.${expect}(${hex(tag.value)});`, ...before], value, after };
}

/** Reads ANY or a CHOICE; `tag` is an expression for its tag where it has been looked at. */
function untagged(type: Type, tag: string | undefined, tags: Tags): Reading {
  if (type.kind === 'reference') {
    const { name, type: inner } = tags.definition(type.name);
    if (inner.kind === 'choice') {
      const looked = tag ?? `r.${peekFor(inner.components, tags)}()`;
      return { before: [], value: `read${name}(r, ${looked})`, after: [] };
    }
    return untagged(inner, tag, tags);
  }
  return { before: [], value: 'r.raw()', after: [] };
}

/** Reads an element whose identifier of `skip` octets has been looked at. */
function content(type: Type, skip: string, tags: Tags, name?: string): Reading {
  switch (type.kind) {
    case 'primitive':
      return { before: [], value: `r.${PRIMITIVES[type.name].method}(${skip})`, after: [] };
    case 'enumerated':
      return { before: [], value: `${name}Names.nameOf(r.integer(${skip}))`, after: [] };
    case 'reference': {
      const definition = tags.definition(type.name);
      if (isInPlace(definition.type, tags)) {
        return content(definition.type, skip, tags, definition.name);
      }
      return { before: [], value: `read${definition.name}(r, ${skip})`, after: [] };
    }
    case 'tagged': {
      if (!tags.isExplicit(type)) return content(type.type, skip, tags, name);
      const inner = whole(type.type, tags);
      // Names differ where one explicit tag is within another.
      const entered = `inside${inner.after.length === 0 ? '' : inner.after.length}`;
      return {
        before: [`const ${entered} = r.enter(${skip});`, ...inner.before],
        value: inner.value,
        after: [...inner.after, `r.leave(${entered});`],
      };
    }
    default:
      throw new Error(`${type.kind} has a definition of its own`);
  }
}

/** The identifier octet alone tells low tags apart. */
function peekFor(components: readonly Component[], tags: Tags): 'octet' | 'peek' {
  const isLow = ({ value }: Tag): boolean => value <= 0xff;
  return components.every(({ type }) => tags.of(type)?.every(isLow) ?? true) ? 'octet' : 'peek';
}

function put({ before, value, after }: Reading, use: (value: string) => string): string {
  if (after.length === 0) return [...before, use(value)].join('\n');
  return [...before, `const value = ${value};`, ...after, use('value')].join('\n');
}

function condition(possible: readonly Tag[] | undefined): string {
  if (possible === undefined) return 'tag !== END';
  const tests = possible.flatMap(valuesOf).map((value) => `tag === ${hex(value)}`);
  return tests.length === 1 ? (tests[0] ?? '') : `(${tests.join(' || ')})`;
}

/** What an encoding may begin with where its tag is this. */
export function valuesOf({ value, isString }: Tag): number[] {
  return isString ? [value, value | 0x20] : [value];
}

function skipOf({ value }: Tag): number {
  return identifierLengthOf(value);
}
