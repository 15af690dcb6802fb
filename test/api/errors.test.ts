import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ErrorKind } from '../../src/base/errors.ts';
import { CrosspointError, ERRORS } from '../../src/base/errors.ts';
import { toProblem } from '../../src/base/problem.ts';
import { checkProblem } from './shapes.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');
const KINDS = Object.entries(ERRORS) as [keyof typeof ERRORS, ErrorKind][];

/** What the page says of each code: the row under its heading, and its two paragraphs. */
function told() {
  const [, ...sections] = PAGE.split(/^### /m);
  return sections.map((section) => {
    const [code = ''] = section.split('\n');
    const row = section.split('\n').filter((line) => line.startsWith('|'))[2] ?? '';
    const [, title, status, csta, again] = row.split('|').map((cell) => cell.trim());
    const when = /\*\*When:\*\* \S/.test(section) && /\*\*What to do:\*\* \S/.test(section);
    return { code, title, status, csta, again, isExplained: when };
  });
}

it('docs/errors.md has every code of the table and no other, as the table has it', () => {
  expect(told()).toEqual(
    KINDS.map(([code, { title, status, csta, retryable }]) => ({
      code,
      title,
      status: String(status),
      csta: csta === undefined ? '–' : `\`${csta}\``,
      again: retryable ? 'yes' : 'no',
      isExplained: true,
    })),
  );
});

it('every code makes problem details that fit their schema and lead to the page', () => {
  for (const [code] of KINDS) {
    const problem = toProblem(new CrosspointError(code, 'detail'));
    checkProblem(problem);
    expect(problem.type).toBe(`/docs/errors#${code}`);
  }
});

it('an error that was not foreseen tells a client nothing of the inside', () => {
  const problem = toProblem(new CrosspointError('internal', 'SELECT secret', { cause: 'x' }));
  expect(JSON.stringify(problem)).not.toContain('secret');
});
