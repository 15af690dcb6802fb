import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { CrosspointError } from '../../../src/spi/index.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import { smdrFormat } from './smdr-format.ts';
import { SmdrReader } from './smdr-link.ts';
import { SmdrPrinter } from './smdr-printer.ts';

const format = smdrFormat();

describe('a reader at a printer port', () => {
  let clock: VirtualClock;
  let cable: MemoryCable;
  let reader: SmdrReader;
  let told: string[];

  beforeEach(async () => {
    clock = new VirtualClock(1_000);
    cable = new MemoryCable({ clock });
    reader = new SmdrReader(cable.left, format);
    told = [];
    reader.events.on('record', ({ device }, at) => told.push(`record ${device} at ${at}`));
    reader.events.on('oddity', ({ code, rawCause }) => told.push(`${code} ${rawCause}`));
    reader.events.on('down', ({ code }) => told.push(`down ${code}`));
    await cable.right.open();
    await reader.open();
  });

  async function print(text: string): Promise<void> {
    cable.right.write(Buffer.from(text, 'latin1'));
    await clock.advance(10);
  }

  it('tells records with the moment at which their last octet came', async () => {
    const text = new SmdrPrinter(format).print({ device: '102', raw: '' });
    await print(text.slice(0, -20));
    expect(told).toEqual([]);
    await print(text.slice(-20));
    expect(told).toEqual(['record 102 at 1011']);
  });

  it('tells what it cannot read and goes on', async () => {
    await print('rubbish\r\n');
    await print(new SmdrPrinter(format).print({ device: '102', raw: '' }));
    expect(told).toEqual(['malformed-frame rubbish', 'record 102 at 1011']);
  });

  it('tells the loss once, after what was under way, and then nothing', async () => {
    await print('01/02/02 10:0');
    cable.break();
    await clock.advance(10);
    await print('rubbish\r\n');
    expect(told).toEqual(['malformed-frame 01/02/02 10:0', 'down transport-failed']);
  });

  it('is silent once close has been called, also from a listener', async () => {
    reader.events.on('oddity', () => void reader.close());
    await print('first\r\nsecond\r\n');
    await print('third\r\n');
    await cable.right.close();
    await clock.advance(10);
    expect(told).toEqual(['malformed-frame first']);
  });

  it('is dead where the port cannot be opened', async () => {
    const again = new SmdrReader(cable.left, format);
    const downs: CrosspointError[] = [];
    again.events.on('down', (reason) => downs.push(reason));
    await expect(again.open()).rejects.toMatchObject({ code: 'transport-failed' });
    cable.break();
    expect(downs).toEqual([]);
  });
});
