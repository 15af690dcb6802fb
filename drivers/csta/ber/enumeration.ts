import { unencodable } from './malformed.ts';

/** Names of an ENUMERATED type. A number without a name stays a number. */
export class Enumeration<Name extends string> {
  readonly #names: readonly (Name | undefined)[];
  readonly #numbers: ReadonlyMap<string, number>;

  /** Numbers are small and not below 0, as all are in CSTA; the generator makes sure of it. */
  constructor(numbers: Readonly<Record<Name, number>>) {
    const entries = Object.entries(numbers) as [Name, number][];
    const names: (Name | undefined)[] = [];
    for (const [name, number] of entries) {
      while (names.length < number) names.push(undefined);
      names[number] = name;
    }
    this.#names = names;
    this.#numbers = new Map(entries);
  }

  nameOf(number: number): Name | number {
    return (number >= 0 && number < this.#names.length ? this.#names[number] : undefined) ?? number;
  }

  /** Throws `invalid-request` for a name there is not. */
  numberOf(name: Name | number): number {
    const number = typeof name === 'number' ? name : this.#numbers.get(name);
    if (number === undefined) throw unencodable(`there is no ${name} in this enumeration`);
    return number;
  }
}
