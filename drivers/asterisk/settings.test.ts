import { describe, expect, it } from 'vitest';
import { CrosspointError } from '../../src/spi/index.ts';
import { readSettings } from './settings.ts';

const GOOD = {
  url: 'http://pbx.example:8088',
  username: 'crosspoint',
  password: 'secret',
  ami: { username: 'crosspoint', password: 'secret' },
};

describe('the settings of an Asterisk', () => {
  it('fills in what was left out', () => {
    const settings = readSettings(GOOD);
    expect(settings.application).toBe('crosspoint');
    expect(settings.ami).toEqual({
      username: 'crosspoint',
      password: 'secret',
      host: 'pbx.example',
      port: 5038,
      tls: false,
    });
    expect(settings.adopt).toBeUndefined();
    expect(readSettings({ ...GOOD, adopt: { context: 'x' } }).adopt?.extension).toBe('adopt');
  });

  it.each([
    [{ ...GOOD, url: 'ftp://pbx' }, '/url'],
    [{ ...GOOD, password: undefined }, '/password'],
    [{ ...GOOD, ami: { ...GOOD.ami, port: 0 } }, '/ami/port'],
    [{ ...GOOD, outside: [{ prefix: '0' }] }, '/outside/0/trunk'],
    [{ ...GOOD, answer: 'yes' }, '/answer'],
    [{ ...GOOD, autoAnswerHeader: 'none' }, '/autoAnswerHeader'],
    [17, ''],
  ])('refuses what does not fit and points there', (settings, pointer) => {
    try {
      readSettings(JSON.parse(JSON.stringify(settings)));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CrosspointError);
      expect((error as CrosspointError).code).toBe('invalid-configuration');
      expect((error as CrosspointError).position?.pointer).toBe(pointer);
    }
  });
});
