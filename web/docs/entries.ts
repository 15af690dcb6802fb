/** Both documents as one list of things to show and to search in. */
import type { AsyncApi, Message, OpenApi, OperationObject } from './documents.ts';
import { resolve } from './documents.ts';

export type Entry =
  | {
      readonly kind: 'operation';
      readonly id: string;
      readonly group: string;
      readonly label: string;
      readonly method: string;
      readonly path: string;
      readonly operation: OperationObject;
      readonly searchable: string;
    }
  | {
      readonly kind: 'message';
      readonly id: string;
      readonly group: string;
      readonly label: string;
      readonly message: Message;
      readonly searchable: string;
    };

export function operationEntries({ paths }: OpenApi): readonly Entry[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      kind: 'operation' as const,
      id: `${method}-${path.replaceAll(/[^a-z\d]+/gi, '-').replaceAll(/^-|-$/g, '')}`,
      group: operation.tags?.[0] ?? 'other',
      label: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
      searchable: lower(method, path, operation.summary, operation.description),
    })),
  );
}

export function messageEntries(document: AsyncApi): readonly Entry[] {
  return Object.values(document.channels ?? {}).flatMap(({ address = '', messages = {} }) =>
    Object.entries(messages).map(([key, reference]) => {
      const message = resolve<Message>(document, reference);
      const label = message.name ?? key;
      return {
        kind: 'message' as const,
        id: `message-${label.replaceAll('.', '-')}`,
        group: `stream ${address}`,
        label,
        message,
        searchable: lower(label, message.title, message.summary, message.description),
      };
    }),
  );
}

/** Entries in which every word of the query occurs. */
export function search(entries: readonly Entry[], query: string): readonly Entry[] {
  const words = query.toLowerCase().split(/\s+/);
  return entries.filter(({ searchable }) => words.every((word) => searchable.includes(word)));
}

export function grouped(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  return Map.groupBy(entries, ({ group }) => group);
}

function lower(...texts: readonly (string | undefined)[]): string {
  return texts.join(' ').toLowerCase();
}
