import type { FilterGroup } from '../model/requests.ts';
import type { MonitorWords } from '../profiles/profile.ts';

/** One group of events in a phase's MonitorFilter. */
export interface FilterPart {
  readonly group: FilterGroup;
  readonly member: string;
  /** One for each event; a switch may send more or fewer. */
  readonly bits: number;
  /** The bits of those events that Crosspoint tells apart; all, where it tells none. */
  readonly told: readonly number[];
}

/** Which events a monitor tells of (ECMA-269 §12.2.18), as bit strings, one for each group of events. */
export class MonitorFilters<Filter extends object> {
  readonly #parts: readonly FilterPart[];
  readonly #words: MonitorWords;

  constructor(parts: readonly FilterPart[], words: MonitorWords) {
    this.#parts = parts;
    this.#words = words;
  }

  /** What a monitor is started with; a profile may always want some groups out. */
  started(filterOut: readonly FilterGroup[] | undefined): Filter | undefined {
    const { filter, filterOut: always } = this.#words;
    const out = [...always, ...(filterOut ?? [])];
    if (filter === 'absent' && out.length === 0) return undefined;
    return this.changed(out);
  }

  /** A filter that has to be there. */
  changed(filterOut: readonly FilterGroup[]): Filter {
    const { filter, polarity } = this.#words;
    const [out, through] = polarity === 'set-bit-filters-out' ? ['1', '0'] : ['0', '1'];
    const said: Record<string, string> = {};
    for (const { group, member, bits } of this.#parts) {
      const isOut = filterOut.includes(group);
      if (isOut || filter === 'full') said[member] = (isOut ? out : through).repeat(bits);
    }
    return said as Filter;
  }

  /**
   * Groups of which nothing is left that could be told: the neutral message leaves out whole groups, and
   * rather one event too many than one too few. `undefined` where everything is wanted.
   */
  read(filter: Filter | undefined): readonly FilterGroup[] | undefined {
    const said = (filter ?? {}) as Readonly<Record<string, string | undefined>>;
    const out = this.#words.polarity === 'set-bit-filters-out' ? '1' : '0';
    const groups = this.#parts
      .filter(({ member, told }) => {
        const bits = said[member];
        if (bits === undefined || bits === '') return false;
        if (told.length === 0) return !bits.includes(out === '1' ? '0' : '1');
        return told.every((bit) => bits[bit] === out);
      })
      .map(({ group }) => group);
    return groups.length === 0 ? undefined : groups;
  }
}
