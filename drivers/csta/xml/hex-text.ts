const HEX = /^(?:[0-9A-Fa-f]{2})*$/;
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** The UTF-8 octets of a text as xsd:hexBinary. */
export function toHexBinary(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase();
}

/**
 * The text of an xsd:hexBinary whose octets are UTF-8, broken lines and all. What is no hexadecimal,
 * or not UTF-8, is taken as it stands: there are senders that write plain text here.
 */
export function fromHexBinary(written: string): string {
  const hex = written.replaceAll(/\s/g, '');
  if (!HEX.test(hex)) return written;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(hex, 'hex'),
    );
  } catch {
    return written;
  }
}

/** The same for what people type: `1234` is a password, not the two control characters 12 and 34. */
export function fromTypedHexBinary(written: string): string {
  const text = fromHexBinary(written);
  return CONTROL.test(text) ? written : text;
}
