import type { Needs } from './check.ts';
import type { Stage } from './stage.ts';

/** What the bench lacks for a check, in words; undefined where it has all. */
export function lacksBefore(stage: Stage, needs: Needs): string | undefined {
  const { bench, hands, numbers } = stage;
  for (const hand of needs.hands ?? []) {
    if (hands[hand] === undefined) return `the bench has no ${hand}${because(stage, hand)}`;
  }
  for (const fault of needs.faults ?? []) {
    if (hands.faults?.has(fault) !== true) return `the far end cannot do the fault ${fault}`;
  }
  for (const number of needs.numbers ?? []) {
    if (numbers[number] === undefined) return `the bench has no number ${number}`;
  }
  const canCut = bench.cutLink !== undefined || hands.faults?.has('link-down') === true;
  if (needs.cutLink === true && !canCut) {
    return `the bench cannot cut the link${because(stage, 'cutLink')}`;
  }
  if (needs.ringTime === true && bench.ringsForMs === undefined) {
    return 'the bench does not say how long the switch lets a phone ring (ringsForMs)';
  }
  return undefined;
}

/** What the link lacks for a check: known once it is open. */
export function lacksNow(stage: Stage, needs: Needs): string | undefined {
  for (const capability of needs.capabilities ?? []) {
    if (!stage.link.capabilities.has(capability)) return `${capability} is not in capabilities`;
  }
  return undefined;
}

function because(stage: Stage, what: keyof NonNullable<Stage['bench']['missing']>): string {
  const reason = stage.bench.missing?.[what];
  return reason === undefined ? '' : `: ${reason}`;
}
