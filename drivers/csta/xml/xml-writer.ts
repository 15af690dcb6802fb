import { unwritable } from './malformed.ts';

export interface WrittenAttribute {
  readonly name: string;
  readonly value: string;
}

/** Anything outside `Char` of XML 1.0 (§2.2), which no reference can carry either. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
const IN_TEXT: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Writes well-formed XML 1.0; whoever calls it closes what he opened by way of `group`. */
export class XmlWriter {
  readonly #parts: string[];

  constructor(head = '<?xml version="1.0" encoding="UTF-8"?>') {
    this.#parts = [head];
  }

  /** @throws {CrosspointError} `invalid-request` for a character that XML cannot carry */
  leaf(name: string, text = '', attributes: readonly WrittenAttribute[] = []): void {
    if (text === '') this.#parts.push(`<${name}${writtenAttributes(attributes)}/>`);
    else this.#parts.push(`<${name}${writtenAttributes(attributes)}>${escapeText(text)}</${name}>`);
  }

  group(name: string, body: () => void, attributes: readonly WrittenAttribute[] = []): void {
    this.#parts.push(`<${name}${writtenAttributes(attributes)}>`);
    body();
    this.#parts.push(`</${name}>`);
  }

  text(text: string): void {
    this.#parts.push(escapeText(text));
  }

  /** Markup that is known to be whole. */
  raw(markup: string): void {
    this.#parts.push(markup);
  }

  toOctets(): Uint8Array {
    return Buffer.from(this.#parts.join(''));
  }
}

function escapeText(text: string): string {
  demandCharacters(text);
  return text.replaceAll(/[&<>\r]/g, (mark) => IN_TEXT[mark] as string);
}

export function writtenAttributes(attributes: readonly WrittenAttribute[]): string {
  return attributes.map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`).join('');
}

function escapeAttribute(text: string): string {
  demandCharacters(text);
  return text.replaceAll(/[&<>"\t\n\r]/g, (mark) => IN_TEXT[mark] as string);
}

function demandCharacters(text: string): void {
  const found = NOT_XML.exec(text)?.[0];
  if (found === undefined) return;
  const code = (found.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
  throw unwritable(`U+${code} is no character of XML`);
}
