import { isNode, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { CrosspointError } from '../../../src/base/errors.ts';

const MAX_OCTETS = 1_048_576;

/** A value of a scenario file that knows where it stands. */
export interface Placed {
  readonly value: unknown;
  readonly offset: number;
}

/** A YAML text whose parts know their line and column, for errors people can act on. */
export class ScenarioFile {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;

  constructor(text: string, file: string) {
    this.#file = file;
    if (Buffer.byteLength(text) > MAX_OCTETS) throw this.misfit(0, `at most ${MAX_OCTETS} octets`);
    this.#document = parseDocument(text, { lineCounter: this.#lines });
    const [error] = this.#document.errors;
    if (error !== undefined) {
      throw this.misfit(error.pos[0], `YAML; ${error.message.split('\n')[0] ?? ''}`);
    }
  }

  /** The top level: its keys, of which none but `known` may be there. */
  top(known: readonly string[]): ReadonlyMap<string, Placed> {
    return this.mapping(this.#document.contents, known);
  }

  mapping(node: unknown, known: readonly string[]): ReadonlyMap<string, Placed> {
    if (!isMap(node)) throw this.misfit(offsetOf(node), `a mapping with ${known.join(', ')}`);
    const entries = new Map<string, Placed>();
    for (const { key, value } of node.items) {
      const name = String(isScalar(key) ? key.value : key);
      if (!known.includes(name)) {
        throw this.misfit(offsetOf(key), `one of ${known.join(', ')}, not "${name}"`);
      }
      entries.set(name, { value, offset: offsetOf(isNode(value) ? value : key) });
    }
    return entries;
  }

  list(node: unknown, most: number, what: string): Placed[] {
    if (!isSeq(node)) throw this.misfit(offsetOf(node), `a list of ${what}`);
    if (node.items.length > most) throw this.misfit(offsetOf(node), `at most ${most} ${what}`);
    return node.items.map((value) => ({ value, offset: offsetOf(value) }));
  }

  /** A scalar as it is written: `2001` and `5%` are both words here. */
  text(node: unknown, what: string): string {
    if (isScalar(node)) return node.source ?? String(node.value);
    throw this.misfit(offsetOf(node), what);
  }

  /** `KEY: SENTENCE`, or a sentence alone. */
  sentence(node: unknown): { readonly key: string | undefined; readonly text: string } {
    if (isScalar(node)) return { key: undefined, text: this.text(node, 'a sentence') };
    const pair = isMap(node) && node.items.length === 1 ? node.items[0] : undefined;
    if (pair === undefined) throw this.misfit(offsetOf(node), 'one sentence');
    const key = this.text(pair.key, 'a time');
    return { key, text: this.text(pair.value, 'a sentence after the time') };
  }

  /** Plain values, for settings that have a schema of their own. */
  plain(node: unknown): unknown {
    return isNode(node) ? node.toJS(this.#document, { maxAliasCount: 100 }) : node;
  }

  /** Where a JSON pointer below a top-level key leads; as far as there is something. */
  offsetAt(key: string, pointer: string): number {
    const path: (string | number)[] = [key];
    let offset = offsetOf(this.#document.getIn(path, true));
    for (const step of pointer.split('/').slice(1)) {
      path.push(/^\d+$/.test(step) ? Number(step) : step);
      const node = this.#document.getIn(path, true);
      if (!isNode(node)) break;
      offset = offsetOf(node);
    }
    return offset;
  }

  lineAt(offset: number): number {
    return this.#lines.linePos(offset).line;
  }

  misfit(offset: number, expected: string): CrosspointError {
    const { line, col: column } = this.#lines.linePos(offset);
    return new CrosspointError(
      'invalid-configuration',
      `${this.#file}:${line}:${column}: expected ${expected}`,
      { position: { source: this.#file, line, column } },
    );
  }
}

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
