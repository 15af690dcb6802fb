/** Who is signed in at which phone. Kept in the browser until the agent signs out. */
export interface Session {
  readonly token: string;
  /** `SWITCH:NUMBER`. */
  readonly device: string;
}

/** What a link `#token=…&device=…` says, as far as it says anything. */
export function readLink(hash: string): Partial<Session> {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const token = parameters.get('token') ?? '';
  const device = parameters.get('device') ?? '';
  return {
    ...(token === '' ? {} : { token }),
    ...(device === '' ? {} : { device }),
  };
}
