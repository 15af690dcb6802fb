import type { DeviceText } from './device-text.ts';
import type { Edition } from './namespaces.ts';
import { XmlWriter } from './xml-writer.ts';

/** What the words of a message need to know of the switch. */
export interface Wording {
  readonly edition: Edition;
  readonly devices: DeviceText;
  /** The attribute `typeOfNumber` of every static device, where the switch wants one. */
  readonly typeOfNumber: string | undefined;
  readonly privateData: PrivateDataForm;
}

/**
 * `xml`: as markup in `<private>` where it is markup, else as `hex`; `hex`: always as hexadecimal of
 * its UTF-8 in `<string>`; `none`: never sent.
 */
export type PrivateDataForm = 'xml' | 'hex' | 'none';

/** A document being written, and how this switch wants it. */
export class XmlOut extends XmlWriter {
  readonly wording: Wording;

  constructor(wording: Wording) {
    super();
    this.wording = wording;
  }
}
