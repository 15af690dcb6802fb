import type { Device } from './call.ts';

/** The lines to outside; the lowest free one is taken first. */
export class Trunks {
  readonly #lines: readonly Device[];
  /** No line below this one is free. */
  #lowest = 0;

  constructor(lines: readonly Device[]) {
    this.#lines = lines;
  }

  /** A line that a call could take now. */
  free(): Device | undefined {
    for (let index = this.#lowest; index < this.#lines.length; index += 1) {
      const line = this.#lines[index] as Device;
      if (line.isInService && line.connections.length === 0) return line;
    }
    return undefined;
  }

  take(line: Device): void {
    if (line.role.is === 'line' && line.role.index === this.#lowest) this.#lowest += 1;
  }

  /** Looks at the line again: its call has ended, or it is back in service. */
  giveBack(line: Device): void {
    if (line.role.is === 'line') this.#lowest = Math.min(this.#lowest, line.role.index);
  }
}
