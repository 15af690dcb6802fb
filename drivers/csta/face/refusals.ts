import { CrosspointError } from '../../../src/base/errors.ts';
import { toRefusal, type Refusal, type RefusalCategory } from '../model/refusal.ts';

/** A refusal in the switch's own words, as a CSTA link tells it: `category.value`. */
const WORDS =
  /^(operation|security|state|system|subscribed|performance|private|unspecified)\.(\w+)$/;

/** Words of switches that tell no category, with the one of ECMA-269 §12.2.10. */
const CATEGORIES: Readonly<Record<string, RefusalCategory>> = {
  resourceBusy: 'system',
  conferenceMemberLimitExceeded: 'system',
  overallMonitorLimitExceeded: 'system',
  invalidConnectionID: 'operation',
};

/** An error that is refused with exactly these words. */
export function refused(category: RefusalCategory, value: string, detail: string): CrosspointError {
  return new CrosspointError('switch-rejected', detail, { rawCause: `${category}.${value}` });
}

/**
 * How an error is refused; `undefined` where it is not answered at all: a switch that did not answer in
 * time, or cannot be reached, has nothing to say to the client either.
 */
export function refusalOf(error: CrosspointError): Refusal | undefined {
  const { code, rawCause = '', switchCause = '' } = error;
  if (code === 'switch-timeout' || code === 'link-down') return undefined;
  if (code !== 'switch-rejected') return toRefusal(error);
  const [, category, value] = WORDS.exec(rawCause) ?? [];
  if (category !== undefined && value !== undefined) {
    return { category: category as RefusalCategory, value };
  }
  const word = CATEGORIES[rawCause] === undefined ? switchCause : rawCause;
  const known = CATEGORIES[word];
  return known === undefined ? toRefusal(error) : { category: known, value: word };
}
