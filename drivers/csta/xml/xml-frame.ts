import { isDeepStrictEqual } from 'node:util';
import { CrosspointError } from '../../../src/base/errors.ts';
import { malformed, unwritable } from './malformed.ts';
import { editionOf } from './namespaces.ts';
import { parseXml, type XmlDocument, type XmlElement } from './parse-xml.ts';
import { XmlProtocol } from './xml-protocol.ts';
import { readFrame, type XmlFrame, type XmlNode } from './xml-frame-json.ts';
import { XmlWriter } from './xml-writer.ts';

export type { XmlFrame, XmlNode } from './xml-frame-json.ts';

const HEAD = 8;

interface Cut {
  readonly invokeId: number | undefined;
  readonly document: Uint8Array;
  readonly start: number;
}

/**
 * A frame of `csta-xml` in readable form: eight octets of header (ECMA-323, Annex G.2) and a document,
 * or a document alone.
 * @throws {CrosspointError} `malformed-frame` with the offset in the frame
 */
export function decodeXmlFrame(octets: Uint8Array): XmlFrame {
  const frame = describe(octets);
  return isSame(fresh(frame), octets) ? frame : { ...frame, encoding: hexOf(octets) };
}

/**
 * The octets of a frame: those it was read from, as long as it still says the same, else written anew.
 * `namespace`, `edition`, `message`, `passedOver`, `problem` and offsets are told, not taken.
 * @throws {CrosspointError} `invalid-request` with a pointer for what is no such frame
 */
export function encodeXmlFrame(json: unknown): Uint8Array {
  const { encoding, ...frame } = readFrame(json);
  if (encoding !== undefined) {
    const octets = Buffer.from(encoding, 'hex');
    if (isDeepStrictEqual(describeIfWhole(octets), frame)) return octets;
  }
  const octets = fresh(frame);
  try {
    parseXml(octets.subarray(frame.invokeId === undefined ? 0 : HEAD));
  } catch (error) {
    if (error instanceof CrosspointError) throw unwritable(`not a document: ${error.detail}`);
    throw error;
  }
  return octets;
}

function describe(octets: Uint8Array): XmlFrame {
  const { invokeId, document: text, start } = cut(octets);
  const document = parseXml(text, start);
  const { root } = document;
  const edition = editionOf(root.namespace);
  return {
    ...(invokeId === undefined ? {} : { invokeId }),
    namespace: root.namespace,
    ...(edition === undefined ? {} : { edition }),
    message: root.name,
    ...judged(document),
    document: nodeOf(root),
  };
}

function describeIfWhole(octets: Uint8Array): XmlFrame | undefined {
  try {
    return describe(octets);
  } catch (error) {
    if (error instanceof CrosspointError) return undefined;
    throw error;
  }
}

/** A document begins with `<`, white space or a byte order mark, never with 00. */
function cut(octets: Uint8Array): Cut {
  if (octets[0] !== 0) return { invokeId: undefined, document: octets, start: 0 };
  if (octets.length < HEAD) throw malformed('a header that is not whole', octets.length);
  if (octets[1] !== 0) throw malformed('a header that does not begin with 00 00', 1);
  const total = ((octets[2] as number) << 8) | (octets[3] as number);
  if (total !== octets.length) {
    throw malformed(`a length of ${total} in a frame of ${octets.length}`, 2);
  }
  const digits = Buffer.from(octets.subarray(4, HEAD)).toString('latin1');
  if (!/^\d{4}$/.test(digits)) throw malformed('an invoke id that is not four digits', 4);
  return { invokeId: Number(digits), document: octets.subarray(HEAD), start: HEAD };
}

/** What of the document means nothing here, or why the message cannot be read. */
function judged(document: XmlDocument): Pick<XmlFrame, 'passedOver' | 'problem'> {
  try {
    const read = new XmlProtocol().elementsRead(document);
    const passedOver = [...passed(document.root, read, '')];
    return passedOver.length === 0 ? {} : { passedOver };
  } catch (error) {
    if (error instanceof CrosspointError) return { problem: error.detail };
    throw error;
  }
}

function* passed(
  element: XmlElement,
  read: ReadonlySet<XmlElement>,
  around: string,
): Generator<string> {
  const path = `${around}/${element.qualifiedName}`;
  if (!read.has(element)) yield path;
  else for (const child of element.children) yield* passed(child, read, path);
}

function nodeOf(element: XmlElement): XmlNode {
  const { qualifiedName, offset, attributes, children } = element;
  const text = children.length > 0 && element.text.trim() === '' ? '' : element.text;
  return {
    name: qualifiedName,
    offset,
    ...(attributes.length === 0
      ? {}
      : { attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])) }),
    ...(text === '' ? {} : { text }),
    ...(children.length === 0 ? {} : { children: children.map(nodeOf) }),
  };
}

function fresh({ invokeId, document }: XmlFrame): Uint8Array {
  const writer = new XmlWriter();
  writeNode(writer, document);
  const octets = writer.toOctets();
  if (invokeId === undefined) return octets;
  const total = octets.length + HEAD;
  if (total > 0xffff) throw unwritable(`a frame of ${total} octets`);
  const frame = Buffer.alloc(total);
  frame.writeUInt16BE(total, 2);
  frame.write(String(invokeId).padStart(4, '0'), 4, 'latin1');
  frame.set(octets, HEAD);
  return frame;
}

function writeNode(writer: XmlWriter, { name, attributes, text, children }: XmlNode): void {
  const written = Object.entries(attributes ?? {}).map(([key, value]) => ({ name: key, value }));
  if (children === undefined) writer.leaf(name, text ?? '', written);
  else {
    writer.group(
      name,
      () => {
        writer.text(text ?? '');
        for (const child of children) writeNode(writer, child);
      },
      written,
    );
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').toUpperCase();
}
