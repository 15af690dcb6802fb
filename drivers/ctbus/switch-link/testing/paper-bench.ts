import { CrosspointError, type Driver, type FarEnd } from '../../../../src/spi/index.ts';
import { VirtualClock } from '../../../../src/base/virtual-clock.ts';
import {
  virtualWait,
  type Conformance,
  type DriverModule,
} from '../../../../src/spi/conformance/index.ts';
import { CtbusConnector } from '../connector.ts';
import { SETTINGS_SCHEMA } from '../settings-schema.ts';
import { readSettings } from '../settings.ts';
import { PaperBoard, type PaperTrunk } from './paper-board.ts';

const PHONES: Readonly<Record<string, number>> = { '2001': 1, '2002': 2, '2003': 3 };
const MEDIA = ['3001', '3002', '3003'] as const;
const RINGS_FOR_MS = 60_000;
const KEY_MS = 100;

export const PAPER_SETTINGS = {
  library: 'paper',
  trunks: [{ name: 'T1', span: 0, signalling: 'pri', prefix: '' }],
  extensions: Object.entries(PHONES).map(([device, line]) => ({ device, span: 1, line })),
  media: MEDIA.map((device) => ({ device, calls: 4 })),
  numbers: [{ number: '5550100', device: '3001' }],
  outside: [{ prefix: '0', strip: 1, trunk: 'T1' }],
  ringTimeoutMs: RINGS_FOR_MS,
};

export function paperBoard(clock: VirtualClock, ports = 64): PaperBoard {
  const lines = Array.from({ length: 30 }, (_, index) => 100 + index);
  return new PaperBoard({ clock, ports, trunks: { T1: lines } });
}

export function lineOf(span: number, line: number): number | undefined {
  return span === 1 && line <= 3 ? line : undefined;
}

/** The driver over a board of paper, for the kit in virtual time. */
export function paperModule(at: 'phones' | 'media'): DriverModule {
  let board: PaperBoard | undefined;
  const driver: Driver = {
    name: 'ctbus',
    settingsSchema: SETTINGS_SCHEMA,
    createConnector(settings, { clock }) {
      return new CtbusConnector({
        settings: readSettings(settings),
        clock,
        openHardware: async () => {
          if (board === undefined) throw new CrosspointError('link-down', 'no board');
          return { hardware: board, lineOf };
        },
      });
    },
  };
  const conformance: Conformance = {
    async createBench() {
      const clock = new VirtualClock();
      board = paperBoard(clock);
      return {
        clock,
        settings: at === 'media' ? PAPER_SETTINGS : { ...PAPER_SETTINGS, media: [], numbers: [] },
        numbers: {
          extensions: at === 'media' ? MEDIA : ['2001', '2002', '2003'],
          caller: '+4930123456',
          outside: '0030987654',
          unknown: '9999',
        },
        farEnd: at === 'media' ? handsOutside(board) : handsAt(board),
        missing: {
          cutLink: 'a board that is pulled out takes its calls along',
          answer: 'a media extension answers by request alone',
          dial: 'a media extension calls by request alone',
          hangUp: 'a media extension hangs up by request alone',
        },
        ringsForMs: RINGS_FOR_MS,
        until: virtualWait(clock),
        async close() {},
      };
    },
  };
  return { driver, conformance };
}

function handsOutside(board: PaperBoard) {
  const trunk = board.trunks.get('T1') as PaperTrunk;
  const hands: Partial<FarEnd> = {
    faults: new Set(),
    async dialIn({ from, to, name = '', digits = '' }) {
      return { call: `outside-${trunk.dialIn({ called: to, calling: from, name, digits })}` };
    },
    async hangUpOutside(call) {
      const number = Number(/^outside-(\d+)$/.exec(call)?.[1]);
      if (!trunk.calls.has(number)) throw new Error(`nobody outside is in call ${call}`);
      trunk.end(number, 16);
    },
    async answerOutside() {
      const rung = [...trunk.calls.values()].find(
        ({ isIncoming, state }) => !isIncoming && state === 'ringing',
      );
      if (rung === undefined) throw new Error('nobody outside is rung');
      trunk.answerOutside(rung.call);
    },
    async inject() {},
  };
  return hands;
}

function handsAt(board: PaperBoard): Partial<FarEnd> {
  const lineAt = (device: string): number => PHONES[device] ?? 0;
  return {
    ...handsOutside(board),
    async dial(device, number) {
      board.lift(lineAt(device));
      Array.from(number).forEach((digit, index) => {
        board.later(() => board.hear(lineAt(device), digit), (index + 1) * KEY_MS);
      });
    },
    async answer(device) {
      if (!board.ringing.has(lineAt(device))) throw new Error(`${device} does not ring`);
      board.lift(lineAt(device));
    },
    async hangUp(device) {
      board.putDown(lineAt(device));
    },
  };
}
