/** Lines and their columns. */
import { inOrder, type SmdrFormat, type SmdrLayout } from './smdr-format.ts';
import type { SmdrColumns, SmdrField } from './smdr-settings.ts';

/** What stands in one column, without the blanks around it. */
export interface Cell {
  readonly text: string;
  /** Of its first character in the line; the first column is 1. */
  readonly column: number;
}

export type Cells = { readonly [Field in SmdrField]?: Cell };

export type Texts = { readonly [Field in SmdrField]?: string };

/** Something in a line that does not fit. */
export class Misfit {
  /** The first column is 1. */
  readonly column: number;
  readonly what: string;

  constructor(column: number, what: string) {
    this.column = column;
    this.what = what;
  }
}

/** Takes a line apart. Throws a `Misfit` where there is something between two columns. */
export function cellsIn(line: string, { layout }: SmdrFormat): Cells {
  if ('columns' in layout) return fixedCells(line, layout);
  const cells: { [Field in SmdrField]?: Cell } = {};
  const all = separatedCells(line, layout.separator);
  layout.fields.forEach((field, index) => {
    if (field === '-') return;
    const cell = all[index];
    if (cell === undefined) throw new Misfit(line.length + 1, `the line ends before its ${field}`);
    cells[field] = cell;
  });
  return cells;
}

/** Puts a line together. What is too long for its column is cut off, as the printer does. */
export function lineOf(texts: Texts, { layout }: SmdrFormat): string {
  return 'columns' in layout ? fixedLine(texts, layout.columns) : separatedLine(texts, layout);
}

function fixedCells(
  line: string,
  { columns, isRestIgnored }: Extract<SmdrLayout, { readonly columns: SmdrColumns }>,
): Cells {
  const cells: { [Field in SmdrField]?: Cell } = {};
  let end = 0;
  for (const [field, { start, width }] of inOrder(columns)) {
    checkBlank(line, end, start - 1);
    end = start - 1 + width;
    cells[field] = trimmed(line.slice(start - 1, end), start);
  }
  if (!isRestIgnored) checkBlank(line, end, line.length);
  return cells;
}

function checkBlank(line: string, from: number, to: number): void {
  const offset = line.slice(from, to).search(/[^ ]/);
  if (offset >= 0) throw new Misfit(from + offset + 1, 'there is something between two columns');
}

function trimmed(text: string, column: number): Cell {
  const begin = text.search(/[^ ]/);
  return { text: text.trim(), column: column + Math.max(0, begin) };
}

function fixedLine(texts: Texts, columns: SmdrColumns): string {
  let line = '';
  for (const [field, { start, width, align }] of inOrder(columns)) {
    const text = printable(texts[field] ?? '').slice(0, width);
    line = line.padEnd(start - 1) + (align === 'right' ? text.padStart(width) : text.padEnd(width));
  }
  return line;
}

/** Columns with a separator between them; one in quotes may hold it (RFC 4180, clause 2). */
function separatedCells(line: string, separator: string): Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  for (;;) {
    const { cell, end } = line[at] === '"' ? quoted(line, at) : plain(line, at, separator);
    cells.push(cell);
    if (end >= line.length) return cells;
    if (line[end] !== separator)
      throw new Misfit(end + 1, 'there is something after a quoted text');
    at = end + 1;
  }
}

function plain(line: string, at: number, separator: string): { cell: Cell; end: number } {
  const next = line.indexOf(separator, at);
  const end = next < 0 ? line.length : next;
  return { cell: trimmed(line.slice(at, end), at + 1), end };
}

function quoted(line: string, at: number): { cell: Cell; end: number } {
  const match = /^"((?:[^"]|"")*)"/.exec(line.slice(at));
  if (match === null) throw new Misfit(at + 1, 'a quoted text does not end');
  const [whole, inner = ''] = match;
  const cell = { text: inner.replaceAll('""', '"').trim(), column: at + 2 };
  return { cell, end: at + whole.length };
}

function separatedLine(
  texts: Texts,
  { fields, separator }: Extract<SmdrLayout, { readonly separator: string }>,
): string {
  const cells = fields.map((field) => {
    const text = field === '-' ? '' : printable(texts[field] ?? '');
    const isPlain = !text.includes(separator) && !text.includes('"');
    return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
  });
  return cells.join(separator);
}

/** A printer has one octet for a character, and none for what would end the line. */
function printable(text: string): string {
  return text.replaceAll(/[^ -~\u00a0-\u00ff]/g, '?');
}
