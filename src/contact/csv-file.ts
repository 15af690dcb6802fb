import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CrosspointError } from '../base/errors.ts';

/** A file of contacts on the disk. */
export interface CsvFile {
  /** Changes when the file does. */
  readonly version: string;
  readonly open: () => Readable;
}

/** Rejects with `invalid-configuration` where there is no such file. */
export async function csvFile(file: string): Promise<CsvFile> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { version: `${size} ${mtimeMs}`, open: () => createReadStream(file) };
  } catch (cause) {
    const detail = `contacts.csv: ${file} cannot be read`;
    throw new CrosspointError('invalid-configuration', detail, { cause });
  }
}
