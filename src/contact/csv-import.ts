import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { CrosspointError } from '../base/errors.ts';

/** A contact as a row of a file has it, before its numbers are read. */
export interface CsvContact {
  readonly id: string;
  readonly name: string;
  readonly numbers: string[];
  readonly url?: string;
  readonly fields: Record<string, string>;
}

export interface CsvImport {
  /** What is read: CSV in UTF-8 with a header row. */
  readonly input: Readable;
  /** Its name in errors. */
  readonly source: string;
  /** Lets other work be done between two batches. */
  readonly giveWay: () => Promise<void>;
  /** Takes a batch, in the order of the file. */
  readonly write: (contacts: readonly CsvContact[]) => void;
}

export interface CsvReport {
  readonly rows: number;
  /** Rows that were passed over, each with its line and what was expected; at most 100 are kept. */
  readonly errors: readonly CrosspointError[];
  readonly rejected: number;
}

const BATCH = 250;
const LONGEST_LINE = 64 * 1024;
const KEPT_ERRORS = 100;
const LONGEST = { id: 128, name: 256, number: 64, url: 2048, field: 8192 } as const;
const MOST_NUMBERS = 50;
const MOST_COLUMNS = 200;

interface Row {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/**
 * Reads customers from CSV: a header row with `name`, `number` and, if wanted, `id`, `url`, `number2`…;
 * any other column becomes a field. A number cell may hold several, with `;` between them. A row that
 * does not fit is passed over and reported; a file that does not fit ends in `invalid-request`, and what
 * was written before stays: importing the mended file again changes nothing twice.
 */
export async function importCsv(options: CsvImport): Promise<CsvReport> {
  const parser = parse({
    bom: true,
    info: true,
    max_record_size: LONGEST_LINE,
    skip_empty_lines: true,
    relax_column_count: true,
  });
  const { input, source, write, giveWay } = options;
  const errors: CrosspointError[] = [];
  const batch: CsvContact[] = [];
  let columns: Columns | undefined;
  let rows = 0;
  let rejected = 0;
  const flush = () => {
    if (batch.length > 0) write(batch.splice(0));
  };
  input.on('error', (error) => parser.destroy(error));
  try {
    for await (const { info, record } of input.pipe(parser) as AsyncIterable<Row>) {
      const place = { source, line: info.lines };
      if (columns === undefined) {
        columns = new Columns(record, place);
        continue;
      }
      rows += 1;
      try {
        batch.push(columns.contact(record, place));
      } catch (error) {
        if (!(error instanceof CrosspointError)) throw error;
        rejected += 1;
        if (errors.length < KEPT_ERRORS) errors.push(error);
      }
      if (batch.length < BATCH) continue;
      flush();
      // Calls come first: whatever waits is done between two batches.
      await giveWay();
    }
  } catch (error) {
    flush();
    throw fileError(error, source);
  } finally {
    input.destroy();
  }
  flush();
  if (columns === undefined) throw misfit({ source, line: 1 }, 'expected a header row');
  return { rows, rejected, errors };
}

interface Place {
  readonly source: string;
  readonly line: number;
  readonly column?: number;
}

/** What each column of a file is. */
class Columns {
  readonly #names: readonly string[];
  readonly #id: number;
  readonly #name: number;
  readonly #url: number;
  readonly #numbers: readonly number[];

