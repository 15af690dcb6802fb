import { diallable } from '../describe.ts';
import { DialButton } from './dial-button.tsx';

export interface ValueProps {
  readonly name: string;
  readonly value: unknown;
}

/** A value from outside: numbers can be dialled, links opened, the rest is shown as text. */
export function Value({ name, value }: ValueProps) {
  const number = diallable(name, value);
  if (number !== undefined) return <DialButton number={number} />;
  if (typeof value !== 'string') return <code>{JSON.stringify(value)}</code>;
  if (/^https?:\/\//.test(value)) {
    return (
      <a href={value} target="_blank" rel="noreferrer noopener">
        {value}
      </a>
    );
  }
  return <span>{value}</span>;
}
