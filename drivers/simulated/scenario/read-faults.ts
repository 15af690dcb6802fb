import type { Fault } from '../../../src/spi/far-end.ts';
import { parseDuration, parseRange, parseShare } from './durations.ts';
import type { Placed, ScenarioFile } from './scenario-file.ts';
import type { FaultRule } from './scenario.ts';
import { eventFault, faultForms, readFault } from './sentences.ts';

const SHARE = /^(?<share>[0-9.]+ ?%) of (?<of>events|responses) are (?<how>.+)$/;

/** `at 10m: FAULT`, `every 5m..10m: FAULT` or `1% of events are doubled`. */
export function readFaultRule(source: ScenarioFile, { value, offset }: Placed): FaultRule {
  const { key, text } = source.sentence(value);
  const rule = key === undefined ? readShare(text) : readTimed(key, text);
  if (rule !== undefined) return rule;
  const forms = [
    'at DURATION: FAULT',
    'every DURATION..DURATION: FAULT',
    'PERCENT% of events are delayed by DURATION | doubled | reordered',
    'PERCENT% of responses are lost | delayed by DURATION',
  ];
  throw source.misfit(
    offset,
    `a fault of the form\n  ${forms.join('\n  ')}\nwhere FAULT is\n  ${faultForms().join('\n  ')}`,
  );
}

function readShare(text: string): FaultRule | undefined {
  const { share: percent = '', of, how = '' } = SHARE.exec(text)?.groups ?? {};
  const share = parseShare(percent);
  if (share === undefined) return undefined;
  if (of === 'events') {
    const fault = eventFault(how, 1);
    return fault && { when: 'share', of, share, fault };
  }
  const fault = how === 'lost' ? LOST : eventFault(how, 1);
  if (fault?.kind !== 'lose-response' && fault?.kind !== 'delay') return undefined;
  return { when: 'share', of: 'responses', share, fault };
}

const LOST: Fault = { kind: 'lose-response', count: 1 };

function readTimed(key: string, text: string): FaultRule | undefined {
  const fault = readFault(text);
  if (fault === undefined) return undefined;
  const [, word, time = ''] = /^(at|every) (.+)$/.exec(key) ?? [];
  if (word === 'at') {
    const ms = parseDuration(time);
    return ms === undefined ? undefined : { when: 'at', ms, fault, text };
  }
  const range = word === 'every' ? parseRange(time) : undefined;
  // Something that happens every 0 ms would never let time pass.
  return range === undefined || range.fromMs === 0
    ? undefined
    : { when: 'every', range, fault, text };
}
