import type { CrosspointError } from '../../../src/base/errors.ts';
import { malformed } from './malformed.ts';
import { isPartNamespace } from './namespaces.ts';
import type { XmlDocument, XmlElement } from './parse-xml.ts';
import type { Wording } from './xml-out.ts';
import { writtenAttributes } from './xml-writer.ts';

interface Reading {
  readonly source: string;
  readonly namespace: string;
  readonly wording: Wording;
  readonly asked: Set<XmlElement>;
}

/**
 * One element being read. What is not asked for is passed over, whatever it is; elements of a foreign
 * namespace are not seen at all.
 */
export class XmlIn {
  readonly element: XmlElement;
  readonly #reading: Reading;

  constructor(element: XmlElement, reading: Reading) {
    this.element = element;
    this.#reading = reading;
    reading.asked.add(element);
  }

  /** @param asked gathers what was read, for whoever wants to know what was passed over */
  static of(document: XmlDocument, wording: Wording, asked = new Set<XmlElement>()): XmlIn {
    const { root, source } = document;
    return new XmlIn(root, { source, namespace: root.namespace, wording, asked });
  }

  get wording(): Wording {
    return this.#reading.wording;
  }

  /** Without the white space around it, which is the layout of the document. */
  get text(): string {
    return this.element.text.trim();
  }

  attribute(name: string): string | undefined {
    return this.element.attributes.find((attribute) => attribute.name === name)?.value;
  }

  /** The first child of one of these names. */
  child(...names: readonly string[]): XmlIn | undefined {
    const found = this.element.children.find((child) => this.#is(child, names));
    return found === undefined ? undefined : new XmlIn(found, this.#reading);
  }

  /** @throws {CrosspointError} `malformed-frame` where there is none */
  need(...names: readonly string[]): XmlIn {
    const child = this.child(...names);
    if (child === undefined) throw this.malformed(`no ${names[0]} in ${this.element.name}`);
    return child;
  }

  children(name: string): readonly XmlIn[] {
    return this.element.children
      .filter((child) => this.#is(child, [name]))
      .map((child) => new XmlIn(child, this.#reading));
  }

  /** Every child, of any name and namespace. */
  all(): readonly XmlIn[] {
    return this.element.children.map((child) => new XmlIn(child, this.#reading));
  }

  /** Of any namespace, for what a maker puts where anything may stand. */
  foreignDescendant(name: string): XmlIn | undefined {
    for (const child of this.all()) {
      if (child.element.name === name) return child;
      const deeper = child.foreignDescendant(name);
      if (deeper !== undefined) return deeper;
    }
    return undefined;
  }

  /**
   * The markup between the tags as it stands in the document; prefixes that are bound outside of it
   * are bound in it, so that it can stand in another document.
   */
  get markup(): string {
    const { place, children } = this.element;
    this.#takeAll(children);
    const { source } = this.#reading;
    let markup = '';
    let at = place.from;
    for (const child of children) {
      const nameEnd = child.place.start + 1 + child.qualifiedName.length;
      markup += source.slice(at, nameEnd) + this.#missingBindings(child);
      at = nameEnd;
    }
    return (markup + source.slice(at, place.to)).trim();
  }

  malformed(detail: string): CrosspointError {
    return malformed(detail, this.element.offset);
  }

  #takeAll(elements: readonly XmlElement[]): void {
    for (const element of elements) {
      this.#reading.asked.add(element);
      this.#takeAll(element.children);
    }
  }

  #missingBindings({ place, attributes }: XmlElement): string {
    const { source, namespace } = this.#reading;
    const inside = source.slice(place.start, place.to);
    return Object.entries(this.element.bindings)
      .filter(([prefix, uri]) =>
        prefix === '' ? !isPartNamespace(uri, namespace) : inside.includes(`${prefix}:`),
      )
      .map(([prefix, value]) => ({ name: prefix === '' ? 'xmlns' : `xmlns:${prefix}`, value }))
      .filter(({ name }) => !attributes.some((attribute) => attribute.name === name))
      .map((binding) => writtenAttributes([binding]))
      .join('');
  }

  #is(child: XmlElement, names: readonly string[]): boolean {
    return names.includes(child.name) && isPartNamespace(child.namespace, this.#reading.namespace);
  }
}
