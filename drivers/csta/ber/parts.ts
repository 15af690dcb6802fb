import type { Field } from './fields.ts';
import { END, type BerReader } from './reader.ts';
import type { BerWriter } from './writer.ts';

/** One component of a SEQUENCE or SET. */
export interface Part {
  readonly name: string;
  readonly field: Field;
  readonly isOptional: boolean;
}

/** A component that must be there. */
export function part(name: string, field: Field): Part {
  return { name, field, isOptional: false };
}

/** OPTIONAL. */
export function optional(name: string, field: Field): Part {
  return { name, field, isOptional: true };
}

type Members = Record<string, unknown> & { $unknown?: readonly string[] };

/**
 * A SEQUENCE or SET by a table of its components, for types that come seldom: a fraction of the code,
 * and slower than code of its own. Values are the same either way.
 */
export class Parts<T extends object> {
  readonly #typeName: string;
  readonly #isOrdered: boolean;
  readonly #parts: readonly Part[];

  /** @param kind components come in the order of the table, or in any */
  constructor(typeName: string, kind: 'sequence' | 'set', parts: readonly Part[]) {
    this.#typeName = typeName;
    this.#isOrdered = kind === 'sequence';
    this.#parts = parts;
  }

  /** The element whose identifier of `skip` octets has been looked at. */
  read(r: BerReader, skip: number): T {
    const from = r.position;
    const entered = r.enter(skip);
    const value: Members = {};
    let unknown: string[] | undefined;
    let at = 0;
    for (let tag = r.peek(); tag !== END; tag = r.peek()) {
      const index = this.#find(tag, at, value);
      const found = this.#parts[index];
      if (found === undefined) {
        unknown = r.keep(unknown);
        continue;
      }
      r.trace?.note(found.name, r.position);
      value[found.name] = found.field.read(r, tag);
      if (this.#isOrdered) at = index + 1;
    }
    r.leave(entered);
    for (const { name, isOptional } of this.#parts) {
      if (!isOptional && value[name] === undefined) {
        throw r.missing(`${this.#typeName}.${name}`, from);
      }
    }
    if (unknown !== undefined) value.$unknown = unknown;
    return value as T;
  }

  /** The last component first, as BerWriter wants it. */
  write(w: BerWriter, tag: number, value: T): void {
    const before = w.size;
    const members = value as Members;
    if (members.$unknown !== undefined) w.rawAll(members.$unknown);
    for (let index = this.#parts.length - 1; index >= 0; index -= 1) {
      const { name, isOptional, field } = this.#parts[index] as Part;
      const member = members[name];
      if (!isOptional || member !== undefined) field.write(w, member as never);
    }
    w.header(tag, before);
  }

  /** Which component takes this tag, of those that are still due; -1 for none. */
  #find(tag: number, at: number, value: Members): number {
    for (let index = at; index < this.#parts.length; index += 1) {
      const { name, field } = this.#parts[index] as Part;
      const isDue = this.#isOrdered || value[name] === undefined;
      if (isDue && (field.tags.length === 0 || field.tags.includes(tag))) return index;
    }
    return -1;
  }
}