  constructor(header: readonly string[], place: Place) {
    const names = header.map((name) => name.trim());
    const lower = names.map((name) => name.toLowerCase());
    const twice = lower.findIndex((name, index) => name !== '' && lower.indexOf(name) < index);
    if (twice >= 0) {
      throw misfit({ ...place, column: twice + 1 }, `the column ${names[twice]} is there twice`);
    }
    if (names.length > MOST_COLUMNS) {
      throw misfit(place, `expected at most ${MOST_COLUMNS} columns, found ${names.length}`);
    }
    this.#names = names;
    this.#id = lower.indexOf('id');
    this.#name = lower.indexOf('name');
    this.#url = lower.indexOf('url');
    this.#numbers = lower.flatMap((name, index) => (/^numbers?\d*$/u.test(name) ? [index] : []));
    const expected = 'expected a header row with the columns name and number';
    if (this.#name < 0) throw misfit(place, `${expected}, name is missing`);
    if (this.#numbers.length === 0) throw misfit(place, `${expected}, number is missing`);
  }

  contact(record: readonly string[], place: Place): CsvContact {
    if (record.length > this.#names.length) {
      const found = `expected at most ${this.#names.length} cells, found ${record.length}`;
      throw misfit({ ...place, column: this.#names.length + 1 }, found);
    }
    const name = this.#cell(record, this.#name, LONGEST.name, place);
    if (name === '') throw misfit(this.#at(place, this.#name), 'expected a name, found nothing');
    const url = this.#cell(record, this.#url, LONGEST.url, place);
    if (url !== '' && !/^https?:\/\//u.test(url)) {
      throw misfit(this.#at(place, this.#url), 'expected a url with http:// or https://');
    }
    const numbers = this.#readNumbers(record, place);
    const given = this.#cell(record, this.#id, LONGEST.id, place);
    const id = given === '' ? idOf(name, numbers) : given;
    const contact = { id, name, numbers, fields: this.#fields(record, place) };
    return url === '' ? contact : { ...contact, url };
  }

  #readNumbers(record: readonly string[], place: Place): string[] {
    const numbers: string[] = [];
    for (const index of this.#numbers) {
      const cell = this.#cell(record, index, LONGEST.field, place);
      for (const number of cell.split(';').map((one) => one.trim())) {
        if (number === '') continue;
        if (number.length > LONGEST.number) {
          const expected = `expected a number of at most ${LONGEST.number} characters`;
          throw misfit(this.#at(place, index), expected);
        }
        numbers.push(number);
      }
    }
    if (numbers.length > MOST_NUMBERS) {
      throw misfit(place, `expected at most ${MOST_NUMBERS} numbers, found ${numbers.length}`);
    }
    return numbers;
  }

  #fields(record: readonly string[], place: Place): Record<string, string> {
    const known = new Set([this.#id, this.#name, this.#url, ...this.#numbers]);
    const cells = this.#names.flatMap((name, index) => {
      if (known.has(index) || name === '') return [];
      const cell = this.#cell(record, index, LONGEST.field, place);
      return cell === '' ? [] : [[name, cell] as const];
    });
    return Object.fromEntries(cells);
  }

  #cell(record: readonly string[], index: number, longest: number, place: Place): string {
    const cell = (index < 0 ? undefined : record[index])?.trim() ?? '';
    if (cell.length <= longest) return cell;
    const found = `expected at most ${longest} characters, found ${cell.length}`;
    throw misfit(this.#at(place, index), found);
  }

  #at(place: Place, index: number): Place {
    return { ...place, column: index + 1 };
  }
}

/** Without an identifier of its own a row is known again by what it says. */
function idOf(name: string, numbers: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify([name, ...numbers]));
  return `csv_${digest.digest('base64url').slice(0, 22)}`;
}

function fileError(error: unknown, source: string): CrosspointError {
  if (error instanceof CrosspointError) return error;
  if (!(error instanceof CsvError)) {
    const detail = `${source} cannot be read`;
    return new CrosspointError('invalid-request', detail, { position: { source }, cause: error });
  }
  const line: unknown = error['lines'];
  const place = { source, line: typeof line === 'number' ? line : 0 };
  const isLong = error.code === 'CSV_MAX_RECORD_SIZE';
  return misfit(
    place,
    isLong ? `expected lines of at most ${LONGEST_LINE} characters` : error.message,
  );
}

/** `column` counts cells from 1. */
function misfit(position: Place, detail: string): CrosspointError {
  return new CrosspointError('invalid-request', `${position.source}:${position.line}: ${detail}`, {
    position,
  });
}
