const TAKEN: ReadonlySet<string> = new Set(
  (
    'r w skip tag at from entered unknown value before item items inside ' +
    'arguments await break case catch class const continue debugger default delete do else enum ' +
    'eval export extends false finally for function if implements import in instanceof interface ' +
    'let new null package private protected public return static super switch this throw true ' +
    'try typeof undefined var void while with yield'
  ).split(' '),
);

/** What a component is called within generated code: its own name where that is free. */
export function localNameOf(member: string): string {
  return TAKEN.has(member) ? `${member}Value` : member;
}
