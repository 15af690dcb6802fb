import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../src/base/errors.ts';
import { CrosspointError, ERRORS, toCrosspointError } from '../../src/base/errors.ts';
import { toProblem } from '../../src/base/problem.ts';

const CODES = Object.keys(ERRORS) as ErrorCode[];

describe('an error', () => {
  it('carries its code in the message too', () => {
    const error = new CrosspointError('link-down', 'the wire was cut');
    expect(error.message).toBe('link-down: the wire was cut');
    expect([error.name, error.code, error.detail]).toEqual([
      'CrosspointError',
      'link-down',
      'the wire was cut',
    ]);
    expect(error.kind).toBe(ERRORS['link-down']);
  });

  it('of ours stays the same; anything else thrown becomes internal and keeps its cause', () => {
    const ours = new CrosspointError('wrong-state', 'no');
    expect(toCrosspointError(ours)).toBe(ours);
    const theirs = new TypeError('x is not a function');
    expect(toCrosspointError(theirs)).toMatchObject({ code: 'internal', cause: theirs });
    for (const thing of ['text', undefined, null, 42, { code: 'wrong-state' }]) {
      expect(toCrosspointError(thing)).toMatchObject({ code: 'internal', cause: thing });
    }
  });
});

describe('the problem a client is told', () => {
  it.each(CODES)('%s has its title, status and whether to try again', (code) => {
    const problem = toProblem(new CrosspointError(code, 'said'));
    const { title, status, retryable } = ERRORS[code];
    expect(problem).toMatchObject({
      code,
      title,
      status,
      retryable,
      type: `/docs/errors#${code}`,
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });

  it('says nothing of what went wrong inside', () => {
    const inside = toCrosspointError(new Error('SELECT token FROM secrets at /srv/app.ts:1'));
    const text = JSON.stringify(toProblem(inside));
    expect(text).not.toMatch(/secrets|app\.ts|stack/);
    expect(toProblem(inside).detail).toBe(ERRORS.internal.title);
  });

  it('never shows the cause of an error, which may name files and hosts', () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.1:5038');
    const error = new CrosspointError('transport-failed', 'no connection', { cause });
    expect(JSON.stringify(toProblem(error))).not.toContain('10.0.0.1');
  });

  it("hands on the switch's own words, and else the nearest word of the standard", () => {
    const told = new CrosspointError('switch-rejected', 'refused', {
      switchCause: 'privilegeViolation',
      rawCause: '0x2F',
    });
    expect(toProblem(told)).toMatchObject({ cause: 'privilegeViolation', rawCause: '0x2F' });
    expect(toProblem(new CrosspointError('unknown-device', 'x'))).toMatchObject({
      cause: 'invalidDeviceID',
    });
    expect(toProblem(new CrosspointError('unauthenticated', 'x'))).not.toHaveProperty('cause');
  });

  it('says where the fault lies, and every fault that was found', () => {
    const faults = [{ pointer: '/to', message: 'is missing' }];
    const error = new CrosspointError('invalid-request', 'x', {
      faults,
      position: { source: 'body', line: 2, column: 7 },
    });
    expect(toProblem(error)).toMatchObject({
      errors: faults,
      position: { source: 'body', line: 2, column: 7 },
    });
    expect(toProblem(new CrosspointError('invalid-request', 'x'))).not.toHaveProperty('errors');
  });
});
