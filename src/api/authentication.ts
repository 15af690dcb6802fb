import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { CrosspointError } from '../base/errors.ts';

export const ROLES = ['admin', 'integrator', 'supervisor', 'agent'] as const;
export type Role = (typeof ROLES)[number];
export type Tokens = Readonly<Record<Role, string>>;

/** Who sent a request. */
export interface Principal {
  /** Stands for the credential in operations and limits; never the secret itself. */
  readonly id: string;
  readonly role: Role;
}

/** The tokens of a data directory; made at the first start, readable by its owner only. */
export function loadTokens(file: string): Tokens {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Tokens;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new CrosspointError('invalid-configuration', `${file} cannot be read`, {
        cause: error,
      });
    }
  }
  const entries = ROLES.map((role) => [role, randomBytes(24).toString('base64url')]);
  const tokens = Object.fromEntries(entries) as Tokens;
  writeFileSync(file, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
  return tokens;
}

/** Tells who holds a token. Only digests are compared, so the time taken says nothing of a secret. */
export class Authenticator {
  readonly #principals = new Map<string, Principal>();

  constructor(tokens: Tokens) {
    for (const role of ROLES) {
      const token = tokens[role];
      if (token !== undefined) this.#principals.set(digest(token), { id: `token:${role}`, role });
    }
  }

  /** `header` is the value of `Authorization`. */
  byHeader(header: string | undefined): Principal {
    const token = /^Bearer +([^\s]+) *$/i.exec(header ?? '')?.[1];
    if (token === undefined)
      throw new CrosspointError('unauthenticated', 'no bearer token was given');
    return this.#byToken(token);
  }

  /** A browser's WebSocket can send no header: the token may be the subprotocol `bearer.TOKEN`. */
  byUpgrade(header: string | undefined, subprotocols: readonly string[]): Principal {
    const bearer = subprotocols.find((name) => name.startsWith('bearer.'));
    return bearer === undefined ? this.byHeader(header) : this.#byToken(bearer.slice(7));
  }

  #byToken(token: string): Principal {
    const principal = this.#principals.get(digest(token));
    if (principal === undefined) throw new CrosspointError('unauthenticated', 'unknown token');
    return principal;
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
