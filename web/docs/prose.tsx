/** A sentence in which `back-quoted` words are code. */
export function Prose({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part : <code key={index}>{part}</code>));
}
