/** People who might call, for the button that plays an outside caller. */
export interface Caller {
  readonly from: string;
  readonly name: string;
}

const CALLERS: readonly Caller[] = [
  { from: '+49301234567', name: 'Lena Fischer' },
  { from: '+4989551234', name: 'Ostermann Logistik' },
  { from: '+442079460123', name: 'Harriet Boyle' },
  { from: '+33142685300', name: 'Étienne Marchand' },
  { from: '+12125550147', name: 'Marcus Webb' },
  { from: '+31205550182', name: 'Sanne de Vries' },
  { from: '+4366412345678', name: 'Theresa Gruber' },
  { from: '+390655501234', name: 'Paolo Conti' },
];

export function anyCaller(random: () => number): Caller {
  return CALLERS[Math.floor(random() * CALLERS.length)] ?? { from: '', name: '' };
}
