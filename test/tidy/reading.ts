import { parseSync } from 'vite';
import { FROM_OUTSIDE } from './tables.ts';

export interface Source {
  /** From the root of the project. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  readonly line: number;
  readonly isTypeOnly: boolean;
  readonly names: readonly string[];
}

export interface Found {
  readonly imports: readonly Import[];
  /** Globals that are used: `setTimeout`, `Date.now` … */
  readonly globals: readonly { readonly name: string; readonly line: number }[];
  readonly anys: readonly number[];
  readonly isReadable: boolean;
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string; readonly start: number };

/** Reads one source: what it imports, types included, and what it takes from its surroundings. */
export function read({ path, text }: Source): Found {
  const { program, errors } = parseSync(path, text);
  const imports: Import[] = [];
  const globals: { name: string; line: number }[] = [];
  const anys: number[] = [];
  const declared = new Set<string>();
  const lineOf = (node: Node): number => text.slice(0, node.start).split('\n').length;
  const visit = (value: unknown, isType: boolean, isName: boolean): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, isType, isName);
    if (!isNode(value)) return;
    const line = lineOf(value);
    const from = sourceOf(value);
    if (from !== undefined) imports.push({ from, line, ...namesOf(value) });
    if (value.type === 'TSAnyKeyword') anys.push(line);
    for (const name of declaredBy(value)) declared.add(name);
    const used = isType || isName ? undefined : globalOf(value);
    if (used !== undefined) globals.push({ name: used, line });
    for (const [key, child] of Object.entries(value)) {
      const isTypeNext = isType || TYPE_KEYS.has(key) || TYPE_NODES.has(value.type);
      const isNameNext = NAME_KEYS.has(key) && value['computed'] !== true && !isShorthand(value);
      visit(child, isTypeNext, isNameNext);
    }
  };
  visit(program, false, false);
  const isGlobal = ({ name }: { name: string }): boolean => !declared.has(name.split('.')[0] ?? '');
  const isReadable = errors.length === 0;
  return { imports, globals: globals.filter(isGlobal), anys, isReadable };
}

const TYPE_KEYS = new Set(['typeAnnotation', 'typeParameters', 'typeArguments', 'returnType']);
const TYPE_NODES = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration']);
/** Where an identifier names a member and not a thing in sight. */
const NAME_KEYS = new Set(['property', 'key']);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function isShorthand(node: Node): boolean {
  return node['shorthand'] === true;
}

function sourceOf(node: Node): string | undefined {
  const holder =
    node.type === 'TSImportType' ? (node['source'] ?? node['argument']) : node['source'];
  const literal = isNode(holder) && isNode(holder['literal']) ? holder['literal'] : holder;
  const text = isNode(literal) ? literal['value'] : undefined;
  return typeof text === 'string' && /^(Import|Export|TSImportType)/.test(node.type)
    ? text
    : undefined;
}

function namesOf(node: Node): { isTypeOnly: boolean; names: string[] } {
  const specifiers = (node['specifiers'] ?? []) as readonly Node[];
  const names = specifiers.map((one) => nameOf(one['imported'] ?? one['local']) ?? '*');
  const isTypeOnly =
    node.type === 'TSImportType' ||
    [node['importKind'], node['exportKind']].includes('type') ||
    (specifiers.length > 0 && specifiers.every((one) => one['importKind'] === 'type'));
  return { isTypeOnly, names };
}

function nameOf(node: unknown): string | undefined {
  const name = isNode(node) && node.type === 'Identifier' ? node['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

/** Names that a node brings into sight: a local of that name is not the global. */
function declaredBy(node: Node): string[] {
  if (node.type === 'ImportSpecifier' || node.type === 'ImportDefaultSpecifier') {
    return [nameOf(node['local']) ?? ''];
  }
  if (node.type === 'VariableDeclarator') return bound(node['id']);
  return ((node['params'] ?? []) as readonly unknown[]).flatMap(bound);
}

function bound(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  const inner = [pattern['left'], pattern['value'], pattern['argument'], pattern['parameter']];
  const listed = [pattern['properties'], pattern['elements']].flatMap((list) => list ?? []);
  const isPattern = pattern.type !== 'Identifier';
  return isPattern ? [...inner, ...listed].flatMap(bound) : [nameOf(pattern) ?? ''];
}

function globalOf(node: Node): string | undefined {
  if (node.type === 'Identifier') return nameOf(node) === 'Date' ? undefined : plain(nameOf(node));
  if (node.type === 'MemberExpression') {
    return plain(`${nameOf(node['object'])}.${nameOf(node['property'])}`);
  }
  const isNow = node.type === 'NewExpression' && (node['arguments'] as unknown[]).length === 0;
  return isNow && nameOf(node['callee']) === 'Date' ? 'new Date()' : undefined;
}

function plain(name: string | undefined): string | undefined {
  return name !== undefined && Object.hasOwn(FROM_OUTSIDE, name) ? name : undefined;
}
