import type { Place } from './lexer.ts';

/** What is left of a module's notation (ITU-T X.680) for the generator. */
export interface Module {
  readonly name: string;
  readonly assignments: readonly Assignment[];
}

export interface Assignment extends Place {
  readonly name: string;
  readonly type: Type;
}

export type PrimitiveName =
  | 'BOOLEAN'
  | 'INTEGER'
  | 'NULL'
  | 'OCTET STRING'
  | 'BIT STRING'
  | 'OBJECT IDENTIFIER'
  | StringName;

export type StringName =
  | 'UTF8String'
  | 'NumericString'
  | 'PrintableString'
  | 'IA5String'
  | 'VisibleString'
  | 'UTCTime'
  | 'GeneralizedTime';

export type TagClass = 'UNIVERSAL' | 'APPLICATION' | 'CONTEXT' | 'PRIVATE';

export interface Component extends Place {
  readonly name: string;
  readonly type: Type;
  readonly isOptional: boolean;
}

export interface NamedNumber extends Place {
  readonly name: string;
  readonly number: number;
}

export type Type = Place &
  (
    | { readonly kind: 'primitive'; readonly name: PrimitiveName }
    | { readonly kind: 'any' }
    | { readonly kind: 'reference'; readonly name: string }
    | { readonly kind: 'enumerated'; readonly names: readonly NamedNumber[] }
    | { readonly kind: 'sequence' | 'set'; readonly components: readonly Component[] }
    | { readonly kind: 'choice'; readonly components: readonly Component[] }
    | { readonly kind: 'of'; readonly isSet: boolean; readonly element: Type }
    | {
        readonly kind: 'tagged';
        readonly tagClass: TagClass;
        readonly number: number;
        readonly isImplicit: boolean;
        readonly type: Type;
      }
  );

export type TypeOf<Kind extends Type['kind']> = Extract<Type, { readonly kind: Kind }>;
