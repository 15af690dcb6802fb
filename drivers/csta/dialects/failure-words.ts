import type { Codec } from '../ber/codec.ts';
import type { Refusal, RefusalCategory } from '../model/refusal.ts';
import { namesOf } from './names-of.ts';

type Category = Exclude<RefusalCategory, 'unspecified'>;

/** One alternative of a phase's universalFailure. */
interface Alternative {
  readonly member: string;
  readonly values: Codec<string | number>;
}

export interface FailureWords<Failure> {
  toFailure(refusal: Refusal): Failure;
  fromFailure(parameter: unknown): Refusal;
}

const UNSPECIFIED: Refusal = { category: 'unspecified', value: 'unspecified' };

/**
 * universalFailure of one phase (ECMA-269 §12.2.10) out of its alternatives; `unspecified` is in each. A
 * category that the phase does not have goes as unspecified, and a value that it does not have as `generic`.
 */
export function failureWords<Failure>(
  alternatives: Readonly<Partial<Record<Category, Alternative>>>,
): FailureWords<Failure> {
  const known = Object.entries(alternatives).map(([category, { member, values }]) => ({
    category: category as Category,
    member,
    names: namesOf(values),
  }));
  return {
    toFailure: ({ category, value }) => {
      const one = known.find((candidate) => candidate.category === category);
      if (one === undefined) return { unspecified: null } as Failure;
      return { [one.member]: sayable(value, one.names) } as Failure;
    },
    fromFailure: (parameter) => {
      if (typeof parameter !== 'object' || parameter === null) return UNSPECIFIED;
      for (const { category, member } of known) {
        const value = (parameter as Readonly<Record<string, unknown>>)[member];
        if (typeof value === 'string' || typeof value === 'number') {
          return { category, value: String(value) };
        }
      }
      return UNSPECIFIED;
    },
  };
}

/** Numbers without a name stay numbers. A category without `generic` has one value alone. */
function sayable(value: string, names: ReadonlySet<string>): string | number {
  if (names.has(value)) return value;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const [first = 'generic'] = names;
  return names.has('generic') ? 'generic' : first;
}
