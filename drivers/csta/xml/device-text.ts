import { CrosspointError } from '../../../src/base/errors.ts';

/** How this switch writes a device (ECMA-269 §10.1 leaves it to the switching function). */
export type DeviceForm =
  | { readonly form: 'digits' }
  /** `tel:7049` and what follows it, `;phone-context=dialstring` (ECMA TR/87). */
  | { readonly form: 'tel'; readonly suffix?: string }
  /** With `{number}` in it: `{number}:SWITCH:10.0.0.1:0`. */
  | { readonly form: 'template'; readonly template: string };

/** A device identifier taken apart. */
export interface WrittenDevice {
  readonly number: string;
  readonly name?: string;
}

/** Numbers as this switch writes them, and back. */
export class DeviceText {
  readonly #form: DeviceForm;
  readonly #reads: RegExp | undefined;
  readonly #prefix: string;
  readonly #suffix: string;

  /** @throws {CrosspointError} `invalid-configuration` for a template without `{number}` */
  constructor(form: DeviceForm) {
    this.#form = form;
    const [prefix, suffix] = ends(form);
    this.#prefix = prefix;
    this.#suffix = suffix;
    this.#reads = readingPattern(form, prefix, suffix);
  }

  /** A number that has a colon already is an address of some kind and stays as it is. */
  write(number: string): string {
    if (this.#form.form === 'digits' || number.includes(':')) return number;
    return `${this.#prefix}${number}${this.#suffix}`;
  }

  /** With the name, in the Switching Function Representation `N<number>name` (ECMA-269 §10.1.2). */
  writeNamed(number: string, name: string): string {
    return `N<${this.write(number)}>${name}`;
  }

  /**
   * `7049`, `tel:7049;phone-context=…`, `7049:SWITCH:10.0.0.1:0`; each also as `N7049`,
   * `N<7049>Name` and with the parameters that OpenScape adds behind (`;displayNumber=…;noa=nk`).
   */
  read(text: string): WrittenDevice {
    const named = /^N<([^>]*)>(.*)$/su.exec(text);
    if (named === null) {
      return { number: this.#strip(/^N\d/.test(text) ? text.slice(1) : text) };
    }
    const number = this.#strip(named[1] as string);
    const name = (named[2] as string).replace(/(?:;[\w-]{1,32}=[^;]*)+$/su, '').trim();
    return name === '' ? { number } : { number, name };
  }

  #strip(text: string): string {
    return this.#reads?.exec(text)?.[1] ?? text;
  }
}

function ends(form: DeviceForm): readonly [string, string] {
  switch (form.form) {
    case 'digits':
      return ['', ''];
    case 'tel':
      return ['tel:', form.suffix ?? ''];
    case 'template': {
      const [prefix, suffix, ...more] = form.template.split('{number}');
      if (prefix === undefined || suffix === undefined || more.length > 0) {
        const detail = `csta-xml: '${form.template}' has not one {number}`;
        throw new CrosspointError('invalid-configuration', detail);
      }
      return [prefix, suffix];
    }
    default: {
      const never: never = form;
      return never;
    }
  }
}

function readingPattern(form: DeviceForm, prefix: string, suffix: string): RegExp | undefined {
  if (form.form === 'digits') return undefined;
  if (form.form === 'tel') return /^(?:tel|TEL):([^;:]*)(?:;.*)?$/su;
  const parts = suffix.split(':');
  // A DMCC server leaves the address out at times and counts the instances of a device.
  const tail =
    parts.length === 4 && parts[0] === ''
      ? `:${escaped(parts[1] as string)}:[^:]*:\\d*`
      : escaped(suffix);
  return new RegExp(`^${escaped(prefix)}([^:]*)${tail}$`, 'su');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
