import { Asn1Error, tokensOf, type Place, type Token } from './lexer.ts';
import type {
  Assignment,
  Component,
  Module,
  NamedNumber,
  PrimitiveName,
  TagClass,
  Type,
} from './syntax.ts';

const SIMPLE: ReadonlySet<string> = new Set<PrimitiveName>([
  'BOOLEAN',
  'INTEGER',
  'NULL',
  'UTF8String',
  'NumericString',
  'PrintableString',
  'IA5String',
  'VisibleString',
  'UTCTime',
  'GeneralizedTime',
]);
const CLASSES: ReadonlySet<string> = new Set<TagClass>(['UNIVERSAL', 'APPLICATION', 'PRIVATE']);

/**
 * Reads the subset of ASN.1 (ITU-T X.680) that modules/*.asn1 keep to. Constraints, named bits and
 * numbers of INTEGER, and extension marks are read over. Throws `Asn1Error` with file, line and column.
 */
export function parseModule(text: string, file: string): Module {
  return new Parser(tokensOf(text), file).module();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #file: string;
  #at = 0;
  #isImplicitByDefault = false;

  constructor(tokens: readonly Token[], file: string) {
    this.#tokens = tokens;
    this.#file = file;
  }

  module(): Module {
    const { text: name } = this.#name(/^[A-Z]/, 'the name of the module');
    if (this.#isNext('{')) this.#skipGroup('{', '}');
    this.#take('DEFINITIONS');
    if (this.#tookIf('IMPLICIT')) this.#isImplicitByDefault = true;
    else this.#tookIf('EXPLICIT');
    this.#take('TAGS');
    this.#take('::=');
    this.#take('BEGIN');
    if (this.#tookIf('EXPORTS')) this.#skipTo(';');
    const assignments: Assignment[] = [];
    while (!this.#tookIf('END')) assignments.push(this.#assignment());
    if (this.#next().kind !== 'end') throw this.#fault(this.#before, 'nothing may follow END');
    return { name, assignments };
  }

  #assignment(): Assignment {
    const { text: name, line, column } = this.#name(/^[A-Z]/, 'the name of a type');
    this.#take('::=');
    return { name, line, column, type: this.#type() };
  }

  #type(): Type {
    const token = this.#next();
    const place = placeOf(token);
    const type = token.text === '[' ? this.#tagged(place) : this.#untagged(token);
    while (this.#isNext('(')) this.#skipGroup('(', ')');
    return type;
  }

  #tagged(place: Place): Type {
    const tagClass = CLASSES.has(this.#peek.text) ? (this.#next().text as TagClass) : 'CONTEXT';
    const number = this.#number();
    this.#take(']');
    const isImplicit = this.#tookIf('IMPLICIT')
      ? true
      : !this.#tookIf('EXPLICIT') && this.#isImplicitByDefault;
    return { kind: 'tagged', tagClass, number, isImplicit, type: this.#type(), ...place };
  }

  #untagged(token: Token): Type {
    const place = placeOf(token);
    switch (token.text) {
      case 'SEQUENCE':
      case 'SET':
        return this.#group(token.text === 'SET', place);
      case 'CHOICE':
        return { kind: 'choice', components: this.#components(false), ...place };
      case 'ENUMERATED':
        return { kind: 'enumerated', names: this.#namedNumbers(), ...place };
      case 'ANY':
        if (this.#tookIf('DEFINED')) this.#take('BY', /^[a-z]/);
        return { kind: 'any', ...place };
      case 'OCTET':
      case 'BIT':
        this.#take('STRING');
        if (this.#isNext('{')) this.#skipGroup('{', '}');
        return { kind: 'primitive', name: `${token.text} STRING`, ...place };
      case 'OBJECT':
        this.#take('IDENTIFIER');
        return { kind: 'primitive', name: 'OBJECT IDENTIFIER', ...place };
      default:
    }
    if (token.kind !== 'name' || !/^[A-Z]/.test(token.text)) {
      throw this.#fault(token, `a type is due, not ${token.text}`);
    }
    if (!SIMPLE.has(token.text)) return { kind: 'reference', name: token.text, ...place };
    if (this.#isNext('{')) this.#skipGroup('{', '}');
    return { kind: 'primitive', name: token.text as PrimitiveName, ...place };
  }

  #group(isSet: boolean, place: Place): Type {
    if (this.#isNext('{')) {
      return { kind: isSet ? 'set' : 'sequence', components: this.#components(true), ...place };
    }
    if (this.#tookIf('SIZE')) this.#skipGroup('(', ')');
    while (this.#isNext('(')) this.#skipGroup('(', ')');
    this.#take('OF');
    return { kind: 'of', isSet, element: this.#type(), ...place };
  }

  #components(mayBeOptional: boolean): Component[] {
    const components: Component[] = [];
    this.#list(() => {
      const { text: name, line, column } = this.#name(/^[a-z]/, 'the name of a component');
      const type = this.#type();
      const isOptional = mayBeOptional && this.#tookIf('OPTIONAL');
      components.push({ name, line, column, type, isOptional });
    });
    return components;
  }

  /** Numbers that are not given are the lowest not yet taken (X.680, 20.3). */
  #namedNumbers(): NamedNumber[] {
    const found: (Omit<NamedNumber, 'number'> & { number: number | undefined })[] = [];
    this.#list(() => {
      const { text: name, line, column } = this.#name(/^[a-z]/, 'the name of a number');
      let number: number | undefined;
      if (this.#tookIf('(')) {
        number = this.#number();
        this.#take(')');
      }
      found.push({ name, line, column, number });
    });
    const taken = new Set(found.map(({ number }) => number));
    return found.map((one) => {
      let number = one.number ?? 0;
      while (one.number === undefined && taken.has(number)) number += 1;
      taken.add(number);
      return { ...one, number };
    });
  }

  /** `{ a, b, ... }` with the extension marks left out. */
  #list(item: () => void): void {
    this.#take('{');
    if (this.#tookIf('}')) return;
    do {
      if (!this.#tookIf('...')) item();
    } while (this.#tookIf(','));
    this.#take('}');
  }

  #skipGroup(open: string, close: string): void {
    const { line, column } = this.#peek;
    let depth = 0;
    do {
      const token = this.#next();
      if (token.kind === 'end') throw this.#fault({ line, column }, `this ${open} is never closed`);
      if (token.text === open) depth += 1;
      if (token.text === close) depth -= 1;
    } while (depth > 0);
  }

  #skipTo(text: string): void {
    while (!this.#tookIf(text)) {
      const token = this.#next();
      if (token.kind === 'end') throw this.#fault(token, `${text} is due`);
    }
  }

  #number(): number {
    const token = this.#next();
    if (token.kind !== 'number') throw this.#fault(token, `a number is due, not ${token.text}`);
    return Number(token.text);
  }

  #name(form: RegExp, what: string): Token {
    const token = this.#next();
    if (token.kind === 'name' && form.test(token.text)) return token;
    throw this.#fault(token, `${what} is due, not ${token.text}`);
  }

  #take(text: string, then?: RegExp): void {
    const token = this.#next();
    if (token.text !== text) throw this.#fault(token, `${text} is due, not ${token.text}`);
    if (then !== undefined) this.#name(then, 'a name');
  }

  #tookIf(text: string): boolean {
    if (!this.#isNext(text)) return false;
    this.#at += 1;
    return true;
  }

  #isNext(text: string): boolean {
    return this.#peek.text === text && this.#peek.kind !== 'end';
  }

  get #peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
  }

  get #before(): Token {
    return this.#tokens[this.#at - 1] as Token;
  }

  #next(): Token {
    const token = this.#peek;
    this.#at += 1;
    return token;
  }

  #fault(place: Place, what: string): Asn1Error {
    return new Asn1Error(this.#file, place, what);
  }
}

function placeOf({ line, column }: Place): Place {
  return { line, column };
}
