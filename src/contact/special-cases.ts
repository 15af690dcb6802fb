/**
 * Numbers that were renumbered, or that are written in two ways to this day. Each rule takes the part
 * after the calling code of one way and gives the other, so that both have one form to be compared by.
 * docs/numbers.md has the same table for readers.
 */
interface Rule {
  /** The calling code with its plus. */
  readonly callingCode: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

const RULES: readonly Rule[] = [
  // Brazil put a 9 before every mobile number (2012 to 2016); messengers and old records lack it.
  // Mobile numbers began with 6 to 9 before; 2 to 5 are fixed lines.
  { callingCode: '+55', pattern: /^(\d\d)9([6-9]\d{7})$/, replacement: '$1$2' },
  // Mexico dialled mobiles from abroad with a 1 until 2019.
  { callingCode: '+52', pattern: /^1(\d{10})$/, replacement: '$1' },
  // Argentina dials mobiles from abroad with a 9, at home with a 15 after the area code.
  { callingCode: '+54', pattern: /^9(\d{10})$/, replacement: '$1' },
  { callingCode: '+54', pattern: /^(11)15(\d{8})$/, replacement: '$1$2' },
  { callingCode: '+54', pattern: /^([2-3]\d\d)15(\d{7})$/, replacement: '$1$2' },
  { callingCode: '+54', pattern: /^([2-3]\d{3})15(\d{6})$/, replacement: '$1$2' },
  // Ivory Coast put two digits of the operator before all numbers in 2021.
  { callingCode: '+225', pattern: /^(?:01|05|07|21|25|27)(\d{8})$/, replacement: '$1' },
  // Benin put 01 before all numbers in 2024.
  { callingCode: '+229', pattern: /^01(\d{8})$/, replacement: '$1' },
  // Colombia put 60 before fixed lines in 2021.
  { callingCode: '+57', pattern: /^60([1-8]\d{7})$/, replacement: '$1' },
  // Gabon put a 0 and the kind of number before all numbers in 2019.
  {
    callingCode: '+241',
    pattern: /^0?(?:1(1\d{6})|6([26]\d{6})|7([47]\d{6}))$/,
    replacement: '$1$2$3',
  },
];

/** The one form of a number in E.164 that all ways of writing the same subscriber share. */
export function canonicalNumber(e164: string): string {
  for (const { callingCode, pattern, replacement } of RULES) {
    if (!e164.startsWith(callingCode)) continue;
    const rest = e164.slice(callingCode.length);
    const replaced = rest.replace(pattern, replacement);
    if (replaced !== rest) return callingCode + replaced;
  }
  return e164;
}
