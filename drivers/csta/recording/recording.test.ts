import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CrosspointError } from '../../../src/base/errors.ts';
import { silentLog, type Log } from '../../../src/base/log.ts';
import { VirtualClock } from '../../../src/base/virtual-clock.ts';
import { FramedLine } from '../framing/framed-line.ts';
import { isWholeBer } from '../framing/raw-ber.ts';
import { MemoryCable } from '../transport/memory-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { RecordFile } from './record-file.ts';
import type { RecordSink } from './record-sink.ts';
import { RecordedTransport } from './recorded-transport.ts';
import { Recorder } from './recorder.ts';
import { chunkLine, headerLine, parseRecordings, type Recording } from './recording.ts';
import { ReplayTransport } from './replay-transport.ts';

class Lines implements RecordSink {
  readonly lines: string[] = [];
  readonly #most: number;

  constructor(most = 1_000) {
    this.#most = most;
  }

  write(line: string): boolean {
    if (this.lines.length >= this.#most) return false;
    this.lines.push(line);
    return true;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const START = Date.UTC(2026, 0, 1);
const HEADER = '{"crosspointRecording":1,"name":"pbx-1","startedAt":"2026-01-01T00:00:00.000Z"}';

describe('a recorder', () => {
  it('writes a header and a line for every chunk, with its time since the start', async () => {
    const clock = new VirtualClock(START);
    const sink = new Lines();
    const recorder = new Recorder({ sink, clock, name: 'pbx-1' });
    recorder.record('out', Uint8Array.of(0x42), START);
    await clock.advance(12.5);
    recorder.record('in', Uint8Array.of(0x50, 0xff), clock.now());
    expect(sink.lines).toEqual([
      HEADER,
      '{"t":0,"dir":"out","hex":"42"}',
      '{"t":12.5,"dir":"in","hex":"50FF"}',
    ]);
  });

  it('stops with one line in the log where the sink takes no more', () => {
    const warnings: string[] = [];
    const log: Log = { ...silentLog, warn: (message) => warnings.push(message) };
    const sink = new Lines(2);
    const clock = new VirtualClock(START);
    const recorder = new Recorder({ sink, clock, name: 'pbx-1', log });
    for (let count = 0; count < 5; count += 1) recorder.record('in', Uint8Array.of(1), START);
    expect(sink.lines.length).toBe(2);
    expect(warnings.length).toBe(1);
    expect(recorder.isRecording).toBe(false);
  });
});

describe('a recording in a file', () => {
  const directory = mkdtempSync(join(tmpdir(), 'csta-recording-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is appended to, kept from others, and read again', async () => {
    const path = join(directory, 'twice.jsonl');
    for (const octet of [1, 2]) {
      const sink = await RecordFile.open({ path });
      const recorder = new Recorder({ sink, clock: new VirtualClock(START), name: 'pbx-1' });
      recorder.record('in', Uint8Array.of(octet), START + 3);
      await recorder.close();
      recorder.record('in', Uint8Array.of(9), START + 4);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const read = parseRecordings(readFileSync(path, 'utf8'), path);
    expect(read.map(({ header, chunks }) => [header.name, chunks])).toEqual([
      ['pbx-1', [{ t: 3, dir: 'in', octets: Uint8Array.of(1) }]],
      ['pbx-1', [{ t: 3, dir: 'in', octets: Uint8Array.of(2) }]],
    ]);
  });

  it('never grows over its limit', async () => {
    const path = join(directory, 'small.jsonl');
    const sink = await RecordFile.open({ path, maxOctets: 200 });
    const recorder = new Recorder({ sink, clock: new VirtualClock(START), name: 'pbx-1' });
    while (recorder.isRecording) recorder.record('in', new Uint8Array(10), START);
    await recorder.close();
    const { size } = statSync(path);
    expect(size).toBeGreaterThan(100);
    expect(size).toBeLessThanOrEqual(200);
    const again = await RecordFile.open({ path, maxOctets: 200 });
    expect(again.write('x'.repeat(100))).toBe(false);
    await again.close();
    await again.close();
  });

  it('cannot be opened in a directory that is not there', async () => {
    const path = join(directory, 'none', 'file.jsonl');
    await expect(RecordFile.open({ path })).rejects.toMatchObject({
      code: 'invalid-configuration',
      position: { source: path },
    });
  });

  it.each([
    ['{"t":0,"dir":"in","hex":"00"}', 1, 'begins with a header'],
    [`${HEADER}\n[]\n`, 2, 'no object'],
    [`${HEADER}\n\n{"t":0,\n{}`, 3, 'JSON'],
    [`${HEADER}\n{"t":5,"dir":"in","hex":"00"}\n{"t":4,"dir":"in","hex":"00"}`, 3, 'rise'],
    [`${HEADER}\n{"t":"5","dir":"in","hex":"00"}`, 2, 'time'],
    [`${HEADER}\n{"t":5,"dir":"up","hex":"00"}`, 2, 'direction'],
    [`${HEADER}\n{"t":5,"dir":"in","hex":"0"}`, 2, 'hexadecimal'],
    [`${HEADER}\n{"t":5,"dir":"in","hex":""}`, 2, 'hexadecimal'],
    ['{"crosspointRecording":2,"name":"","startedAt":"2026-01-01"}', 1, 'version 2'],
    ['{"crosspointRecording":1,"startedAt":"2026-01-01"}', 1, 'name'],
    ['{"crosspointRecording":1,"name":"","startedAt":"soon"}', 1, 'start time'],
  ])('is refused with the line: %s', (text, line, why) => {
    let error: CrosspointError | undefined;
    try {
      parseRecordings(text, 'file.jsonl');
    } catch (caught) {
      error = caught as CrosspointError;
    }
    expect(error?.code).toBe('invalid-configuration');
    expect(error?.position).toEqual({ source: 'file.jsonl', line });
    expect(error?.message).toContain(why);
  });

  it('may end in the middle of a line, where its writer was stopped', () => {
    const [recording] = parseRecordings(`${HEADER}\n{"t":0,"dir":"in","hex":"00"}\n{"t":1,"di`);
    expect(recording?.chunks.length).toBe(1);
    expect(parseRecordings('')).toEqual([]);
  });
});

function recordingOf(...chunks: readonly [t: number, dir: 'in' | 'out', hex: string][]): Recording {
  const lines = chunks.map(([t, dir, hex]) =>
    chunkLine({ t, dir, octets: Uint8Array.from(Buffer.from(hex, 'hex')) }),
  );
  return parseRecordings([headerLine('test', START), ...lines].join('\n'))[0] as Recording;
}

describe('a replay', () => {
  it('plays what was received at its times, faster where that is wanted, and ends', async () => {
    for (const speed of [1, 4]) {
      const clock = new VirtualClock(0);
      const recording = recordingOf([0, 'out', '42'], [20, 'in', '50'], [100, 'in', '0001A1']);
      const replay = new ReplayTransport({ recording, clock, speed });
      const told: string[] = [];
      replay.events.on('data', (octets, at) => told.push(`${octets.join()} at ${at * speed}`));
      replay.events.on('closed', ({ code }) => told.push(`${code} at ${clock.now() * speed}`));
      await replay.open();
      replay.write(Uint8Array.of(0x42));
      while (await clock.step());
      expect(told).toEqual(['80 at 20', '0,1,161 at 100', 'link-down at 100']);
      expect(replay.differences).toEqual([]);
    }
  });

  it('tells of writes that differ, are missing or are too many, and goes on', async () => {
    const clock = new VirtualClock(0);
    const recording = recordingOf([0, 'out', '0101'], [5, 'out', '02'], [9, 'out', '03']);
    const told: number[] = [];
    const replay = new ReplayTransport({
      recording,
      clock,
      isSame: (expected, actual) => expected[0] === actual[0],
      onDifference: ({ index }) => told.push(index),
    });
    await replay.open();
    replay.write(Uint8Array.of(0x01, 0xff));
    replay.write(Uint8Array.of(0x04));
    await clock.advance(20);
    expect(replay.differences).toEqual([
      { index: 1, expected: '02', actual: '04' },
      { index: 2, expected: '03' },
    ]);
    expect(told).toEqual([1, 2]);

    const short = new ReplayTransport({ recording: recordingOf([9, 'in', '00']), clock });
    await short.open();
    short.write(Uint8Array.of(7));
    expect(short.differences).toEqual([{ index: 0, actual: '07' }]);
  });

  it('plays nothing more once it is closed', async () => {
    const clock = new VirtualClock(0);
    const replay = new ReplayTransport({ recording: recordingOf([5, 'in', '00']), clock });
    const told: string[] = [];
    replay.events.on('data', () => told.push('data'));
    replay.events.on('closed', () => told.push('closed'));
    await replay.open();
    await replay.close();
    await clock.advance(100);
    expect(told).toEqual([]);
    expect(clock.hasTimers).toBe(false);
  });

  it('refuses a speed that is none', () => {
    const recording = recordingOf();
    for (const speed of [0, -1, Number.NaN]) {
      const options = { recording, clock: new VirtualClock(), speed };
      expect(() => new ReplayTransport(options)).toThrow('invalid-configuration');
    }
  });

  it('gives a line the same PDUs as when it was recorded', async () => {
    const clock = new VirtualClock();
    const cable = new MemoryCable({ clock });
    const sink = new Lines();
    const recorded = new RecordedTransport({
      transport: cable.left,
      openSink: () => Promise.resolve(sink),
      clock,
      name: 'omnipcx',
      log: silentLog,
    });
    const line = (transport: Transport, role: 'client' | 'pbx'): FramedLine =>
      new FramedLine({
        transport,
        framing: { kind: 'omnipcx' },
        role,
        clock,
        isWhole: isWholeBer,
      });
    const heard = (of: FramedLine): string[] => {
      const list: string[] = [];
      of.events.on('pdu', (pdu) => list.push(Buffer.from(pdu).toString('hex')));
      return list;
    };
    const [near, far] = [line(recorded, 'client'), line(cable.right, 'pbx')];
    const first = heard(near);
    far.events.on('pdu', (pdu) => far.send(Uint8Array.of(...pdu, 0xff)));
    const opening = Promise.all([near.open(), far.open()]);
    await clock.advance(10);
    await opening;
    for (const octet of [1, 2, 3]) {
      near.send(Uint8Array.of(octet));
      await clock.advance(50);
    }

    const [recording] = parseRecordings(sink.lines.join('\n'));
    const replay = new ReplayTransport({ recording: recording as Recording, clock });
    const again = line(replay, 'client');
    const second = heard(again);
    const reopening = again.open();
    await clock.advance(10);
    await reopening;
    for (const octet of [1, 2, 4]) {
      again.send(Uint8Array.of(octet));
      await clock.advance(50);
    }
    expect(first).toEqual(['01ff', '02ff', '03ff']);
    expect(second).toEqual(first);
    expect(replay.differences).toEqual([{ index: 3, expected: '000103', actual: '000104' }]);
  });
});
