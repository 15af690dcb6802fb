import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Phone } from '../phone.ts';
import type { ToolbarState } from '../state.ts';

export interface PhoneView {
  readonly phone: Phone;
  readonly state: ToolbarState;
}

export const PhoneContext = createContext<PhoneView | undefined>(undefined);

/** The phone and what it shows, anywhere below the toolbar. */
export function usePhone(): PhoneView {
  const view = useContext(PhoneContext);
  if (view === undefined) throw new Error('used outside the toolbar');
  return view;
}
