import type { Definition, Definitions } from './definitions.ts';
import { Asn1Error } from './lexer.ts';
import type { Component, PrimitiveName, TagClass, Type, TypeOf } from './syntax.ts';

/** A tag an encoding may begin with, composed as the reader composes it. */
export interface Tag {
  readonly value: number;
  /** A string may come in segments, and then has the constructed bit. */
  readonly isString: boolean;
}

const CONSTRUCTED = 0x20;
const SEQUENCE = 0x30;
const SET = 0x31;
const UNIVERSAL_TAGS: Readonly<Record<PrimitiveName, number>> = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  'BIT STRING': 0x03,
  'OCTET STRING': 0x04,
  NULL: 0x05,
  'OBJECT IDENTIFIER': 0x06,
  UTF8String: 0x0c,
  NumericString: 0x12,
  PrintableString: 0x13,
  IA5String: 0x16,
  UTCTime: 0x17,
  GeneralizedTime: 0x18,
  VisibleString: 0x1a,
};
const ENUMERATED = 0x0a;
const CLASS_BITS: Readonly<Record<TagClass, number>> = {
  UNIVERSAL: 0x00,
  APPLICATION: 0x40,
  CONTEXT: 0x80,
  PRIVATE: 0xc0,
};

/** What the types of a module begin with on the wire. */
export class Tags {
  readonly #definitions: Definitions;
  readonly #file: string;

  constructor(definitions: Definitions, file: string) {
    this.#definitions = definitions;
    this.#file = file;
  }

  definition(name: string): Definition {
    return this.#definitions.get(name) as Definition;
  }

  /** Every tag a value may begin with; undefined for ANY. */
  of(type: Type, within: readonly string[] = []): readonly Tag[] | undefined {
    switch (type.kind) {
      case 'primitive': {
        const isString = type.name.endsWith('STRING') || /String$|Time$/.test(type.name);
        return [{ value: UNIVERSAL_TAGS[type.name], isString }];
      }
      case 'enumerated':
        return [{ value: ENUMERATED, isString: false }];
      case 'sequence':
        return [{ value: SEQUENCE, isString: false }];
      case 'set':
        return [{ value: SET, isString: false }];
      case 'of':
        return [{ value: type.isSet ? SET : SEQUENCE, isString: false }];
      case 'any':
        return undefined;
      case 'tagged':
        return [this.#tagged(type, within)];
      case 'reference':
        if (within.includes(type.name)) {
          throw new Asn1Error(this.#file, type, `${type.name} begins with itself`);
        }
        return this.of(this.definition(type.name).type, [...within, type.name]);
      case 'choice': {
        const all = type.components.map((one) => this.of(one.type, within));
        return all.includes(undefined) ? undefined : all.flatMap((tags) => tags ?? []);
      }
    }
  }

  /** The one tag of a type that is neither ANY nor a CHOICE without a tag. */
  one(type: Type): Tag {
    return this.of(type)?.[0] as Tag;
  }

  /** Whether a tag before this type goes around it and not into its place (X.680, 31.2.9). */
  isExplicit(type: TypeOf<'tagged'>): boolean {
    return !type.isImplicit || this.isUntagged(type.type);
  }

  /** ANY, or a CHOICE without a tag of its own. */
  isUntagged(type: Type): boolean {
    if (type.kind === 'reference') return this.isUntagged(this.definition(type.name).type);
    return type.kind === 'any' || type.kind === 'choice';
  }

  /** Refuses components that could be taken for one another (X.680, 25.6, 27.3 and 29.3). */
  demandDistinct(type: TypeOf<'sequence' | 'set' | 'choice'>): void {
    const { components } = type;
    components.forEach((one, index) => {
      for (const other of components.slice(index + 1)) {
        const isReached = type.kind !== 'sequence' || one.isOptional;
        if (isReached && this.#mayBeTaken(one, other)) {
          const what = `${other.name} begins like ${one.name} before it`;
          throw new Asn1Error(this.#file, other, what);
        }
        if (type.kind === 'sequence' && !other.isOptional) break;
      }
    });
  }

  #mayBeTaken(one: Component, other: Component): boolean {
    const [first, second] = [this.of(one.type), this.of(other.type)];
    if (first === undefined) return true;
    const values = new Set(first.map(({ value }) => value & ~CONSTRUCTED));
    return second?.some(({ value }) => values.has(value & ~CONSTRUCTED)) ?? false;
  }

  #tagged(type: TypeOf<'tagged'>, within: readonly string[]): Tag {
    const inner = this.isExplicit(type) ? undefined : this.of(type.type, within)?.[0];
    const constructed = inner === undefined ? CONSTRUCTED : inner.value & CONSTRUCTED;
    const identifier = CLASS_BITS[type.tagClass] | constructed;
    const value =
      type.number < 0x1f ? identifier | type.number : type.number * 256 + (identifier | 0x1f);
    return { value, isString: inner?.isString ?? false };
  }
}

/** A tag as it is written in generated code. */
export function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
