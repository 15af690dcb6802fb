import type { MonitorFilter } from '../../generated/phase-2.ts';
import type { FilterGroup } from '../../model/requests.ts';
import type { MonitorWords } from '../../profiles/profile.ts';

/** One event in a bit string of the filter, by the group that phase III counts it in. */
export interface FilterBit {
  readonly group: FilterGroup;
  /** Crosspoint has a use for the event. */
  readonly isTold: boolean;
}

type Member = keyof Omit<MonitorFilter, '$unknown' | 'private'>;

/** The bits of each member of a phase's MonitorFilter, in their order. */
export type FilterBits = Readonly<Partial<Record<Member, readonly FilterBit[]>>>;

export function told(group: FilterGroup, count = 1): readonly FilterBit[] {
  return Array.from({ length: count }, () => ({ group, isTold: true }));
}

export function untold(group: FilterGroup, count = 1): readonly FilterBit[] {
  return Array.from({ length: count }, () => ({ group, isTold: false }));
}

/**
 * Which events a monitor tells of. The members of these phases are others than the groups of phase
 * III: features of a call, of the device and of the set are one.
 */
export class EarlyFilters {
  readonly #bits: readonly (readonly [Member, readonly FilterBit[]])[];
  readonly #words: MonitorWords;

  constructor(bits: FilterBits, words: MonitorWords) {
    this.#bits = Object.entries(bits) as [Member, readonly FilterBit[]][];
    this.#words = words;
  }

  /** What a monitor is started with; a profile may always want some groups out. */
  started(filterOut: readonly FilterGroup[] | undefined): MonitorFilter | undefined {
    const { filter, filterOut: always } = this.#words;
    const out = [...always, ...(filterOut ?? [])];
    if (filter === 'absent' && filterOut === undefined && out.length === 0) return undefined;
    return this.changed(out);
  }

  /** A filter that has to be there. */
  changed(filterOut: readonly FilterGroup[]): MonitorFilter {
    const said: Partial<Record<Member, string>> = {};
    for (const [member, bits] of this.#bits) {
      const isAny = bits.some(({ group }) => filterOut.includes(group));
      if (!isAny && !this.#isFull) continue;
      said[member] = bits.map(({ group }) => this.#bit(filterOut.includes(group))).join('');
    }
    const isOut = filterOut.includes('private');
    return isOut || this.#isFull ? { ...said, private: this.#bit(isOut) === '1' } : said;
  }

  /** Groups that are out whole, as far as they are told. `undefined` where everything is wanted. */
  read(filter: MonitorFilter = {}): readonly FilterGroup[] | undefined {
    const marks = this.#bits.flatMap(([member, bits]) =>
      bits.map((bit, index) => ({ ...bit, mark: filter[member]?.[index] })),
    );
    const groups = [...new Set(marks.map(({ group }) => group))].filter((group) => {
      const all = marks.filter((one) => one.group === group);
      const counted = all.some(({ isTold }) => isTold) ? all.filter(({ isTold }) => isTold) : all;
      return counted.every(({ mark }) => mark === this.#bit(true));
    });
    const { private: isSet } = filter;
    if (isSet !== undefined && isSet === (this.#bit(true) === '1')) groups.push('private');
    return groups.length === 0 ? undefined : groups;
  }

  get #isFull(): boolean {
    return this.#words.filter === 'full';
  }

  #bit(isOut: boolean): '0' | '1' {
    return isOut === (this.#words.polarity === 'set-bit-filters-out') ? '1' : '0';
  }
}
