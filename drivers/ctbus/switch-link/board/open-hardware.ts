import type { DriverContext } from '../../../../src/spi/index.ts';
import { CrosspointError } from '../../../../src/spi/index.ts';
import { Board } from '../../board.ts';
import type { Span, SpanConfig } from '../../span.ts';
import type { OpenedHardware } from '../open-board.ts';
import type { CtbusSettings, TrunkSettings } from '../settings.ts';
import { BoardHardware } from './board-hardware.ts';
import { openTrunk } from './open-trunk.ts';
import { SignalledTrunk } from './signalled-trunk.ts';

/** Opens the board of the settings with its spans, phones and trunks; rejects without leaving anything open. */
export async function openHardware(
  settings: CtbusSettings,
  { clock, log }: DriverContext,
): Promise<OpenedHardware> {
  const { library, blockMs } = settings;
  const board = await Board.open({ library, settings: settings.board, blockMs });
  try {
    board.events.on('log', (level, text) => log[level === 'warning' ? 'warn' : level](text));
    startSpans(board, settings);
    const hardware = new BoardHardware(board, settings, clock);
    for (const trunk of settings.trunks) {
      if (trunk.signalling !== 'pri' && trunk.signalling !== 'r2') continue;
      const ports = trunk.signalling === 'r2' ? hardware.reserveFor(trunk.span) : [];
      const made = new SignalledTrunk({
        tell: hardware.tellOf(trunk.name),
        fault: hardware.fault,
        isUpByLines: trunk.signalling === 'r2',
        open: (hear) => openTrunk(board, trunk, ports, hear),
      });
      hardware.trunks.set(trunk.name, made);
    }
    hardware.listenAtPorts();
    return { board, hardware, lineOf: (span, line) => hardware.lineOf(span, line)?.number };
  } catch (error) {
    await board.close();
    throw error;
  }
}

/** Spans that anything of the settings is on are set up and started. */
function startSpans(board: Board, { spans, trunks, extensions }: CtbusSettings): void {
  const used = new Set([
    ...spans.map(({ span }) => span),
    ...trunks.map(({ span }) => span),
    ...extensions.map(({ span }) => span),
  ]);
  for (const number of used) {
    const span = board.spans[number];
    if (span === undefined) throw noSpan(number, { trunks, extensions, spans });
    const { kind, isStarted } = span.info();
    const given = spans.find((one) => one.span === number);
    // One that runs already was set up by somebody else, as DAHDI's are.
    if (kind !== 'analogue' && (given !== undefined || !isStarted)) {
      const trunk = trunks.find((one) => one.span === number);
      span.configure({ ...usual(kind, trunk), ...without(given) });
    }
    span.start();
  }
}

/** What such a span has nearly everywhere. */
function usual(
  kind: ReturnType<Span['info']>['kind'],
  trunk: TrunkSettings | undefined,
): SpanConfig {
  if (kind === 't1') return { framing: 'esf', coding: 'b8zs', law: 'mu' };
  const framing = trunk?.signalling === 'r2' ? 'cas' : 'ccs';
  return { framing, coding: 'hdb3', law: 'a', crc4: framing === 'ccs' };
}

function without(given: CtbusSettings['spans'][number] | undefined): SpanConfig {
  if (given === undefined) return {};
  const { span: _, ...config } = given;
  return config;
}

function noSpan(
  number: number,
  settings: Pick<CtbusSettings, 'trunks' | 'extensions' | 'spans'>,
): CrosspointError {
  const places = (['spans', 'trunks', 'extensions'] as const).flatMap((list) =>
    settings[list].map(({ span }, index) => ({ span, pointer: `/${list}/${index}/span` })),
  );
  const pointer = places.find(({ span }) => span === number)?.pointer ?? '';
  return new CrosspointError(
    'invalid-configuration',
    `${pointer} the board has no span ${number}`,
    {
      position: { pointer },
    },
  );
}
