import { CrosspointError } from '../../src/base/errors.ts';
import {
  ACTIONS,
  type Action,
  CONDITIONS,
  type Condition,
  numberOf,
  type Signal,
  SIGNALS,
} from './enumerations.ts';

/**
 * "When this happens on the port, do that to the operation." The engine does it in the block in which the condition is found, in
 * the order of the list; JavaScript hears of it afterwards.
 *
 * @example { on: 'digit', digits: '#', do: 'stop' }
 */
export interface RunTimeControl {
  readonly on: Condition;
  readonly do: Action;
  /** For `digit` and `digitEnds`: those that count; without it any. */
  readonly digits?: string;
  /** For `tone`: those that count; without it any. */
  readonly tones?: readonly Signal[];
  /** Milliseconds, per cent, tenths of a decibel or sounds, by the action; without it what the operation was started with. */
  readonly amount?: number;
}

const DIGITS = '0123456789*#ABCD';
const ANY = 0xffff;

/** As the addon takes them: four numbers each. */
export function packControls(controls: readonly RunTimeControl[]): Int32Array {
  return Int32Array.from(
    controls.flatMap((control) => [
      numberOf(CONDITIONS, control.on),
      numberOf(ACTIONS, control.do),
      symbolsOf(control),
      control.amount ?? 0,
    ]),
  );
}

function symbolsOf({ digits, tones }: RunTimeControl): number {
  if (digits !== undefined) return Array.from(digits, bitOf).reduce((bits, bit) => bits | bit, 0);
  if (tones !== undefined) {
    return tones.reduce((bits, tone) => bits | (1 << numberOf(SIGNALS, tone)), 0);
  }
  return ANY;
}

function bitOf(digit: string): number {
  const bit = DIGITS.indexOf(digit.toUpperCase());
  if (bit < 0 || digit === '') {
    throw new CrosspointError('invalid-request', `${digit} is no DTMF digit`);
  }
  return 1 << bit;
}
