import { CrosspointError, type CallRecord } from '../../../src/spi/index.ts';
import { Misfit, cellsIn } from './smdr-cells.ts';
import { MOST_COLUMNS, type SmdrFormat } from './smdr-format.ts';
import { recordOf } from './smdr-record.ts';

/** What a line came to: a record, or `malformed-frame` with the line as `rawCause`. */
export type SmdrResult = { readonly record: CallRecord } | { readonly error: CrosspointError };

const CR = 0x0d;
const LF = 0x0a;
const FORM_FEED = 0x0c;
const BLANK = 0x20;
/** Fillings and flow control, which are no text: NUL, XON, XOFF, DEL. */
const UNSEEN: ReadonlySet<number> = new Set([0x00, 0x11, 0x13, 0x7f]);

/**
 * Reads what a call-record printer is sent: octets in, in any pieces, records out. Holds no more
 * than one line; a longer one is told in pieces. Nothing that could be a record is passed over in
 * silence.
 */
export class SmdrParser {
  readonly #format: SmdrFormat;
  readonly #mask: number;
  readonly #line = Buffer.alloc(MOST_COLUMNS);
  #length = 0;
  /** The number of the line that is being read, from 1. */
  #lineNumber = 1;
  #isAfterCr = false;
  /** The line has been longer than any line may be; its rest is told as it comes. */
  #isOverlong = false;
  /** Lines that may still belong to the head of a page. */
  #headLeft = 0;

  constructor(format: SmdrFormat) {
    this.#format = format;
    this.#mask = format.bits === 7 ? 0x7f : 0xff;
  }

  push(octets: Uint8Array): SmdrResult[] {
    const results: SmdrResult[] = [];
    for (const octet of octets) this.#take(octet & this.#mask, results);
    return results;
  }

  /** The line is dead: what has come of an unfinished line is told, since it may be cut short. */
  end(): SmdrResult[] {
    const text = this.#text();
    this.#length = 0;
    this.#isOverlong = false;
    this.#isAfterCr = false;
    if (text.trim() === '') return [];
    return [{ error: this.#malformed(text, text.length + 1, 'the line was cut off') }];
  }

  #take(octet: number, results: SmdrResult[]): void {
    const isSecondOfTwo = octet === LF && this.#isAfterCr;
    this.#isAfterCr = octet === CR;
    if (isSecondOfTwo || UNSEEN.has(octet)) return;
    if (octet === CR || octet === LF || octet === FORM_FEED) {
      this.#finish(results);
      if (octet === FORM_FEED) this.#headLeft = this.#format.headerLines;
      else this.#lineNumber += 1;
      return;
    }
    if (this.#length === MOST_COLUMNS) {
      const what = `a line is longer than ${MOST_COLUMNS}`;
      results.push({ error: this.#malformed(this.#text(), MOST_COLUMNS + 1, what) });
      this.#isOverlong = true;
      this.#length = 0;
    }
    this.#line[this.#length] = octet;
    this.#length += 1;
  }

  #finish(results: SmdrResult[]): void {
    const text = this.#text();
    const isRest = this.#isOverlong;
    this.#length = 0;
    this.#isOverlong = false;
    if (isRest) {
      results.push({ error: this.#malformed(text, 1, 'the rest of a line that is too long') });
      return;
    }
    const isHead = this.#headLeft > 0;
    if (isHead) this.#headLeft -= 1;
    if (isTitle(text, this.#format)) {
      this.#headLeft = Math.max(0, this.#format.headerLines - 1);
      return;
    }
    try {
      const record = parseSmdrLine(text, this.#format, this.#lineNumber);
      if (record !== undefined) results.push({ record });
    } catch (error) {
      if (!isHead) results.push({ error: error as CrosspointError });
    }
  }

  #text(): string {
    return this.#line.toString('latin1', 0, this.#length);
  }

  #malformed(text: string, column: number, what: string): CrosspointError {
    return malformed(text, { line: this.#lineNumber, column }, what);
  }
}

/**
 * One line without its end; undefined for what is no record: a blank line, a title, a rule. Throws
 * `malformed-frame` with line and column, and the line itself as `rawCause`.
 */
export function parseSmdrLine(
  text: string,
  format: SmdrFormat,
  lineNumber = 1,
): CallRecord | undefined {
  if (/^[-=_~ ]*$/.test(text) || isTitle(text, format)) return undefined;
  try {
    checkText(text, format);
    return recordOf(cellsIn(text, format), text, format);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw malformed(text, { line: lineNumber, column: error.column }, error.what);
  }
}

function checkText(text: string, { layout }: SmdrFormat): void {
  const separator = 'separator' in layout ? layout.separator : ' ';
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) >= BLANK || text[at] === separator) continue;
    throw new Misfit(at + 1, 'there is a control character in the line');
  }
  if (text.length > MOST_COLUMNS) throw new Misfit(MOST_COLUMNS + 1, 'the line is too long');
}

function isTitle(text: string, { headers }: SmdrFormat): boolean {
  const begun = text.trimStart();
  return headers.some((title) => begun.startsWith(title));
}

function malformed(
  text: string,
  position: { readonly line: number; readonly column: number },
  what: string,
): CrosspointError {
  const detail = `SMDR line ${position.line}, column ${position.column}: ${what}`;
  return new CrosspointError('malformed-frame', detail, {
    position: { source: 'smdr', ...position },
    rawCause: text,
  });
}
