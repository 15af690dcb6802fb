import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const STATUS = 'A10C020101020200D330030A0102';
const MAKE_CALL = 'A11602010302010A300E3005800332353730058003313030';

async function frames(args: readonly string[], input: string) {
  const program = join(import.meta.dirname, 'crosspoint.ts');
  const child = spawn(process.execPath, [program, 'frames', ...args]);
  child.stdin.end(input);
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { code: code as number, lines: out.split('\n').filter((line) => line !== '') };
}

describe('crosspoint frames', () => {
  it('reads one frame a line and writes the same octets from what it has read', async () => {
    const read = await frames(['csta', '-'], `${STATUS}\n\n${MAKE_CALL.toLowerCase()}\n`);
    expect(read.code).toBe(0);
    expect(read.lines.map((line) => (JSON.parse(line) as { phase: string }).phase)).toEqual([
      'III',
      'III',
    ]);
    const written = await frames(['csta', '--encode', '-'], read.lines.join('\n'));
    expect(written).toEqual({ code: 0, lines: [STATUS, MAKE_CALL] });
  });

  it('says of a bad one what is wrong at which octet, goes on, and ends with the status 1', async () => {
    const { code, lines } = await frames(['csta', '-'], `A10C0201\nnonsense\n${STATUS}\n`);
    expect(code).toBe(1);
    const [short, none, good] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const error = { code: 'malformed-frame', message: expect.any(String) };
    expect(short).toEqual({ error: { ...error, offset: expect.any(Number) } });
    expect(none).toEqual({ error: { ...error, offset: 0 } });
    expect(good).toMatchObject({ protocol: 'csta' });
  });

  it('says the same of what is no JSON, the other way', async () => {
    const { code, lines } = await frames(['csta', '--encode', '-'], '{\n[]\n{"protocol":"smdr"}\n');
    expect(code).toBe(1);
    expect(
      lines.map((line) => (JSON.parse(line) as { error: { code: string } }).error.code),
    ).toEqual(['malformed-json', 'invalid-request', 'invalid-request']);
  });
});
