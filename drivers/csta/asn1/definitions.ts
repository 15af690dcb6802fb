import { Asn1Error, type Place } from './lexer.ts';
import type { Assignment, Component, Module, Type } from './syntax.ts';

/**
 * One function pair of the generated code. Types within types are taken out into definitions of their
 * own, so that what a definition consists of is primitive, a reference, or a tag before one of these.
 */
export interface Definition {
  /** As it is called in TypeScript. */
  readonly name: string;
  /** The TypeScript type of its values. */
  readonly typeName: string;
  readonly type: Type;
  /** Whether it stands in the module and so gets a codec. */
  readonly isAssigned: boolean;
}

export type Definitions = ReadonlyMap<string, Definition>;

/** Definitions of a module by their name, each after what was taken out of it. */
export function definitionsOf(module: Module, file: string): Definitions {
  const taken = new Map<string, Assignment>();
  for (const assignment of module.assignments) {
    const name = typeNameOf(assignment.name);
    if (taken.has(name)) throw new Asn1Error(file, assignment, `${name} is there already`);
    taken.set(name, assignment);
  }
  const outlining = new Outlining(new Set(taken.keys()), file);
  for (const [name, { type }] of taken) outlining.assign(name, type);
  return outlining.definitions;
}

class Outlining {
  readonly definitions = new Map<string, Definition>();
  readonly #taken: Set<string>;
  readonly #file: string;

  constructor(taken: Set<string>, file: string) {
    this.#taken = taken;
    this.#file = file;
  }

  assign(name: string, type: Type): void {
    const body = this.#body(type, name);
    this.definitions.set(name, { name, typeName: name, type: body, isAssigned: true });
  }

  /** A type as the right side of a definition: it may be of several components itself. */
  #body(type: Type, name: string): Type {
    if (type.kind !== 'tagged') return this.#mapped(type, name);
    const { type: inner } = type;
    const isSameOctets = type.isImplicit && inner.kind !== 'choice';
    if (isSameOctets) return { ...type, type: this.#body(inner, name) };
    return { ...type, type: this.#simple(inner, `${name}Content`, name) };
  }

  #mapped(type: Type, name: string): Type {
    switch (type.kind) {
      case 'sequence':
      case 'set':
      case 'choice':
        this.#demandUnique(type.components);
        return {
          ...type,
          components: type.components.map((one) => ({
            ...one,
            name: memberNameOf(one.name),
            type: this.#simple(one.type, name + typeNameOf(one.name)),
          })),
        };
      case 'of':
        return { ...type, element: this.#simple(type.element, `${name}Item`) };
      case 'enumerated':
        this.#demandUnique(type.names);
        for (const one of type.names) this.#demandSmall(one.number, one);
        return {
          ...type,
          names: type.names.map((one) => ({ ...one, name: memberNameOf(one.name) })),
        };
      case 'reference':
        if (!this.#taken.has(typeNameOf(type.name))) {
          throw new Asn1Error(this.#file, type, `there is no type ${type.name}`);
        }
        return { ...type, name: typeNameOf(type.name) };
      case 'tagged':
      case 'primitive':
      case 'any':
        return type;
    }
  }

  /** The same type with nothing but primitives, references and tags left of it. */
  #simple(type: Type, name: string, typeName?: string): Type {
    switch (type.kind) {
      case 'tagged':
        return { ...type, type: this.#simple(type.type, name, typeName) };
      case 'primitive':
      case 'any':
      case 'reference':
        return this.#mapped(type, name);
      default: {
        let free = name;
        while (this.#taken.has(free)) free += 'Value';
        this.#taken.add(free);
        const body = this.#mapped(type, free);
        this.definitions.set(free, {
          name: free,
          typeName: typeName ?? free,
          type: body,
          isAssigned: false,
        });
        return { kind: 'reference', name: free, line: type.line, column: type.column };
      }
    }
  }

  #demandUnique(names: readonly (Place & Pick<Component, 'name'>)[]): void {
    const seen = new Set<string>();
    for (const one of names) {
      const name = memberNameOf(one.name);
      if (seen.has(name)) throw new Asn1Error(this.#file, one, `${one.name} is there already`);
      seen.add(name);
    }
  }

  #demandSmall(number: number, place: Place): void {
    if (number > 0xffff) throw new Asn1Error(this.#file, place, `${number} is over 65535`);
  }
}

/** `Monitor-Stop-arg` → `MonitorStopArg`. */
function typeNameOf(name: string): string {
  const text = memberNameOf(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `protocol-version` → `protocolVersion`. */
function memberNameOf(name: string): string {
  return name.replaceAll(/-(.)/g, (_, next: string) => next.toUpperCase());
}
