import type { Module, Type } from '../../../drivers/csta/asn1/syntax.ts';

/** A type with its tags and names taken away: what a value's shape depends on. */
export type Shape = Exclude<Type, { readonly kind: 'tagged' | 'reference' }>;

/** The types of one module by name. */
export class ModuleTypes {
  readonly module: Module;
  readonly #byName: ReadonlyMap<string, Type>;

  constructor(module: Module) {
    this.module = module;
    this.#byName = new Map(module.assignments.map(({ name, type }) => [name, type]));
  }

  named(name: string): Type {
    const type = this.#byName.get(name);
    if (type === undefined) throw new Error(`${this.module.name} has no ${name}`);
    return type;
  }

  shape(type: Type): Shape {
    if (type.kind === 'tagged') return this.shape(type.type);
    if (type.kind === 'reference') return this.shape(this.named(type.name));
    return type;
  }
}
