import { CrosspointError } from '../../../src/base/errors.ts';
import { fromHexBinary, toHexBinary } from './hex-text.ts';
import { editionNamespace } from './namespaces.ts';
import { parseXml, type XmlElement } from './parse-xml.ts';
import type { Form } from './shape.ts';
import type { XmlIn } from './xml-in.ts';
import type { XmlOut } from './xml-out.ts';

/** As deep as `<private>` stands in a message, so that its content does not end up too deep. */
const BEFORE = '<extensions><privateData><message><private>';
const BEHIND = '</private></message></privateData></extensions>';

/**
 * CSTAPrivateData (ECMA-269 §12.2.8): any markup in `<private>`, or octets in hexadecimal in
 * `<string>`. Opaque here, and one text for both.
 */
export const privateData: Form<string> = {
  write: (out, name, value) => {
    const { privateData: form, edition } = out.wording;
    if (form === 'none') return;
    out.group(name, () => {
      if (form === 'xml' && isMarkup(value, editionNamespace(edition))) {
        out.group('private', () => out.raw(value));
      } else out.leaf('string', toHexBinary(value));
    });
  },
  read: (from) => {
    // It may bind the maker's namespace to itself already.
    const markup = from.all().find(({ element }) => element.name === 'private');
    if (markup !== undefined) return markup.markup;
    return fromHexBinary((from.child('string') ?? from).text);
  },
};

/** CSTACommonArguments: what may end any message (ECMA-269 §12.2.7). */
export interface CommonArguments {
  readonly privateData?: string | undefined;
  /** YYYYMMDDhhmmss, where it is one. */
  readonly time?: string | undefined;
}

export function writeExtensions(out: XmlOut, { privateData: data, time }: CommonArguments): void {
  const isSent = data !== undefined && out.wording.privateData !== 'none';
  if (!isSent && time === undefined) return;
  out.group('extensions', () => writeArguments(out, { privateData: data, time }));
}

/** The same without the element around. */
export function writeArguments(out: XmlOut, { privateData: data, time }: CommonArguments): void {
  if (time !== undefined) out.group('security', () => out.leaf('timeStamp', time));
  if (data !== undefined) privateData.write(out, 'privateData', data);
}

export function readExtensions(from: XmlIn): CommonArguments {
  const extensions = from.child('extensions');
  // Escape and PrivateEvent carry them without the element around.
  const holder = extensions ?? from;
  const data = holder.child('privateData');
  const stamp = holder.child('security')?.child('timeStamp')?.text;
  return {
    ...(data === undefined ? {} : { privateData: privateData.read(data) }),
    ...(stamp === undefined || stamp === '' ? {} : { time: toTime(stamp) }),
  };
}

/** `2024-05-06T07:08:09.5+02:00` and `20240506070809` alike, in the switch's own zone. */
function toTime(stamp: string): string {
  const parts = /^(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)/.exec(stamp);
  return parts === null ? stamp : parts.slice(1).join('');
}

/** Elements that are whole by themselves, so that nothing of what is around them can be closed. */
function isMarkup(value: string, namespace: string): boolean {
  if (!/^<[^!?/]/.test(value) || !value.endsWith('>')) return false;
  const head = BEFORE.replace('<extensions>', `<extensions xmlns="${namespace}">`);
  try {
    let { root: element } = parseXml(Buffer.from(head + value + BEHIND));
    while (element.name !== 'private') element = element.children[0] as XmlElement;
    const { from, to } = element.place;
    return from === head.length && to === from + value.length;
  } catch (error) {
    if (error instanceof CrosspointError) return false;
    throw error;
  }
}
