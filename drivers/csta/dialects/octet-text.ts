const UTF_8 = new TextEncoder();

/** Correlator data, account codes and the like are OCTET STRINGs, and text in UTF-8 to everybody else. */
export function octetsOf(text: string): string {
  return Buffer.from(UTF_8.encode(text)).toString('hex').toUpperCase();
}

/** Octets that are not UTF-8 become one character each, so that nothing of them is lost. */
export function textOf(hex: string): string {
  const octets = Buffer.from(hex, 'hex');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return octets.toString('latin1');
  }
}

export function octetsIfAny(text: string | undefined): string | undefined {
  return text === undefined ? undefined : octetsOf(text);
}

export function textIfAny(hex: string | undefined): string | undefined {
  return hex === undefined ? undefined : textOf(hex);
}
