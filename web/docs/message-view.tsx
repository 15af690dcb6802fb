import type { Entry } from './entries.ts';
import { Prose } from './prose.tsx';
import { SchemaView } from './schema-view.tsx';

export interface MessageViewProps {
  readonly entry: Extract<Entry, { kind: 'message' }>;
  readonly root: object;
}

/** One kind of message of the stream. */
export function MessageView({ entry, root }: MessageViewProps) {
  const { id, label, message } = entry;
  return (
    <article id={id} class="entry">
      <h2>
        <code>{label}</code>
      </h2>
      <p>
        <Prose text={message.summary} />
      </p>
      <p class="quiet">{message.description}</p>
      {message.payload !== undefined && (
        <section>
          <h3>Schema</h3>
          <SchemaView schema={message.payload} root={root} />
        </section>
      )}
    </article>
  );
}
