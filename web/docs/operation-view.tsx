import type { Answer, Parameter } from './documents.ts';
import { nameOf, resolve } from './documents.ts';
import type { Entry } from './entries.ts';
import { Prose } from './prose.tsx';
import { SchemaView, TypeWord } from './schema-view.tsx';

export interface OperationViewProps {
  readonly entry: Extract<Entry, { kind: 'operation' }>;
  readonly root: object;
}

/** One method of one path. */
export function OperationView({ entry, root }: OperationViewProps) {
  const { id, method, path, operation } = entry;
  const parameters = (operation.parameters ?? []).map((one) => resolve<Parameter>(root, one));
  const body = operation.requestBody && resolve<Answer>(root, operation.requestBody);
  return (
    <article id={id} class="entry">
      <h2>
        <span class="method" data-method={method}>
          {method}
        </span>{' '}
        <code>{path}</code>
      </h2>
      <p>
        <Prose text={operation.summary} />
      </p>
      <p class="quiet">{operation.description}</p>
      {parameters.length > 0 && <Parameters parameters={parameters} root={root} />}
      {body !== undefined && (
        <section>
          <h3>Body</h3>
          <ContentView answer={body} root={root} />
        </section>
      )}
      <section>
        <h3>Answers</h3>
        {Object.entries(operation.responses ?? {}).map(([status, reference]) => {
          const answer = resolve<Answer>(root, reference);
          return (
            <details key={status} class="answer">
              <summary>
                <strong>{status}</strong> {bodyName(answer)}
              </summary>
              <p>
                <Prose text={answer.description} />
              </p>
              <ContentView answer={answer} root={root} />
            </details>
          );
        })}
      </section>
    </article>
  );
}

interface ParametersProps {
  readonly parameters: readonly Parameter[];
  readonly root: object;
}

function Parameters({ parameters, root }: ParametersProps) {
  return (
    <section>
      <h3>Parameters</h3>
      <ul class="members">
        {parameters.map(({ name, in: place, required, schema = {}, description }) => (
          <li key={`${place} ${name}`}>
            <code class="member">{name}</code> <TypeWord schema={schema} root={root} />{' '}
            <span class="quiet">
              {place}
              {required === true ? ', required' : ''}
            </span>
            <p>
              <Prose text={description ?? schema.description} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ContentView({ answer, root }: { readonly answer: Answer; readonly root: object }) {
  return Object.entries(answer.content ?? {}).map(([type, { schema }]) => (
    <div key={type}>
      <p class="quiet">
        <code>{type}</code>
      </p>
      {schema !== undefined && <SchemaView schema={schema} root={root} />}
    </div>
  ));
}

/** What an answer brings, in a word. */
function bodyName({ content = {}, description }: Answer): string | undefined {
  const [body] = Object.values(content);
  return body?.schema?.$ref === undefined ? description : nameOf(body.schema.$ref);
}
