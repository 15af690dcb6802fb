/**
 * People who might call, for the button that plays an outside caller. The first three are among the
 * customers that the demo brings along: one number of two people, and two of one.
 */
export interface Caller {
  readonly from: string;
  readonly name: string;
}

const CALLERS: readonly Caller[] = [
  { from: '+49301234567', name: 'Mustermann' },
  { from: '+49407654321', name: 'Fischer' },
  { from: '+442079460958', name: 'J Smith' },
  { from: '+4989551234', name: 'Ostermann Logistik' },
  { from: '+33142685300', name: 'Étienne Marchand' },
  { from: '+12125550147', name: 'Marcus Webb' },
  { from: '+4366412345678', name: 'Theresa Gruber' },
];

export function anyCaller(random: () => number): Caller {
  return CALLERS[Math.floor(random() * CALLERS.length)] ?? { from: '', name: '' };
}
