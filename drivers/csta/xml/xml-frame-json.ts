import { CrosspointError } from '../../../src/base/errors.ts';

/** An element. */
export interface XmlNode {
  /** With its prefix. */
  readonly name: string;
  /** Octets from the start of the frame; told, not taken. */
  readonly offset?: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly children?: readonly XmlNode[];
}

export interface XmlFrame {
  /** Of the header; absent for a document without one. */
  readonly invokeId?: number;
  readonly namespace: string;
  readonly edition?: number;
  /** The root element without its prefix. */
  readonly message: string;
  /** Elements that mean nothing to Crosspoint, topmost only, in the order of the document. */
  readonly passedOver?: readonly string[];
  /** Why the message cannot be read though the document can. */
  readonly problem?: string;
  readonly document: XmlNode;
  /** The frame as sent, where writing the document anew gives other octets. */
  readonly encoding?: string;
}

const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}._-]*(?::[\p{L}_][\p{L}\p{M}\p{N}._-]*)?$/u;
const MOST_DEPTH = 32;

/** @throws {CrosspointError} `invalid-request` with a pointer to what is wrong */
export function readFrame(json: unknown): XmlFrame {
  const frame = objectAt(json, '');
  const { invokeId, encoding, document } = frame;
  const isId = Number.isInteger(invokeId) && (invokeId as number) >= 0;
  if (invokeId !== undefined && !(isId && (invokeId as number) <= 9_999)) {
    throw wrong('/invokeId', 'a whole number from 0 to 9999');
  }
  if (encoding !== undefined) {
    if (typeof encoding !== 'string' || !/^(?:[0-9A-Fa-f]{2})*$/.test(encoding)) {
      throw wrong('/encoding', 'octets in hexadecimal');
    }
  }
  checkNode(document, '/document', 1);
  return frame as unknown as XmlFrame;
}

function checkNode(json: unknown, pointer: string, depth: number): void {
  if (depth > MOST_DEPTH) throw wrong(pointer, `no more than ${MOST_DEPTH} deep`);
  const { name, attributes, text, children } = objectAt(json, pointer);
  if (typeof name !== 'string' || !NAME.test(name)) throw wrong(`${pointer}/name`, 'an XML name');
  if (text !== undefined && typeof text !== 'string') throw wrong(`${pointer}/text`, 'a text');
  for (const [key, value] of Object.entries(
    attributes === undefined ? {} : objectAt(attributes, `${pointer}/attributes`),
  )) {
    if (!NAME.test(key) || typeof value !== 'string') {
      throw wrong(`${pointer}/attributes/${key}`, 'a text under an XML name');
    }
  }
  if (children === undefined) return;
  if (!Array.isArray(children)) throw wrong(`${pointer}/children`, 'a list');
  children.forEach((child, index) => checkNode(child, `${pointer}/children/${index}`, depth + 1));
}

function objectAt(json: unknown, pointer: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw wrong(pointer, 'an object');
  }
  return json as Readonly<Record<string, unknown>>;
}

function wrong(pointer: string, wanted: string): CrosspointError {
  return new CrosspointError('invalid-request', `${pointer || '/'} is not ${wanted}`, {
    position: { pointer },
  });
}
