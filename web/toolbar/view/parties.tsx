import type { OwnCall } from '../calls.ts';
import { others } from '../calls.ts';
import { localNumber } from '../describe.ts';
import { DialButton } from './dial-button.tsx';

/** Everybody else in the call, where there is more than one. */
export function Parties({ entry }: { readonly entry: OwnCall }) {
  const parties = others(entry);
  if (parties.length < 2) return null;
  return (
    <section aria-label="In this call">
      <h3>In this call</h3>
      <ul class="parties">
        {parties.map(({ device, name, number, state }) => (
          <li key={device}>
            <span>{name ?? ''}</span>
            <DialButton number={number ?? localNumber(device)} />
            <span class="quiet">{state}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
