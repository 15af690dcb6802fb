import { expect, it } from 'vitest';
import { SystemClock } from '../../../../src/base/clock.ts';
import { checkDriver, realWait, type Conformance } from '../../../../src/spi/conformance/index.ts';
import { conformance, driver } from '../../index.ts';
import { describeNative } from '../../testing/stepped-board.ts';
import { Office } from '../bench/office.ts';

/** What is heard and signalled above all; the whole kit takes four minutes in real time. */
const AT_PHONES = ['caller-told', 'caller-digits', 'outgoing', 'conference'];
const AT_MEDIA = ['answer-call'];

async function findings(bench: Conformance, only: readonly string[]): Promise<readonly string[]> {
  const report = await checkDriver(
    { driver, conformance: bench },
    { clock: new SystemClock(), only },
  );
  expect(report.passed + report.failed).toBe(only.length);
  return report.checks.flatMap(({ id, violations }) =>
    violations.map(({ rule, message }) => `${id}: ${rule}: ${message}`),
  );
}

/** Media extensions of a board, and somebody outside. */
const media: Conformance = {
  async createBench() {
    const clock = new SystemClock();
    const backplane = `media-${clock.now()}`;
    const office = await Office.open({ backplane, devices: [], clock });
    const { dialIn, hangUpOutside, answerOutside } = office.farEnd;
    const cables = [{ span: 0, to: { slot: 1, span: 0 } }];
    return {
      clock,
      settings: {
        library: 'simulated',
        board: { backplane, ports: 16, spans: [{ kind: 'e1' }], cables },
        trunks: [{ name: 'T1', span: 0, signalling: 'pri' }],
        media: ['3001', '3002', '3003'].map((device) => ({ device })),
      },
      numbers: {
        extensions: ['3001', '3002', '3003'],
        caller: '+4930123456',
        outside: '0030',
        unknown: '9999',
      },
      farEnd: {
        ...(dialIn === undefined ? {} : { dialIn }),
        ...(hangUpOutside === undefined ? {} : { hangUpOutside }),
        ...(answerOutside === undefined ? {} : { answerOutside }),
      },
      patience: { quietMs: 400, checkMs: 60_000 },
      until: realWait(clock),
      close: () => office.close(),
    };
  },
};

describeNative('the conformance kit over boards of the engine', () => {
  it.concurrent.each(AT_PHONES)(
    'finds nothing at telephones: %s',
    async (id) => {
      expect(await findings(conformance, [id])).toEqual([]);
    },
    60_000,
  );

  it.concurrent.each(AT_MEDIA)(
    'finds nothing at media extensions: %s',
    async (id) => {
      expect(await findings(media, [id])).toEqual([]);
    },
    60_000,
  );
});
