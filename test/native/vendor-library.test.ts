import { existsSync } from 'node:fs';
import koffi from 'koffi';
import { expect, it } from 'vitest';
import {
  describeNative,
  joined,
  samplesOf,
  steppedBoard,
} from '../../drivers/ctbus/testing/stepped-board.ts';

/** SpanDSP, a telephony library in C that nobody here wrote; Debian's libspandsp2 has it. */
const SPANDSP = [
  '/usr/lib/x86_64-linux-gnu/libspandsp.so.2',
  '/usr/lib/aarch64-linux-gnu/libspandsp.so.2',
].find((path) => existsSync(path));

/** A-law as linear samples (G.711, table 1). */
function linearOf(octet: number): number {
  const code = octet ^ 0x55;
  const segment = (code >> 4) & 7;
  const mantissa = ((code & 15) << 4) + (segment === 0 ? 8 : 0x108);
  const magnitude = segment > 1 ? mantissa << (segment - 1) : mantissa;
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}

describeNative('a C library of a vendor', () => {
  it.skipIf(SPANDSP === undefined && process.env['CI'] === undefined)(
    'is called without compiling anything: SpanDSP hears the digits that the engine sends',
    async () => {
      const spandsp = koffi.load(SPANDSP ?? 'libspandsp.so.2');
      // As its header declares them; the state is opaque.
      const init = spandsp.func('void *dtmf_rx_init(void *s, void *callback, void *user)');
      const receive = spandsp.func('int dtmf_rx(void *s, const int16_t *samples, int count)');
      const get = spandsp.func('size_t dtmf_rx_get(void *s, _Out_ char *digits, int most)');
      const free = spandsp.func('int dtmf_rx_free(void *s)');

      const board = await steppedBoard();
      const [speaker, listener] = joined(board);
      const recording = await listener.record();
      await speaker.generate({ digits: '159D*0#' });
      board.step(200);
      recording.stop();
      board.step(1);
      const { octets = Buffer.alloc(0) } = await recording.done;
      const samples = Int16Array.from(samplesOf(octets), linearOf);
      expect(samples.length).toBe(16_000);

      const state = init(null, null, null) as unknown;
      receive(state, samples, samples.length);
      const digits = Buffer.alloc(32);
      const count = Number(get(state, digits, 31));
      free(state);
      expect(digits.toString('latin1', 0, count)).toBe('159D*0#');
    },
  );
});
