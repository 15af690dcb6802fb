/** What a log line may carry beside its message. */
export type LogFields = Record<string, unknown>;

/** Structured logging as the house uses it; winston stands behind it in the server. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same log with fields that every line of it carries. */
  child(fields: LogFields): Log;
}

/** A caller's number, dialled digits, a name: written to a log only where masking is switched off. */
export class Personal {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for whoever is allowed to see it. */
  reveal(): string {
    return this.#value;
  }

  /** Keeps the length class and the last two characters, so that lines can still be compared. */
  toString(): string {
    return this.#value.length <= 4 ? '…' : `…${this.#value.slice(-2)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Marks a value as personal data for the log. */
export function personal(value: string | undefined): Personal | undefined {
  return value === undefined ? undefined : new Personal(value);
}

/** A log that nobody reads. */
export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};
