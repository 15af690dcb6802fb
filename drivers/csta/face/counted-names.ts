import { CrosspointError } from '../../../src/base/errors.ts';

export interface NameForm {
  readonly form: 'hex' | 'text';
  /** How many octets a number in hexadecimal has; text is as long as it is. */
  readonly octets: number;
}

/** Names out of a counter that begins again at 1 when the octets are used up. */
export class CountedNames {
  readonly #form: NameForm;
  readonly #last: number;
  #count = 0;

  constructor(form: NameForm) {
    this.#form = form;
    this.#last = form.form === 'text' ? 999_999_999 : 2 ** (8 * Math.min(form.octets, 6)) - 1;
  }

  /**
   * The next name for which `isTaken` does not hold.
   * @throws {CrosspointError} `resource-busy` where all of them are taken
   */
  next(isTaken: (name: string) => boolean): string {
    for (let tries = 0; tries < this.#last; tries += 1) {
      this.#count = this.#count >= this.#last ? 1 : this.#count + 1;
      const name = this.#write(this.#count);
      if (!isTaken(name)) return name;
    }
    throw new CrosspointError('resource-busy', 'all identifiers are in use');
  }

  #write(count: number): string {
    if (this.#form.form === 'text') return String(count);
    return count
      .toString(16)
      .toUpperCase()
      .padStart(this.#form.octets * 2, '0');
  }
}
