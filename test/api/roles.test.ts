import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../schemas/generated/types.ts';
import { ROLES } from '../../src/api/authentication.ts';
import { Bench } from './support.ts';

/** Routes that are not for everybody; every other one is. */
const RESTRICTED: Record<string, readonly string[]> = {
  'PUT /v1/contacts/{contact}': ['admin', 'integrator', 'supervisor'],
  'DELETE /v1/contacts/{contact}': ['admin', 'integrator', 'supervisor'],
  'POST /v1/simulators/{switch}/faults': ['admin', 'integrator'],
  'GET /v1/webhooks': ['admin', 'integrator'],
  'POST /v1/webhooks': ['admin', 'integrator'],
  'GET /v1/webhooks/{webhook}': ['admin', 'integrator'],
  'PUT /v1/webhooks/{webhook}': ['admin', 'integrator'],
  'DELETE /v1/webhooks/{webhook}': ['admin', 'integrator'],
  'GET /v1/webhooks/{webhook}/deliveries': ['admin', 'integrator'],
  'POST /v1/webhooks/{webhook}/rotate-secret': ['admin', 'integrator'],
  'POST /v1/webhooks/{webhook}/replay': ['admin', 'integrator'],
  'POST /v1/webhooks/{webhook}/test': ['admin', 'integrator'],
};

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const bench = new Bench();

beforeAll(async () => void (await bench.start()));
afterAll(() => bench.close());

async function routes(): Promise<{ method: string; path: string; description: string }[]> {
  const { body } = await bench.get<{
    paths: Record<string, Record<string, { description: string }>>;
  }>('/openapi.json');
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { description }]) => ({
      method: method.toUpperCase(),
      path,
      description,
    })),
  );
}

/** Nothing that exists: whoever is allowed gets another problem than 403. */
const nowhere = (path: string) => path.replaceAll(/\{\w+\}/g, 'nothing');

describe('every route', () => {
  it('is for the roles that its description names, and for nobody else', async () => {
    for (const { method, path, description } of await routes()) {
      const wanted = RESTRICTED[`${method} ${path}`] ?? ROLES;
      const allowed: string[] = [];
      for (const role of ROLES) {
        const { status, body } = await bench.send<Problem>(method, nowhere(path), {
          token: bench.token(role),
          body: method === 'GET' || method === 'DELETE' ? undefined : { nothing: 1 },
        });
        if (status !== 403) allowed.push(role);
        else expect(body.code).toBe('forbidden');
      }
      expect([method, path, allowed]).toEqual([method, path, wanted]);
      expect(description).toBe(`For ${wanted.join(', ')}.`);
    }
  });

  it('takes nobody without a token, whatever the body', async () => {
    for (const { method, path } of await routes()) {
      const body = method === 'GET' ? undefined : '{';
      const { status } = await bench.send(method, nowhere(path), { token: null, body });
      expect([method, path, status]).toEqual([method, path, 401]);
    }
  });

  it('answers 405 and the methods it takes to any other', async () => {
    const all = await routes();
    for (const path of new Set(all.map((route) => route.path))) {
      const taken = all.filter((route) => route.path === path).map(({ method }) => method);
      for (const method of [...METHODS, 'OPTIONS', 'PROPFIND']) {
        if (taken.includes(method)) continue;
        // The address of one contact stands for every word, `lookup` too.
        if (path === '/v1/contacts/lookup' && ['PUT', 'DELETE'].includes(method)) continue;
        const { status, body, headers } = await bench.send<Problem>(method, nowhere(path));
        expect([method, path, status, body.code]).toEqual([
          method,
          path,
          405,
          'method-not-allowed',
        ]);
        expect(headers.get('allow')).toBe(taken.join(', '));
      }
    }
  });
});
