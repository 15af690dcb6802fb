import { SaxesParser } from 'saxes';
import { createProtocol } from '../../drivers/csta/dialects/create-protocol.ts';
import { PROFILES } from '../../drivers/csta/profiles/profiles.ts';
import { parseXml } from '../../drivers/csta/xml/parse-xml.ts';
import { DELIVERED_HEX } from './sample-event.ts';
import { inTurn, speed, subject, timesAsFast } from './timing.ts';

/** The same event as a document: to a tree, and all the way to the message, beside plain saxes. */
export function xmlFigures(rounds: number): object {
  const fromBer = createProtocol(PROFILES['generic-phase3']);
  const protocol = createProtocol(PROFILES['generic-xml']);
  const none = () => undefined;
  const message = fromBer.decode(Buffer.from(DELIVERED_HEX, 'hex'), undefined, none);
  const octets = protocol.encode(message);
  if (octets === undefined) throw new Error('the event has no document');
  const text = Buffer.from(octets).toString();
  const medians = inTurn(
    [
      subject('parseXml', () => parseXml(octets)),
      subject('decode', () => protocol.decode(octets, undefined, none)),
      subject('encode', () => protocol.encode(message)),
      subject('saxes', () => saxes(text, false)),
      subject('saxesWithNamespaces', () => saxes(text, true)),
    ],
    rounds,
  );
  const { parseXml: own = Number.NaN, saxes: bare = Number.NaN, saxesWithNamespaces } = medians;
  const each = Object.entries(medians).map(([name, ns]) => [name, speed(ns)] as const);
  return {
    octets: octets.length,
    ...Object.fromEntries(each),
    timesAsFastAs: timesAsFast('parseXml', {
      parseXml: own,
      saxes: bare,
      saxesWithNamespaces: saxesWithNamespaces ?? Number.NaN,
    }),
  };
}

/** Counts what is found and keeps nothing of it. */
function saxes(text: string, xmlns: boolean): number {
  let found = 0;
  const parser = new SaxesParser({ xmlns });
  const count = () => {
    found += 1;
  };
  parser.on('opentag', count);
  parser.on('text', count);
  parser.on('closetag', count);
  parser.write(text).close();
  return found;
}
