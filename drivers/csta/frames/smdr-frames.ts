import type { CallRecord } from '../../../src/spi/call-record.ts';
import { smdrFormat, type SmdrFormat } from '../smdr/smdr-format.ts';
import { SmdrParser } from '../smdr/smdr-parser.ts';
import { printSmdr } from '../smdr/smdr-printer.ts';
import type { SmdrSettings } from '../smdr/smdr-settings.ts';
import { frameTool, type FrameJson, type FrameTool } from './frame-tool.ts';

/** Lines of a call-record printer; a line that holds no record (a title, an empty one) says so. */
export function smdrFrames(settings: SmdrSettings = {}): FrameTool {
  const format = smdrFormat(settings);
  return frameTool({
    protocol: 'smdr',
    meaning: ['record', 'text'],
    read: (octets) => readLine(octets, format),
    write: (json) => {
      const record = json['record'] as CallRecord | undefined;
      const bare = typeof json['text'] === 'string' ? json['text'] : '';
      const text = record === undefined ? bare : printSmdr(record, format);
      return Buffer.from(text, 'latin1');
    },
  });
}

function readLine(octets: Uint8Array, format: SmdrFormat): FrameJson {
  const text = Buffer.from(octets).toString('latin1');
  const parser = new SmdrParser(format);
  const [first] = [...parser.push(octets), ...parser.end()];
  if (first === undefined) return { text };
  if ('error' in first) throw first.error;
  return { record: first.record };
}
