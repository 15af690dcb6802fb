/** Where something stands in a module, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Token extends Place {
  readonly kind: 'name' | 'number' | 'symbol' | 'end';
  readonly text: string;
}

/** A fault in a module, with its place. */
export class Asn1Error extends Error {
  constructor(file: string, { line, column }: Place, what: string) {
    super(`${file}:${line}:${column}: ${what}`);
    this.name = 'Asn1Error';
  }
}

const TOKEN =
  /\s+|-{2,}(?:(?!--)[^\n])*(?:-{2,})?|([A-Za-z](?:-?[A-Za-z\d])*)|(\d+)|(::=|\.{2,3}|[^\s])/gy;

/** The words of a module (ITU-T X.680, clause 12); comments are left out. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, name, number, symbol] = match;
    const place = { line, column: match.index - lineStart + 1 };
    if (name !== undefined) tokens.push({ kind: 'name', text: name, ...place });
    if (number !== undefined) tokens.push({ kind: 'number', text: number, ...place });
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, ...place });
    for (let at = whole.indexOf('\n'); at >= 0; at = whole.indexOf('\n', at + 1)) {
      line += 1;
      lineStart = match.index + at + 1;
    }
  }
  tokens.push({ kind: 'end', text: 'the end', line, column: text.length - lineStart + 1 });
  return tokens;
}
