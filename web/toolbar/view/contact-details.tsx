import type { ContactMatch } from '../../../schemas/generated/types.ts';
import { pageOf } from '../matching.ts';
import { DialButton } from './dial-button.tsx';
import { Value } from './value.tsx';

/** The name, as a link to the customer's page where there is one. */
export function ContactName({ match }: { readonly match: ContactMatch }) {
  const { name } = match.contact;
  const page = pageOf(match);
  if (page === undefined) return <strong>{name}</strong>;
  return (
    <a href={page} target="_blank" rel="noreferrer noopener">
      {name}
    </a>
  );
}

/** One customer's record. */
export function ContactDetails({ match }: { readonly match: ContactMatch }) {
  const { contact, confidence } = match;
  const { fields, numbers, source } = contact;
  return (
    <div class="contact">
      <p>
        <ContactName match={match} />{' '}
        <span class="quiet">
          {confidence < 1 ? `${Math.round(confidence * 100)} % sure` : 'same number'}
          {source === undefined ? '' : ` · ${source}`}
        </span>
      </p>
      <dl>
        {Object.entries(fields).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              <Value name={key} value={value} />
            </dd>
          </div>
        ))}
        {numbers.length > 0 && (
          <div>
            <dt>Numbers</dt>
            <dd>
              {numbers.map((number) => (
                <DialButton key={number} number={number} />
              ))}
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}
