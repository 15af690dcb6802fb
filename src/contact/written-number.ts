/** What is left of a writing when the ways of writing are taken away. */
export type WrittenNumber =
  | { readonly kind: 'withheld' }
  /** A name or an address, such as a SIP user. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'digits'; readonly digits: string; readonly isInternational: boolean };

/** Longer than any number with a name and a host around it. */
const LONGEST = 256;

/** What networks and switches put where the caller's number is not told. */
const WITHHELD = new Set([
  'anonymous',
  'anonym',
  'unknown',
  'unbekannt',
  'withheld',
  'private',
  'privat',
  'restricted',
  'unavailable',
  'blocked',
  'notavailable',
  'privatenumber',
  'unknownnumber',
  'nonumber',
  'asserted',
  'noclid',
  'undefined',
  'null',
  'p',
  'o',
  'invalid',
]);

/** The keypad spelling of "anonymous", which some networks send; zeros, which others do. */
const WITHHELD_DIGITS = /^(?:266696687|0{6,})$/;

/**
 * Takes a number out of what surrounds it: `tel:` and `sip:` addresses, blanks, slashes, brackets, dots,
 * the `(0)` of letterheads, extensions, digits of other scripts.
 */
export function readWriting(raw: string): WrittenNumber {
  const text = outOfAddress(raw.slice(0, LONGEST).normalize('NFKC').trim());
  const plain = text
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/(?:;|,|\s)*(?:ext|extension|x|nst|durchwahl|poste)[\s.:=]*\d{1,8}$/iu, '')
    .replace(/(\d|^\+)\s*\(0\)/u, '$1');
  const isInternational = /^[^\d+]*\+/.test(plain);
  const compact = plain.replaceAll(/[^\p{L}\d*#]/gu, '');
  if (compact === '' || WITHHELD.has(compact.toLowerCase())) return { kind: 'withheld' };
  if (/\p{L}|[*#]/u.test(compact)) return { kind: 'text', text: text.toLowerCase() };
  if (WITHHELD_DIGITS.test(compact)) return { kind: 'withheld' };
  return { kind: 'digits', digits: compact, isInternational };
}

/** The user of a SIP address (RFC 3261 §19.1), the number of a `tel:` address (RFC 3966). */
function outOfAddress(raw: string): string {
  const inner = /<([^>]*)>/u.exec(raw)?.[1] ?? raw;
  const scheme = /^(sips?|tel|callto):/iu.exec(inner)?.[1]?.toLowerCase();
  if (scheme === undefined) return inner;
  const address = unescaped(inner.slice(scheme.length + 1)).replace(/^\/\//u, '');
  const [subject = '', ...parameters] = address.split(/[;?]/u);
  if (!scheme.startsWith('sip')) return inContext(subject, parameters);
  const [user = ''] = subject.split('@');
  const number = user.split(':')[0] ?? '';
  if (subject.includes('@'))
    return isNumberLike(number) || isWithheldUser(number) ? number : subject;
  // RFC 3261 writes parameters of the number before the host: sip:+4930123;phone-context=x@host.
  return isNumberLike(number) || address.includes('@') ? number : subject;
}

function inContext(local: string, parameters: readonly string[]): string {
  if (local.startsWith('+')) return local;
  const context = parameters
    .find((parameter) => parameter.toLowerCase().startsWith('phone-context='))
    ?.slice('phone-context='.length);
  return context?.startsWith('+') === true ? context + local : local;
}

function isNumberLike(user: string): boolean {
  return /^[\d+*#().\-\s]+$/u.test(user);
}

function isWithheldUser(user: string): boolean {
  return WITHHELD.has(user.toLowerCase());
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Decimal digits come in runs of ten, each run beginning where its code point divides so. */
function asciiDigit(digit: string): string {
  if (digit <= '9') return digit;
  let zero = digit.codePointAt(0) ?? 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && (digit.codePointAt(0) ?? 0) - zero < 9) {
    zero -= 1;
  }
  return String((digit.codePointAt(0) ?? 0) - zero);
}
