import type { CallRecord } from '../../../src/spi/index.ts';
import { lineOf } from './smdr-cells.ts';
import type { SmdrFormat } from './smdr-format.ts';
import { parseSmdrLine } from './smdr-parser.ts';
import { textsOf } from './smdr-record.ts';

const ENDS = { CR: '\r', 'CR+LF': '\r\n', LF: '\n' } as const;

/**
 * A record as a line of the printer, with the end of the line. Each character is one octet of ISO
 * 8859-1. A record that was read and not changed since gives the line that it was read from.
 */
export function printSmdr(record: CallRecord, format: SmdrFormat): string {
  const end = ENDS[format.newLine];
  if (isAsRead(record, format)) return record.raw + end;
  return lineOf(textsOf(record, format), format) + end;
}

/** Prints records page after page, with the head of each page and the gap over its perforation. */
export class SmdrPrinter {
  readonly #format: SmdrFormat;
  /** Lines of the page that have been printed. */
  #printed = 0;

  constructor(format: SmdrFormat) {
    this.#format = format;
  }

  print(record: CallRecord): string {
    const { pageLines, skipPerforation, header, newLine } = this.#format;
    const end = ENDS[newLine];
    let text = '';
    if (this.#printed === 0) {
      for (const line of header) text += line + end;
      this.#printed = header.length;
    }
    text += printSmdr(record, this.#format);
    this.#printed += 1;
    if (pageLines > 0 && this.#printed >= pageLines - skipPerforation) {
      text += end.repeat(skipPerforation);
      this.#printed = 0;
    }
    return text;
  }
}

function isAsRead(record: CallRecord, format: SmdrFormat): boolean {
  if (record.raw === '' || record.raw.includes('\r') || record.raw.includes('\n')) return false;
  try {
    const read = parseSmdrLine(record.raw, format);
    return read !== undefined && sorted(read) === sorted(record);
  } catch {
    return false;
  }
}

function sorted(record: CallRecord): string {
  const told = Object.entries(record).filter(([, value]) => value !== undefined);
  return JSON.stringify(told.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
