import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AsyncApi, OpenApi } from './documents.ts';
import type { Entry } from './entries.ts';
import { grouped, messageEntries, operationEntries, search } from './entries.ts';
import { MessageView } from './message-view.tsx';
import { OperationView } from './operation-view.tsx';

interface Documents {
  readonly openApi: OpenApi;
  readonly asyncApi: AsyncApi;
}

/** The API of the server this page came from, by its own documents. */
export function App() {
  const [documents, setDocuments] = useState<Documents | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => {
    load().then(setDocuments, (error: unknown) => setProblem(String(error)));
  }, []);
  if (problem !== undefined) return <p role="alert">The documents cannot be read: {problem}</p>;
  if (documents === undefined) return <p role="status">Reading the documents …</p>;
  return <Pages documents={documents} />;
}

async function load(): Promise<Documents> {
  const [openApi, asyncApi] = await Promise.all([
    fetchJson<OpenApi>('../openapi.json'),
    fetchJson<AsyncApi>('../asyncapi.json'),
  ]);
  return { openApi, asyncApi };
}

async function fetchJson<Body>(path: string): Promise<Body> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return (await answer.json()) as Body;
}

function Pages({ documents }: { readonly documents: Documents }) {
  const { openApi, asyncApi } = documents;
  const [query, setQuery] = useState('');
  const all = useMemo(() => [...operationEntries(openApi), ...messageEntries(asyncApi)], []);
  const found = search(all, query);
  useEffect(() => {
    // The address named a place that was not there yet when the page was loaded.
    document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.scrollIntoView();
  }, []);
  return (
    <div class="docs">
      <nav aria-label="Contents">
        <header>
          <strong>{openApi.info.title}</strong> <span class="quiet">{openApi.info.version}</span>
        </header>
        <label for="search">Search</label>
        <input
          id="search"
          type="search"
          autocomplete="off"
          value={query}
          onInput={({ currentTarget }) => setQuery(currentTarget.value)}
        />
        <p class="quiet" role="status">
          {found.length} of {all.length}
        </p>
        <Contents entries={found} />
        <p class="quiet">
          <a href="../openapi.json">openapi.json</a> · <a href="../asyncapi.json">asyncapi.json</a>
        </p>
      </nav>
      <main>
        <h1>{openApi.info.title}</h1>
        <p>{openApi.info.description}</p>
        {found.map((entry) => (
          <EntryView key={entry.id} entry={entry} documents={documents} />
        ))}
        {found.length === 0 && <p>Nothing is called so.</p>}
      </main>
    </div>
  );
}

function Contents({ entries }: { readonly entries: readonly Entry[] }) {
  return [...grouped(entries)].map(([group, members]) => (
    <section key={group}>
      <h2>{group}</h2>
      <ul>
        {members.map((entry) => (
          <li key={entry.id}>
            <a href={`#${entry.id}`}>
              {entry.kind === 'operation' ? <Signature entry={entry} /> : entry.label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  ));
}

function Signature({ entry }: { readonly entry: Extract<Entry, { kind: 'operation' }> }) {
  return (
    <>
      <span class="method" data-method={entry.method}>
        {entry.method}
      </span>{' '}
      {entry.path.replace(/^\/v1/, '')}
    </>
  );
}

function EntryView({ entry, documents }: { readonly entry: Entry; readonly documents: Documents }) {
  if (entry.kind === 'operation') return <OperationView entry={entry} root={documents.openApi} />;
  return <MessageView entry={entry} root={documents.asyncApi} />;
}
