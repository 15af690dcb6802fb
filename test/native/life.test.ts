import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { describeNative } from '../../drivers/ctbus/testing/stepped-board.ts';

const BOARD = pathToFileURL(join(import.meta.dirname, '../../drivers/ctbus/board.ts')).href;

/** Opens a board on which this and that goes on. */
const open = (slot: number) => `
  const { Board } = await import(${JSON.stringify(BOARD)});
  const board = await Board.open({ library: 'simulated', settings: { slot: ${slot}, ports: 64 } });
  board.fabric.connect(board.ports[0], board.ports[1]);
  board.ports[1].detect({ dtmf: true });
  board.ports[2].openStream();
  const recording = await board.ports[1].record();
  await board.ports[3].generate({ tone: 'dial', country: 'DE', repeats: 0 });
`;

/** What a process of its own says and how it ends; one that hangs is killed and rejects. */
async function run(script: string, ...flags: string[]): Promise<string> {
  const args = [...flags, '--input-type=module', '--eval', `${open(0)}${script}`];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 10_000 });
  expect(stderr).toBe('');
  return stdout.trim();
}

/** A thread with the board running in it, once it has said so. */
async function threadWith(slot: number, script: string): Promise<Worker> {
  const say = `(await import('node:worker_threads')).parentPort`;
  const worker = new Worker(
    new URL(
      `data:text/javascript,${encodeURIComponent(`${open(slot)}const port = ${say};${script}`)}`,
    ),
  );
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return worker;
}

describeNative('a running board', () => {
  it('is closed when the process exits in the middle', async () => {
    expect(await run(`console.log('bye'); process.exit(0);`)).toBe('bye');
  });

  it('is closed when the process exits in a listener', async () => {
    const script = `
      board.ports[1].events.on('digit', ({ digit }) => { console.log(digit); process.exit(0); });
      await board.ports[0].generate({ digits: '7', onMs: 2000 });`;
    expect(await run(script)).toBe('7');
  });

  it('keeps the process alive until it is closed, unless it is told not to', async () => {
    expect(
      await run(`
        board.unref(); board.ref();
        setTimeout(() => { console.log('closing'); board.close(); }, 100).unref();`),
    ).toBe('closing');
    expect(await run(`board.unref(); console.log('idle');`)).toBe('idle');
  });

  it('is closed after an error that nobody caught', async () => {
    const failing = run(`setTimeout(() => { throw new Error('on purpose'); }, 20);`);
    await expect(failing).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('on purpose') as string,
    });
  });

  it('that was closed may be collected, and the process ends well', async () => {
    const script = `
      await board.close();
      for (let round = 0; round < 20; round += 1) {
        const other = await Board.open({ library: 'simulated', pace: 'stepped', settings: { pace: 'stepped' } });
        other.step(2);
        await other.close();
        gc();
      }
      await new Promise(setImmediate);
      gc();
      console.log('collected');`;
    expect(await run(script, '--expose-gc')).toBe('collected');
  });

  it('works in worker threads, and is closed when they are terminated', async () => {
    const workers = await Promise.all(
      [1, 2].map((slot) =>
        threadWith(
          slot,
          `
          board.ports[1].events.on('digit', ({ digit }) => port.postMessage(digit));
          await board.ports[0].generate({ digits: '5', onMs: 5000 });`,
        ),
      ),
    );
    expect(await Promise.all(workers.map((worker) => worker.terminate()))).toEqual([1, 1]);
  });

  it('is closed when a thread ends by itself, exits, or fails', async () => {
    const endings = [`board.unref();`, `process.exit(3);`, `throw new Error('on purpose');`];
    const codes = await Promise.all(
      endings.map(async (ending, slot) => {
        const worker = await threadWith(
          slot,
          `port.once('message', () => { ${ending} }); port.postMessage('open');`,
        );
        worker.on('error', () => undefined);
        const exit = new Promise((resolve) => worker.once('exit', resolve));
        worker.postMessage('end');
        return exit;
      }),
    );
    expect(codes).toEqual([0, 3, 1]);
  });

  it('is closed with its trunks, in the middle of a call', async () => {
    const script = `
      await board.close();
      const spans = { spans: [{ kind: 'e1' }, { kind: 'e1' }], cables: [{ span: 0, to: { span: 1 } }] };
      const other = await Board.open({ library: 'simulated', settings: spans });
      const [network] = ['network', 'user'].map((role, span) => {
        other.spans[span].configure({ framing: 'ccs' });
        other.spans[span].start();
        const trunk = other.openTrunk({ signalling: 'pri', name: role, span, settings: { role } });
        trunk.events.on('message', ({ type }) => {
          if (type === 'up' && role === 'network') trunk.makeCall({ called: '1' });
          if (type === 'incoming') { console.log('rings'); process.exit(0); }
        });
        return trunk;
      });`;
    expect(await run(script)).toBe('rings');
  });

  it('is not held up by JavaScript that does not come back for two seconds', async () => {
    const script = `
      const before = board.counters();
      const until = performance.now() + 2000;
      while (performance.now() < until);
      const after = board.counters();
      console.log(JSON.stringify([after.blocks - before.blocks, after.lateBlocks, after.eventsLost]));
      await board.close();`;
    const [blocks, late, lost] = JSON.parse(await run(script)) as [number, number, number];
    expect(blocks + late).toBeGreaterThanOrEqual(195);
    // A machine under load may be late now and then; one that was held up is late all the time.
    expect(late).toBeLessThan(50);
    expect(lost).toBe(0);
  });
});
