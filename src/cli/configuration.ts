import { readFileSync, statSync } from 'node:fs';
import type { ErrorObject } from 'ajv';
import { LineCounter, isNode, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import type {
  Configuration,
  ContactsConfiguration,
  JournalConfiguration,
  LogConfiguration,
  ServerConfiguration,
  WebhooksConfiguration,
} from '../../schemas/generated/types.ts';
import { validateConfiguration } from '../../schemas/generated/validators.ts';
import { CrosspointError } from '../base/errors.ts';

/** The configuration with every default filled in. */
export interface Settings extends Configuration {
  server: Required<ServerConfiguration>;
  dataDirectory: string;
  log: Required<LogConfiguration>;
  journal: Required<JournalConfiguration>;
  switches: NonNullable<Configuration['switches']>;
  agents: NonNullable<Configuration['agents']>;
  contacts: ContactsConfiguration;
  webhooks: Required<WebhooksConfiguration>;
}

const LARGEST = 4 * 1024 * 1024;

/** Fills in the defaults; throws `invalid-configuration` naming the member at fault. */
export function completeConfiguration(given: Configuration): Settings {
  const settings = structuredClone(given) as Settings;
  const error = faultOf(settings);
  if (error === undefined) return settings;
  throw new CrosspointError('invalid-configuration', describe(error), {
    position: { pointer: error.instancePath },
  });
}

/** Reads a YAML file; throws `invalid-configuration` with file, line and what was expected there. */
export function readConfiguration(file: string): Settings {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    throw refused(file, { line, col }, syntax.message.split('\n')[0] ?? 'not YAML');
  }
  const settings = valueOf(file, document, lines);
  const error = faultOf(settings);
  if (error === undefined) return settings;
  throw refused(file, placeOf(document, lines, error), describe(error));
}

type SchemaFault = Pick<ErrorObject, 'instancePath' | 'params' | 'message'>;

/** The first thing that is wrong; fills in the defaults on the way. */
function faultOf(settings: Settings): SchemaFault | undefined {
  if (!validateConfiguration(settings)) {
    const [error] = validateConfiguration.errors ?? [];
    return error ?? { instancePath: '', params: {}, message: 'does not fit the schema' };
  }
  return sameTwice('switches', settings.switches) ?? sameTwice('agents', settings.agents);
}

function sameTwice(list: string, items: readonly { readonly id: string }[]) {
  const known = new Set<string>();
  for (const [index, { id }] of items.entries()) {
    const instancePath = `/${list}/${index}/id`;
    if (known.has(id)) return { instancePath, params: {}, message: `${id} is another's already` };
    known.add(id);
  }
  return undefined;
}

/** What the document says, its aliases followed, as far as they lead anywhere and to an end. */
function valueOf(file: string, document: Document, lines: LineCounter): Settings {
  try {
    return (document.toJS({ maxAliasCount: 100 }) ?? {}) as Settings;
  } catch (error) {
    let offset = 0;
    visit(document, {
      Alias: (_, alias) => {
        if (alias.resolve(document) !== undefined) return undefined;
        offset = alias.range?.[0] ?? 0;
        return visit.BREAK;
      },
    });
    throw refused(file, lines.linePos(offset), (error as Error).message);
  }
}

function readText(file: string): string {
  try {
    if (statSync(file).size > LARGEST) throw new Error(`larger than ${LARGEST} octets`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CrosspointError('invalid-configuration', `${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function refused(file: string, { line, col }: { line: number; col: number }, what: string) {
  return new CrosspointError('invalid-configuration', `${file}:${line}:${col} ${what}`, {
    position: { source: file, line, column: col },
  });
}

/** Where in the file the value at fault begins, or the nearest thing around it. */
function placeOf(document: Document, lines: LineCounter, error: SchemaFault) {
  const path = pathOf(error);
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]);
  }
  return { line: 1, col: 1 };
}

function pathOf(error: SchemaFault): string[] {
  const path = error.instancePath.split('/').slice(1);
  const { additionalProperty } = error.params as { additionalProperty?: string };
  return additionalProperty === undefined ? path : [...path, additionalProperty];
}

function describe(error: SchemaFault): string {
  const where = error.instancePath === '' ? 'the configuration' : error.instancePath;
  const { additionalProperty, allowedValues } = error.params as {
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  if (additionalProperty !== undefined) return `${where}: ${additionalProperty} is not known`;
  if (allowedValues !== undefined) return `${where} has to be one of ${allowedValues.join(', ')}`;
  return `${where} ${error.message}`;
}
