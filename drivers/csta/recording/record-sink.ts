/** Where the lines of a recording go. */
export interface RecordSink {
  /** Takes one line without its end; false where it could not be kept, and none will be from now on. */
  write(line: string): boolean;
  /** Resolves when everything taken is kept, or is known to be lost. Never rejects. */
  close(): Promise<void>;
}
