/** The column "Dial Number" of Panasonic printers (KX-NS1000 Feature Guide, 2.22.1, item 5). */
import type { CallRecord } from '../../../src/spi/index.ts';

type Facts = Pick<CallRecord, 'direction' | 'number' | 'name' | 'calledNumber' | 'remark'>;

const INCOMING = /^(?:<D>(?<called>.*?))?<I>(?<calling>.*)$/;
const INTERNAL = /^(?:EXT(?<after>[0-9*#]+)|(?<before>[0-9*#]+)EXT)$/;
/** What is dialled: `P` a pause, `F` a flash, `=` a host access code, `.` and `X` hidden digits. */
const OUTGOING = /^[0-9*#PF=.X+]+(?:-[0-9*#PF=.X+]*)?$/;

/** `hasTrunk`: undefined where the printer has no column for it. */
export function readDialNumber(text: string, hasTrunk: boolean | undefined): Facts {
  const incoming = INCOMING.exec(text)?.groups;
  if (incoming !== undefined) {
    const called = incoming['called']?.trim();
    const calledNumber = called === undefined || called === '' ? {} : { calledNumber: called };
    return { direction: 'in', ...calledNumber, ...readCaller(incoming['calling']?.trim() ?? '') };
  }
  const internal = INTERNAL.exec(text)?.groups;
  if (internal !== undefined) {
    return { direction: 'internal', number: internal['after'] ?? internal['before'] ?? '' };
  }
  const direction = hasTrunk === false ? 'internal' : 'out';
  if (OUTGOING.test(text)) {
    const number = text.replace(/-.*$/, '').replaceAll(/[PF=]/g, '');
    return number === '' ? { direction } : { direction, number };
  }
  if (text === '') return hasTrunk === true ? { direction } : {};
  return hasTrunk === true ? { direction, ...readCaller(text) } : { remark: text };
}

export function writeDialNumber(record: CallRecord): string {
  const { direction, number = '', name = '', calledNumber, remark } = record;
  const who = [number, name].filter((part) => part !== '').join(' ');
  switch (direction) {
    case 'in':
      return `${calledNumber === undefined ? '' : `<D>${calledNumber}`}<I>${who}`;
    case 'internal':
      return number === '' ? '' : `EXT${number}`;
    case 'out':
      return who;
    case undefined:
      return remark ?? '';
  }
}

/** A number and a name, the one after the other with or without a blank between them. */
function readCaller(text: string): Facts {
  const first = /^(?<number>[0-9*#+]+)(?: +(?<name>[^0-9 ].*))?$/.exec(text)?.groups;
  const last = /^(?<name>.*[^0-9*#+])(?<number>[0-9*#+]{3,})$/.exec(text)?.groups;
  const found = first ?? last;
  if (found === undefined) return text === '' ? {} : { name: text };
  const name = found['name']?.trim();
  const number = found['number'] ?? '';
  return name === undefined ? { number } : { number, name };
}
