import type { ProfileName } from '../../../drivers/csta/profiles/profiles.ts';

/** One way to lay a link: the profile, and what carries it. */
export interface Way {
  readonly name: string;
  readonly profile: ProfileName;
  readonly medium: 'tcp' | 'serial';
  /** Pairs of phones that call each other at the same time. */
  readonly pairs: number;
}

/** What the process of the simulated switch is asked. */
export type ToFace =
  | {
      readonly say: 'open';
      readonly way: Way;
      /** The device to open, on a serial line. */
      readonly path?: string;
    }
  | { readonly say: 'cpu' };

export type FromFace =
  | { readonly say: 'ready'; readonly port?: number }
  | { readonly say: 'cpu'; readonly seconds: number };

/** The phones of the switch behind the face: two for each pair. */
export function phonesOf({ pairs }: Way): readonly string[] {
  return Array.from({ length: pairs * 2 }, (_, index) => String(2001 + index));
}

/** What the link is told of the switch; no limit of its own holds it up. */
export function settingsOf(way: Way, address: object): object {
  const { profile } = way;
  return {
    profile,
    ...address,
    limits: { outstanding: 500, perSecond: 100_000, startUpPerSecond: 100_000, waiting: 10_000 },
    ...(profile === 'hipath-3000'
      ? { devices: phonesOf(way).map((device) => ({ device })), awaitStatusMs: 10_000 }
      : {}),
  };
}
