/** Times and lengths of call records: pictures here, ISO 8601 and milliseconds there. */
import { matchPicture, writePicture, type Picture, type Values } from './smdr-picture.ts';

/** Local time without a zone, to the second at most. */
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?/;

/** Printed by a switch whose clock was set during the call: all stars. */
const STARS = /^(?=.*\*)[*:'"/. -]+$/;

export function isStarred(text: string): boolean {
  return STARS.test(text);
}

/** A date as the beginning of an ISO time, or the offset of what does not fit. */
export function readDate(picture: Picture, text: string): string | number {
  const values = matchPicture(picture, text);
  if (typeof values === 'number') return values;
  const { year = 0, month = 0, day = 0 } = values;
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : 0;
}

/** A time of day as the end of an ISO time, with seconds where they are told. */
export function readTimeOfDay(picture: Picture, text: string): string | number {
  const values = matchPicture(picture, text);
  if (typeof values === 'number') return values;
  const { hour = 0, minute = 0, second, half } = values;
  if (minute > 59 || (second ?? 0) > 59) return 0;
  if (half === undefined ? hour > 23 : hour < 1 || hour > 12) return 0;
  const hours = half === undefined ? hour : (hour % 12) + half * 12;
  return [hours, minute, ...(second === undefined ? [] : [second])].map(twoDigits).join(':');
}

/** A length of time in milliseconds, or the offset of what does not fit. */
export function readLength(picture: Picture, text: string): number | { readonly at: number } {
  const values = matchPicture(picture, text);
  if (typeof values === 'number') return { at: values };
  const { hour, minute = 0, second = 0 } = values;
  const isTooMany = (value: number, isFirst: boolean): boolean => !isFirst && value > 59;
  const minutesFirst = hour === undefined;
  const secondsFirst = minutesFirst && values.minute === undefined;
  if (isTooMany(minute, minutesFirst) || isTooMany(second, secondsFirst)) return { at: 0 };
  return (((hour ?? 0) * 60 + minute) * 60 + second) * 1000;
}

/** A moment by the pictures of its date and its time; all stars where there is none. */
export function writeMoment(
  iso: string | undefined,
  { date, time }: { readonly date: Picture; readonly time: Picture },
): { readonly date: string; readonly time: string } {
  const parts = LOCAL.exec(iso ?? '')
    ?.slice(1)
    .map(Number);
  if (parts === undefined) {
    return { date: writePicture(date, {}), time: writePicture(time, {}) };
  }
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, seconds] = parts;
  const second = Number.isNaN(seconds) ? 0 : seconds;
  return {
    date: writePicture(date, { year, month, day }),
    time: writePicture(time, timeValues(time, { hour, minute, second })),
  };
}

/** A length by its picture, whole seconds. */
export function writeLength(picture: Picture, ms: number): string {
  const units = picture.parts.flatMap((part) => ('unit' in part ? [part.unit] : []));
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return writePicture(picture, {
    hour: hours,
    minute: units.includes('hour') ? minutes % 60 : minutes,
    second: units.includes('minute') ? seconds % 60 : seconds,
  });
}

function timeValues(picture: Picture, { hour = 0, ...rest }: Values): Values {
  const isHalved = picture.parts.some((part) => 'unit' in part && part.unit === 'half');
  if (!isHalved) return { hour, ...rest };
  return { hour: hour % 12 === 0 ? 12 : hour % 12, half: hour < 12 ? 0 : 1, ...rest };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
