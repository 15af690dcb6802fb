import { useState } from 'preact/hooks';
import type { Schema } from './documents.ts';
import { nameOf, resolve } from './documents.ts';
import { Prose } from './prose.tsx';
import { bounds, mergedMembers, typeWord, variants } from './schema.ts';

export interface SchemaProps {
  readonly schema: Schema;
  readonly root: object;
  /** Its description has been shown already. */
  readonly isDescribed?: boolean;
}

/**
 * A schema as a tree: members with their types, opened one level at a time. What is closed is not
 * rendered, so schemas that refer to themselves do no harm.
 */
export function SchemaView({ schema, root, isDescribed = false }: SchemaProps) {
  const resolved = resolve<Schema>(root, schema);
  const members = mergedMembers(root, resolved);
  const choices = variants(resolved);
  return (
    <div class="schema">
      {schema.$ref !== undefined && <code>{nameOf(schema.$ref)}</code>}
      {resolved.description !== undefined && !isDescribed && (
        <p>
          <Prose text={resolved.description} />
        </p>
      )}
      {members.length > 0 && (
        <ul class="members">
          {members.map(({ name, schema: member, isRequired }) => (
            <Member key={name} name={name} schema={member} isRequired={isRequired} root={root} />
          ))}
        </ul>
      )}
      {choices.length > 0 && (
        <>
          <p class="quiet">One of</p>
          <ul class="members">
            {choices.map((choice, index) => (
              <li key={index}>
                <SchemaView schema={choice} root={root} />
              </li>
            ))}
          </ul>
        </>
      )}
      {members.length === 0 && choices.length === 0 && <TypeWord schema={resolved} root={root} />}
    </div>
  );
}

interface MemberProps extends SchemaProps {
  readonly name: string;
  readonly isRequired: boolean;
}

function Member({ name, schema, isRequired, root }: MemberProps) {
  const [isOpen, setOpen] = useState(false);
  const resolved = resolve<Schema>(root, schema);
  const inner = resolved.items ?? resolved;
  const target = resolve<Schema>(root, inner);
  const canOpen = mergedMembers(root, target).length > 0 || variants(target).length > 0;
  return (
    <li>
      <code class="member">{name}</code> <TypeWord schema={schema} root={root} />
      {isRequired && <span class="quiet"> required</span>}
      {canOpen && (
        <button
          type="button"
          class="plain"
          aria-expanded={isOpen}
          aria-label={`Members of ${name}`}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? '−' : '+'}
        </button>
      )}
      {resolved.description !== undefined && (
        <p>
          <Prose text={resolved.description} />
        </p>
      )}
      {isOpen && <SchemaView schema={inner} root={root} isDescribed={inner === resolved} />}
    </li>
  );
}

/** The type in a word, with its bounds. */
export function TypeWord({ schema, root }: SchemaProps) {
  return (
    <span class="type">
      {typeWord(root, schema)} <span class="quiet">{bounds(root, schema)}</span>
    </span>
  );
}
