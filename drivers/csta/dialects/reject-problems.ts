import type { RejectProblem } from '../pdu/pdu.ts';

const GENERAL = ['unrecognizedPDU', 'mistypedPDU', 'badlyStructuredPDU'] as const;
const INVOKE = [
  'duplicateInvocation',
  'unrecognizedOperation',
  'mistypedArgument',
  'resourceLimitation',
  'releaseInProgress',
  'unrecognizedLinkedId',
  'linkedResponseUnexpected',
  'unexpectedLinkedOperation',
] as const;
const RESULT = ['unrecognizedInvocation', 'resultResponseUnexpected', 'mistypedResult'] as const;
const ERROR = [
  'unrecognizedInvocation',
  'errorResponseUnexpected',
  'unrecognizedError',
  'unexpectedError',
  'mistypedParameter',
] as const;

/** Why a PDU is rejected (ITU-T X.880, clause 8; X.229 numbers them alike). */
const PROBLEMS = {
  general: GENERAL,
  invoke: INVOKE,
  result: RESULT,
  error: ERROR,
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Group = keyof typeof PROBLEMS;

/** `invoke.unrecognizedOperation`; the number where it has no name. */
export function problemText(problem: RejectProblem): string {
  if ('general' in problem) return textOf('general', problem.general);
  if ('invoke' in problem) return textOf('invoke', problem.invoke);
  if ('returnResult' in problem) return textOf('result', problem.returnResult);
  if ('returnError' in problem) return textOf('error', problem.returnError);
  return `unknown ${problem.$unknown}`;
}

/** The group may be left out, and `s` stand for `z`. What is no problem of X.880 is a PDU not recognized. */
export function problemOf(text: string): RejectProblem {
  const [, group, name = ''] = /^(?:(\w+)\.)?(\w+)$/.exec(text) ?? [];
  const wanted = name.replace('recognised', 'recognized');
  for (const candidate of Object.keys(PROBLEMS) as Group[]) {
    if (group !== undefined && group !== candidate) continue;
    const names: readonly string[] = PROBLEMS[candidate];
    const number =
      group !== undefined && /^\d{1,6}$/.test(name) ? Number(name) : names.indexOf(wanted);
    if (number >= 0) return inGroup(candidate, number);
  }
  return { general: 0 };
}

function inGroup(group: Group, number: number): RejectProblem {
  switch (group) {
    case 'general':
      return { general: number };
    case 'invoke':
      return { invoke: number };
    case 'result':
      return { returnResult: number };
    case 'error':
      return { returnError: number };
  }
}

function textOf(group: Group, number: number): string {
  const names: readonly string[] = PROBLEMS[group];
  return `${group}.${names[number] ?? number}`;
}
