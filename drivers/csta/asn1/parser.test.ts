import { describe, expect, it } from 'vitest';
import { compile } from './compile.ts';
import { parseModule } from './parser.ts';
import type { Type } from './syntax.ts';

const HEAD = 'M DEFINITIONS EXPLICIT TAGS ::= BEGIN\n';

function parsed(text: string): Type | undefined {
  return parseModule(`${HEAD}T ::= ${text}\nEND`, 'm.asn1').assignments[0]?.type;
}

function compiled(text: string): string {
  return compile(`${HEAD}${text}\nEND`, { file: 'm.asn1', runtime: '../ber' });
}

describe('the parser', () => {
  it('reads over constraints, named bits, extension marks and comments', () => {
    const type = parsed(
      `SEQUENCE { -- one -- a INTEGER { x(0) } (0..MAX), ..., --two
        b BIT STRING { first(0) } (SIZE (1..5)) OPTIONAL, ---- three
        c SEQUENCE (SIZE (0..8)) OF OCTET STRING (SIZE ((1..3)|5)) }`,
    );
    expect(type).toMatchObject({
      kind: 'sequence',
      components: [
        { name: 'a', isOptional: false, type: { kind: 'primitive', name: 'INTEGER' } },
        { name: 'b', isOptional: true, type: { kind: 'primitive', name: 'BIT STRING' } },
        { name: 'c', type: { kind: 'of', isSet: false, element: { name: 'OCTET STRING' } } },
      ],
    });
  });

  it('tells tags by class, and implicit from explicit ones', () => {
    expect(parsed('[APPLICATION 30] IMPLICIT [2] ANY DEFINED BY a')).toMatchObject({
      kind: 'tagged',
      tagClass: 'APPLICATION',
      number: 30,
      isImplicit: true,
      type: { tagClass: 'CONTEXT', number: 2, isImplicit: false, type: { kind: 'any' } },
    });
  });

  it('goes by what the module says of tags', () => {
    const module = parseModule('M DEFINITIONS IMPLICIT TAGS ::= BEGIN T ::= [0] NULL END', 'm');
    expect(module.assignments[0]?.type).toMatchObject({ isImplicit: true });
  });

  it('reads over what a module exports, to the end of it', () => {
    const head = 'M DEFINITIONS EXPLICIT TAGS ::= BEGIN EXPORTS A, B';
    expect(parseModule(`${head}; A ::= NULL END`, 'm').assignments).toHaveLength(1);
    expect(() => parseModule(`${head} A ::= NULL END`, 'm')).toThrow('m:1:66: ; is due');
  });

  it('numbers what is enumerated without a number', () => {
    expect(parsed('ENUMERATED { a, b (0), c, ... }')).toMatchObject({
      names: [
        { name: 'a', number: 1 },
        { name: 'b', number: 0 },
        { name: 'c', number: 2 },
      ],
    });
  });

  it.each([
    ['T ::= SEQUENCE {\n  a INTEGER\n  b NULL }', 'm.asn1:4:3: } is due, not b'],
    ['T ::= [x] NULL', 'm.asn1:2:8: a number is due, not x'],
    ['t ::= NULL', 'm.asn1:2:1: the name of a type is due, not t'],
    ['T ::= SEQUENCE { a NULL DEFAULT 1 }', 'm.asn1:2:25: } is due, not DEFAULT'],
    ['T ::= NULL (1', 'm.asn1:2:12: this ( is never closed'],
    ['T ::= }', 'm.asn1:2:7: a type is due, not }'],
    ['T ::= OCTET NULL', 'm.asn1:2:13: STRING is due, not NULL'],
  ])('says line and column of a fault: %s', (text, message) => {
    expect(() => compiled(text)).toThrow(message);
  });
});

describe('the compiler', () => {
  it.each([
    ['T ::= Missing', 'm.asn1:2:7: there is no type Missing'],
    ['T ::= NULL T ::= NULL', 'm.asn1:2:12: T is there already'],
    ['T ::= SEQUENCE { a NULL, a NULL }', 'm.asn1:2:26: a is there already'],
    ['T ::= ENUMERATED { a(0), b(70000) }', 'm.asn1:2:26: 70000 is over 65535'],
    ['T ::= CHOICE { a NULL, b NULL }', 'm.asn1:2:24: b begins like a before it'],
    ['T ::= SET { a NULL, b NULL }', 'm.asn1:2:21: b begins like a before it'],
    ['T ::= SEQUENCE { a NULL OPTIONAL, b NULL }', 'b begins like a before it'],
    ['T ::= SEQUENCE { a ANY OPTIONAL, b NULL }', 'b begins like a before it'],
    ['T ::= CHOICE { a T }', 'T begins with itself'],
    ['T ::= U U ::= T', 'begins with itself'],
  ])('refuses what could not be told apart: %s', (text, message) => {
    expect(() => compiled(text)).toThrow(message);
  });

  it('takes what a mandatory component keeps apart', () => {
    expect(() =>
      compiled('T ::= SEQUENCE { a [0] NULL OPTIONAL, m NULL, b [0] NULL OPTIONAL, c NULL }'),
    ).not.toThrow();
  });

  it('names inner types after where they stand, and another way where the name is taken', () => {
    const within = 'T ::= SEQUENCE { a-b SEQUENCE { c NULL } }';
    expect(compiled(within)).toContain('readonly aB: TAB;');
    expect(compiled(`${within} TAB ::= NULL`)).toContain('readonly aB: TABValue;');
  });
});
