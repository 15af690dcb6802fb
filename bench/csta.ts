import { cpus } from 'node:os';
import { codecFigures } from './csta/codec.ts';
import { framingFigures } from './csta/framing.ts';
import { linkFigures } from './csta/link/link.ts';
import { xmlFigures } from './csta/xml.ts';

export interface CstaBenchOptions {
  readonly rounds: number;
  /** Says what is being measured. */
  readonly tell: (text: string) => void;
}

/** CSTA room by room, each beside its peers in the same run, and then whole links on real lines. */
export async function run({ rounds, tell }: CstaBenchOptions): Promise<object> {
  tell('codec');
  const codec = await codecFigures(rounds);
  tell('xml');
  const xml = xmlFigures(rounds);
  tell('framing');
  const framing = framingFigures(rounds);
  const link = await linkFigures(rounds, tell);
  return {
    bench: 'csta',
    node: process.version,
    cores: cpus().length,
    rounds,
    codec,
    xml,
    framing,
    link,
  };
}
