import { CrosspointError } from '../../../src/base/errors.ts';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { malformed } from './malformed.ts';
import { decodeUtf8, markLength, OctetOffsets } from './utf8.ts';

/** The octets that the header's length field leaves for the document (ECMA-323, Annex G.2). */
export const MOST_OCTETS = 65_527;
const MOST_DEPTH = 32;
const MOST_ATTRIBUTES = 64;
const MOST_ATTRIBUTE_UNITS = 4_096;
const MOST_NAME_UNITS = 256;
const MOST_TEXT_UNITS = 32_768;

export interface XmlAttribute {
  /** With its prefix. */
  readonly name: string;
  readonly value: string;
}

export interface XmlElement {
  /** With its prefix, as written. */
  readonly qualifiedName: string;
  readonly name: string;
  readonly namespace: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** What stands between the tags of this very element, without that of its children. */
  readonly text: string;
  /** Of its `<`, in octets. */
  readonly offset: number;
  /** Its `<`, and what stands between its tags, in UTF-16 units of the source. */
  readonly place: { readonly start: number; readonly from: number; readonly to: number };
  /** Prefixes that its start tag binds, and those around it. */
  readonly bindings: Readonly<Record<string, string>>;
}

export interface XmlDocument {
  readonly root: XmlElement;
  readonly source: string;
}

/** An element under way. */
interface Open {
  readonly tag: SaxesTagNS;
  readonly offset: number;
  readonly start: number;
  readonly from: number;
  readonly bindings: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  readonly text: string[];
  textUnits: number;
}

/**
 * One document as a tree: well-formed XML 1.0 with namespaces in UTF-8. A document type, entities,
 * processing instructions and anything over the bounds are refused, so nothing is ever expanded or
 * fetched.
 * @param base added to every offset: octets before the document
 * @throws {CrosspointError} `malformed-frame` with the offset
 */
export function parseXml(octets: Uint8Array, base = 0): XmlDocument {
  if (octets.length > MOST_OCTETS) {
    throw malformed(`a document of more than ${MOST_OCTETS} octets`, base + MOST_OCTETS);
  }
  const source = decodeUtf8(octets, base);
  return new TreeBuilder(source, base + markLength(octets)).build();
}

class TreeBuilder {
  readonly #source: string;
  readonly #offsets: OctetOffsets;
  readonly #parser = new SaxesParser({
    xmlns: true,
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  });
  readonly #open: Open[] = [];
  #root: XmlElement | undefined;

  constructor(source: string, start: number) {
    this.#source = source;
    this.#offsets = new OctetOffsets(source, start);
    const parser = this.#parser;
    // Six and no more: with a seventh handler the engine turns the parser into a dictionary, and it takes
    // half as long again. What else there is to know is looked at here or afterwards.
    parser.on('doctype', () => this.#fail('a document type', this.#backTo('<!DOCTYPE')));
    parser.on('processinginstruction', () => {
      this.#fail('a processing instruction', this.#backTo('<?'));
    });
    parser.on('opentag', (tag) => this.#openTag(tag));
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('closetag', (tag) => this.#closeTag(tag));
  }

  build(): XmlDocument {
    try {
      this.#parser.write(this.#source);
      this.#checkDeclaration();
      this.#parser.close();
    } catch (error) {
      if (error instanceof CrosspointError) throw error;
      this.#fail(reason(error as Error));
    }
    if (this.#root === undefined) return this.#fail('no element');
    return { root: this.#root, source: this.#source };
  }

  #checkDeclaration(): void {
    const { version = '1.0', encoding = 'UTF-8' } = this.#parser.xmlDecl;
    if (version !== '1.0') this.#fail(`XML ${version}`, 0);
    if (encoding.toUpperCase() !== 'UTF-8') {
      this.#fail(`the encoding ${encoding.slice(0, 40)}, where only UTF-8 is read`, 0);
    }
  }

  #openTag(tag: SaxesTagNS): void {
    const start = this.#backTo('<');
    this.#checkBounds(tag, start);
    const around = this.#open.at(-1)?.bindings ?? {};
    const bound = Object.keys(tag.ns).length > 0;
    this.#open.push({
      tag,
      offset: this.#offsets.at(start),
      start,
      from: this.#parser.position,
      bindings: bound ? { ...around, ...tag.ns } : around,
      children: [],
      text: [],
      textUnits: 0,
    });
  }

  #checkBounds({ name, attributes }: SaxesTagNS, start: number): void {
    if (this.#open.length >= MOST_DEPTH) {
      this.#fail(`elements more than ${MOST_DEPTH} deep`, start);
    }
    if (name.length > MOST_NAME_UNITS) this.#fail('too long a name', start);
    const all = Object.values(attributes);
    if (all.length > MOST_ATTRIBUTES) this.#fail('too many attributes', start);
    for (const one of all) {
      if (one.name.length > MOST_NAME_UNITS || one.value.length > MOST_ATTRIBUTE_UNITS) {
        this.#fail('too long an attribute', start);
      }
    }
  }

  #text(text: string): void {
    const open = this.#open.at(-1);
    if (open === undefined) return;
    open.text.push(text);
    open.textUnits += text.length;
    if (open.textUnits > MOST_TEXT_UNITS) this.#fail('too long a text');
  }

  #closeTag({ isSelfClosing }: SaxesTagNS): void {
    const open = this.#open.pop();
    if (open === undefined) return;
    const { tag, offset, start, from, bindings, children, text } = open;
    const element: XmlElement = {
      qualifiedName: tag.name,
      name: tag.local,
      namespace: tag.uri,
      attributes: Object.values(tag.attributes).map(({ name, value }) => ({ name, value })),
      children,
      text: text.join(''),
      offset,
      place: { start, from, to: isSelfClosing ? from : this.#backTo('</') },
      bindings,
    };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
  }

  #backTo(mark: string): number {
    return Math.max(0, this.#source.lastIndexOf(mark, this.#parser.position - 1));
  }

  #fail(detail: string, index = this.#parser.position): never {
    throw malformed(detail, this.#offsets.at(Math.min(index, this.#source.length)));
  }
}

/** The library's own words without its `line:column: `. */
function reason(error: Error): string {
  return error.message.replace(/^(?:[^:]*:)?\d+:\d+: /, '').slice(0, 120);
}
