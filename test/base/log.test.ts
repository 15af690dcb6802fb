import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Personal, personal, silentLog } from '../../src/base/log.ts';

const NUMBER = '+49301234567';

/** Every way in which a value gets into a line. */
const WRITINGS: Record<string, (value: Personal) => string> = {
  'as text': (value) => String(value),
  'joined to text': (value) => ['number', value].join(' '),
  'as JSON': (value) => JSON.stringify({ number: value }),
  'as JSON deep inside': (value) => JSON.stringify([{ call: { calling: { number: value } } }]),
  'by util.inspect': (value) => inspect({ number: value }, { depth: 9, showHidden: true }),
  'by util.inspect of itself': (value) => inspect(value, { depth: 9, showHidden: true }),
  'by its members': (value) => JSON.stringify(Object.getOwnPropertyNames(value)),
  'copied by spreading': (value) => JSON.stringify(Object.assign({}, value)),
};

describe('personal data', () => {
  it.each(Object.entries(WRITINGS))('is masked %s', (_, write) => {
    expect(write(new Personal(NUMBER))).not.toMatch(/1234|4930|34567/);
  });

  it('keeps the last two characters of what is long enough, so that lines can be compared', () => {
    expect(String(new Personal(NUMBER))).toBe('…67');
    expect(String(new Personal('2001'))).toBe('…');
    expect(String(new Personal('12#'))).toBe('…');
    expect(String(new Personal(''))).toBe('…');
  });

  it('is revealed to whoever asks for it by name', () => {
    expect(new Personal(NUMBER).reveal()).toBe(NUMBER);
  });

  it('that is not there stays not there', () => {
    expect(personal(undefined)).toBeUndefined();
    expect(personal(NUMBER)?.reveal()).toBe(NUMBER);
  });

  it('a log that nobody reads takes everything, and so do its children', () => {
    const child = silentLog.child({ switch: 'demo' });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      expect(child[level]('message', { number: personal(NUMBER) })).toBeUndefined();
    }
  });
});
